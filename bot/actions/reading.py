"""The reader of this county: built from its roster, kept until a name on it changes."""

import threading

from sqlalchemy import URL
from sqlalchemy.orm import Session

from bot.actions import remembered
from bot.actions.vocabulary import vocabulary
from nlp.reading import Reader
from nlp.vocabulary import Vocabulary

_lock = threading.Lock()
_reader: tuple[int, URL, Vocabulary, Reader] | None = None


def reader(session: Session) -> Reader:
    """The reader for the roster as it stands. Building one takes about a second; most calls only
    compare a number."""
    global _reader
    version = remembered.number(session, remembered.ROSTER)
    where = session.get_bind().engine.url
    known = _reader
    if known is None or known[:2] != (version, where):
        with _lock:
            words = vocabulary(session)
            # A change of the roster need not change a name on it.
            reads = known[3] if known is not None and known[2] == words else Reader(words)
            known = (version, where, words, reads)
            _reader = known
    return known[3]
