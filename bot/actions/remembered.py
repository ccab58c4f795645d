"""What is asked at every message and changes once a week: remembered until the county changes.

Who sits at which desk, which deputies a grid has, how many days a rule gives. Remembered in the
process, under the number of ``bot.store.changes``, which is read once in each transaction. Whoever
has changed the county in their own transaction asks the store itself."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar, cast

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import Session, make_transient_to_detached

from bot.store.changes import CHANGED, COUNTY
from bot.store.models import Counter

T = TypeVar("T")
M = TypeVar("M")

#: Counter that says for which roster the reader was built; raised by ``roster_changed``.
ROSTER = "roster"

_NUMBERS = (
    select(Counter.name, Counter.value)
    .where(Counter.name.in_(bindparam("names", expanding=True)))
    .execution_options(autoflush=False)
)


def number(session: Session, name: str) -> int:
    """The number COUNTY or ROSTER, as this transaction found it; 0 before the first change."""
    numbers: dict[str, int] | None = session.info.get("numbers")
    if numbers is None:
        rows = session.execute(_NUMBERS, {"names": (COUNTY, ROSTER)})
        numbers = session.info["numbers"] = {row.name: row.value for row in rows}
    return numbers.get(name, 0)


def known(session: Session, what: Hashable, ask: Callable[[], T]) -> T:
    """``ask()``, or what it said when it was asked before about ``what``. Plain, unchanging values
    only: several threads get the same one."""
    memory = session.info.get("memory")
    if memory is None or session.info.get(CHANGED):
        return ask()
    answers = memory.at(number(session, COUNTY))
    if answers is None:
        return ask()
    if what not in answers:
        answers[what] = ask()
    return cast(T, answers[what])


def rows(session: Session, what: Hashable, ask: Callable[[], Sequence[M]]) -> list[M]:
    """The same for rows of the roster: copies are remembered, each session has its own objects."""
    copies = known(session, what, lambda: tuple(_copy(row) for row in ask()))
    return [_own(session, copy) for copy in copies]


def _copy(row: M) -> M:
    columns = inspect(row).mapper.column_attrs
    copy = type(row)(**{column.key: getattr(row, column.key) for column in columns})
    make_transient_to_detached(copy)
    return copy


def _own(session: Session, copy: M) -> M:
    """This session's object for it: the one that it has, perhaps already changed, else a new one,
    without asking the store."""
    mine = session.identity_map.get(inspect(copy).identity_key)
    return cast(M, mine) if mine is not None else session.merge(copy, load=False)
