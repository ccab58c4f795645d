"""Bodies that handle (承办单位): county bureaus, 政府办, township governments, 站所, villages."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.messages import Words
from bot.store.models.people import Contact
from bot.store.models.places import Grid
from bot.store.types import Json, Moment


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


class LiaisonChange(Base):
    """A liaison person says that somebody else is it from now on: nothing changes before the county
    office has rung up and said so. Who comes is read from the words."""

    __tablename__ = "liaison_changes"
    __table_args__ = (
        Index(
            "liaison_changes_open",
            "id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    liaison_id: Mapped[int] = mapped_column(ForeignKey("bureau_liaisons.id"), index=True)
    words_id: Mapped[int] = mapped_column(ForeignKey("words.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    approved: Mapped[bool] = mapped_column(default=False)

    liaison: Mapped[BureauLiaison] = relationship()
    words: Mapped[Words] = relationship()
