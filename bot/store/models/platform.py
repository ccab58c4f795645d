"""Tokens, quotas, rules, switches, and the demo's clock."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base
from bot.store.types import Json, Moment, Sealed


class Token(Base):
    """The platform's access token, shared by all processes; one of them fetches it."""

    __tablename__ = "tokens"

    app_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str | None] = mapped_column(Sealed)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    #: While somebody is fetching a new one.
    fetching_until: Mapped[datetime | None] = mapped_column(Moment)


class Quota(Base):
    """Calls of one platform API on one day; blocked until midnight after a 45009."""

    __tablename__ = "quotas"

    api: Mapped[str] = mapped_column(String(48), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    blocked: Mapped[bool] = mapped_column(default=False)


class Rule(Base):
    """One version of one rule (days, levels, functions): never a literal in code (design 1.8)."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("name", "version", name="rule_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    version: Mapped[int]
    value: Mapped[Any] = mapped_column(Json)
    #: From whose preset or by whose hand.
    origin: Mapped[str] = mapped_column(String(64))
    in_force_from: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    #: Why, in the words of whoever changed it.
    why: Mapped[str] = mapped_column(String(200), default="", server_default="")


class Switch(Base):
    """Something that a person turned on or off, such as everything that goes out."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    on: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)


class DemoOffset(Base):
    """By how much the demo's time is ahead. Empty outside the demo."""

    __tablename__ = "demo_offset"

    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(default=0)


class Counter(Base):
    """The last number given of a kind; a row, so that two writers never get the same."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]
