"""What was deleted must not lie about on the disk. Run outside any transaction, after the deletion
was committed and the index of words was written anew.

SQLite: every connection zeroes what it frees (``secure_delete``); the write-ahead log, in which the
old pages still stand, is written into the file and cut to nothing. PostgreSQL: old versions of rows
are swept (VACUUM)."""

from sqlalchemy import text

from bot.store.database import Database

#: Tables from which an erasure takes something.
TABLES = (
    *("words", "word_blocks", "messages", "media", "notices", "attempts", "contacts"),
    *("identities", "issues", "exchanges", "subscribers", "published_results", "suggestions"),
    *("suggestion_versions", "corrections"),
)


def scrub(database: Database) -> bool:
    """Whether everything could be swept; else it has to be tried again later (somebody was reading
    an old state of the store)."""
    return _cut_log(database) if database.is_sqlite else _sweep(database)


def _cut_log(database: Database) -> bool:
    # A bare connection: within a transaction the log cannot be cut.
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = cursor.fetchall()
        cursor.close()
        return not any(busy for busy, _log, _done in found)
    finally:
        raw.close()


def _sweep(database: Database) -> bool:
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in TABLES:
            connection.execute(text(f"VACUUM {table}"))
    return True
