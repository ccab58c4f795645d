"""What SQLite is told about a condition changes nothing of what is found."""

from sqlalchemy import select

from bot.store.database import Database
from bot.store.hints import seldom
from bot.store.models import Counter


def test_a_condition_that_is_seldom_true_finds_the_same_on_both_databases(
    database: Database,
) -> None:
    few = Counter.name.in_(["issue", "county"])
    with database.write() as session:
        session.add_all(Counter(name=name, value=1) for name in ("issue", "county", "another"))
    with database.read() as session:
        plain = session.scalars(select(Counter.name).where(few)).all()
        told = select(Counter.name).where(seldom(few))
        assert sorted(session.scalars(told)) == sorted(plain) == ["county", "issue"]
        if database.is_sqlite:
            # Compared with a number it would be no hint any more.
            assert str(told.compile(session.connection())).endswith(", 0.001)")
