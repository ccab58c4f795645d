"""What is to be said to whom, and every attempt at saying it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.types import Json, Moment, Sealed

#: Not said yet: somebody still has to.
ON_THEIR_WAY = ("queued", "leased", "telephone")

#: Sent beside the cases (they are emptied with theirs), and not emptied yet.
NOT_OF_A_CASE = "case_kind NOT IN ('issue', 'hand_over') AND reason <> '到期，文字已清'"


class Notice(Base):
    """Queued in the same transaction as the fact that it tells of; once, by its key."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued','leased','sent','telephone','told','failed','dropped')",
            name="notice_state",
        ),
        CheckConstraint(
            "priority IN ('danger','answer','task','result','reminder','broadcast')",
            name="notice_priority",
        ),
        Index("notices_due", "state", "rank", "next_at"),
        Index("notices_of_case", "case_kind", "case_id"),
        Index("notices_of_state", "state", "id"),
        #: What is emptied by time is found without walking through all that was ever sent.
        Index(
            "notices_beside",
            "id",
            sqlite_where=text(NOT_OF_A_CASE),
            postgresql_where=text(NOT_OF_A_CASE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Says what it is: grid-visit:{deputy}:{period}. Unique: queued exactly once.
    key: Mapped[str] = mapped_column(String(191), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    #: Key in bot/texts/notices.toml.
    kind: Mapped[str] = mapped_column(String(48))
    #: What fills the words (sealed: it may hold what a person said).
    fields: Mapped[str] = mapped_column(Sealed)
    priority: Mapped[str] = mapped_column(String(16))
    #: Order of delivery, from the priority: danger first, broadcasts last.
    rank: Mapped[int]
    case_kind: Mapped[str] = mapped_column(String(16), default="")
    case_id: Mapped[int | None]
    #: sent: the platform took it; telephone: somebody has to ring; told: somebody did.
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Channels already tried in vain, comma separated.
    channels_tried: Mapped[str] = mapped_column(String(64), default="")
    #: Why it is where it is, in Chinese.
    reason: Mapped[str] = mapped_column(String(128), default="")
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Telephone list: who rang and what came of it (已告知, 没接, 托人转告).
    told_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    told_how: Mapped[str] = mapped_column(String(16), default="")

    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])


class Attempt(Base):
    """One try: what was really said, in which shape, and what came back."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    #: customer_service, subscription, template, telephone.
    channel: Mapped[str] = mapped_column(String(24))
    said: Mapped[str] = mapped_column(Sealed)
    outcome: Mapped[str] = mapped_column(String(24))
    errcode: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(128), default="")
    #: The platform's msgid, to match TEMPLATESENDJOBFINISH.
    message_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
