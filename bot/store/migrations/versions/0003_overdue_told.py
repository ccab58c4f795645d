"""A hand-over remembers for which due day the desk was told that it is overdue."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("hand_overs") as batch_op:
        batch_op.add_column(sa.Column("overdue_told", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("hand_overs") as batch_op:
        batch_op.drop_column("overdue_told")
