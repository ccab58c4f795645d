"""Rules that differ between counties: days, levels, functions (design 1.8). Rows with versions;
where a county has set none, the shipped preset speaks."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import audit, remembered
from bot.store.models import Rule

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


def rule(session: Session, name: str, now: datetime) -> Any:
    """The value in force at ``now``. KeyError: no such rule anywhere."""
    known: dict[str, Any] | None = session.info.get("rules")
    if known is None:
        versions = remembered.known(
            session, "rules", lambda: tuple(map(tuple, session.execute(_VERSIONS)))
        )
        known = session.info["rules"] = {
            name: value for name, value, in_force_from in versions if in_force_from <= now
        }
    return known[name] if name in known else preset()[name]


def set_rule(
    session: Session,
    name: str,
    value: Any,
    *,
    origin: str,
    now: datetime,
    set_by: int | None = None,
    in_force_from: datetime | None = None,
) -> Rule:
    """A new version of a rule. Running cases keep the deadline they began with."""
    if name not in preset():
        raise KeyError(f"no rule {name!r}")
    latest = session.scalar(select(func.max(Rule.version)).where(Rule.name == name)) or 0
    row = Rule(
        name=name,
        version=latest + 1,
        value=value,
        origin=origin,
        in_force_from=in_force_from or now,
        set_by=set_by,
    )
    session.add(row)
    session.flush()
    session.info.pop("rules", None)
    audit.record(session, "rule.set", contact_id=set_by, now=now, thing="rule", fact=name)
    return row
