"""What officers keep for their own work at the console, and what needs a second person."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.database import Base
from bot.store.models.officers import Officer
from bot.store.types import Json, Moment


class KeptFilter(Base):
    """A look at the issues that one officer wants again."""

    __tablename__ = "kept_filters"
    __table_args__ = (UniqueConstraint("officer_id", "name", name="kept_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    name: Mapped[str] = mapped_column(String(16))
    #: Field → value, as the form of the list gives them; never a person's name.
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Approval(Base):
    """One officer wants to do what takes two; another one says yes or no, and then it is done once
    (mass-send, deletion, export of personal data)."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("act IN ('export','delete','broadcast','stand_in')", name="approval_act"),
        Index(
            "approvals_open",
            "id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(16))
    #: What exactly, in ids, filters and counts: no words, no names.
    what: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The area of the officer who asks; nothing: the county. Whose second person it may be.
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    agreed: Mapped[bool] = mapped_column(default=False)
    #: Done once; after that it takes a new yes.
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    asker: Mapped[Officer] = relationship(foreign_keys=[asked_by])
    decider: Mapped[Officer | None] = relationship(foreign_keys=[decided_by])
