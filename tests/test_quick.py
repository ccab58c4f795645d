"""What passes the door past the session's bookkeeping is written as the session would write it."""

from datetime import datetime

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.store import quick
from bot.store.apart import apart
from bot.store.database import Database
from bot.store.models import Contact, Issue, Message, Notice, Words

SECRET = "我叫李四，电话13800000000"


def _said(session: Session, now: datetime, what: str = SECRET) -> tuple[Contact, Words]:
    contact = Contact(created_at=now)
    quick.keep(session, contact)
    words = Words(text=what, said_by=contact.id, said_at=now)
    quick.keep(session, words)
    return contact, words


def _issue(contact: Contact, words: Words, now: datetime, number: int = 1) -> Issue:
    return Issue(
        number=number,
        title="路灯不亮",
        state="received",
        kind="problem",
        topic_path=["路灯"],
        reasons=[],
        bureaus=["城管局"],
        avoid=[{"who": "站长"}],
        words=words,
        reporter=contact,
        created_at=now,
    )


def test_a_row_is_what_a_flush_would_have_made_of_it(database: Database, monday: datetime) -> None:
    with database.write() as session:
        contact, words = _said(session, monday)
        quick.keep(session, _issue(contact, words, monday))
        contact, words = _said(session, monday)
        session.add(_issue(contact, words, monday, number=2))
    with database.read() as session:
        quickly, flushed = session.scalars(select(Issue).order_by(Issue.number))
        aside = {"id", "number", "words_id", "reporter_id"}
        for column in set(Issue.__table__.columns.keys()) - aside:
            assert getattr(quickly, column) == getattr(flushed, column), column
        assert quickly.words.text == SECRET and quickly.reporter.id == quickly.words.said_by
        sealed = session.execute(text("SELECT text FROM words")).scalars().all()
        assert all(b"\xe6\x9d\x8e" not in bytes(each) for each in sealed)


def test_a_change_is_seen_at_once_and_leaves_nothing_to_flush(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        _, words = _said(session, monday)
        quick.change(words, masked="〔姓名〕来过", erased_at=monday)
        assert not session.dirty and words.masked == "〔姓名〕来过"
        assert session.execute(text("SELECT masked FROM words")).scalars().all() == [words.masked]
    with database.read() as session:
        assert session.scalars(select(Words.erased_at)).all() == [monday]


def test_what_fails_apart_leaves_nothing_and_what_was_before_stays(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        contact, words = _said(session, monday, "先说的")
        contact_id, words_id = contact.id, words.id
        with pytest.raises(ValueError, match="broken"), apart(session):
            quick.keep(session, _issue(contact, words, monday))
            quick.change(words, masked="改过")
            contact.phone = "13800000000"
            session.add(Words(text="后说的", masked="", said_by=contact_id, said_at=monday))
            raise ValueError("broken")
        assert session.get_one(Contact, contact_id).phone is None
        words = session.get_one(Words, words_id)
        assert words.masked == ""
        # Its id may be given again, to a row that has nothing to do with it.
        quick.keep(session, _issue(session.get_one(Contact, contact_id), words, monday, number=2))
    with database.read() as session:
        assert [issue.number for issue in session.scalars(select(Issue))] == [2]
        assert [each.text for each in session.scalars(select(Words))] == ["先说的"]


def test_a_savepoint_of_the_session_takes_its_rows_back_and_knows_it(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        contact, words = _said(session, monday)
        with pytest.raises(ValueError, match="broken"), session.begin_nested():
            issue = _issue(contact, words, monday)
            quick.keep(session, issue)
            quick.change(words, masked="改过")
            raise ValueError("broken")
        assert issue not in session and words.masked == ""
    with database.read() as session:
        assert session.scalars(select(Issue)).all() == []


def test_the_databases_refusal_is_the_sessions_and_quotes_nobody(
    database: Database, monday: datetime
) -> None:
    with pytest.raises(IntegrityError) as refused, database.write() as session:
        contact, _ = _said(session, monday)
        for _ in range(2):
            message = Message(
                key="7001",
                contact_id=contact.id,
                kind="text",
                details={"label": SECRET},
                sent_at=monday,
                received_at=monday,
                state="unhandled",
            )
            quick.write(session, message)
    assert SECRET not in str(refused.value)
    with database.read() as session:
        assert session.scalars(select(Message)).all() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_is_cut_fails_its_transaction_and_no_other(
    database: Database, monday: datetime
) -> None:
    own = text("SELECT pg_backend_pid()")
    with pytest.raises(OperationalError), database.write() as session, database.write() as other:
        number = session.scalar(own)
        other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        _said(session, monday)
    with database.write() as session:
        _said(session, monday)
    with database.read() as session:
        assert session.scalars(select(Words.text)).all() == [SECRET]


def test_many_rows_and_a_list_of_ids(database: Database, monday: datetime) -> None:
    found = select(Notice.key, Notice.created_at).where(
        Notice.id.in_(quick.several("notice", 2)), Notice.state == "queued"
    )
    with database.write() as session:
        contact, _ = _said(session, monday)
        row = {
            "contact_id": contact.id,
            "kind": "answer.later",
            "fields": "{}",
            "priority": "answer",
            "rank": 1,
            "state": "queued",
            "created_at": monday,
            "next_at": monday,
        }
        quick.write_all(session, Notice, [row | {"key": key} for key in "abc"])
        ids = session.scalars(select(Notice.id).order_by(Notice.key)).all()
        rows = quick.ask(session, found, **quick.each("notice", ids[:2]))
        assert sorted(rows) == [("a", monday), ("b", monday)]
        one = session.scalars(select(Notice).where(Notice.key == "c")).one()
        assert one.tries == 0 and one.reason == "", "what nobody said is the column's default"
        open_list = select(Notice.key).where(Notice.id.in_(bindparam("ids", expanding=True)))
        with pytest.raises(TypeError, match="spelt out"):
            quick.ask(session, open_list, ids=ids)
