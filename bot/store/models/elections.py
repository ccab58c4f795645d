"""换届: a new roster of deputies, prepared beside the old one and confirmed by a person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.places import Grid
from bot.store.types import Json, Moment, Sealed


class Election(Base):
    """The roster that one congress (of the county, or of a township) has from a day on."""

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("congress IN ('county','township')", name="election_level"),
        CheckConstraint(
            "state IN ('prepared','confirmed','undone','thrown_away')", name="election_state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    congress: Mapped[str] = mapped_column(String(16))
    #: The county, or the township whose congress it is.
    area_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    #: First day of the new deputies; the old ones end the day before.
    takes_effect: Mapped[date]
    #: The table as it was uploaded, JSON; sealed, because telephones stand in it.
    rows: Mapped[str] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16), default="prepared")
    #: What confirming changed, by ids, so that it can be undone: see bot.actions.elections.
    done: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_by: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    area: Mapped[Grid] = relationship()
