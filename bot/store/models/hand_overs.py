"""Hand-overs (转办): an issue in the hands of one bureau; one row per bureau."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.bureaus import Bureau
from bot.store.models.issues import Issue
from bot.store.types import Json, Moment


class HandOver(Base):
    __tablename__ = "hand_overs"
    __table_args__ = (
        Index("hand_overs_open", "bureau_id", "state"),
        Index("hand_overs_due", "state", "due"),
        Index("hand_overs_newest", "bureau_id", "issue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    bureau_id: Mapped[int] = mapped_column(ForeignKey("bureaus.id"))
    state: Mapped[str] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: Five working days, ten for the hard ones (rule rows); with its proof in Chinese.
    due: Mapped[date]
    proof: Mapped[str] = mapped_column(String(512), default="")
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The working days it began with (a running case keeps its rule).
    term_days: Mapped[int]
    #: Those days are of the hard ones (rule hand_over.within_hard).
    hard: Mapped[bool] = mapped_column(default=False)
    #: The clock stands still while the constituent is being asked; spans of ISO days behind us.
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    pauses: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    #: Asked for and not yet decided by the office.
    extension_until: Mapped[date | None]
    #: A day that the bureau promised, and for what (words in the history).
    promised_for: Mapped[date | None]
    #: The due day for which the desk has been told that it passed.
    overdue_told: Mapped[date | None]
    return_to: Mapped[str] = mapped_column(String(64), default="")

    issue: Mapped[Issue] = relationship()
    bureau: Mapped[Bureau] = relationship()
