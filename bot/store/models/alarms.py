"""Danger to life: who was asked to ring back, and who did (design 1.5). We dispatch nobody."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.issues import Issue
from bot.store.types import Moment


class Alarm(Base):
    """One alarm for one issue. Each moment is a truth that may be told once it is true."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            "alarms_unheard",
            "next_round_at",
            sqlite_where=text("heard_at IS NULL AND over_at IS NULL"),
            postgresql_where=text("heard_at IS NULL AND over_at IS NULL"),
        ),
        Index(
            "alarms_open",
            "id",
            sqlite_where=text("passed_on_at IS NULL AND over_at IS NULL"),
            postgresql_where=text("passed_on_at IS NULL AND over_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), unique=True)
    #: Whom the constituent was told to ring first, 、 separated: 119、120.
    numbers: Mapped[str] = mapped_column(String(64), default="")
    raised_at: Mapped[datetime] = mapped_column(Moment)
    #: 已发出: the platform took the message to the officer on call.
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: 已接听: an officer said so.
    heard_at: Mapped[datetime | None] = mapped_column(Moment)
    heard_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    #: 已转总值班室.
    passed_on_at: Mapped[datetime | None] = mapped_column(Moment)
    #: 误报, 已平安: nobody needs to be called any more, and the duty room was not told.
    over_at: Mapped[datetime | None] = mapped_column(Moment)
    #: False: the place is the one that this person lives in or spoke of before.
    place_said: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: How many further people have been asked since nobody answered.
    rounds: Mapped[int] = mapped_column(default=0)
    next_round_at: Mapped[datetime | None] = mapped_column(Moment)

    issue: Mapped[Issue] = relationship()
