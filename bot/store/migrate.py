"""Bring a database to the newest shape. Migrations run; ``create_all`` never does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import Database

#: Any number will do, as long as nobody else uses it: only one process migrates at a time.
_POSTGRES_LOCK = 727_001


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def ours(_item: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Whether a table or index has a model. The search index has none: each database has its own
    (migration 0005)."""
    return not (name or "").startswith("words_search")


def make_room(url: str) -> None:
    """The folder of an SQLite file, where there is none yet; nothing for PostgreSQL."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def migrate(database: Database, to: str = "head") -> None:
    """Run what has not run yet. Safe to call from several processes at once. RuntimeError: a row
    would point to nothing afterwards; then nothing is changed."""
    with (
        database.engine.connect().execution_options(writes=True) as connection,
        _tables_built_anew(connection),
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))
        if to == "head" and _is_current(connection):
            return
        command.upgrade(_config(connection), to)
        if connection.dialect.name == "sqlite":
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost is not None:
                raise RuntimeError(f"a migration left a row without what it points to: {lost}")
        connection.commit()


@contextmanager
def _tables_built_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew under another name and dropping the old one,
    which it refuses while rows of other tables point there. The switch is deaf in a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def is_current(database: Database) -> bool:
    """Whether the database has the shape that this code expects."""
    with database.engine.connect() as connection:
        return _is_current(connection)


def _is_current(connection: Connection) -> bool:
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def new_revision(database: Database, message: str) -> None:
    """Write the next migration from the difference between models and database (developers)."""
    with database.engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)
