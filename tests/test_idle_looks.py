"""What the scheduler reads when nothing is due: not the archive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.actions import counting
from bot.actions.desk.waiting import waiting_for
from bot.actions.people import roles_of
from bot.store.database import Database
from bot.store.models import Contact, Issue, IssueCount, Officer, OfficerRole, Words
from service import DUE
from tests import small_county

#: These grow with what people ever said; all others with the county and what is under way.
GROWING = (
    *("issues", "words", "messages", "history", "notices", "attempts", "contacts", "media"),
    *("alarms", "hand_overs"),
)


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def see(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", see)
    yield seen
    event.remove(database.engine, "before_cursor_execute", see)


def add_issue(database: Database, number: int, now: datetime) -> None:
    with database.write() as session:
        words = Words(text="灯不亮", masked="灯不亮", said_at=now)
        session.add(words)
        session.flush()
        session.add(
            Issue(
                id=number,
                number=number,
                title="灯不亮",
                state="closed",
                kind="problem",
                words_id=words.id,
                reporter_id=1,
                created_at=now,
            )
        )


def counted(database: Database, now: datetime) -> int:
    with database.write() as session:
        while counting.count_some(session, now=now):
            session.flush()
        rows = session.query(IssueCount).filter_by(topic="").all()
        return sum(row.opened for row in rows)


def test_a_case_written_late_under_a_lower_number_is_counted_and_then_nothing_more_is_read(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        small_county.build(session, monday)
    add_issue(database, 12, monday)
    before = counted(database, monday)
    add_issue(database, 11, monday)
    assert counted(database, monday + timedelta(minutes=1)) > before
    counted(database, monday + timedelta(minutes=2))
    with statements(database) as seen:
        counted(database, monday + timedelta(minutes=9))
    looked = [said for said, _ in seen if "max(" not in said and "issue_counts" not in said]
    assert not [said for said in looked if "issues" in said or "history" in said]


def walked(database: Database, look: Callable[[Session], object]) -> list[str]:
    """Of the plans of all that ``look`` asks: those that go through a table that grows, or through
    an index of it by what all rows have alike."""
    with statements(database) as seen, database.write() as session:
        look(session)
    found = []
    for said, parameters in seen:
        if said.lstrip().startswith("SELECT"):
            with database.engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", parameters)
                lines = [row[3] for row in plan]
            found += [
                line
                for line in lines
                if (line.startswith("SCAN") or "(case_kind=?)" in line)
                and line.split()[1].removesuffix("_1") in GROWING
                and not any(index in line for index in _OF_WHAT_WAITS)
            ]
    return found


#: These hold only what somebody still has to do.
_OF_WHAT_WAITS = ("alarms_open", "alarms_unheard", "media_unheard", "history_want_human")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_look_and_no_list_of_what_waits_walks_through_a_table_that_grows(
    database: Database, monday: datetime
) -> None:
    with database.write() as session:
        small_county.build(session, monday)

    def today(session: Session) -> None:
        officer = session.scalars(
            select(Officer).join(OfficerRole).where(OfficerRole.role == "office")
        ).first()
        assert officer is not None
        contact = session.get_one(Contact, officer.contact_id)
        waiting_for(session, contact, roles_of(session, contact, monday), monday)

    for due in DUE:
        assert walked(database, partial(due.act, now=monday)) == [], due
    assert walked(database, today) == []
