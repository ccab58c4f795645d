"""What SQLite is told about a condition changes nothing of what is found."""

from sqlalchemy import select, text

from bot.store.database import Database
from bot.store.hints import not_by_index, seldom
from bot.store.models import Counter, Notice


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


def test_the_notices_of_a_word_to_all_are_not_walked_for_each_of_them(database: Database) -> None:
    one = select(Notice.id).where(
        Notice.contact_id == 1,
        not_by_index(Notice.case_kind) == "broadcast",
        not_by_index(Notice.case_id) == 1,
    )
    with database.read() as session:
        assert session.scalars(one).all() == []
        if database.is_sqlite:
            asked = one.compile(session.connection(), compile_kwargs={"literal_binds": True})
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
            assert "ix_notices_contact_id" in str(plan), plan
