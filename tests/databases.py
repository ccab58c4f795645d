"""Databases for tests, ready in no time: built once by the real migrations, with or without the
people of a small county in them, then copied (SQLite) or emptied and filled again (PostgreSQL)."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Dialect, Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault

#: Where the store makes no difference, one is enough.
one_store = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
#: Rows that were deleted still take room: after so many tests a database is made anew.
MOST_USES = 40

Builder = Callable[[Session], object]

_statements: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


def opened(address: str, vault: Vault) -> Database:
    """A database whose statements are compiled once for all tests: compiling them anew for each
    would be a sixth of the time that the tests take."""
    database = Database(address, vault)
    name = database.engine.dialect.name
    dialect, compiled = _statements.setdefault(name, (database.engine.dialect, LRUCache(3000)))
    database.engine.dialect = dialect
    database.engine.update_execution_options(compiled_cache=compiled)
    if name == "sqlite":
        event.listen(database.engine, "connect", _unhurried)
    return database


def _unhurried(connection: Any, _: object) -> None:
    """Nobody cuts the power under a test: nothing waits for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def _built(address: str, vault: Vault, build: Builder | None) -> None:
    database = Database(address, vault)
    migrate(database)
    if build is not None:
        with database.write() as session:
            build(session)
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@dataclass
class SqlitePatterns:
    """Migrated SQLite files to copy, by what is in them."""

    folder: Path
    vault: Vault

    def pattern(self, flavour: str = "empty", build: Builder | None = None) -> Path:
        """The file to copy."""
        path = self.folder / f"{flavour}.db"
        if not path.exists():
            _built(f"sqlite:///{path}", self.vault, build)
        return path

    @contextmanager
    def database(self, path: Path, flavour: str, build: Builder | None) -> Iterator[Database]:
        path.write_bytes(self.pattern(flavour, build).read_bytes())
        database = opened(f"sqlite:///{path}", self.vault)
        yield database
        database.close()


@dataclass
class _Spare:
    name: str
    empty_and_fill: str
    uses: int = 0


@dataclass
class PostgresPatterns:
    """Migrated databases of a PostgreSQL of this test process's own, one by what is in them.

    Making a database from a template costs more than most tests; a used one is put back as it
    was instead: what stands in a table is deleted, what stood there at first is copied back.
    """

    address: str
    vault: Vault
    _spares: dict[str, _Spare] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._server: Engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with self._server.connect() as connection:
            # Nor here: what outlasts a power cut is left out. Rows stay in the order in which
            # they were written while nobody tidies up behind the tests.
            for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text("CREATE DATABASE pattern"))
        _built(self._at("pattern"), self.vault, None)

    def _at(self, name: str) -> str:
        return self.address.replace("/postgres?", f"/{name}?")

    def _on_server(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))

    def _made(self, build: Builder | None) -> _Spare:
        name = f"t{uuid.uuid4().hex[:12]}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE pattern")
        database = opened(self._at(name), self.vault)
        if build is not None:
            with database.write() as session:
                build(session)
        with database.engine.begin() as connection:
            spare = _Spare(name, _emptying(connection))
        database.close()
        return spare

    @contextmanager
    def database(self, flavour: str, build: Builder | None) -> Iterator[Database]:
        spare = self._spares.pop(flavour, None) or self._made(build)
        # What is remembered about a database goes by its address: each test has its own.
        own = f"&application_name=t{uuid.uuid4().hex[:12]}"
        database = opened(self._at(spare.name) + own, self.vault)
        yield database
        spare.uses += 1
        # Where a thread still works with it, it goes, and the thread with it.
        if spare.uses < MOST_USES and not _checked_out(database) and _put_back(database, spare):
            self._spares[flavour] = spare
        database.close()
        if self._spares.get(flavour) is not spare:
            self._on_server(f"DROP DATABASE {spare.name} WITH (FORCE)")

    def close(self) -> None:
        self._server.dispose()


def _emptying(connection: Connection) -> str:
    """Keep what stands in the tables; the statements that bring it back."""
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    ).all()
    connection.exec_driver_sql("CREATE SCHEMA kept")
    # Neither foreign keys nor triggers have a say here.
    parts = ["SET LOCAL session_replication_role = replica", "SET LOCAL lock_timeout = '3s'"]
    for table in tables:
        parts.append(f'DELETE FROM "{table}"')
        if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{table}")')):
            connection.exec_driver_sql(f'CREATE TABLE kept."{table}" AS SELECT * FROM "{table}"')
            columns = connection.scalars(
                text(
                    "SELECT quote_ident(column_name) FROM information_schema.columns"
                    " WHERE table_schema = 'public' AND table_name = :table"
                    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
                ),
                {"table": table},
            ).all()
            named = ", ".join(columns)
            parts.append(
                f'INSERT INTO "{table}" ({named}) OVERRIDING SYSTEM VALUE'
                f' SELECT {named} FROM kept."{table}"'
            )
    sequences = connection.execute(
        text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    ).all()
    moved = ", ".join(
        f"setval('{name}', {last or 1}, {str(last is not None).lower()})"
        for name, last in sequences
    )
    return "; ".join([*parts, f"SELECT {moved}"])


def _checked_out(database: Database) -> bool:
    pool = database.engine.pool
    return isinstance(pool, QueuePool) and pool.checkedout() > 0


def _put_back(database: Database, spare: _Spare) -> bool:
    """Whether the database is again as it was; not where a test left something holding it."""
    try:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(spare.empty_and_fill)
    except Exception:
        return False
    return True
