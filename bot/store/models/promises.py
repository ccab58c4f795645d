"""Promises (承诺) of bureaus, which come back on their day (mechanisms L07, P30)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.assignments import Assignment
from bot.store.models.messages import Words
from bot.store.models.suggestions import Suggestion
from bot.store.types import Moment


class Promise(Base):
    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint("state IN ('open','kept','released')", name="promise_state"),
        Index("promises_due", "watch_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    #: What is promised, and on what condition (资金到位后); the condition in a few plain words.
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    condition: Mapped[str] = mapped_column(String(120), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    first_due: Mapped[date]
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), default="open")
    #: The working day on which it comes back; nothing: it has, or is over.
    watch_on: Mapped[date | None]
    kept_at: Mapped[datetime | None] = mapped_column(Moment)
    #: What shows that it is kept.
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))

    assignment: Mapped[Assignment] = relationship()
    words: Mapped[Words] = relationship(foreign_keys=[words_id])
    evidence: Mapped[Words | None] = relationship(foreign_keys=[evidence_id])


class Proposal(Base):
    """Proposed by anybody who is a party, decided by the office: reopening, another class."""

    __tablename__ = "proposals"
    __table_args__ = (CheckConstraint("kind IN ('reopen','class')", name="proposal_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    kind: Mapped[str] = mapped_column(String(16))
    #: The class proposed.
    value: Mapped[str] = mapped_column(String(8), default="")
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    party: Mapped[str] = mapped_column(String(16))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved: Mapped[bool | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    suggestion: Mapped[Suggestion] = relationship()
    words: Mapped[Words] = relationship()


class CloseOutEvidence(Base):
    """What shows that a suggestion is really done (落实销号 only with evidence, L08, P22)."""

    __tablename__ = "close_out_evidence"
    __table_args__ = (CheckConstraint("kind IN ('visit','photo','citizen')", name="evidence_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    #: visit: somebody looked; photo; citizen: who reported it says that it is done.
    kind: Mapped[str] = mapped_column(String(16))
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    media_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    suggestion: Mapped[Suggestion] = relationship()
    words: Mapped[Words] = relationship()
