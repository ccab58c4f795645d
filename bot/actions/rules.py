"""Rules that differ between counties: days, levels, functions (design 1.8). Rows with versions;
where a county has set none, the shipped preset speaks."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import audit, remembered
from bot.actions.numbers import next_number
from bot.store.models import Rule
from bot.texts import OWN, shipped, use

#: All of them in one look; the latest version comes last. Built once: a statement costs more to
#: build than to run.
_VERSIONS = select(Rule.name, Rule.value, Rule.in_force_from).order_by(Rule.version)

PRESETS = Path(__file__).parent.parent / "presets"


@cache
def preset(name: str = "default") -> dict[str, Any]:
    """Rule name → value of a shipped preset. KeyError if there is no such preset."""
    path = PRESETS / f"{name}.toml"
    if not path.is_file():
        raise KeyError(f"no preset {name!r}")
    with path.open("rb") as file:
        table = tomllib.load(file)
    return {
        f"{group}.{name}": value
        for group, rows in table.items()
        if isinstance(rows, dict)
        for name, value in rows.items()
    }


def presets() -> list[str]:
    """Names of the shipped presets."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


@cache
def title_of(name: str) -> str:
    """What a shipped preset calls itself. KeyError if there is no such preset."""
    if name not in presets():
        raise KeyError(f"no preset {name!r}")
    with (PRESETS / f"{name}.toml").open("rb") as file:
        return str(tomllib.load(file).get("title", name))


def rule(session: Session, name: str, now: datetime) -> Any:
    """The value in force at ``now``. KeyError: no such rule anywhere."""
    known = own_rules(session, now)
    return known[name] if name in known else preset()[name]


def own_rules(session: Session, now: datetime) -> Mapping[str, Any]:
    """Name → value in force at ``now``, of all that the county has set itself."""
    known: dict[str, Any] | None = session.info.get("rules")
    if known is None:
        versions = remembered.known(
            session, "rules", lambda: tuple(map(tuple, session.execute(_VERSIONS)))
        )
        known = session.info["rules"] = {
            name: value for name, value, in_force_from in versions if in_force_from <= now
        }
        # What is said from now on, in this transaction and after it.
        use({name: value for name, value in known.items() if name.startswith(OWN)})
    return known


def latest(session: Session, name: str) -> Any:
    """The value of the last version, whenever it began: for what is read without a clock."""
    value = session.scalar(
        select(Rule.value).where(Rule.name == name).order_by(Rule.version.desc()).limit(1)
    )
    return preset()[name] if value is None else value


def is_rule(name: str) -> bool:
    """Whether there is such a rule: of a preset, or a text (text.…, notice.…)."""
    return name in preset() or shipped(name) is not None


def set_rule(
    session: Session,
    name: str,
    value: Any,
    *,
    origin: str,
    now: datetime,
    set_by: int | None = None,
    in_force_from: datetime | None = None,
    why: str = "",
) -> Rule:
    """A new version of a rule. Running cases keep the deadline they began with. ``why``: in the
    words of whoever changes it."""
    if not is_rule(name):
        raise KeyError(f"no rule {name!r}")
    latest = session.scalar(select(func.max(Rule.version)).where(Rule.name == name)) or 0
    row = Rule(
        name=name,
        version=latest + 1,
        value=value,
        origin=origin,
        in_force_from=in_force_from or now,
        set_by=set_by,
        why=why[:200],
    )
    session.add(row)
    session.flush()
    session.info.pop("rules", None)
    if name.startswith("routing."):
        # The reader is built from it: every process reads messages anew with it.
        next_number(session, remembered.ROSTER)
        session.info.pop("numbers", None)
    audit.record(session, "rule.set", contact_id=set_by, now=now, thing="rule", fact=name)
    return row
