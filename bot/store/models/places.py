"""Grids and stations: the county as a tree (mechanisms X01–X05, N16, B08)."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.types import Json


class Grid(Base):
    """An area: county, township (乡镇、街道), village (村、社区) or grid (网格)."""

    __tablename__ = "grids"
    __table_args__ = (
        CheckConstraint("level IN ('county','township','village','grid')", name="grid_level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The county's own stable code; imports recognise a row by it.
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    level: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    #: Ids from the county down to this one, "/1/5/40/", so that a subtree is one LIKE.
    path: Mapped[str] = mapped_column(String(255), index=True, default="")
    #: Other names that people use, and landmarks that lie in it: {"aliases": [], "landmarks": []}.
    names: Mapped[dict[str, list[str]]] = mapped_column(Json, default=dict)
    #: Ring of [longitude, latitude] in GCJ-02, or nothing.
    boundary: Mapped[list[Any] | None] = mapped_column(Json)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: Only places that are switched on receive messages (one-township pilot).
    active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Grid | None"] = relationship(remote_side="Grid.id")


class GridStaff(Base):
    """A grid leader (网格长) or grid worker (网格员), for a time."""

    __tablename__ = "grid_staff"
    __table_args__ = (CheckConstraint("kind IN ('leader','worker')", name="grid_staff_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    grid: Mapped[Grid] = relationship()
    contact: Mapped[Contact] = relationship()


class Station(Base):
    """A liaison station (代表联络站): main, township, village or industry station."""

    __tablename__ = "stations"
    __table_args__ = (
        CheckConstraint("kind IN ('main','township','village','industry')", name="station_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    #: The area that it serves.
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"))
    address: Mapped[str] = mapped_column(String(128), default="")
    #: For people to call, in office hours.
    phone: Mapped[str] = mapped_column(String(32), default="")
    #: In plain words: "每周一上午".
    reception_days: Mapped[str] = mapped_column(String(64), default="")
    active: Mapped[bool] = mapped_column(default=True)

    grid: Mapped[Grid] = relationship()
    parent: Mapped["Station | None"] = relationship(remote_side="Station.id")
