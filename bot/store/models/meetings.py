"""Meetings between bureau and deputy: 三见面 and 面商 (mechanisms N08, P15, P16)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.assignments import Assignment
from bot.store.models.messages import Words
from bot.store.types import Moment


class Meeting(Base):
    """Written down by the bureau in a line; the deputy confirms or disputes it; after some days of
    silence the bureau's record stands."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("kind IN ('before','during','after')", name="meeting_kind"),
        CheckConstraint(
            "present IN ('telephone','liaison','deputy_head','head','county_leader')",
            name="meeting_present",
        ),
        CheckConstraint(
            "state IN ('recorded','confirmed','stands','disputed')", name="meeting_state"
        ),
        Index("meetings_silent", "stands_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    #: 办前沟通, 办中协商, 办后回访.
    kind: Mapped[str] = mapped_column(String(16))
    #: Face to face about the answer (面商), not only a call.
    consultation: Mapped[bool] = mapped_column(default=False)
    held_on: Mapped[date]
    #: The highest who was there for the bureau: liaison, deputy_head, head, county_leader; or
    #: telephone: nobody was, they rang up.
    present: Mapped[str] = mapped_column(String(16), default="liaison")
    #: Whether that is the level that the rules ask for (P15); only shown, never a hindrance.
    level_ok: Mapped[bool] = mapped_column(default=True)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"))
    #: What was agreed on the spot and until when (L06); a promise once the record stands.
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))
    plan_until: Mapped[date | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), default="recorded")
    #: From this day on it stands without an answer; nothing: answered, or stands.
    stands_on: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("words.id"))

    assignment: Mapped[Assignment] = relationship()
    words: Mapped[Words] = relationship(foreign_keys=[words_id])
    plan: Mapped[Words | None] = relationship(foreign_keys=[plan_id])
