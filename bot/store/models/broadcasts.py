"""A word to many (群发): written by one officer, agreed to by a second, sent in portions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.console import Approval
from bot.store.models.officers import Officer
from bot.store.models.people import Contact
from bot.store.types import Json, Moment


class Broadcast(Base):
    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','asked','sending','stopped','given_up','done')",
            name="broadcast_state",
        ),
        Index(
            "broadcasts_sending",
            "id",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    #: Whom: see ``bot.actions.audiences.Audience``; no names.
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    #: As whom it is said: 青禾县人大, 城关镇人大.
    sender: Mapped[str] = mapped_column(String(64))
    #: The area of who wrote it, beyond which it never goes; nothing: the county.
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: draft: may be changed; asked: waits for the second person, nothing changes any more; stopped:
    #: may go on after a new yes; given_up: never.
    state: Mapped[str] = mapped_column(String(16), default="draft")
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approvals.id"))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Who stopped it, if somebody did and it has not gone on since.
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))

    maker: Mapped[Officer] = relationship(foreign_keys=[made_by])
    stopper: Mapped[Officer | None] = relationship(foreign_keys=[stopped_by])
    approval: Mapped[Approval | None] = relationship()


class BroadcastRecipient(Base):
    """One person whom the second officer agreed to write to. waiting: not yet; queued: in the
    outbox; left: meanwhile not one of them any more, so nothing was sent."""

    __tablename__ = "broadcast_recipients"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "contact_id", name="broadcast_to_once"),
        CheckConstraint("state IN ('waiting','queued','left')", name="broadcast_recipient_state"),
        Index(
            "broadcast_recipients_waiting",
            "broadcast_id",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    #: As what they are written to: 县代表, 城关供电所联络员.
    role: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16), default="waiting")

    contact: Mapped[Contact] = relationship()
