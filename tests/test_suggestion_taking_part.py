"""Deputies are asked to the meetings about what they raised or signed, and say whether they
come."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.suggestions import co_signing, taking_part
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Suggestion
from tests import suggestion_parts
from tests.pages_parts import Office, running_office, words_of
from tests.suggestion_parts import NEW_YEARS_EVE, Scene
from tests.test_suggestion_pages import PEOPLE, do


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    """建1 of 李明, signed by 陈桂, is being handled; the desk asks them to a meeting."""
    with running_office(
        database, tmp_path, NEW_YEARS_EVE, build=suggestion_parts.build, more_people=PEOPLE
    ) as running:
        with database.write() as session:
            scene = Scene(session, running.town.clock.now(), None)  # type: ignore[arg-type]
            about = scene.assigned().suggestion
            now = scene.now
            co_signing.add_signed(session, about, scene.deputy("陈桂"), now=now)
        said = do(
            running.desk("郑科员"), 1, "office", "invite_to_meeting",
            until="2027-01-08", text="上午9点，水利局二楼，研究管网改造",
        )  # fmt: skip
        assert "请了2位代表" in said
        yield running


def answers(office: Office) -> dict[str, bool]:
    with office.town.database.read() as session:
        about = session.scalars(select(Suggestion)).one()
        return dict(taking_part.answers(session, about))


def test_who_raised_and_who_signed_are_asked_and_answer_in_a_word(office: Office) -> None:
    town = office.town
    for name in ("李明", "陈桂"):
        assert "1月8日" in town.last_told(name) and "水利局二楼" in town.last_told(name)
    assert "1月8日（周五）的会您参加" in town.says("李明", "参加")
    assert "李明代表参加" in town.last_told("郑科员")
    assert "去不了，记下了" in town.says("陈桂", "去不了，家里收蘑菇")
    assert "家里收蘑菇" in town.last_told("郑科员")
    assert answers(office) == {"李明": True, "陈桂": False}
    assert "您参加" not in town.says("李明", "参加")


def test_on_the_page_it_is_a_click_and_offered_to_nobody_else(office: Office) -> None:
    assert "参加，记下了" in do(office.phone("陈桂"), 1, "deputy", "comes_to_meeting")
    assert answers(office) == {"陈桂": True}
    assert 'value="comes_to_meeting"' not in office.phone("陈桂").get("/p/suggestion/1").text
    assert 'value="comes_to_meeting"' not in office.phone("钱水").get("/p/suggestion/1").text
    page = words_of(office.desk("郑科员").get("/console/suggestion/1"))
    assert "陈桂代表：参加" in page


def test_a_day_that_is_over_invites_nobody_and_is_answered_by_nobody(office: Office) -> None:
    said = do(
        office.desk("郑科员"), 1, "office", "invite_to_meeting", until="2026-12-01", text="开会"
    )
    assert "日子已经过了" in said
    office.town.clock.forward(days=9)
    assert "您参加" not in office.town.says("李明", "参加")
    with office.town.database.write() as session:
        scene = Scene(session, office.town.clock.now(), None)  # type: ignore[arg-type]
        about = session.scalars(select(Suggestion)).one()
        desk = scene.actor("郑科员", about, Party.OFFICE)
        on = date(2027, 1, 9) + timedelta(days=7)
        words = scene.words("再开一次")
        assert taking_part.invite(session, about, desk, words, on=on, now=scene.now) == 2
