"""A savepoint that costs two short statements; the session's own keeps books about every row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.store.ready import run
from bot.store.sheaf import sheaf_of


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """What happens inside is written whole, or nothing of it is and the error goes on. After an
    error the session has forgotten every row: whoever goes on asks for theirs again."""
    session.flush()
    sheaf = sheaf_of(session)
    known = dict(session.info)
    try:
        with sheaf.apart() if sheaf is not None else _savepoint(session.connection()):
            yield
            session.flush()
    except BaseException:
        session.expunge_all()
        session.info.clear()
        session.info.update(known)
        raise


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    run(connection, "SAVEPOINT apart")
    try:
        yield
    except BaseException:
        run(connection, "ROLLBACK TO SAVEPOINT apart")
        run(connection, "RELEASE SAVEPOINT apart")
        raise
    run(connection, "RELEASE SAVEPOINT apart")
