"""Indexes of what still waits: alarms that nobody has heard or passed on; voices to listen to,
without those that the platform has turned into words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | Sequence[str] | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None

_UNHEARD = "kind = 'voice' AND transcript_id IS NULL"


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    _partial("alarms_unheard", "alarms", ["next_round_at"], "heard_at IS NULL AND over_at IS NULL")
    _partial("alarms_open", "alarms", ["id"], "passed_on_at IS NULL AND over_at IS NULL")
    op.drop_index("media_unheard", "media")
    op.add_column(
        "media", sa.Column("recognised", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "UPDATE media SET recognised = (SELECT words_id IS NOT NULL FROM messages"
        " WHERE messages.id = media.message_id) WHERE kind = 'voice' AND message_id IS NOT NULL"
    )
    # Each database is asked for it in its own words, and takes the index for these only.
    sqlite = op.get_bind().dialect.name == "sqlite"
    unheard = f"{_UNHEARD} AND {'recognised = 0' if sqlite else 'NOT recognised'}"
    _partial("media_unheard", "media", ["issue_id"], unheard)


def downgrade() -> None:
    op.drop_index("media_unheard", "media")
    op.drop_column("media", "recognised")
    _partial("media_unheard", "media", ["issue_id"], _UNHEARD)
    op.drop_index("alarms_open", "alarms")
    op.drop_index("alarms_unheard", "alarms")
