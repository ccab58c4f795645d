"""Write one row past the unit of work, which for a single row costs three times the statement.

For the door, where every message passes. Rows that belong together are written in order by whoever
calls; what nobody calls for is written by the session as ever."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, insert, inspect
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from bot.store.database import Base


@cache
def _shape(table: type[Any]) -> tuple[Insert, tuple[str, ...], dict[str, Any]]:
    """The statement, the columns, and what a new row says of them where nobody says anything."""
    mapper = inspect(table)
    columns = {name: each.columns[0] for name, each in mapper.column_attrs.items() if name != "id"}
    silent = {
        name: column.default.arg if column.default is not None else None
        for name, column in columns.items()
        if column.default is None or column.default.is_scalar
    }
    return insert(mapper.local_table), tuple(columns), silent


def write(session: Session, row: Base) -> int:
    """Write ``row``, which is in no session, now; its id. The row stays outside the session: a fact
    that nobody changes any more.

    Its relationships are not looked at: give the ids. Lists and dicts have to be given: KeyError.
    Raises IntegrityError as a flush does."""
    statement, names, silent = _shape(type(row))
    said = vars(row)
    values = {name: said[name] if name in said else silent[name] for name in names}
    result = session.connection().execute(statement, values)
    row_id: int = result.inserted_primary_key[0]  # type: ignore[index]  # one row, one id
    set_committed_value(row, "id", row_id)
    for name in names:
        if name not in said:
            set_committed_value(row, name, values[name])
    return row_id


def take_in(session: Session, row: Base, **near: object) -> None:
    """A row that ``write`` has written belongs to the session from now on, as if it had been read.
    ``near``: rows that its relationships name, so that nobody asks for them.

    Not within a savepoint: its end takes back the row, and the session would not know."""
    make_transient_to_detached(row)
    session.add(row)
    for name, other in near.items():
        set_committed_value(row, name, other)
