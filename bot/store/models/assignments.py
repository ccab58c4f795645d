"""Assignments (交办件): a suggestion in the hands of one bureau, lead or supporting."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.bureaus import Bureau
from bot.store.models.suggestions import Suggestion
from bot.store.types import Moment


class Assignment(Base):
    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("role IN ('lead','supporting')", name="assignment_role"),
        CheckConstraint(
            "outcome_class IS NULL OR outcome_class IN ('A','B','C','D')", name="assignment_class"
        ),
        Index("assignments_open", "bureau_id", "state", "due"),
        Index("assignments_chase", "chase_on"),
        Index("assignments_due", "watch_on"),
        Index("assignments_by_due", "state", "due", "id"),
        Index(
            "assignments_extension",
            "extension_until",
            sqlite_where=text("extension_until IS NOT NULL"),
            postgresql_where=text("extension_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    bureau_id: Mapped[int] = mapped_column(ForeignKey("bureaus.id"))
    role: Mapped[str] = mapped_column(String(16))
    #: 县政府办 in the middle (government bureaus); nothing: assigned directly (courts …).
    via_id: Mapped[int | None] = mapped_column(ForeignKey("bureaus.id"), index=True)
    state: Mapped[str] = mapped_column(String(24))
    #: 面广难度大: six months at once (代表法 51).
    hard: Mapped[bool] = mapped_column(default=False)
    #: One assignment meeting (集中交办会): its day and name; empty: item by item.
    meeting: Mapped[str] = mapped_column(String(64), default="")
    #: The case that was taken from another bureau (改派).
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))

    assigned_at: Mapped[datetime] = mapped_column(Moment)
    #: The day that the period counts from: its own assignment, or after 改派 the first one's.
    counts_from: Mapped[date]
    due: Mapped[date]
    #: Why that day, in Chinese; kept with the case whatever the rules become.
    proof: Mapped[str] = mapped_column(String(1024), default="")
    #: The first due day, before extensions and rework (on-time figures).
    first_due: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the receipt will be chased, or the office told; nothing: received.
    chase_on: Mapped[date | None]
    chased: Mapped[int] = mapped_column(default=0)
    #: The last day on which it may be given back without a person's word; with its proof.
    return_by: Mapped[date]
    return_proof: Mapped[str] = mapped_column(String(512), default="")
    #: The bureau that the returning one says is right.
    return_to: Mapped[str] = mapped_column(String(64), default="")
    return_late: Mapped[bool] = mapped_column(default=False)
    #: Asked for and not decided yet.
    extension_until: Mapped[date | None]
    extensions: Mapped[int] = mapped_column(default=0)
    #: The day of the next look at the due day (before it, then past it); nothing: told already.
    watch_on: Mapped[date | None]
    draft_shown_at: Mapped[datetime | None] = mapped_column(Moment)
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    #: A, B, C or D, as the bureau said or the office changed it (law: two columns with the rating).
    outcome_class: Mapped[str | None] = mapped_column(String(1))
    #: Points that a missing meeting may cost (P16), kept with the reply.
    points_lost: Mapped[int] = mapped_column(default=0)
    #: Number of the same matter in 12345 or 信访.
    outside_number: Mapped[str] = mapped_column(String(64), default="")

    suggestion: Mapped[Suggestion] = relationship()
    bureau: Mapped[Bureau] = relationship(foreign_keys=[bureau_id])
    via: Mapped[Bureau | None] = relationship(foreign_keys=[via_id])


class Paper(Base):
    """A paper about a case or a whole meeting: 拟稿 → 签发 → 编号用印, each by a person. A draft is
    never issued by the program."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("state IN ('drafted','signed','issued','void')", name="paper_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: assignment_letter, assignment_ledger, reply_form, meeting_papers …
    kind: Mapped[str] = mapped_column(String(32))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"), index=True)
    #: Name of the assignment meeting that it is about, or empty.
    meeting: Mapped[str] = mapped_column(String(64), default="")
    bureau_id: Mapped[int | None] = mapped_column(ForeignKey("bureaus.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="drafted")
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    #: Who signed (签发人) and who noted it.
    signer: Mapped[str] = mapped_column(String(32), default="")
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: 发文字号, and when it was sealed.
    number: Mapped[str] = mapped_column(String(64), default="")
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
