"""The roster is remembered until it changes, whoever changes it and however."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from bot.actions import people, places, recipients, remembered
from bot.actions.rules import rule, set_rule
from bot.store.changes import COUNTY
from bot.store.database import Database
from bot.store.models import (
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    Issue,
    Officer,
    OfficerRole,
    Rule,
    Station,
)
from bot.store.vault import Vault
from tests import small_county
from tests.crypto.platform import NOW

DAY = date(2026, 11, 20)


@pytest.fixture
def county(database: Database) -> Database:
    with database.write() as session:
        small_county.build(session, NOW)
    return database


@pytest.fixture
def other(county: Database) -> Iterator[Database]:
    """The same county in another process."""
    other = Database(county.url, Vault(b"d" * 32, b"l" * 32))
    yield other
    other.close()


def seen(session: Session) -> tuple[object, ...]:
    """What a message asks of the roster: place, station, deputies, desk, a rule, who holds what."""
    grid = session.scalars(select(Grid).where(Grid.level == "village").order_by(Grid.id)).first()
    assert grid is not None
    by_code = places.by_code(session, grid.code)
    station = places.station_for(session, grid)
    deputies = places.deputies_of(session, grid, NOW)
    issue = Issue(grid=grid, station=station, seen_by="grid", attention="county", avoid=[])
    holders = [
        row.id
        for row in session.scalars(select(Contact).order_by(Contact.id))
        if people.roles_of(session, row, NOW).any
    ]
    return (
        by_code.name if by_code else None,
        by_code.active if by_code else None,
        places.say_place(session, grid),
        station.name if station else None,
        [(deputy.name, deputy.push, deputy.paused_until) for deputy in deputies],
        recipients.desk(session, issue, NOW),
        rule(session, "issue.speak_within", NOW),
        holders,
    )


def _grid(session: Session) -> Grid:
    found = session.scalars(select(Grid).where(Grid.level == "village").order_by(Grid.id)).first()
    assert found is not None
    return found


def _rename_the_village(session: Session) -> None:
    _grid(session).name = "新东坪村"


def _switch_all_off(session: Session) -> None:
    session.execute(update(Grid).values(active=False))


def _pause_deputies(session: Session) -> None:
    for deputy in session.scalars(select(Deputy)):
        deputy.paused_until = DAY + timedelta(days=7)


def _nobody_is_deputy_there(session: Session) -> None:
    session.execute(delete(DeputyGrid))


def _a_rule(session: Session) -> None:
    set_rule(session, "issue.speak_within", 9, origin="test", now=NOW - timedelta(days=1))


def _rename_the_station(session: Session) -> None:
    for station in session.scalars(select(Station)):
        station.name = f"新{station.name}"


def _the_clerks_leave(session: Session) -> None:
    for role in session.scalars(select(OfficerRole)):
        role.until = DAY - timedelta(days=1)


CHANGES = [
    _rename_the_village,
    _switch_all_off,
    _pause_deputies,
    _nobody_is_deputy_there,
    _a_rule,
    _rename_the_station,
    _the_clerks_leave,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_seen_by_who_made_it_and_after_its_end_by_every_process(
    county: Database, other: Database, change: Callable[[Session], None]
) -> None:
    for each in (county, other):
        with each.read() as session:
            before = seen(session)
    with county.write() as session:
        change(session)
        session.flush()
        within = seen(session)
    assert within != before
    for each in (county, other):
        with each.read() as session:
            assert seen(session) == within


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_that_is_taken_back_leaves_no_trace(
    county: Database, change: Callable[[Session], None]
) -> None:
    with county.read() as session:
        before = seen(session)
    with pytest.raises(RuntimeError, match="taken back"), county.write() as session:
        change(session)
        session.flush()
        seen(session)
        raise RuntimeError("taken back")
    with county.write() as session:
        # Another change gets the number that was not used.
        session.add(Rule(name="x", version=1, value=1, origin="test", in_force_from=NOW))
    with county.read() as session:
        assert seen(session) == before


def test_what_is_remembered_costs_one_statement(county: Database) -> None:
    with county.read() as session:
        grid = _grid(session)
        places.deputies_of(session, grid, NOW)
        places.station_for(session, grid)
    asked: list[str] = []
    event.listen(
        county.engine, "before_cursor_execute", lambda *given: asked.append(given[2]), named=False
    )
    with county.read() as session:
        first = places.by_code(session, grid.code)
        assert first is not None
        for _ in range(3):
            places.deputies_of(session, first, NOW)
            places.station_for(session, first)
            rule(session, "issue.speak_within", NOW)
    # A transaction begins, the number is read, and what was never asked before.
    assert len([each for each in asked if "counters" in each]) == 1
    assert not [each for each in asked if "deput" in each or "stations" in each]


def test_each_session_changes_its_own_object_and_nobody_elses(county: Database) -> None:
    with county.read() as session:
        places.deputies_of(session, _grid(session), NOW)
    with county.write() as one, county.read() as two:
        grid = _grid(one)
        [mine, *_] = places.deputies_of(one, grid, NOW)
        [theirs, *_] = places.deputies_of(two, _grid(two), NOW)
        assert mine is not theirs and mine.id == theirs.id
        mine.push = "none"
        [again, *_] = places.deputies_of(one, grid, NOW)
        assert again is mine and again.push == "none"
        assert theirs.push == "all"


def test_signing_in_changes_nothing_of_the_county(county: Database) -> None:
    def number() -> int:
        with county.read() as session:
            return remembered.number(session, COUNTY)

    before = number()
    with county.write() as session:
        officer = session.scalars(select(Officer)).first()
        assert officer is not None
        officer.failed_logins += 1
    assert number() == before
    with county.write() as session:
        officer = session.scalars(select(Officer)).first()
        assert officer is not None
        officer.name = "别人"
        assert session.scalar(select(func.count(Officer.id)))
    assert number() == before + 1
