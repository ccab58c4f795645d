"""Bodies that handle (承办单位): county bureaus, 政府办, township governments, 站所, villages."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.people import Contact
from bot.store.models.places import Grid
from bot.store.types import Json


class Bureau(Base):
    __tablename__ = "bureaus"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('county_bureau','government_office','township_government','local_office',"
            "'village','other')",
            name="bureau_kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    #: What it does, the same word in every township: "power_supply", "water" …; routing uses it.
    role: Mapped[str] = mapped_column(String(32), default="")
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    #: The area it answers for; nothing: the whole county.
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("bureaus.id"))
    phone: Mapped[str] = mapped_column(String(32), default="")
    active: Mapped[bool] = mapped_column(default=True)

    grid: Mapped[Grid | None] = relationship()
    liaisons: Mapped[list["BureauLiaison"]] = relationship(back_populates="bureau")


class BureauLiaison(Base):
    """A liaison person of a bureau (联络员); A first, B when A is away (AB岗)."""

    __tablename__ = "bureau_liaisons"
    __table_args__ = (CheckConstraint("position IN ('A','B')", name="liaison_position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    bureau_id: Mapped[int] = mapped_column(ForeignKey("bureaus.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    position: Mapped[str] = mapped_column(String(1), default="A")
    away_until: Mapped[date | None]
    since: Mapped[date]
    until: Mapped[date | None]

    bureau: Mapped[Bureau] = relationship(back_populates="liaisons")
    contact: Mapped[Contact] = relationship()
