"""Facts, only ever appended: the history of each case, and the record of acts (audit)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base
from bot.store.types import Moment


class History(Base):
    """One step of one case. Holds ids, acts and times; words are referred to, never held."""

    __tablename__ = "history"
    __table_args__ = (
        Index("history_of_case", "case_kind", "case_id", "id"),
        Index(
            "history_want_human",
            "case_id",
            sqlite_where=text("step = 'want_human'"),
            postgresql_where=text("step = 'want_human'"),
        ),
        #: From words that were searched to the case in which they were said.
        Index(
            "history_of_words",
            "words_id",
            sqlite_where=text("words_id IS NOT NULL"),
            postgresql_where=text("words_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: issue, hand_over; later suggestion, assignment, duty.
    case_kind: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str] = mapped_column(String(24))
    to_state: Mapped[str] = mapped_column(String(24))
    #: constituent, deputy, station, bureau, office, system; and which person that was.
    party: Mapped[str] = mapped_column(String(16))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    #: A short fact without personal data: the bureau handed over to, a new due day.
    fact: Mapped[str] = mapped_column(String(255), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class Audit(Base):
    """Who did or looked at what, when. No words, no names: ids and digests."""

    __tablename__ = "audit"
    __table_args__ = (
        Index(
            "audit_of_case",
            "thing_id",
            "id",
            sqlite_where=text("thing = 'issue'"),
            postgresql_where=text("thing = 'issue'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    #: Contact id of who acted; nothing: the system or the command line.
    contact_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(48), index=True)
    thing: Mapped[str] = mapped_column(String(32), default="")
    thing_id: Mapped[int | None]
    fact: Mapped[str] = mapped_column(String(255), default="")


class AuditSeal(Base):
    """A batch of audit and history rows, digested and chained to the batch before."""

    __tablename__ = "audit_seals"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_audit_id: Mapped[int]
    last_history_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(Moment)
