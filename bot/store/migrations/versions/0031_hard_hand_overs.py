"""Whether a hand-over began with the term of the hard ones: its days alone do not say that once a
county has changed them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | Sequence[str] | None = "0030"
branch_labels: str | None = None
depends_on: str | None = None

#: What a county had that never set a term of its own.
_SHIPPED = 5


def upgrade() -> None:
    op.add_column(
        "hand_overs", sa.Column("hard", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    asked = sa.text("SELECT value FROM rules WHERE name = 'hand_over.within'")
    longest = max([_SHIPPED, *(int(value) for value in op.get_bind().scalars(asked))])
    op.execute(
        sa.text("UPDATE hand_overs SET hard = :yes WHERE term_days > :longest").bindparams(
            yes=True, longest=longest
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("hand_overs") as table:
        table.drop_column("hard")
