"""Bring a database to the newest shape. Migrations run; ``create_all`` never does."""

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


def migrate(database: Database) -> None:
    """Run what has not run yet. Safe to call from several processes at once."""
    with database.engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))
        command.upgrade(_config(connection), "head")
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the database has the shape that this code expects."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def new_revision(database: Database, message: str) -> None:
    """Write the next migration from the difference between models and database (developers)."""
    with database.engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)
