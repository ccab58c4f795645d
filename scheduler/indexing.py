"""Write the index of words that searches look into, block by block: what it says is found out with
nobody held up, and written in portions, so that a message can come in between."""

import threading
from collections.abc import Sequence
from typing import TypeVar

from bot.actions import word_index
from bot.store.database import Database

#: Rows of one transaction, and seconds between two.
_PORTION, _BETWEEN = 2_000, 0.02

T = TypeVar("T")


def index_words(database: Database) -> int:
    """Write the blocks that are due; how many."""
    written = 0
    while (task := _next(database)) is not None:
        with database.read() as session:
            difference = word_index.compare(session, task)
        for rows in _portions(list(difference.changed.items())):
            with database.write() as session:
                word_index.write(session, task.block, rows)
            # Whoever wants to write meanwhile gets there.
            threading.Event().wait(_BETWEEN)
        for grams in _portions(difference.gone):
            with database.write() as session:
                word_index.forget(session, task.block, grams)
        with database.write() as session:
            word_index.done(session, task)
        written += 1
    while (key := _outgrown(database)) is not None:
        with database.write() as session:
            word_index.drop(session, key)
    with database.read() as session:
        seen = word_index.is_seen(session)
    if not seen:
        with database.write() as session:
            word_index.see(session)
    return written


def _next(database: Database) -> word_index.Task | None:
    with database.read() as session:
        return word_index.due(session)


def _outgrown(database: Database) -> int | None:
    with database.read() as session:
        return word_index.outgrown(session)


def _portions(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[at : at + _PORTION] for at in range(0, len(rows), _PORTION)]
