"""What bureau and deputies agreed on the spot at a meeting, and until when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | Sequence[str] | None = "0027"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("meetings") as table:
        table.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("plan_until", sa.Date(), nullable=True))
        table.create_foreign_key("meetings_plan_id_fkey", "words", ["plan_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meetings") as table:
        table.drop_constraint("meetings_plan_id_fkey", type_="foreignkey")
        table.drop_column("plan_until")
        table.drop_column("plan_id")
