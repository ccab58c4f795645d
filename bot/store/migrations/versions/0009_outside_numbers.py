"""Suggestions know their number in other systems, so that an import takes none twice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("suggestions") as batch_op:
        batch_op.add_column(
            sa.Column("outside_number", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.create_index("ix_suggestions_outside_number", ["outside_number"])


def downgrade() -> None:
    with op.batch_alter_table("suggestions") as batch_op:
        batch_op.drop_index("ix_suggestions_outside_number")
        batch_op.drop_column("outside_number")
