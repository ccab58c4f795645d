"""What the stand-in remembers, in one small SQLite file of its own.

Everything is written at once, so a restart of the sandbox or of the service loses nothing.
Times are kept as seconds since the epoch (float, UTC).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (
  openid TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, hint TEXT NOT NULL,
  avatar TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}', listed INTEGER NOT NULL,
  position INTEGER NOT NULL, following INTEGER NOT NULL, followed_at REAL,
  scene TEXT NOT NULL DEFAULT '', blocked INTEGER NOT NULL DEFAULT 0,
  last_message_at REAL, message_credit INTEGER NOT NULL DEFAULT 0,
  last_event_at REAL, event_credit INTEGER NOT NULL DEFAULT 0,
  typing_until REAL NOT NULL DEFAULT 0, read_upto INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, side TEXT NOT NULL,
  kind TEXT NOT NULL, payload TEXT NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
  latency_ms INTEGER, changed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS messages_of ON messages (openid, id);
CREATE INDEX IF NOT EXISTS messages_changed ON messages (changed);
CREATE TABLE IF NOT EXISTS pushes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, message_id INTEGER,
  fields TEXT NOT NULL, at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'pending', outcome TEXT NOT NULL DEFAULT '',
  latency_ms INTEGER, repeated INTEGER NOT NULL DEFAULT 0, reply_id INTEGER);
CREATE INDEX IF NOT EXISTS pushes_state ON pushes (state);
CREATE TABLE IF NOT EXISTS calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, at REAL NOT NULL,
  errcode INTEGER, request TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, pool TEXT NOT NULL, issued_at REAL NOT NULL,
  expires_at REAL NOT NULL, refused INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS counters (
  name TEXT NOT NULL, period TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, period));
CREATE TABLE IF NOT EXISTS faults (
  kind TEXT NOT NULL, target TEXT NOT NULL, times INTEGER, PRIMARY KEY (kind, target));
CREATE TABLE IF NOT EXISTS sends (key TEXT PRIMARY KEY, answer TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS consents (
  openid TEXT NOT NULL, template_id TEXT NOT NULL, remaining INTEGER NOT NULL,
  PRIMARY KEY (openid, template_id));
CREATE TABLE IF NOT EXISTS qrcodes (
  ticket TEXT PRIMARY KEY, scene TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
  created_at REAL NOT NULL, expires_at REAL);
CREATE TABLE IF NOT EXISTS media (
  media_id TEXT PRIMARY KEY, kind TEXT NOT NULL, content BLOB NOT NULL,
  content_type TEXT NOT NULL, filename TEXT NOT NULL, created_at REAL NOT NULL,
  lasting INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, openid TEXT NOT NULL, scope TEXT NOT NULL, at REAL NOT NULL,
  used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS cookies (
  openid TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (openid, name));
CREATE TABLE IF NOT EXISTS response_codes (
  code TEXT PRIMARY KEY, message_ids TEXT NOT NULL, at REAL NOT NULL,
  used INTEGER NOT NULL DEFAULT 0);
"""

Row = sqlite3.Row


class State:
    """One connection, one lock; readers wait on `wait_for_change` for what is new."""

    def __init__(self, path: Path) -> None:
        """Open or create the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._closed = False
        with self._lock:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nests by joining the outer one."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            self._changed.notify_all()

    def run(self, sql: str, *values: object) -> int:
        """Change something; returns the new row id (insert)."""
        with self.transaction():
            return self._connection.execute(sql, values).lastrowid or 0

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row or None."""
        with self._lock:
            row: Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *values)
        return None if row is None else row[0]

    def next_number(self, name: str) -> int:
        """Count up and return; never the same twice."""
        with self.transaction():
            return int(
                self.value(
                    "INSERT INTO meta VALUES (?, '1') ON CONFLICT (key) DO UPDATE"
                    " SET value = CAST(value AS INTEGER) + 1 RETURNING value",
                    name,
                )
            )

    def note(self, key: str, value: object) -> None:
        """Keep one small JSON value."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, json.dumps(value))
        self.touch()

    def noted(self, key: str) -> Any:
        """The JSON value kept under the key, or None."""
        text = self.value("SELECT value FROM meta WHERE key = ?", key)
        return None if text is None else json.loads(text)

    def touch(self) -> int:
        """Tell the open phone pages that something changed."""
        return self.next_number("changes")

    def latest_change(self) -> int:
        """Number of the newest change."""
        return int(self.value("SELECT value FROM meta WHERE key = 'changes'") or 0)

    def wait_for_change(self, after: int, seconds: float) -> int:
        """Return the newest change's number, waiting at most `seconds` for one after `after`."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self.latest_change() > after, timeout=seconds
            )
            return after if self._closed else self.latest_change()

    def count(self, name: str, period: str, by: int = 1) -> int:
        """Add to a counter of a period (day, minute) and return its new value."""
        with self.transaction():
            return int(
                self.value(
                    "INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT (name, period)"
                    " DO UPDATE SET count = count + excluded.count RETURNING count",
                    name,
                    period,
                    by,
                )
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed = True
            self._changed.notify_all()
            self._connection.close()
