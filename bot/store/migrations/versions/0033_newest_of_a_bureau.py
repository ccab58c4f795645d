"""A bureau's newest cases are found without looking through all that it ever had."""

from collections.abc import Sequence

from alembic import op

revision: str = "0033"
down_revision: str | Sequence[str] | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index("hand_overs_newest", "hand_overs", ["bureau_id", "issue_id"])


def downgrade() -> None:
    op.drop_index("hand_overs_newest", "hand_overs")
