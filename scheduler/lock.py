"""One scheduler at a time. On PostgreSQL by an advisory lock that ends with its connection, so that
a second process stands by and takes over; on SQLite there is only one process."""

from contextlib import suppress

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database

log = structlog.get_logger("scheduler")

#: Any number will do, as long as nobody else uses it.
_NUMBER = 727_002


class OneAtATime:
    """``held``: whether this process may act. ``keep()`` is called every few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self.held = False

    def keep(self) -> bool:
        """Take the lock if it is free, or make sure that it is still ours; whether we hold it."""
        if self._database.is_sqlite:
            self.held = True
            return True
        before = self.held
        try:
            self.held = self._is_ours() if self.held else self._take()
        except SQLAlchemyError:
            self.held = False
            self._drop()
        if self.held != before:
            log.info("scheduler_leads" if self.held else "scheduler_lost_its_lock")
        return self.held

    def release(self) -> None:
        """Let somebody else have it, at once: a closed connection is noticed a moment later."""
        if self.held and self._connection is not None:
            with suppress(SQLAlchemyError):
                unlock = text("SELECT pg_advisory_unlock(:number)")
                self._connection.scalar(unlock, {"number": _NUMBER})
        self.held = False
        self._drop()

    def _take(self) -> bool:
        if self._connection is None:
            # Not in a transaction: an open one would hold back the database's own cleaning.
            self._connection = self._database.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            )
        query = text("SELECT pg_try_advisory_lock(:number)")
        return bool(self._connection.scalar(query, {"number": _NUMBER}))

    def _is_ours(self) -> bool:
        # The lock lives exactly as long as this connection.
        return self._connection is not None and self._connection.scalar(text("SELECT 1")) == 1

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Not back to the pool: there it would keep the lock.
            connection.invalidate()
            connection.close()
