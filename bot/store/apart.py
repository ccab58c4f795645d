"""A savepoint that costs two short statements; the session's own keeps books about every row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from bot.store import quick


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """What happens inside is written whole, or nothing of it is and the error goes on. After an
    error the session has forgotten every row: whoever goes on asks for theirs again."""
    session.flush()
    connection = session.connection()
    known = dict(session.info)
    quick.run(connection, "SAVEPOINT apart")
    try:
        yield
        session.flush()
    except BaseException:
        quick.run(connection, "ROLLBACK TO SAVEPOINT apart")
        quick.run(connection, "RELEASE SAVEPOINT apart")
        session.expunge_all()
        session.info.clear()
        session.info.update(known)
        raise
    quick.run(connection, "RELEASE SAVEPOINT apart")
