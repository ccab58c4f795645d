"""Which county this is: a number that rises with every change of its roster or its rules.

Whoever changes one of the tables below raises it within the same transaction, without having to
think of it; ``bot.actions.remembered`` compares it. Not seen: SQL past the ORM."""

from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.orm import ORMExecuteState, Session, object_session

from bot.store.models import (
    BureauLiaison,
    Deputy,
    DeputyGrid,
    Grid,
    GridStaff,
    Officer,
    OfficerRole,
    Rule,
    Station,
    Substitute,
)

#: Name of the number among the counters.
COUNTY = "county"
#: In ``Session.info``: this transaction has changed the county.
CHANGED = "county_changed"

_TABLES = (
    BureauLiaison,
    Deputy,
    DeputyGrid,
    Grid,
    GridStaff,
    Officer,
    OfficerRole,
    Rule,
    Station,
    Substitute,
)
#: Columns of signing in: they change often and nothing is remembered of them.
_ASIDE = frozenset(
    {"login", "password_hash", "failed_logins", "locked_until", "session_epoch", "must_change"}
)
_RAISE = text(
    "INSERT INTO counters (name, value) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1"
)


def county_changed(session: Session) -> None:
    """Say that the roster or the rules are not what they were: every process asks anew once this
    transaction has ended, this one from now on."""
    if not session.info.get(CHANGED):
        session.info[CHANGED] = True
        session.connection().execute(_RAISE, {"name": COUNTY})


def _row_changed(_mapper: Any, connection: Connection, row: Any) -> None:
    session = object_session(row)
    if session is not None and not session.info.get(CHANGED):
        session.info[CHANGED] = True
        connection.execute(_RAISE, {"name": COUNTY})


def _row_updated(mapper: Any, connection: Connection, row: Any) -> None:
    if any(attr.history.has_changes() for attr in inspect(row).attrs if attr.key not in _ASIDE):
        _row_changed(mapper, connection, row)


def _many_changed(state: ORMExecuteState) -> None:
    if not state.is_select and state.bind_mapper and state.bind_mapper.class_ in _TABLES:
        county_changed(state.session)


for _table in _TABLES:
    event.listen(_table, "after_insert", _row_changed)
    event.listen(_table, "after_delete", _row_changed)
    event.listen(_table, "after_update", _row_updated)
event.listen(Session, "do_orm_execute", _many_changed)
