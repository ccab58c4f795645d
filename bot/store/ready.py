"""Statements turned into one database's own words once, then only filled in and said to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from bot.store.database import Base

Statement = Select[*tuple[Any, ...]] | Insert | Update
_Turn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement in one database's words. ``places``: the names in order, where it counts its
    parameters; None where it names them. ``fixed``: what the statement itself says."""

    words: str
    places: tuple[str, ...] | None
    fixed: dict[str, Any]
    into: tuple[tuple[str, _Turn], ...]
    out_of: tuple[tuple[int, _Turn], ...]

    def filled(self, given: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **given}
        for name, turn in self.into:
            values[name] = turn(values[name])
        if self.places is None:
            return values
        return tuple([values[name] for name in self.places])

    def read(self, row: Iterable[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, turn in self.out_of:
            values[at] = turn(values[at])
        return tuple(values)


#: By statement and name of the database: statements are built once, so there are few.
_READY: dict[tuple[Statement, str], Ready] = {}


def ready(statement: Statement, dialect: Dialect, columns: tuple[str, ...] | None = None) -> Ready:
    """``columns``: of an INSERT, those that are filled in."""
    known = _READY.get((statement, dialect.name))
    if known is None:
        known = _READY[(statement, dialect.name)] = _made_ready(statement, dialect, columns)
    return known


def _made_ready(statement: Statement, dialect: Dialect, columns: tuple[str, ...] | None) -> Ready:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    turns = {}
    for bound, name in compiled.bind_names.items():
        if bound.expanding:
            raise TypeError("a list is spelt out: one parameter for each")
        turns[name] = bound.type.dialect_impl(dialect).bind_processor(dialect)
    backs = [
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.exported_columns
    ]
    return Ready(
        str(compiled),
        tuple(compiled.positiontup or ()) if compiled.positional else None,
        dict(compiled.params),
        tuple((name, turn) for name, turn in turns.items() if turn is not None),
        tuple((at, back) for at, back in enumerate(backs) if back is not None),
    )


def run(connection: Connection, words: str, filled: Any = (), *, many: bool = False) -> DBAPICursor:
    """Say ``words`` to the database itself, within the transaction of ``connection``. Raises what
    the session raises, without what was filled in: that may be somebody's words."""
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(words, filled)
    except Exception as error:
        dialect = connection.dialect
        own = dialect.loaded_dbapi.Error
        if not isinstance(error, own):
            raise
        raise DBAPIError.instance(
            words, None, error, own, hide_parameters=True, dialect=dialect
        ) from error
    return cursor


@cache
def _changing(model: type[Base], names: tuple[str, ...]) -> Update:
    rows = table_of(model)
    said: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(rows).where(rows.c.id == bindparam("row")).values(said)


def change(connection: Connection, model: type[Base], row_id: int, said: Mapping[str, Any]) -> None:
    """Write what is said of one row now."""
    what = ready(_changing(model, tuple(said)), connection.dialect)
    given = {f"new_{name}": value for name, value in said.items()}
    run(connection, what.words, what.filled({**given, "row": row_id}))


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of a table are written: ``insert`` leaves the id to the database, ``numbered`` says
    it. ``silent``: what a new row says where nobody says anything. ``named``: relationship → the
    column that holds its id."""

    insert: Insert
    numbered: Insert
    columns: tuple[str, ...]
    silent: dict[str, Any]
    named: tuple[tuple[str, str], ...]


def table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


@cache
def shape(model: type[Base]) -> Shape:
    mapper = inspect(model)
    columns = {name: each.columns[0] for name, each in mapper.column_attrs.items() if name != "id"}
    silent = {
        name: column.default.arg if column.default is not None else None
        for name, column in columns.items()
        if column.default is None or column.default.is_scalar
    }
    named = tuple(
        (each.key, str(next(iter(each.local_columns)).key))
        for each in mapper.relationships
        if not each.uselist and len(each.local_columns) == 1
    )
    table = table_of(model)
    return Shape(insert(table), insert(table), tuple(columns), silent, named)
