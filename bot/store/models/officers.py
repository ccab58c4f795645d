"""People of the office (人大机关), the stations and the presidia, their roles and substitutes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.models.places import Grid, Station
from bot.store.types import Json, Moment

#: Roles. station_chief and liaison_officer act for a station; presidium for a township
#: (乡镇人大主席团、街道人大工委); office, office_director (代表工委) and leader for the county;
#: general_office (常委会办公室) for its own level of review and nothing else. committee (专工委)
#: looks at what concerns its topics; bureau opens the console to a bureau's liaison person, for
#: the cases that their own bureaus have.
ROLES = (
    "station_chief",
    "liaison_officer",
    "presidium",
    "office",
    "office_director",
    "leader",
    "general_office",
    "committee",
    "bureau",
)


class Officer(Base):
    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    login: Mapped[str | None] = mapped_column(String(32), unique=True)
    #: argon2; nothing: this officer has no login and works by chat only.
    password_hash: Mapped[str | None] = mapped_column(String(255))
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Raised at every password change, so that older sessions end.
    session_epoch: Mapped[int] = mapped_column(default=0)
    #: The password was set by somebody else: the first thing to do is to choose an own one.
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[date]
    until: Mapped[date | None]

    contact: Mapped[Contact] = relationship()
    roles: Mapped[list["OfficerRole"]] = relationship(back_populates="officer")


class OfficerRole(Base):
    __tablename__ = "officer_roles"
    __table_args__ = (
        CheckConstraint(
            "role IN ('station_chief','liaison_officer','presidium','office','office_director',"
            "'leader','general_office','committee','bureau')",
            name="officer_role",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    #: What the role reaches: a station and the area it serves, a township, or the whole county.
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    #: Topics of the first level that a committee looks at.
    topics: Mapped[list[str] | None] = mapped_column(Json)
    since: Mapped[date]
    until: Mapped[date | None]

    officer: Mapped[Officer] = relationship(back_populates="roles")
    station: Mapped[Station | None] = relationship()
    grid: Mapped[Grid | None] = relationship()

    @property
    def area(self) -> Grid | None:
        """Where it is held: the station's place, or the township's; None: in the whole county."""
        return self.station.grid if self.station is not None else self.grid


class Substitute(Base):
    """B acts for A between two days (AB岗)."""

    __tablename__ = "substitutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class OnCall(Base):
    """Who is on call (值班) when somebody writes of danger; from ``since`` up to ``until``."""

    __tablename__ = "on_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment, index=True)
    until: Mapped[datetime] = mapped_column(Moment)

    officer: Mapped[Officer] = relationship()
