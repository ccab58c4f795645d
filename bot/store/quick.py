"""What passes the door with every message, past the unit of work: for one row the session's
bookkeeping costs ten times the statement.

A statement is turned into the database's own words once and then only filled in
(``bot.store.ready``). A row is written, changed or asked for at once: nothing waits to be flushed,
everybody in the transaction sees it. Where messages share a transaction their rows are held back
and written together (``bot.store.sheaf``), and whoever would miss them has them written first.
What nobody calls for is written by the session as ever."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Insert, Integer, bindparam
from sqlalchemy.orm import Session, make_transient_to_detached, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from bot.store import asked_once, ready
from bot.store.database import Base
from bot.store.ready import Statement, run, shape, table_of
from bot.store.sheaf import sheaf_of

T = TypeVar("T")
_ID: TypeEngine[Any] = Integer()


def ask(
    session: Session, statement: Statement, *, at_ease: bool = False, **given: Any
) -> list[tuple[Any, ...]]:
    """The rows that ``statement`` (built once, columns only, no lists) finds or returns. What the
    session has not flushed is not seen. ``at_ease``: nor need it see what is held back."""
    connection = session.connection()
    what = ready.ready(statement, connection.dialect)
    sheaf = None if at_ease else sheaf_of(session)
    if sheaf is not None:
        sheaf.before(what.words)
    rows = list(run(connection, what.words, what.filled(given)).fetchall())
    return [what.read(row) for row in rows] if what.out_of else rows


def held(session: Session, model: type[Base], name: str) -> set[Any]:
    """What the rows of ``model`` that are held back say of the column ``name``: who knows that
    theirs are not among them may ask ``at_ease``."""
    sheaf = sheaf_of(session)
    return sheaf.held(model, name) if sheaf is not None else set()


def several(name: str, count: int, kind: TypeEngine[T] = _ID) -> list[BindParameter[T]]:
    """Parameters for a list of ``count`` ids, or of another ``kind``; ``each`` fills them in."""
    return [bindparam(f"{name}_{at}", type_=kind) for at in range(count)]


def each(name: str, values: Sequence[object]) -> dict[str, Any]:
    return {f"{name}_{at}": one for at, one in enumerate(values)}


@cache
def _returning(model: type[Base]) -> Insert:
    return shape(model).insert.returning(table_of(model).c.id)


def write(session: Session, row: Base) -> int:
    """Write ``row``, which is in no session, now; its id. The row stays outside the session: a fact
    that nobody changes any more.

    Whom its relationships name has to be written. Lists and dicts have to be given: KeyError.
    Raises IntegrityError as a flush does; of a row that is held back, when it is written."""
    asked_once.forget(session)
    model = type(row)
    # A row in no session is what its own dict says: nobody has to be told of what is put there.
    how, said = shape(model), vars(row)
    for relation, column in how.named:
        if said.get(relation) is not None:
            said[column] = said[relation].id
    silent = how.silent
    values = {name: said[name] if name in said else silent[name] for name in how.columns}
    sheaf = sheaf_of(session)
    if sheaf is not None:
        row_id = sheaf.add(model, values)
    else:
        connection = session.connection()
        what = ready.ready(_returning(model), connection.dialect, how.columns)
        row_id = run(connection, what.words, what.filled(values)).fetchall()[0][0]
    said |= values
    said["id"] = row_id
    return row_id


def write_all(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write plain rows in one statement; what they do not say is the column's default."""
    asked_once.forget(session)
    how = shape(model)
    whole = [{**how.silent, **row} for row in rows]
    sheaf = sheaf_of(session)
    if sheaf is not None:
        sheaf.add_all(model, whole)
    elif whole:
        connection = session.connection()
        what = ready.ready(how.insert, connection.dialect, how.columns)
        run(connection, what.words, [what.filled(row) for row in whole], many=True)


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
    near = {name: vars(row)[name] for name, _ in shape(type(row)).named if name in vars(row)}
    write(session, row)
    take_in(session, row, **near)


def change(row: Base, **said: Any) -> None:
    """Write what is said of ``row`` now, and let it say so. One that is not written yet, or lies
    within a savepoint of the session, is left to the session."""
    session = object_session(row)
    if session is None or session.in_nested_transaction() or row in session.new:
        for name, value in said.items():
            setattr(row, name, value)
        return
    asked_once.forget(session)
    model, sheaf = type(row), sheaf_of(session)
    row_id: int = row.id  # type: ignore[attr-defined]  # every table has one
    if sheaf is None or not sheaf.change(model, row_id, said):
        if sheaf is not None:
            sheaf.before("UPDATE")
        ready.change(session.connection(), model, row_id, said)
    for name, value in said.items():
        set_committed_value(row, name, value)
