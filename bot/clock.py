"""The only place that asks the time. Everybody else is told it (``now=``)."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from bot.store.database import Database
from bot.store.models.platform import DemoOffset


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class DemoClock:
    """The demo's time: the system's plus one offset kept in the demo's own store, so that the
    service and the sandbox agree. There is no way to it outside the demo."""

    #: Seconds for which a read offset is believed.
    _FRESH = 0.2

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._read_at = float("-inf")

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        with self._lock:
            if time.monotonic() - self._read_at > self._FRESH:
                with self._database.read() as session:
                    seconds = session.scalar(select(DemoOffset.seconds))
                self._offset = timedelta(seconds=seconds or 0)
                self._read_at = time.monotonic()
            return self._offset

    def forward(self, by: timedelta) -> datetime:
        """Move the demo's time on by ``by`` (never back) and return the new time."""
        if by < timedelta(0):
            raise ValueError("time only goes forward")
        with self._database.write() as session:
            row = session.get(DemoOffset, 1)
            if row is None:
                row = DemoOffset(id=1, seconds=0)
                session.add(row)
            row.seconds += int(by.total_seconds())
        with self._lock:
            self._read_at = float("-inf")
        return self.now()
