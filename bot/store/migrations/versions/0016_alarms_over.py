"""An alarm can be over without the duty room; whether the place of a danger was said."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | Sequence[str] | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("alarms") as table:
        table.add_column(sa.Column("over_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("place_said", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    with op.batch_alter_table("alarms") as table:
        table.drop_column("place_said")
        table.drop_column("over_at")
