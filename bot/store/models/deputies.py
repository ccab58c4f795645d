"""People's deputies of five levels and 议政代表 (mechanisms X02–X04, C04, N17)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.models.places import Grid, Station

#: Congress a deputy belongs to; advisory (议政代表) belongs to none.
CONGRESSES = ("national", "province", "city", "county", "township", "advisory")


class Deputy(Base):
    __tablename__ = "deputies"
    __table_args__ = (
        CheckConstraint(
            "congress IN ('national','province','city','county','township','advisory')",
            name="deputy_congress",
        ),
        CheckConstraint("push IN ('all','liaison','none')", name="deputy_push"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    #: A deputy's name is public (deputies law, article 58).
    name: Mapped[str] = mapped_column(String(32), index=True)
    congress: Mapped[str] = mapped_column(String(16))
    #: 选区 or 选举单位, as the public card shows it.
    electoral_unit: Mapped[str] = mapped_column(String(64), default="")
    #: What they do for a living, and any office they hold ("东坪村党支部书记").
    occupation: Mapped[str] = mapped_column(String(64), default="")
    #: all: every task; liaison: a liaison officer receives for them; none.
    push: Mapped[str] = mapped_column(String(16), default="all")
    #: No tasks and reminders before this day (农忙, leave).
    paused_until: Mapped[date | None]
    since: Mapped[date]
    until: Mapped[date | None]

    contact: Mapped[Contact] = relationship()
    grids: Mapped[list["DeputyGrid"]] = relationship(back_populates="deputy")


class DeputyGrid(Base):
    __tablename__ = "deputy_grids"

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    deputy: Mapped[Deputy] = relationship(back_populates="grids")
    grid: Mapped[Grid] = relationship()


class DeputyStation(Base):
    __tablename__ = "deputy_stations"

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    deputy: Mapped[Deputy] = relationship()
    station: Mapped[Station] = relationship()


class ProfessionalGroup(Base):
    __tablename__ = "professional_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))


class DeputyGroup(Base):
    __tablename__ = "deputy_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("professional_groups.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
