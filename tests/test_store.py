"""The store, on both databases."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.actions import people
from bot.store.database import Database
from bot.store.migrate import is_current, migrate, new_revision, ours
from bot.store.models import Words
from bot.store.vault import Vault


def test_a_migrated_database_is_current(database: Database) -> None:
    assert is_current(database)


def test_migrations_and_models_say_the_same(
    database: Database, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from bot.store.models import Contact

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": False, "include_object": ours}
        )
        differences = compare_metadata(context, Contact.metadata)
    assert differences == []
    assert callable(new_revision)


def test_a_table_that_others_point_to_is_changed_under_the_rows_of_a_county(
    tmp_path: Path, vault: Vault
) -> None:
    county = Database(f"sqlite:///{tmp_path}/county.db", vault)
    migrate(county, "0033")
    with county.engine.connect().execution_options(writes=True) as connection:
        for row in (
            "contacts (id, created_at) VALUES (1, '2026-11-23 01:00')",
            "officers (id, contact_id, code, name, since, failed_logins, session_epoch,"
            " must_change) VALUES (1, 1, 'Z', '周', '2026-01-01', 0, 0, 0)",
            "broadcasts (id, title, text, audience, sender, made_by, made_at, state)"
            " VALUES (1, '开会', '周五', '{}', '县人大', 1, '2026-11-23 01:00', 'stopped')",
            "broadcast_recipients (broadcast_id, contact_id, role, state)"
            " VALUES (1, 1, '县代表', 'waiting')",
        ):
            connection.exec_driver_sql(f"INSERT INTO {row}")
        connection.commit()
    migrate(county)
    assert is_current(county)
    with county.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT title FROM broadcasts").scalar() == "开会"
        with pytest.raises(IntegrityError):
            connection.exec_driver_sql("DELETE FROM broadcasts")
    county.close()


def test_words_and_telephones_are_not_readable_in_the_file(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        people.new_contact(session, now=monday, name="王桂兰", phone="13800001111")
        session.add(Words(text="我家后头的秘密", masked="我家后头的***", said_at=monday))
    with database.engine.connect() as connection:
        name, phone = connection.execute(text("SELECT name, phone FROM contacts")).one()
        (sealed,) = connection.execute(text("SELECT text FROM words")).one()
    assert "王桂兰".encode() not in bytes(name) and b"13800001111" not in bytes(phone)
    assert "秘密".encode() not in bytes(sealed)
    with database.read() as session:
        assert session.query(Words).one().text == "我家后头的秘密"


def test_moments_come_back_aware_and_equal(database: Database, monday: datetime) -> None:
    with database.write() as session:
        contact_id = people.new_contact(session, now=monday).id
    with database.read() as session:
        contact = session.get(people.Contact, contact_id)
        assert contact is not None and contact.created_at == monday
        assert contact.created_at.tzinfo is not None


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        people.new_contact(session, now=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_failed_write_leaves_nothing(database: Database, monday: datetime) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        people.new_contact(session, now=monday)
        raise ZeroDivisionError
    with database.read() as session:
        assert session.query(people.Contact).count() == 0


def test_one_openid_is_one_person_however_often_met(database: Database, monday: datetime) -> None:
    with database.write() as session:
        first = people.meet(session, "o-wang", now=monday).contact_id
    with database.write() as session:
        assert people.meet(session, "o-wang", now=monday).contact_id == first


def test_the_database_itself_refuses_an_unknown_state(database: Database, monday: datetime) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        contact = people.new_contact(session, now=monday)
        session.execute(
            text(
                "INSERT INTO messages (key, contact_id, kind, details, sent_at, received_at, state,"
                " tries, trouble, taken_as) VALUES ('k', :c, 'text', '{}', :n, :n, 'lost', 0, '',"
                " '')"
            ),
            {"c": contact.id, "n": monday},
        )
