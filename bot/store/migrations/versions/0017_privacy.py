"""What was erased and what is held back; which cases have been cleared; the record by its case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cases", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("last_word_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["issues.id"]),
        sa.ForeignKeyConstraint(["second"], ["contacts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_erasures_contact_id", "erasures", ["contact_id"])
    op.create_index(
        "erasures_unfinished",
        "erasures",
        ["id"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=64), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_holds_issue_id", "holds", ["issue_id"])
    with op.batch_alter_table("issues") as table:
        table.add_column(sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "issues_to_clear",
        "issues",
        ["created_at", "id"],
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index(
        "audit_of_case",
        "audit",
        ["thing_id", "id"],
        sqlite_where=sa.text("thing = 'issue'"),
        postgresql_where=sa.text("thing = 'issue'"),
    )


def downgrade() -> None:
    op.drop_index("audit_of_case", "audit")
    op.drop_index("issues_to_clear", "issues")
    with op.batch_alter_table("issues") as table:
        table.drop_column("cleared_at")
    op.drop_table("holds")
    op.drop_table("erasures")
