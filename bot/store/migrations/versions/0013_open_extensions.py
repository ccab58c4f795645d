"""Extensions that wait for a decision are found without reading every assignment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    where = sa.text("extension_until IS NOT NULL")
    op.create_index(
        "assignments_extension",
        "assignments",
        ["extension_until"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_index("assignments_extension", "assignments")
