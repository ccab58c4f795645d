"""热点 in the console: what several people speak of, with the cases behind it and a word to the
deputies that a person sends."""

import re

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from tests.databases import one_store
from tests.pages_parts import Office, words_of
from tests.test_hot_topics_of_the_county import EAST, OTHERS, WEST, tell
from tests.test_idle_looks import statements


@pytest.fixture
def office(office: Office) -> Office:
    tell(office.town, *EAST, *WEST, *OTHERS)
    return office


def test_a_topic_is_shown_with_places_count_trend_and_the_cases_behind_it(office: Office) -> None:
    page = office.desk("周干事").get("/console/hot")
    text = words_of(page)
    assert "好几个人都在说的事" in text and "新冒出来的" in text
    assert "5件" in text and "城关镇东坪村3件、城关镇西坪村2件" in text
    assert re.findall(r'class="row-title" href="/console/issue/(\d+)"', page.text) == list("54321")
    assert "13812345678" not in page.text and "路灯" not in text


def test_the_span_is_chosen_and_rubbish_is_the_usual_one(office: Office) -> None:
    office.town.clock.forward(days=20)
    desk = office.desk("郑科员")
    assert "没有好几个人都说的事" in words_of(desk.get("/console/hot?days=7"))
    for days in ("30", "90", "", "8", "0", "-1", "x", "9" * 30):
        text = words_of(desk.get(f"/console/hot?days={days}"))
        assert "5件" in text, days
    assert "近30天" in text


def test_what_is_kept_above_the_station_is_not_behind_its_topics(office: Office) -> None:
    with office.town.database.write() as session:
        for issue in session.scalars(select(Issue).where(Issue.number.in_((2, 3)))):
            issue.seen_by = "county"
            issue.avoid = [{"who": "镇长", "name": "", "level": "township", "area": ""}]
    station, county = office.desk("周干事"), office.desk("郑科员")
    page = station.get("/console/hot").text
    assert re.findall(r'href="/console/issue/(\d+)"', page) == ["5", "4", "1"]
    assert "3件" in page and "像这样的事有3件" in page
    of_county = county.get("/console/hot").text
    assert re.findall(r'href="/console/issue/(\d+)"', of_county) == list("54321")
    assert "像这样的事有3件" in of_county, "the word to the deputies counts none of them"


def test_a_person_tells_the_deputies_and_nothing_happens_by_itself(office: Office) -> None:
    before = {name: len(office.town.told(name)) for name in ("李明", "王芳", "赵刚")}
    desk = office.desk("周干事")
    page = desk.get("/console/hot").text
    assert {name: len(office.town.told(name)) for name in before} == before
    form = re.search(r'action="/console/issue/(\d+)/write".*?<textarea[^>]*>([^<]+)<', page, re.S)
    assert form and form[1] == "5" and "由您自己定" in form[2]
    done = desk.post(f"/console/issue/{form[1]}/write", to="deputy", text=form[2])
    assert "会发给1个人" in words_of(done)
    assert "合不合适提一件建议" in office.town.last_told("赵刚")


@one_store
def test_many_cases_ask_the_store_no_more_than_few(office: Office) -> None:
    desk = office.desk("郑科员")
    desk.get("/console/hot")
    with statements(office.town.database) as few:
        assert "5件" in words_of(desk.get("/console/hot"))
    tell(office.town, *(f"{words}，急" for words in (*EAST, *WEST)), "东坪村的路灯又不亮了")
    desk.get("/console/hot")
    with statements(office.town.database) as many:
        assert "10件" in words_of(desk.get("/console/hot"))
    assert len(many) <= len(few), [statement for statement, _ in many]
