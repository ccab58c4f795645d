"""What passes the door with every message, past the unit of work: for one row the session's
bookkeeping costs ten times the statement.

A statement is turned into the database's own words once and then only filled in. A row is written,
changed or asked for at once: nothing waits to be flushed, everybody in the transaction sees it.
What nobody calls for is written by the session as ever."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Insert,
    Integer,
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
from sqlalchemy.orm import Session, make_transient_to_detached, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from bot.store.database import Base

_Statement = Select[*tuple[Any, ...]] | Insert | Update
_Turn = Callable[[Any], Any]
T = TypeVar("T")
_ID: TypeEngine[Any] = Integer()


@dataclass(frozen=True, slots=True)
class _Ready:
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
_READY: dict[tuple[_Statement, str], _Ready] = {}


def _ready(
    statement: _Statement, dialect: Dialect, columns: tuple[str, ...] | None = None
) -> _Ready:
    known = _READY.get((statement, dialect.name))
    if known is None:
        known = _READY[(statement, dialect.name)] = _made_ready(statement, dialect, columns)
    return known


def _made_ready(statement: _Statement, dialect: Dialect, columns: tuple[str, ...] | None) -> _Ready:
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
    return _Ready(
        str(compiled),
        tuple(compiled.positiontup or ()) if compiled.positional else None,
        dict(compiled.params),
        tuple((name, turn) for name, turn in turns.items() if turn is not None),
        tuple((at, back) for at, back in enumerate(backs) if back is not None),
    )


def ask(session: Session, statement: _Statement, **given: Any) -> list[tuple[Any, ...]]:
    """The rows that ``statement`` (built once, columns only, no lists) finds or returns. What the
    session has not flushed is not seen."""
    connection = session.connection()
    ready = _ready(statement, connection.dialect)
    rows = list(run(connection, ready.words, ready.filled(given)).fetchall())
    return [ready.read(row) for row in rows] if ready.out_of else rows


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


def several(name: str, count: int, kind: TypeEngine[T] = _ID) -> list[BindParameter[T]]:
    """Parameters for a list of ``count`` ids, or of another ``kind``; ``each`` fills them in."""
    return [bindparam(f"{name}_{at}", type_=kind) for at in range(count)]


def each(name: str, values: Sequence[object]) -> dict[str, object]:
    return {f"{name}_{at}": one for at, one in enumerate(values)}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of a table are written. ``silent``: what a new row says where nobody says anything.
    ``named``: relationship → the column that holds its id."""

    insert: Insert
    columns: tuple[str, ...]
    silent: dict[str, Any]
    named: tuple[tuple[str, str], ...]


def _table(table: type[Base]) -> Table:
    return cast(Table, table.__table__)


@cache
def _shape(table: type[Base]) -> _Shape:
    mapper = inspect(table)
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
    return _Shape(insert(_table(table)), tuple(columns), silent, named)


@cache
def _returning(table: type[Base]) -> Insert:
    return _shape(table).insert.returning(_table(table).c.id)


def write(session: Session, row: Base) -> int:
    """Write ``row``, which is in no session, now; its id. The row stays outside the session: a fact
    that nobody changes any more.

    Whom its relationships name has to be written. Lists and dicts have to be given: KeyError.
    Raises IntegrityError as a flush does."""
    table = type(row)
    shape, said = _shape(table), vars(row)
    for relation, column in shape.named:
        if said.get(relation) is not None:
            set_committed_value(row, column, said[relation].id)
    silent = shape.silent
    values = {name: said[name] if name in said else silent[name] for name in shape.columns}
    connection = session.connection()
    ready = _ready(_returning(table), connection.dialect, shape.columns)
    row_id: int = run(connection, ready.words, ready.filled(values)).fetchall()[0][0]
    set_committed_value(row, "id", row_id)
    for name in shape.columns:
        if name not in said:
            set_committed_value(row, name, values[name])
    return row_id


def write_all(session: Session, table: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write plain rows in one statement; what they do not say is the column's default."""
    shape = _shape(table)
    connection = session.connection()
    ready = _ready(shape.insert, connection.dialect, shape.columns)
    filled = [ready.filled({**shape.silent, **row}) for row in rows]
    if filled:
        run(connection, ready.words, filled, many=True)


def take_in(session: Session, row: Base, **near: object) -> None:
    """A row that ``write`` has written belongs to the session from now on, as if it had been read.
    ``near``: rows that its relationships name, so that nobody asks for them.

    Not within a savepoint of the session: its end takes back the row, and the session would not
    know. ``bot.store.apart`` does."""
    make_transient_to_detached(row)
    session.add(row)
    for name, other in near.items():
        set_committed_value(row, name, other)


def keep(session: Session, row: Base) -> None:
    """``write`` and ``take_in`` for a row that its maker goes on working with."""
    if session.in_nested_transaction():
        session.add(row)
        session.flush()
        return
    near = {name: vars(row)[name] for name, _ in _shape(type(row)).named if name in vars(row)}
    write(session, row)
    take_in(session, row, **near)


@cache
def _change(table: type[Base], names: tuple[str, ...]) -> Update:
    rows = _table(table)
    said: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(rows).where(rows.c.id == bindparam("row")).values(said)


def change(row: Base, **said: Any) -> None:
    """Write what is said of ``row`` now, and let it say so. One that is not written yet, or lies
    within a savepoint of the session, is left to the session."""
    session = object_session(row)
    if session is None or session.in_nested_transaction() or row in session.new:
        for name, value in said.items():
            setattr(row, name, value)
        return
    statement = _change(type(row), tuple(said))
    connection = session.connection()
    ready = _ready(statement, connection.dialect)
    given = {f"new_{name}": value for name, value in said.items()}
    given["row"] = row.id  # type: ignore[attr-defined]  # every table has one
    run(connection, ready.words, ready.filled(given))
    for name, value in said.items():
        set_committed_value(row, name, value)
