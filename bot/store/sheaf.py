"""The new rows of the messages that share a transaction, held back and written together: one
statement for each table, not one for each row, and hardly ever a savepoint.

Nobody may see that they are not there yet. So whatever is said to the database meanwhile is looked
at first: a question about a table of which something is held back, and all that is no question,
has everything written before it. What goes through SQLAlchemy is met at the engine; what goes past
it (``bot.store.quick``) asks here. What somebody reads decides how fast it is, never what is
found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count as counting
from typing import Any

from sqlalchemy import Connection, Engine, Update, bindparam, event, update
from sqlalchemy.orm import Session

from bot.store.database import Base
from bot.store.models import Counter
from bot.store.ready import change, ready, run, shape, table_of

#: In ``Session.info`` and in what the connection knows of itself.
_SHEAF = "sheaf"

_Row = dict[str, Any]


class Broken(Exception):
    """Held-back rows could not be written: the whole transaction is lost, not one message."""


@dataclass(slots=True)
class _Layer:
    """``rows`` by id; ``plain``: rows whose ids nobody needs; ``changes``: what is said of rows in
    the layer below; ``numbers``: counters as they will be."""

    rows: dict[type[Base], dict[int, _Row]] = field(default_factory=dict)
    plain: dict[type[Base], list[_Row]] = field(default_factory=dict)
    changes: dict[tuple[type[Base], int], _Row] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def take_in(self, above: "_Layer") -> None:
        for model, rows in above.rows.items():
            self.rows.setdefault(model, {}).update(rows)
        for model, plain in above.plain.items():
            self.plain.setdefault(model, []).extend(plain)
        for (model, row_id), said in above.changes.items():
            self.rows[model][row_id].update(said)
        self.numbers.update(above.numbers)
        self.tables |= above.tables


class Sheaf:
    """``size``: so many messages share the transaction; ids are taken for as many at once."""

    def __init__(self, connection: Connection, size: int) -> None:
        self._connection = connection
        self._size = size
        self._alone = connection.dialect.name == "sqlite"
        self._layer = _Layer()
        #: While something is done apart: what was held back before.
        self._below: _Layer | None = None
        self._ids: dict[type[Base], Iterator[int]] = {}
        self._is_open = self._is_broken = False

    def add(self, model: type[Base], row: _Row) -> int:
        """Hold ``row`` (every column but the id) back; the id that it will have."""
        if model not in self._ids:
            self._ids[model] = self._new_ids(model.__tablename__)
        row_id = next(self._ids[model])
        self._layer.rows.setdefault(model, {})[row_id] = row
        self._layer.tables.add(model.__tablename__)
        return row_id

    def add_all(self, model: type[Base], rows: Sequence[_Row]) -> None:
        """The same for rows whose ids nobody needs."""
        self._layer.plain.setdefault(model, []).extend(rows)
        self._layer.tables.add(model.__tablename__)

    def change(self, model: type[Base], row_id: int, said: Mapping[str, Any]) -> bool:
        """Whether that row is held back; then it says ``said`` from now on."""
        row = self._layer.rows.get(model, {}).get(row_id)
        if row is None:
            if self._below is None or row_id not in self._below.rows.get(model, {}):
                return False
            row = self._layer.changes.setdefault((model, row_id), {})
        row.update(said)
        return True

    def held(self, model: type[Base], name: str) -> set[Any]:
        """What the rows of ``model`` that are not written yet say of the column ``name``."""
        layers = [self._layer] if self._below is None else [self._layer, self._below]
        rows = [row for layer in layers for row in layer.rows.get(model, {}).values()]
        rows += [row for (of, _), row in self._layer.changes.items() if of is model and name in row]
        return {row[name] for row in rows}

    def number(self, name: str) -> int | None:
        """The value that the counter ``name`` will have; None: none was taken since all that was
        held back was written."""
        if name in self._layer.numbers or self._below is None:
            return self._layer.numbers.get(name)
        return self._below.numbers.get(name)

    def count_to(self, name: str, value: int) -> None:
        """For whoever has locked the counter: it will have this value."""
        self._layer.numbers[name] = value
        self._layer.tables.add(Counter.__tablename__)

    def _new_ids(self, table: str) -> Iterator[int]:
        if self._alone:
            # Nobody else writes.
            asked = run(self._connection, f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
            return counting(asked.fetchall()[0][0] + 1)
        return self._from_sequence(table)

    def _from_sequence(self, table: str) -> Iterator[int]:
        words = (
            f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))"  # noqa: S608
            f" FROM generate_series(1, {self._size})"
        )
        while True:
            for (row_id,) in run(self._connection, words).fetchall():
                yield row_id

    def before(self, words: str) -> None:
        """Somebody is about to say ``words`` to the database: write what they must find there."""
        reads, tables = _looks_at(words)
        held = (
            self._layer.tables if self._below is None else self._layer.tables | self._below.tables
        )
        if reads and tables.isdisjoint(held):
            return
        self.write()
        if not reads:
            # Rows may be written otherwise: theirs are the next ids.
            self._ids.clear()

    def write(self) -> None:
        """Write everything that is held back, now."""
        if self._is_broken:
            raise Broken
        try:
            if self._below is not None and not self._is_open:
                self._write(self._below)
                run(self._connection, "SAVEPOINT apart")
                self._is_open, self._below = True, _Layer()
            self._write(self._layer)
        except BaseException:
            self._is_broken = True
            raise
        self._layer = _Layer()

    def _write(self, layer: _Layer) -> None:
        connection, dialect = self._connection, self._connection.dialect
        for model in sorted({*layer.rows, *layer.plain}, key=_place):
            how = shape(model)
            if rows := layer.rows.get(model):
                into = ready(how.numbered, dialect, ("id", *how.columns))
                filled = [into.filled({**row, "id": row_id}) for row_id, row in rows.items()]
                run(connection, into.words, filled, many=True)
            if plain := layer.plain.get(model):
                into = ready(how.insert, dialect, how.columns)
                run(connection, into.words, [into.filled(row) for row in plain], many=True)
        for (model, row_id), said in layer.changes.items():
            change(connection, model, row_id, said)
        for name, value in layer.numbers.items():
            counted = ready(_COUNTED, dialect)
            run(connection, counted.words, counted.filled({"counter": name, "now": value}))

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is held back and what is written inside stays, or nothing of it. The database hears
        of it only if something is written meanwhile."""
        if self._below is not None:
            raise RuntimeError("one at a time")
        self._below, self._layer, self._is_open = self._layer, _Layer(), False
        try:
            yield
        except BaseException:
            self._layer = _Layer()
            if self._is_open and not self._is_broken:
                run(self._connection, "ROLLBACK TO SAVEPOINT apart")
                run(self._connection, "RELEASE SAVEPOINT apart")
                self._ids.clear()
            raise
        else:
            if self._is_open:
                run(self._connection, "RELEASE SAVEPOINT apart")
        finally:
            whole, self._below = self._below, None
            whole.take_in(self._layer)
            self._layer = whole


