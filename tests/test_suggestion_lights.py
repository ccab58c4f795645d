"""红黄绿 of suggestions: on the list and the page, as a filter, and asked for in chat."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.actions import people
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import Filter
from bot.actions.suggestions import lights
from bot.store.database import Database
from bot.store.models import Assignment
from tests import suggestion_parts
from tests.pages_parts import Office, words_of
from tests.suggestion_parts import NEW_YEARS_EVE, Scene
from tests.talking import Town
from tests.test_suggestion_chat import assigned


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def three(scene: Scene) -> dict[str, Assignment]:
    """One past its day, one that is due in a week, one with months before it."""
    today = scene.now.date()
    found = {}
    for title, days in (("修复西坪村水渠", -1), ("增开早班车", 7), ("改造管网", 80)):
        row = scene.assigned(title=title, supporting=("县交通局",) if days < 0 else ())
        row.due = today + timedelta(days=days)
        found[title] = row
    scene.session.flush()
    return found


def lit(scene: Scene) -> dict[str, list[str]]:
    """What the office's list shows by light, and that each row says the same of itself."""
    contact = scene.contact("郑科员")
    roles = people.roles_of(scene.session, contact, scene.now)
    desk = Desk(scene.session, contact, roles, scene.now)
    found = {}
    for light in lights.LIGHTS:
        rows = suggestion_list.page(desk, Filter(stage="running", light=light)).rows
        assert {row.light for row in rows} <= {light}
        found[light] = sorted(row.about.title for row in rows)
    counted = {light: len(titles) for light, titles in found.items()}
    assert suggestion_list.light_counts(desk) == (counted if any(counted.values()) else {})
    return found


def test_the_list_has_a_light_by_the_countys_rule_and_none_while_something_is_undecided(
    database: Database,
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        rows = three(scene)
        assert lit(scene) == {
            "red": ["修复西坪村水渠"],
            "yellow": ["增开早班车"],
            "green": ["改造管网"],
        }
        late = rows["修复西坪村水渠"]
        late.extension_until = date(2027, 3, 1)
        rows["增开早班车"].state = "return_requested"
        session.flush()
        assert lit(scene) == {"red": [], "yellow": [], "green": ["改造管网"]}
        rows["改造管网"].state = rows["改造管网"].suggestion.state = "replied"
        session.flush()
        assert lit(scene) == {"red": [], "yellow": [], "green": []}


def test_what_is_undecided_stands_nowhere_as_late_and_a_late_opinion_is_no_late_answer(
    database: Database,
) -> None:
    with database.write() as session:
        scene = suggestion_parts.build(session, NEW_YEARS_EVE)
        row = three(scene)["修复西坪村水渠"]
        helper = session.scalars(
            select(Assignment).where(
                Assignment.suggestion_id == row.suggestion_id, Assignment.role == "supporting"
            )
        ).one()
        contact = scene.contact("郑科员")
        roles = people.roles_of(session, contact, scene.now)
        desk = Desk(session, contact, roles, scene.now)

        def of_late() -> list[tuple[str, bool]]:
            found = suggestion_list.page(desk, Filter(stage="late")).rows
            return [(one.light, one.opinion_late) for one in found]

        assert of_late() == [("red", False)]
        row.state = "return_requested"
        session.flush()
        assert of_late() == []
        helper.due = scene.now.date() - timedelta(days=1)
        session.flush()
        assert of_late() == [("", True)]


def test_lights_stand_on_the_list_with_their_counts_and_on_the_page(office: Office) -> None:
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        number = three(scene)["修复西坪村水渠"].suggestion.draft_number
    browser = office.desk("郑科员")
    page = words_of(browser.get("/console/suggestions?stage=running"))
    for said in ("红灯 1", "黄灯 1", "绿灯 1"):
        assert said in page
    only = words_of(browser.get("/console/suggestions?stage=running&light=red"))
    assert "修复西坪村水渠" in only and "改造管网" not in only
    assert "申退、延期还没定的不亮灯" in only
    assert "红灯" in words_of(browser.get(f"/console/suggestion/{number}"))
    assert browser.get("/console/suggestions?light=blue").status_code == 200
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now())
        row = session.scalars(select(Assignment).where(Assignment.suggestion_id == number)).first()
        assert row is not None
        row.state = "return_requested"
    assert "申退待定" in words_of(browser.get("/console/suggestions?stage=decide"))
    # The deputy who raised it reads the day and no light.
    assert "红灯" not in words_of(office.phone("李明").get(f"/p/suggestion/{number}"))


def test_the_office_asks_by_chat_which_are_red_and_which_are_due_soon(old_year: Town) -> None:
    town = old_year
    assigned(town)
    with town.database.write() as session:
        row = session.scalars(select(Assignment)).one()
        due = row.due
    assert "红灯" not in town.says("郑科员", "红灯的有几件")
    days = (due - town.clock.now().date()).days
    town.clock.forward(days=days - 10)
    for said in ("快到期的有哪些", "黄灯的有几件", "快到期的建议有哪些"):
        answer = town.says("郑科员", said)
        assert "黄灯" in answer and "1件" in answer and "light=yellow" in answer, said
    town.clock.forward(days=20)
    for said in ("红灯的有几件", "哪些建议亮红灯了"):
        answer = town.says("郑科员", said)
        assert "红灯" in answer and "1件" in answer and "light=red" in answer, said
    with town.database.write() as session:
        row = session.scalars(select(Assignment)).one()
        row.extension_until, row.state = due + timedelta(days=60), "in_hand"
    assert "红灯的" not in town.says("郑科员", "红灯的有几件")
