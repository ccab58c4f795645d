"""Rows that are held back are there for everybody who looks, and fail as if they had been there."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.actions.numbers import next_number
from bot.channel.incoming import Incoming
from bot.store import quick
from bot.store.apart import apart
from bot.store.database import Base, Database
from bot.store.migrate import migrate
from bot.store.models import Contact, Counter, Message, Words
from bot.store.sheaf import gathered
from bot.store.vault import Vault
from handlers.intake import Intake, Push, one_by_one
from tests import small_county
from tests.talking import StillClock, Town

_MASKED = "SELECT masked FROM words ORDER BY id"


def _said(session: Session, now: datetime, masked: str = "") -> Words:
    contact = Contact(created_at=now)
    quick.keep(session, contact)
    words = Words(text="路灯不亮", masked=masked, said_by=contact.id, said_at=now)
    quick.keep(session, words)
    return words


def _raw(session: Session, words: str) -> list[Any]:
    """What the database itself has, past whoever holds something back."""
    raw: Any = session.connection().connection.driver_connection
    return [row[0] for row in raw.execute(words).fetchall()]


def test_what_is_held_back_is_written_before_whoever_would_miss_it(
    database: Database, monday: datetime
) -> None:
    with database.write() as session, gathered(session, 4):
        first = _said(session, monday, "甲")
        quick.change(first, masked="乙")
        assert _raw(session, _MASKED) == [], "nothing is written yet"
        assert session.scalars(select(Counter)).all() == []
        assert _raw(session, _MASKED) == [], "who asks for something else waits for nothing"
        assert session.scalars(select(Words.masked)).all() == ["乙"]
        second = _said(session, monday, "丙")
        first.masked = "丁"
        session.flush()
        assert _raw(session, _MASKED) == ["丁", "丙"], "no question: everything is written before"
        session.add(Words(text="夜里", masked="戊", said_by=second.said_by, said_at=monday))
        session.flush()
        third = _said(session, monday, "己")
        with session.begin_nested():
            assert _said(session, monday, "庚").id > third.id > second.id > first.id
    with database.read() as session:
        assert session.scalars(select(Words.masked).order_by(Words.id)).all() == list("丁丙戊己庚")


def test_what_fails_apart_takes_back_its_own_and_no_number_is_lost(
    database: Database, monday: datetime
) -> None:
    def spoil(looks: bool) -> None:
        with pytest.raises(ValueError, match="broken"), apart(session):
            quick.change(words, masked="改过")
            _said(session, monday, "白说")
            assert next_number(session, "issue") == 2
            if looks:
                assert session.scalars(select(Words.masked)).all() == ["先说的", "改过", "白说"]
            raise ValueError("broken")

    with database.write() as session:
        session.add(Counter(name="issue", value=0))
        session.flush()
        with gathered(session, 4):
            _said(session, monday, "先说的")
            words = _said(session, monday, "后说的")
            with apart(session):
                assert next_number(session, "issue") == 1
            spoil(looks=False)
            assert _raw(session, _MASKED) == [], "the database has heard of nothing"
            words = session.get_one(Words, words.id)
            spoil(looks=True)
            words = session.get_one(Words, words.id)
            assert words.masked == "后说的"
            with apart(session):
                quick.change(words, masked="说完了")
                assert next_number(session, "issue") == 2
                _said(session, monday, "再说的")
    with database.read() as session:
        found = session.scalars(select(Words.masked).order_by(Words.id)).all()
        assert found == ["先说的", "说完了", "再说的"]
        assert session.scalars(select(Counter.value)).all() == [2]


def test_a_row_that_cannot_be_written_spoils_the_whole_transaction(
    database: Database, monday: datetime
) -> None:
    with pytest.raises(IntegrityError), database.write() as session, gathered(session, 2):
        for _ in range(2):
            words = _said(session, monday)
            with apart(session):
                message = Message(
                    key="7001",
                    contact_id=words.said_by,
                    kind="text",
                    details={},
                    sent_at=monday,
                    received_at=monday,
                    state="unhandled",
                )
                quick.write(session, message)
    with database.read() as session:
        assert session.scalars(select(Words)).all() == []


_LETTERS = (
    ("王大爷", "东坪村三组路灯不亮了，晚上怕"),
    ("李婶", "东坪村三组电线掉下来了，在冒火花，有人触电"),
    ("王大爷", "就在村口"),
    ("赵叔", "路灯不亮了"),
    ("赵叔", "东坪村"),
    ("孙姐", "东坪村的书记把低保给了自己亲戚"),
    ("钱哥", "谢谢你们"),
    ("周奶奶", "东坪村二组路灯坏了，还有西坪村水管也漏水"),
    ("李婶", "我的电话13800000000"),
    ("吴哥", "东坪村三组路灯不亮，黑灯瞎火的"),
    ("吴哥", "状态"),
    ("郑嫂", "保密"),
    ("郑嫂", "西坪村一组的桥栏杆断了"),
    ("王大爷", "民999怎么样了"),
)


def test_messages_together_leave_what_each_alone_would_leave(
    database: Database, monday: datetime, tmp_path: Path, vault: Vault
) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}", vault)
    migrate(other)
    town = Town(database, StillClock(monday))
    pushes = [town.push(name, text=said) for name, said in _LETTERS]
    found = []
    for each, together in ((database, True), (other, False)):
        with each.write() as session:
            small_county.build(session, monday)
        intake = Intake(each, StillClock(monday), lambda: None)
        found.append((_take(intake, pushes, together), _everything(each)))
    other.close()
    (answers, left), (answers_alone, left_alone) = found
    assert answers == answers_alone
    assert left.keys() == left_alone.keys()
    for table, rows in left.items():
        assert rows == left_alone[table], table
    assert len(left["issues"]) > 5


def _take(intake: Intake, pushes: Sequence[Incoming], together: bool) -> list[str]:
    def push(incoming: Incoming) -> Push:
        return Push(incoming, incoming.sent_at)

    if together:
        groups = pushes[:9], pushes[9:]
        return [said for some in groups for said in intake._commit([push(one) for one in some])]
    return [intake._commit([push(one)], one_by_one)[0] for one in pushes]


def _everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row. Ids are counted anew: PostgreSQL may leave some out. Keys of notices and
    what questions wait for hold ids."""
    with database.read() as session:
        left: dict[str, list[dict[str, Any]]] = {}
        place: dict[tuple[str, Any], int] = {}
        for mapper in Base.registry.mappers:
            table, key = mapper.class_.__tablename__, next(iter(mapper.primary_key)).key
            left[table] = [
                {column.key: getattr(row, column.key) for column in mapper.column_attrs}
                for row in session.scalars(select(mapper.class_).order_by(key))
            ]
            if key == "id":
                place |= {(table, row["id"]): n for n, row in enumerate(left[table])}
    for table, rows in left.items():
        for row in rows:
            for name, value in row.items():
                of = _named_by(table, name, row)
                row[name] = place.get((of, value), value) if of else value
            if table == "notices":
                del row["key"]
            if table == "exchanges":
                row["waiting"] = {**row["waiting"], "message": None}
    return left


def _named_by(table: str, column: str, row: dict[str, Any]) -> str:
    """The table whose id the column holds."""
    if column == "id":
        return table
    if column in ("case_id", "thing_id"):
        return f"{row.get('case_kind') or row.get('thing')}s"
    if column == "contact_id":
        return "contacts"
    keys = Base.metadata.tables[table].columns[column].foreign_keys
    return next(iter(keys)).column.table.name if keys else ""


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_is_cut_says_so_and_holds_nothing_back_for_the_next(
    database: Database, monday: datetime
) -> None:
    own = text("SELECT pg_backend_pid()")
    with pytest.raises(OperationalError), database.write() as session, database.write() as other:
        number = session.scalar(own)
        with gathered(session, 2):
            _said(session, monday)
            other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    with database.write() as session:
        _said(session, monday, "甲")
        assert session.scalars(select(Words.masked)).all() == ["甲"]
