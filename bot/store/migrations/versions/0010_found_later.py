"""Search reaches words that were said later in a case, and numbers of other offices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(
        name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    _partial("history_of_words", "history", "words_id", "words_id IS NOT NULL")
    _partial("issues_elsewhere", "issues", "outside_number", "outside_number <> ''")


def downgrade() -> None:
    op.drop_index("issues_elsewhere", "issues")
    op.drop_index("history_of_words", "history")
