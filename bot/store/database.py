"""The one way to a session. Actions never commit; whoever opened the session does, here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session

from bot.store.memory import Memory
from bot.store.vault import Vault, use_vault


class Base(DeclarativeBase):
    pass


class Database:
    """``write()`` and ``read()`` give sessions; a write commits at the end or leaves nothing."""

    def __init__(self, url: str, vault: Vault, *, public_url: str = "") -> None:
        use_vault(vault)
        self.url = url
        #: Notices hold links to pages, and the roster is remembered: each session knows both.
        self._info = {"public_url": public_url, "memory": Memory()}
        self.is_sqlite = url.startswith("sqlite")
        self.engine: Engine = create_engine(url, pool_pre_ping=not self.is_sqlite, pool_size=16)
        # Several writers on one SQLite file poll its lock for hundreds of milliseconds; one at
        # a time in the process waits in line for ten.
        self._one_writer = threading.Lock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self._one_writer is None:
            with Session(self.engine, info=dict(self._info)) as session, session.begin():
                yield session
            return
        with (
            self._one_writer,
            self.engine.connect().execution_options(writes=True) as connection,
            Session(connection, info=dict(self._info)) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, info=dict(self._info)) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # What is erased is zeroed in the file, not only taken out of its pages.
        "secure_delete=ON",
        "busy_timeout=10000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
