"""Two more things the conversation can wait for: the next part of a deputy's draft, and somebody
who types in a voice that belongs into one."""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = "kind IN ('place','which','question','words')"
_AFTER = "kind IN ('place','which','question','words','suggestion_part','draft_voice')"


def upgrade() -> None:
    _say(_AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM exchanges WHERE kind IN ('suggestion_part','draft_voice')")
    _say(_BEFORE)


def _say(kinds: str) -> None:
    with op.batch_alter_table("exchanges") as batch_op:
        batch_op.drop_constraint("exchange_kind", type_="check")
        batch_op.create_check_constraint("exchange_kind", kinds)
