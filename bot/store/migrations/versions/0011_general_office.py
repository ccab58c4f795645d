"""The general office holds a level of review; files that belong to a suggestion's own text."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = "'station_chief','liaison_officer','presidium','office','office_director','leader'"


def _roles(names: str) -> None:
    with op.batch_alter_table("officer_roles") as batch_op:
        batch_op.drop_constraint("officer_role", type_="check")
        batch_op.create_check_constraint("officer_role", f"role IN ({names})")


def upgrade() -> None:
    _roles(f"{_BEFORE},'general_office'")
    op.create_table(
        "suggestion_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"]),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("suggestion_id", "media_id", name="suggestion_file_once"),
    )


def downgrade() -> None:
    op.drop_table("suggestion_files")
    op.execute("DELETE FROM officer_roles WHERE role = 'general_office'")
    _roles(_BEFORE)
