"""Processor time of a piece of work: others use this machine, too, and a clock would count them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from bot.store.database import Database


@contextmanager
def watched(database: Database) -> Iterator[list[float]]:
    """Yields a list that holds, at the end, the milliseconds of processor time that this process
    has used meanwhile, and on PostgreSQL its servers' processes for this database. Of connections
    that are opened meanwhile nothing is seen: do the same once before."""
    servers = _servers(database)
    found: list[float] = []
    begun = _used(servers)
    yield found
    found.append((_used(servers) - begun) * 1000)


def _servers(database: Database) -> Sequence[int]:
    if database.is_sqlite:
        return ()
    with database.engine.connect() as connection:
        asked = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return connection.execute(asked).scalars().all()


def _used(servers: Sequence[int]) -> float:
    return time.process_time() + sum(_of(pid) for pid in servers)


def _of(pid: int) -> float:
    """Seconds on a processor (Linux); 0 for a process that is gone."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
