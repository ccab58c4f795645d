"""What was asked once is asked again as soon as something is written."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.store.asked_once import once
from bot.store.database import Database
from bot.store.models import Counter


def _counters(session: Session) -> int:
    count = select(func.count()).select_from(Counter)
    return once(session, "counters", lambda: session.scalar(count) or 0)


def test_nothing_that_was_written_or_undone_is_overlooked(database: Database) -> None:
    with database.write() as session:
        before = _counters(session)
        session.add(Counter(name="one", value=1))
        assert _counters(session) == before + 1
        with session.begin_nested() as inside:
            session.add(Counter(name="two", value=1))
            assert _counters(session) == before + 2
            inside.rollback()
        assert _counters(session) == before + 1
        asked: list[int] = []
        for _ in range(2):
            once(session, "value", lambda: asked.append(1))
        session.execute(update(Counter).values(value=2))
        once(session, "value", lambda: asked.append(1))
        assert len(asked) == 2
