"""A second person also says yes before somebody of the county office is stood in for."""

from collections.abc import Sequence

from alembic import op

revision: str = "0021"
down_revision: str | Sequence[str] | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = "act IN ('export','delete','broadcast')"
_NOW = "act IN ('export','delete','broadcast','stand_in')"


def _only(condition: str) -> None:
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint("approval_act", type_="check")
        table.create_check_constraint("approval_act", condition)


def upgrade() -> None:
    _only(_NOW)


def downgrade() -> None:
    op.execute("DELETE FROM approvals WHERE act = 'stand_in'")
    _only(_BEFORE)
