"""What a person turned on or off; above all the key that stops everything that goes out."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.store.models import Switch

#: On: nothing leaves, of no priority; what is queued stays queued.
STOP = "stop_outgoing"


_ON = select(Switch.name, Switch.set_at).where(
    Switch.name.in_(bindparam("names", expanding=True)), Switch.on
)


def is_on(session: Session, name: str) -> bool:
    """Whether the switch is on now, as committed by whoever turned it."""
    row = session.get(Switch, name, populate_existing=True)
    return row is not None and row.on


def on(session: Session, names: Collection[str]) -> dict[str, datetime]:
    """Which of ``names`` are on now, and since when; one look for all of them."""
    rows = session.execute(_ON, {"names": list(names)})
    return {row.name: row.set_at for row in rows}


def turn(session: Session, name: str, on: bool, *, by: int | None, now: datetime) -> Switch:
    """Turn a switch; ``by`` is the contact id of who did (None: the command line or the system)."""
    row = session.get(Switch, name, with_for_update=True)
    if row is None:
        row = Switch(name=name, on=on, set_by=by, set_at=now)
        session.add(row)
    row.on, row.set_by, row.set_at = on, by, now
    fact = f"{name}={'on' if on else 'off'}"
    audit.record(session, "switch.turn", contact_id=by, now=now, thing="switch", fact=fact)
    return row
