"""Of whom something is left to forget is found without looking through everybody who ever wrote."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | Sequence[str] | None = "0031"
branch_labels: str | None = None
depends_on: str | None = None

_KNOWN = sa.text("name IS NOT NULL OR phone IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "contacts_known", "contacts", ["id"], sqlite_where=_KNOWN, postgresql_where=_KNOWN
    )


def downgrade() -> None:
    op.drop_index("contacts_known", "contacts")
