"""Sessions of a congress (大会): what gives a suggestion its formal number 〔16-6〕37."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.places import Grid
from bot.store.types import Moment


class CongressSession(Base):
    """The sixth session of the sixteenth congress of the county, or of a township."""

    __tablename__ = "congress_sessions"
    __table_args__ = (
        UniqueConstraint("area_id", "term", "number", name="congress_session_once"),
        CheckConstraint("congress IN ('county','township')", name="congress_session_level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    congress: Mapped[str] = mapped_column(String(16))
    #: The county, or the township whose congress it is.
    area_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    #: 届 and 次.
    term: Mapped[int]
    number: Mapped[int]
    opens: Mapped[date]
    closes: Mapped[date]
    #: Closing time for suggestions of this session; later ones count as between sessions.
    submit_until: Mapped[datetime] = mapped_column(Moment)

    area: Mapped[Grid] = relationship()
