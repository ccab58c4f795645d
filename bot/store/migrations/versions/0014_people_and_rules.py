"""Roles of committees and bureaus on the console; why a rule was changed; rosters after an
election, prepared before they take effect."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None

_BEFORE = (
    "'station_chief','liaison_officer','presidium','office','office_director','leader',"
    "'general_office'"
)


def _roles(names: str) -> None:
    with op.batch_alter_table("officer_roles") as batch_op:
        batch_op.drop_constraint("officer_role", type_="check")
        batch_op.create_check_constraint("officer_role", f"role IN ({names})")


def upgrade() -> None:
    _roles(f"{_BEFORE},'committee','bureau'")
    with op.batch_alter_table("officer_roles") as batch_op:
        batch_op.add_column(sa.Column("topics", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("rules") as batch_op:
        batch_op.add_column(
            sa.Column("why", sa.String(length=200), nullable=False, server_default="")
        )
    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("congress", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("takes_effect", sa.Date(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("congress IN ('county','township')", name="election_level"),
        sa.CheckConstraint(
            "state IN ('prepared','confirmed','undone','thrown_away')", name="election_state"
        ),
        sa.ForeignKeyConstraint(["area_id"], ["grids.id"]),
        sa.ForeignKeyConstraint(["confirmed_by"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["contacts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("elections")
    with op.batch_alter_table("rules") as batch_op:
        batch_op.drop_column("why")
    op.execute("DELETE FROM officer_roles WHERE role IN ('committee','bureau')")
    with op.batch_alter_table("officer_roles") as batch_op:
        batch_op.drop_column("topics")
    _roles(_BEFORE)
