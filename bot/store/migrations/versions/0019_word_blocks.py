"""Search in blocks of words, the same on both databases; nothing is indexed at the door any more.
The blocks of words that are there already are written by the scheduler."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

_OLD_TRIGGERS = ("words_search_added", "words_search_changed", "words_search_gone")
#: Whoever rebuilds the table ``words`` on SQLite in a later migration makes these triggers again.
#: Of words that are younger than the last look of the scheduler nothing is written yet.
_SEEN = "(SELECT value FROM counters WHERE name = 'search.seen')"
_NOTE = (
    "INSERT INTO stale_blocks (block, times) VALUES (old.id / 1024, 1)"
    " ON CONFLICT (block) DO UPDATE SET times = stale_blocks.times + 1"
)
_SQLITE = (
    "CREATE TRIGGER words_changed AFTER UPDATE OF masked ON words"
    f" WHEN old.masked <> new.masked AND old.id <= {_SEEN} BEGIN {_NOTE}; END",
    f"CREATE TRIGGER words_gone AFTER DELETE ON words WHEN old.id <= {_SEEN} BEGIN {_NOTE}; END",
)
_POSTGRES = (
    "CREATE FUNCTION note_stale_block() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF old.id <= {_SEEN} THEN {_NOTE}; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER words_changed AFTER UPDATE OF masked ON words FOR EACH ROW"
    " WHEN (old.masked <> new.masked) EXECUTE FUNCTION note_stale_block()",
    "CREATE TRIGGER words_gone AFTER DELETE ON words FOR EACH ROW"
    " EXECUTE FUNCTION note_stale_block()",
)


def upgrade() -> None:
    op.create_table(
        "word_blocks",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("block", "gram"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_blocks",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("block"),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        for name in _OLD_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE words_search")
    else:
        op.execute("DROP INDEX words_search")
    op.execute("ALTER TABLE words DROP COLUMN bigrams")
    for statement in _SQLITE if sqlite else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Without an index: whoever goes back to an older version searches word by word."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    on_words = "" if sqlite else " ON words"
    for name in ("words_changed", "words_gone"):
        op.execute(f"DROP TRIGGER {name}{on_words}")
    if not sqlite:
        op.execute("DROP FUNCTION note_stale_block()")
    op.execute("ALTER TABLE words ADD COLUMN bigrams TEXT NOT NULL DEFAULT ''")
    if sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE words_search USING fts5(bigrams, content='words',"
            " content_rowid='id', detail=none, columnsize=0)"
        )
        for name in _OLD_TRIGGERS:
            op.execute(f"CREATE TRIGGER {name} AFTER DELETE ON words WHEN 0 BEGIN SELECT 1; END")
    else:
        op.execute("CREATE INDEX words_search ON words USING gin (string_to_array(bigrams, ' '))")
    op.drop_table("stale_blocks")
    op.drop_table("word_blocks")
