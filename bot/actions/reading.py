"""The reader of this county: built from its roster, kept until the roster changes."""

import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.vocabulary import vocabulary
from bot.store.models import Counter
from nlp.reading import Reader

#: Raised by every change of grids, bureaus, officials (``roster_changed``).
ROSTER = "roster"

_lock = threading.Lock()
_reader: tuple[int, str, Reader] | None = None


def reader(session: Session) -> Reader:
    """The reader for the roster as it stands. Building one takes about a second; most calls only
    compare a number."""
    global _reader
    version = session.scalar(select(Counter.value).where(Counter.name == ROSTER)) or 0
    where = str(session.get_bind().engine.url)
    known = _reader
    if known is None or known[:2] != (version, where):
        with _lock:
            known = (version, where, Reader(vocabulary(session)))
            _reader = known
    return known[2]
