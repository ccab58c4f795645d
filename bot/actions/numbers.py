"""Running numbers that are never given twice and never start again."""

from typing import cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from bot.store import quick
from bot.store.models import Counter

#: Past the ORM: nothing else has to be written before a number is taken.
_COUNTERS = cast(Table, Counter.__table__)
_NEXT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.name == bindparam("counter"))
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)


def next_number(session: Session, name: str) -> int:
    """The next number of ``name``; other writers wait until this transaction ends."""
    taken = quick.ask(session, _NEXT, counter=name)
    if not taken:
        session.add(Counter(name=name, value=1))
        session.flush()
        return 1
    value: int = taken[0][0]
    return value
