"""What is emptied by time is found without walking through all that was ever sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | Sequence[str] | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None

_WHERE = "case_kind NOT IN ('issue', 'hand_over') AND reason <> '到期，文字已清'"


def upgrade() -> None:
    op.create_index(
        "notices_beside",
        "notices",
        ["id"],
        sqlite_where=sa.text(_WHERE),
        postgresql_where=sa.text(_WHERE),
    )


def downgrade() -> None:
    op.drop_index("notices_beside", table_name="notices")
