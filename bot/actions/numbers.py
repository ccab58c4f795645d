"""Running numbers that are never given twice and never start again."""

from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from bot.store import quick
from bot.store.models import Counter
from bot.store.sheaf import sheaf_of

#: Past the ORM: nothing else has to be written before a number is taken.
_COUNTERS = cast(Table, Counter.__table__)
_NEXT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.name == bindparam("counter"))
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)
_LAST = select(_COUNTERS.c.value).where(_COUNTERS.c.name == bindparam("counter")).with_for_update()


def next_number(session: Session, name: str) -> int:
    """The next number of ``name``; other writers wait until this transaction ends."""
    sheaf = sheaf_of(session)
    if sheaf is not None:
        last = sheaf.number(name)
        if last is None and (found := quick.ask(session, _LAST, counter=name)):
            last = int(found[0][0])
        if last is not None:
            sheaf.count_to(name, last + 1)
            return last + 1
    taken = quick.ask(session, _NEXT, counter=name)
    if not taken:
        session.add(Counter(name=name, value=1))
        session.flush()
        return 1
    value: int = taken[0][0]
    return value
