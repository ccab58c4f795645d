"""The reader of this county: built from its roster, kept until the roster changes."""

import threading

from sqlalchemy import URL
from sqlalchemy.orm import Session

from bot.actions import remembered
from bot.actions.vocabulary import vocabulary
from nlp.reading import Reader

_lock = threading.Lock()
_reader: tuple[int, URL, Reader] | None = None


def reader(session: Session) -> Reader:
    """The reader for the roster as it stands. Building one takes about a second; most calls only
    compare a number."""
    global _reader
    version = remembered.number(session, remembered.ROSTER)
    where = session.get_bind().engine.url
    known = _reader
    if known is None or known[:2] != (version, where):
        with _lock:
            known = (version, where, Reader(vocabulary(session)))
            _reader = known
    return known[2]
