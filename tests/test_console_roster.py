"""名册 and 记录: gaps, small changes to one's own people, who did what, and the sealed chain."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.actions import seals
from bot.domain.calendars import local_day
from bot.store.database import Database
from bot.store.models import Audit, BureauLiaison, Deputy
from tests.databases import one_store
from tests.pages_parts import Office, running_office, words_of
from tests.small_county import officer


@pytest.fixture
def office(two_townships: Office) -> Office:
    return two_townships


def test_gaps_are_named_each_to_whom_they_concern(office: Office) -> None:
    county = words_of(office.desk("郑科员").get("/console/roster"))
    assert "没有代表的网格 1" in county and "东乡南坪村网格" in county
    assert "没有联络员的单位 1" in county and "城关镇政府" in county
    station = words_of(office.desk("周干事").get("/console/roster"))
    assert "南坪村" not in station and "城关镇政府" in station
    assert "点开加人" in county and "点开加人" not in station
    assert "名册由县里改，缺谁告诉代表工委" in station
    other = words_of(office.desk("冯干事").get("/console/roster"))
    assert "南坪村网格" in other and "城关镇政府" not in other


def test_a_filled_gap_is_gone(office: Office) -> None:
    with office.town.database.write() as session:
        session.execute(update(BureauLiaison).values(until=local_day(office.town.clock.now())))
    desk = office.desk("周干事")
    assert "城关供电所" not in words_of(desk.get("/console/roster"))
    office.town.clock.forward(days=1)
    assert "城关供电所" in words_of(office.desk("周干事").get("/console/roster"))


def test_each_gap_leads_to_where_it_is_mended(office: Office) -> None:
    desk = office.desk("郑科员")
    page = desk.get("/console/roster").text
    [place] = re.findall(r'href="(/console/book/places/\d+)">东乡南坪村网格', page)
    assert "编一位代表到这里" in words_of(desk.get(place))
    assert "没有这位在任的代表" in words_of(desk.post(f"{place}/join", deputy="没这人"))
    assert "王芳代表编到南坪村网格了" in words_of(desk.post(f"{place}/join", deputy="王芳（D2）"))
    page = desk.get("/console/roster").text
    assert "没有代表的网格" not in page and "南坪村" not in page
    [bureau] = re.findall(r'href="(/console/book/liaisons/new[^"]*)">城关镇政府', page)
    assert "城关镇政府（B3）" in desk.get(bureau).text
    station = office.desk("周干事")
    [there] = re.findall(
        r'href="(/console/book/bureaus/\d+)">城关镇政府', station.get("/console/roster").text
    )
    assert "由县里改" in words_of(station.get(there))
    assert station.post(f"{place}/join", deputy="王芳（D2）").status_code == 404


def test_leave_of_a_deputy_stops_tasks_until_that_day(office: Office) -> None:
    desk = office.desk("周干事")
    until = (local_day(office.town.clock.now()) + timedelta(days=10)).isoformat()
    desk.get("/console/roster?q=李")
    form = {"code": "D1", "name": "李明", "push": "all"}
    assert "李明的改好了" in words_of(desk.post("/console/roster/deputy", **form, until=until))
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert office.town.told("李明") == [] and office.town.told("王芳") != []
    desk.get("/console/roster?q=李")
    assert "李明的改好了" in words_of(desk.post("/console/roster/deputy", **form, until=""))
    refused = desk.post("/console/roster/deputy", **form, until="2026-01-01")
    assert "日子不对" in words_of(refused)
    with office.town.database.read() as session:
        assert session.scalars(select(Deputy).where(Deputy.code == "D1")).one().paused_until is None


def test_nobody_changes_people_of_another_township(office: Office) -> None:
    other = office.desk("冯干事")
    other.get("/console/roster")
    for path, form in (
        ("deputy", {"code": "D1", "name": "李明", "push": "none"}),
        ("liaison", {"code": "L1", "name": "孙电", "until": "2026-12-31"}),
        ("deputy", {"code": "D1", "name": "", "push": "none"}),
    ):
        assert other.post(f"/console/roster/{path}", **form).status_code == 404
    with office.town.database.read() as session:
        assert session.scalars(select(Deputy).where(Deputy.code == "D1")).one().push == "all"


def test_the_record_says_who_looked_at_whose_words_and_who_signed_in(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    station, county = office.desk("周干事"), office.desk("郑科员")
    station.get("/console/issue/1")
    assert station.get("/console/record").status_code == 404
    assert "记录" not in words_of(station.get("/console/")).split("今日 11月")[0]
    text = words_of(county.get("/console/record?group=looked"))
    assert "周干事 看了带姓名电话的原话 民1" in text and "登录" not in text.split("核对")[0][-80:]
    assert "周干事 登录" in words_of(county.get("/console/record?group=doors&who=O1"))
    assert "没有这样的记录" in words_of(county.get("/console/record?group=looked&who=O2"))
    assert "没有这样的记录" in words_of(county.get("/console/record?day=2020-01-01"))
    assert "周干事" in words_of(county.get("/console/record?issue=民1&day=2026-11-23"))


@one_store
def test_a_long_record_is_read_page_by_page(office: Office) -> None:
    county = office.desk("郑科员")
    with office.town.database.write() as session:
        now = office.town.clock.now()
        session.add_all(Audit(at=now, act="rule.set", fact=f"r{number}") for number in range(120))
    page = county.get("/console/record?group=rules")
    seen = re.findall(r">r(\d+)<", page.text)
    for _ in range(3):
        more = re.search(r'href="([^"]+)">再往前</a>', county.page.text if county.page else "")
        if more is None:
            break
        seen += re.findall(r">r(\d+)<", county.get(more[1].replace("&amp;", "&")).text)
    assert [int(number) for number in seen] == list(reversed(range(120)))


def test_a_record_that_somebody_changed_is_found_out(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    county = office.desk("郑科员")
    database = office.town.database
    office.town.clock.forward(minutes=10)
    with database.write() as session:
        assert seals.seal(session, office.town.clock.now()) is not None
    county.get("/console/record")
    assert "一条没动" in words_of(county.post("/console/record/verify"))
    with database.write() as session:
        session.execute(update(Audit).where(Audit.id == 1).values(fact="changed"))
    assert "被人动过了" in words_of(county.post("/console/record/verify"))
    station = office.desk("周干事")
    station.get("/console/")
    assert station.post("/console/record/verify").status_code == 404


@one_store
def test_the_first_officer_of_an_empty_county_reads_what_comes_first_on_every_page(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    def only_the_office(session: Session, now: datetime) -> None:
        officer(session, "O3", "郑科员", "office", now)

    with running_office(database, tmp_path, monday, build=only_the_office) as empty:
        desk = empty.desk("郑科员")
        for page in ("", "roster", "pictures", "opening", "suggestions/sessions"):
            shown = words_of(desk.get(f"/console/{page}"))
            assert "名册还是空的" in shown and "是齐的" not in shown, page
        menus = set(re.findall(r'href="(/console/[a-z-]*)"', desk.get("/console/").text))
        assert {link for link in menus if desk.get(link).status_code != 200} == set()
