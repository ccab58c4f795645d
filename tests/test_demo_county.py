"""The demo county: the figures of the seeds, the same each time, nothing old going out."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.actions import alarms, people, places, published, recipients, roster
from bot.actions.delivery import lease
from bot.actions.officers import sign_in
from bot.actions.vocabulary import vocabulary
from bot.clock import DemoClock
from bot.demo import county, load, personas
from bot.domain.calendars import CountyCalendar, local_time
from bot.domain.workflows import ALL
from bot.store.database import Database
from bot.store.models import (
    Bureau,
    CongressSession,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    HandOver,
    History,
    Issue,
    Notice,
    Station,
)
from bot.texts import templates

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def number(database: Database, table: type, *where: object) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return session.scalar(query) or 0


def test_the_tables_are_the_same_every_time() -> None:
    start = load.first_morning(NOW)
    assert county.tables(start) == county.tables(start)


def test_the_county_has_the_figures_of_its_model() -> None:
    tables = county.tables(load.first_morning(NOW))
    assert Counter(row[2] for row in tables["网格"][1:]) == {
        "县": 1,
        "乡镇": 19,
        "村": 300,
        "网格": 338,
    }
    levels = Counter(row[2] for row in tables["代表"][1:])
    assert levels.pop("议政代表") == 123
    assert sum(levels.values()) == 1235 and set(levels) == {"省", "市", "县", "乡"}
    phones = [str(row[3]) for row in tables["代表"][1:]]
    assert len(set(phones)) == 1358 and all(phone.startswith("1380000") for phone in phones)
    names = Counter(row[1] for row in tables["代表"][1:])
    assert max(names.values()) == 1
    streets = {row[0] for row in tables["网格"][1:] if str(row[1]).endswith("街道")}
    for row in tables["代表"][1:]:
        if row[2] == "议政代表":
            assert str(row[6])[:4] in streets
        if row[2] == "乡":
            assert str(row[6])[:4] not in streets


def test_the_first_morning_is_a_working_day_at_nine() -> None:
    for days in range(400):
        now = NOW + timedelta(days=days, hours=days % 24)
        start = load.first_morning(now)
        assert local_time(start).strftime("%H:%M") == "09:00" and start >= now
        assert CountyCalendar().is_working_day(local_time(start).date())
        assert start - now < timedelta(days=12)


@pytest.fixture
def demo(database: Database) -> Database:
    load.load(database, NOW)
    return database


def test_the_demo_shows_something_on_every_screen(demo: Database, tmp_path: Path) -> None:
    """One test for all of it: loading takes its seconds on each database."""
    start = load.first_morning(NOW)
    with demo.read() as session:
        gaps = roster.gaps(session, start)
        assert gaps == roster.Gaps()
        # Every congress has sat, so that its suggestions can be numbered; sub-districts have none.
        sat = set(session.scalars(select(Grid.name).join(CongressSession)))
        towns = select(Grid.name).where(Grid.level.in_(("county", "township")))
        assert sat == {name for name in session.scalars(towns) if not name.endswith("街道")}
        # Every screen has something: cases in many states, hand-overs returned and late.
        states = Counter(session.scalars(select(Issue.state)))
        assert sum(states.values()) >= 200
        assert set(states) >= {
            "routed",
            "taken_up",
            "at_station",
            "handed_over",
            "told",
            "closed",
            "withdrawn",
            "merged",
            "declined",
            "raised",
        }
        assert set(states) <= set(ALL["issue"].states)
        assert len(set(session.scalars(select(Issue.topic)))) >= 8
        assert set(session.scalars(select(Issue.source))) >= {"chat", "telephone", "walk_in"}
        assert {"好了", "还差点", "没好"} <= set(session.scalars(select(Issue.rating)))
        assert set(session.scalars(select(Issue.seen_by))) == {"grid", "township", "county"}
        steps = set(session.scalars(select(History.step)))
        assert steps >= {
            "request_return",
            "approve_return",
            "request_extension",
            "rework",
            "keep_secret",
            "request_hand_over",
            "merge",
            "answer_question",
        }
        late = select(func.count()).where(
            HandOver.due < local_time(start).date(), HandOver.state != "reported"
        )
        assert (session.scalar(late) or 0) >= 1
        assert max(session.scalars(select(Issue.created_at))) < start
        assert max(session.scalars(select(History.at))) <= start
        _nobody_below_hears(session, start)
        _personas_are_who_they_are(session, start)
        assert vocabulary(session).county == "青禾县"
        assert alarms.unanswered(session) == []
        # Two stations have let out what was done, for the poster and the public pages.
        shown = published.shown(session, limit=100)
        assert len({one.station_id for one in shown}) == 2 and len(shown) >= 6
        assert all("办好了" in one.result and one.released_at < start for one in shown)
        on_call = alarms.on_call(session, start)
        clerk = people.identity_of(session, personas.CLERK.openid)
        assert clerk is not None and on_call == [clerk.contact_id]
    with demo.write() as session:
        # Nothing old goes out on the first morning, and time does nothing more to it.
        assert lease(session, start + timedelta(minutes=1), 100) == []
        told = Counter(session.scalars(select(Notice.state)))
        assert told["queued"] == 0 and told["sent"] > 100 and told["telephone"] >= 1
        signed = sign_in(session, "linfang", load.PASSWORD, now=start)
        assert signed.officer is not None and signed.officer.code == "O-GW1"
    offset = DemoClock(demo).offset()
    assert abs(offset - (start - NOW)) < timedelta(seconds=2)
    with pytest.raises(load.NotEmpty):
        load.load(demo, NOW)
    assert number(demo, Grid) == 658 and number(demo, Deputy) == 1358
    assert number(demo, Bureau) >= 60 and number(demo, Station, Station.kind == "township") == 19
    assert number(demo, Contact) > 2000 and number(demo, DeputyGrid) >= 1358


def _nobody_below_hears(session: object, start: datetime) -> None:
    """What is kept above the village was never queued for its deputies."""
    kept = select(Issue).where(Issue.seen_by != "grid")
    for issue in session.scalars(kept):  # type: ignore[attr-defined]
        assert issue.grid is not None or issue.seen_by == "county"
        told = select(Notice.contact_id).where(
            Notice.case_kind == "issue", Notice.case_id == issue.id
        )
        heard = set(session.scalars(told))  # type: ignore[attr-defined]
        if issue.grid is not None:
            near = places.deputies_of(session, issue.grid, start)  # type: ignore[arg-type]
            assert not heard & {deputy.contact_id for deputy in near}


def _personas_are_who_they_are(session: object, start: datetime) -> None:
    roles = {}
    for persona in personas.PERSONAS:
        identity = people.identity_of(session, persona.openid)  # type: ignore[arg-type]
        assert (identity is None) == (persona.silent_days is None)
        if identity is None:
            continue
        assert identity.last_message_at == start - timedelta(days=persona.silent_days or 0)
        roles[persona.name] = people.roles_of(
            session,
            identity.contact,
            start,  # type: ignore[arg-type]
        )
        assert roles[persona.name].any == bool(persona.code)
    assert [one.code for one in roles["陈志远"].deputies] == ["DC-CZY"]
    assert [one.bureau.name for one in roles["马强"].liaisons] == ["城关镇供电所"]
    dongping = places.by_code(session, "QH01-01-1")  # type: ignore[arg-type]
    assert dongping is not None
    here = places.deputies_of(session, dongping, start)  # type: ignore[arg-type]
    assert {deputy.name for deputy in here} == {"陈志远", "李秀英", "孙德胜"}
    station = places.station_for(session, dongping)  # type: ignore[arg-type]
    assert station is not None and station.name == "城关镇人大代表联络站"
    desk = recipients.STATION_ROLES
    assert {role.role for role in roles["王敏"].officer_roles} <= set(desk)


def test_the_sandbox_files_fit_the_texts(tmp_path: Path) -> None:
    load.write_sandbox_files(tmp_path)
    phones = json.loads((tmp_path / "personas.json").read_text(encoding="utf-8"))
    assert len({phone["openid"] for phone in phones}) == len(personas.PERSONAS)
    assert all(len(phone["openid"]) == 28 and phone["hint"] for phone in phones)
    assert all(73 < spot["longitude"] < 136 for phone in phones for spot in phone["places"])
    registered = json.loads((tmp_path / "templates.json").read_text(encoding="utf-8"))
    ids = load.template_ids()
    assert {one["id"] for one in registered} == set(ids.values())
    for one in registered:
        fields = [template["fields"] for template in templates().values()]
        assert {field["key"]: field["name"] for field in one["fields"]} in fields
