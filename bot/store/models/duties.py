"""What a deputy is reminded of and has done (履职); today the half-monthly grid visit (X07)."""

from datetime import date, datetime

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


class Reception(Base):
    """One reception day of a station: who received people, and how many came (B05)."""

    __tablename__ = "receptions"
    __table_args__ = (UniqueConstraint("station_id", "day", name="reception_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    day: Mapped[date]
    visitors: Mapped[int]
    #: What they spoke of, masked: no names, no telephones.
    matters: Mapped[str] = mapped_column(String(300), default="")
    noted_by: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)


class ReceptionDeputy(Base):
    """A deputy who received people on that day."""

    __tablename__ = "reception_deputies"

    reception_id: Mapped[int] = mapped_column(ForeignKey("receptions.id"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)

    reception: Mapped[Reception] = relationship()
    deputy: Mapped[Deputy] = relationship()
