"""Supervision (督办): key items, who watches them, the log, committees, measures people decided."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.bureaus import Bureau
from bot.store.models.messages import Words
from bot.store.models.officers import Officer
from bot.store.models.suggestions import Suggestion
from bot.store.types import Moment


class KeySupervision(Base):
    """A key item (重点督办), by a decision of the chairpersons' meeting (代表法 52)."""

    __tablename__ = "key_supervision"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), unique=True)
    #: The day of the meeting (主任会议) that decided it.
    decided_on: Mapped[date]
    #: 领办: the county leader of the government who answers for it (P13).
    leading_officer: Mapped[str] = mapped_column(String(32), default="")
    committee: Mapped[str] = mapped_column(String(64), default="")
    #: The November report (P14): asked for on a day, received on another.
    report_asked_on: Mapped[date | None]
    report_received_on: Mapped[date | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    suggestion: Mapped[Suggestion] = relationship()


class Supervisor(Base):
    """A member of the standing committee who watches one key item (P12)."""

    __tablename__ = "supervisors"
    __table_args__ = (UniqueConstraint("key_id", "officer_id", name="supervisor_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("key_supervision.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))

    officer: Mapped[Officer] = relationship()


class SupervisionLog(Base):
    """A line in the log of who watches, or a measure of the ladder that people decided."""

    __tablename__ = "supervision_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    #: Empty: a line of the log; else the rung: reminder, public_criticism, admonitory_talk …
    measure: Mapped[str] = mapped_column(String(32), default="")
    #: Who decided a measure, and on which day: 主任会议, 代工委 …
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_on: Mapped[date | None]
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    written_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    words: Mapped[Words] = relationship()


class CommitteePair(Base):
    """Which committee of the congress watches which bureau (对口督办, N09)."""

    __tablename__ = "committee_pairs"
    __table_args__ = (UniqueConstraint("committee", "bureau_id", name="committee_pair_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee: Mapped[str] = mapped_column(String(64))
    bureau_id: Mapped[int] = mapped_column(ForeignKey("bureaus.id"))

    bureau: Mapped[Bureau] = relationship()


class CommitteeMember(Base):
    """Who is of a committee: what it watches, they look at."""

    __tablename__ = "committee_members"
    __table_args__ = (UniqueConstraint("committee", "officer_id", name="committee_member_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee: Mapped[str] = mapped_column(String(64))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)

    officer: Mapped[Officer] = relationship()


class Exemplar(Base):
    """A suggestion that the office shows as an example of good writing (优秀选编, P07)."""

    __tablename__ = "exemplars"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), unique=True)
    #: What is good about it, in a line.
    why: Mapped[str] = mapped_column(String(200), default="")
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    suggestion: Mapped[Suggestion] = relationship()