_COUNTED: Update = (
    update(table_of(Counter))
    .where(table_of(Counter).c.name == bindparam("counter"))
    .values(value=bindparam("now"))
)


@cache
def _places() -> dict[str, int]:
    """Each table after those that it refers to."""
    return {table.name: n for n, table in enumerate(Base.metadata.sorted_tables)}


def _place(model: type[Base]) -> int:
    return _places()[model.__tablename__]


@lru_cache(maxsize=4096)
def _looks_at(words: str) -> tuple[bool, frozenset[str]]:
    """Whether they only read, and the tables whose names stand in them."""
    reads = words.lstrip()[:6].upper() == "SELECT"
    return reads, frozenset(re.findall(r"\w+", words)).intersection(_places())


@event.listens_for(Engine, "before_cursor_execute")
def _before_cursor_execute(
    connection: Connection, _cursor: Any, words: str, *_rest: object
) -> None:
    sheaf: Sheaf | None = connection.info.get(_SHEAF)
    if sheaf is not None:
        sheaf.before(words)


def sheaf_of(session: Session) -> Sheaf | None:
    """The sheaf that new rows of ``session`` belong to; none within a savepoint of its own, whose
    end takes rows back that the sheaf would not know of."""
    sheaf: Sheaf | None = session.info.get(_SHEAF)
    return None if sheaf is None or session.in_nested_transaction() else sheaf


@contextmanager
def gathered(session: Session, size: int) -> Iterator[None]:
    """New rows that ``quick`` writes inside are held back; at the end they are written. ``size``:
    so many messages are meant. Raises what the database says to any of them."""
    connection = session.connection()
    info = connection.info
    sheaf = info[_SHEAF] = session.info[_SHEAF] = Sheaf(connection, size)
    try:
        yield
        session.flush()
        sheaf.write()
    finally:
        # A connection that was cut has forgotten what it knew.
        info.pop(_SHEAF, None)
        session.info.pop(_SHEAF, None)
