"""What a deputy is reminded of and has done (履职); today the half-monthly grid visit (X07)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.deputies import Deputy
from bot.store.types import Moment


class Duty(Base):
    """One duty of one deputy in one period. Two visits in a period are one row, counted twice."""

    __tablename__ = "duties"
    __table_args__ = (
        UniqueConstraint("deputy_id", "kind", "period", name="duty_once"),
        CheckConstraint("state IN ('due','reminded','recorded','excused')", name="duty_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24), default="grid_visit")
    #: First day of the period, ISO: 2026-11-16.
    period: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    visits: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The last report's words.
    words_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    #: The issue the reminder asked to look at again, if any.
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))

    deputy: Mapped[Deputy] = relationship()
