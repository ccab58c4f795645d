"""What was erased leaves the disk as well: files, pages, the search index, the log."""

from pathlib import Path

import structlog

from bot.actions.privacy import erasing
from bot.clock import Clock
from bot.store.database import Database
from bot.store.scrub import scrub
from scheduler.indexing import index_words

log = structlog.get_logger("clearing")


def finish_erasures(database: Database, clock: Clock, folder: Path) -> int:
    """Go on with what was erased and is still on the disk; how many are finished now."""
    with database.read() as session:
        if not erasing.is_waiting(session):
            return 0
    with database.write() as session:
        ready = erasing.finish_some(session, folder, now=clock.now())
    if not ready:
        return 0
    # What of the index speaks of erased words is written anew first.
    index_words(database)
    if not scrub(database):
        return 0
    with database.write() as session:
        erasing.finished(session, ready, now=clock.now())
    log.info("erased_from_disk", erasures=len(ready))
    return len(ready)
