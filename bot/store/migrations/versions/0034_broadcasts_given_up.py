"""A broadcast that was stopped may go on, or be given up for good."""

from collections.abc import Sequence

from alembic import op

revision: str = "0034"
down_revision: str | Sequence[str] | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = "state IN ('draft','asked','sending','stopped','done')"
_NOW = "state IN ('draft','asked','sending','stopped','given_up','done')"


def _only(condition: str) -> None:
    with op.batch_alter_table("broadcasts") as table:
        table.drop_constraint("broadcast_state", type_="check")
        table.create_check_constraint("broadcast_state", condition)


def upgrade() -> None:
    _only(_NOW)


def downgrade() -> None:
    op.execute("UPDATE broadcasts SET state = 'stopped' WHERE state = 'given_up'")
    _only(_BEFORE)
