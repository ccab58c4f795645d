"""Ratings by deputies: sealed, for 代表工委 only (design 1.4); flags to revisit; look-backs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.deputies import Deputy
from bot.store.models.messages import Words
from bot.store.models.suggestions import Suggestion
from bot.store.types import Moment


class Rating(Base):
    """What one deputy thinks of the reply in one round. The lead one's counts; the co-signers'
    views stand beside it. The bureau never sees a row of this table."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "round", "deputy_id", name="rating_once"),
        CheckConstraint("grade IN ('satisfied','fair','unsatisfied')", name="rating_grade"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    round: Mapped[int]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    lead: Mapped[bool]
    #: satisfied 满意, fair 基本满意, unsatisfied 不满意.
    grade: Mapped[str] = mapped_column(String(16))
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    #: Typed in by the office for a deputy who telephoned.
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment, index=True)

    suggestion: Mapped[Suggestion] = relationship()
    deputy: Mapped[Deputy] = relationship()
    words: Mapped[Words | None] = relationship()


class RevisitFlag(Base):
    """「需回访」, for 代表工委 only (P19): a reason to ring, never a reproach."""

    __tablename__ = "revisit_flags"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "kind", "round", name="revisit_flag_once"),
        CheckConstraint(
            "kind IN ('many_at_once','citizen_says_not','back_where_it_came_from')",
            name="revisit_flag_kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    kind: Mapped[str] = mapped_column(String(32))
    round: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))

    suggestion: Mapped[Suggestion] = relationship()


class LookBack(Base):
    """Somebody is to look whether it is really so (回头看): a sample of class A, a promise."""

    __tablename__ = "look_backs"
    __table_args__ = (
        UniqueConstraint("suggestion_id", "reason", "year", name="look_back_once"),
        CheckConstraint("reason IN ('sample','promise','revisit')", name="look_back_reason"),
        CheckConstraint(
            "found IS NULL OR found IN ('real','partly','not_done')", name="look_back_found"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    reason: Mapped[str] = mapped_column(String(16))
    year: Mapped[int]
    due: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Moment)
    found: Mapped[str | None] = mapped_column(String(16))
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    done_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    suggestion: Mapped[Suggestion] = relationship()
