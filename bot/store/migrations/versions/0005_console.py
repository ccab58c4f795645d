"""The console: kept filters, second persons, temporary passwords; search in Chinese; indexes for
what waits at a desk."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

#: The search index reads ``words.bigrams`` and keeps no copy of it. Whoever rebuilds the table
#: ``words`` on SQLite in a later migration makes these triggers again.
_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE words_search USING fts5(bigrams, content='words', content_rowid='id',"
    " detail=none, columnsize=0)",
    "CREATE TRIGGER words_search_added AFTER INSERT ON words WHEN new.bigrams <> '' BEGIN"
    " INSERT INTO words_search(rowid, bigrams) VALUES (new.id, new.bigrams); END",
    "CREATE TRIGGER words_search_changed AFTER UPDATE OF bigrams ON words"
    " WHEN old.bigrams <> new.bigrams BEGIN"
    " INSERT INTO words_search(words_search, rowid, bigrams)"
    " SELECT 'delete', old.id, old.bigrams WHERE old.bigrams <> '';"
    " INSERT INTO words_search(rowid, bigrams)"
    " SELECT new.id, new.bigrams WHERE new.bigrams <> ''; END",
    "CREATE TRIGGER words_search_gone AFTER DELETE ON words WHEN old.bigrams <> '' BEGIN"
    " INSERT INTO words_search(words_search, rowid, bigrams)"
    " VALUES ('delete', old.id, old.bigrams); END",
    "INSERT INTO words_search(rowid, bigrams) SELECT id, bigrams FROM words WHERE bigrams <> ''",
)
_POSTGRES_SEARCH = ("CREATE INDEX words_search ON words USING gin (string_to_array(bigrams, ' '))",)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    op.create_table(
        "kept_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("officer_id", "name", name="kept_once"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("what", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("act IN ('export','delete','broadcast')", name="approval_act"),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"]),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_approvals_asked_by", "approvals", ["asked_by"])
    _partial("approvals_open", "approvals", ["id"], "decided_at IS NULL")
    with op.batch_alter_table("officers") as batch_op:
        batch_op.add_column(
            sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index("ix_issues_words_id", "issues", ["words_id"])
    _partial("issues_merged", "issues", ["merged_into"], "merged_into IS NOT NULL")
    _partial(
        "issues_unspoken",
        "issues",
        ["speak_by", "id"],
        "spoken_at IS NULL AND speak_by IS NOT NULL",
    )
    op.create_index("hand_overs_due", "hand_overs", ["state", "due"])
    _partial("history_want_human", "history", ["case_id"], "step = 'want_human'")
    _partial("media_unheard", "media", ["issue_id"], "kind = 'voice' AND transcript_id IS NULL")
    op.create_index("notices_of_case", "notices", ["case_kind", "case_id"])
    op.create_index("notices_of_state", "notices", ["state", "id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_SEARCH if sqlite else _POSTGRES_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("words_search_added", "words_search_changed", "words_search_gone"):
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE words_search")
    else:
        op.execute("DROP INDEX words_search")
    op.drop_index("notices_of_state", "notices")
    op.drop_index("notices_of_case", "notices")
    op.drop_index("media_unheard", "media")
    op.drop_index("history_want_human", "history")
    op.drop_index("hand_overs_due", "hand_overs")
    op.drop_index("issues_unspoken", "issues")
    op.drop_index("issues_merged", "issues")
    op.drop_index("ix_issues_words_id", "issues")
    with op.batch_alter_table("officers") as batch_op:
        batch_op.drop_column("must_change")
    op.drop_table("approvals")
    op.drop_table("kept_filters")
