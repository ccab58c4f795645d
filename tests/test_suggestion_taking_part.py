"""Deputies are asked to the meetings about what they raised or signed, and say whether they
come."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.actions.suggestions import co_signing, taking_part
from bot.domain.workflow import Party
from bot.store.models import Suggestion
from tests.pages_parts import Office, words_of
from tests.suggestion_parts import Scene
from tests.test_suggestion_pages import do


@pytest.fixture
def office(year_end_office: Office) -> Office:
    """建1 of 李明, signed by 陈桂, is being handled; the desk asks them to a meeting."""
    town = year_end_office.town
    with town.database.write() as session:
        scene = Scene(session, town.clock.now())
        about = scene.assigned().suggestion
        co_signing.add_signed(session, about, scene.deputy("陈桂"), now=scene.now)
    said = do(
        year_end_office.desk("郑科员"), 1, "office", "invite_to_meeting",
        until="2027-01-08", text="上午9点，水利局二楼，研究管网改造",
    )  # fmt: skip
    assert "请了2位代表" in said
    return year_end_office


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
        scene = Scene(session, office.town.clock.now())
        about = session.scalars(select(Suggestion)).one()
        desk = scene.actor("郑科员", about, Party.OFFICE)
        on = date(2027, 1, 9) + timedelta(days=7)
        words = scene.words("再开一次")
        assert taking_part.invite(session, about, desk, words, on=on, now=scene.now) == 2
