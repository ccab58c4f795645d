"""A change of a liaison person waits for the county office until it has rung up."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | Sequence[str] | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "liaison_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("liaison_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["liaison_id"], ["bureau_liaisons.id"]),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["contacts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_liaison_changes_liaison_id", "liaison_changes", ["liaison_id"])
    op.create_index("ix_liaison_changes_words_id", "liaison_changes", ["words_id"])
    op.create_index(
        "liaison_changes_open",
        "liaison_changes",
        ["id"],
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("liaison_changes")
