"""The media type of a Word or Excel document is longer than 64 characters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | Sequence[str] | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None


def _as_long_as(length: int, before: int) -> None:
    # SQLite keeps any length, and would copy a table of many files for nothing.
    if op.get_context().dialect.name == "sqlite":
        return
    op.alter_column(
        "media",
        "content_type",
        type_=sa.String(length),
        existing_type=sa.String(before),
        existing_nullable=False,
    )


def upgrade() -> None:
    _as_long_as(128, 64)


def downgrade() -> None:
    op.execute("UPDATE media SET content_type = substr(content_type, 1, 64)")
    _as_long_as(64, 128)
