"""A deputy who was rung was spoken to, and nobody was there."""

from collections.abc import Sequence

from alembic import op

revision: str = "0026"
down_revision: str | Sequence[str] | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None

_THERE = "'liaison','deputy_head','head','county_leader'"


def _allow(names: str) -> None:
    with op.batch_alter_table("meetings") as table:
        table.drop_constraint("meeting_present", type_="check")
        table.create_check_constraint("meeting_present", f"present IN ({names})")


def upgrade() -> None:
    _allow(f"'telephone',{_THERE}")


def downgrade() -> None:
    op.execute("UPDATE meetings SET present = 'liaison' WHERE present = 'telephone'")
    _allow(_THERE)
