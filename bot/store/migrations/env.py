"""Alembic's entry: runs the migrations on the connection that was passed in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import bot.store.models
from bot.store.migrate import ours
from bot.store.types import Moment, Sealed

# Naming the package is what makes every table known.
TARGET = bot.store.models.Contact.metadata


def plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations must not import our types: they outlive them."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=TARGET,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_types,
    compare_type=False,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
