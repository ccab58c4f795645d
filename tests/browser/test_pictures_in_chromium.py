"""Pictures, broadcasts, what is let out and the hall's screen in a real browser; and without any
script: then the tables are there."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from bot.actions import counting, hall, rules
from bot.store.database import Database
from bot.store.models import Grid, Issue, Officer
from tests.broadcast_parts import agree, write
from tests.browser.test_console_in_chromium import look, unfold
from tests.browser.test_pages_in_chromium import SIZES, sign_in
from tests.pages_parts import Office, running_office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def office(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday) as running:
        for n in range(12):
            running.town.says(f"村民{n}", f"东坪村第{n}根电线杆旁边的路灯不亮，晚上学生走夜路")
        now = running.town.clock.now()
        with database.write() as session:
            for name in ("deputies", "stations", "results", "figures"):
                rules.set_rule(session, f"functions.public_{name}", True, origin="test", now=now)
            for issue in session.scalars(select(Issue).where(Issue.number < 8)):
                issue.state, issue.rating, issue.closed_at = "closed", "好了", now
            session.flush()
            counting.count_all(session, now=now)
        yield running


def screen_of(office: Office) -> str:
    now = office.town.clock.now()
    with office.town.database.write() as session:
        county = session.scalars(select(Grid).where(Grid.level == "county")).one()
        officer = session.scalars(select(Officer).where(Officer.name == "郑科员")).one()
        return hall.put_up(session, "大厅", county, officer, now=now)[1]


def opened(chromium: Browser, size: str) -> tuple[Page, list[str]]:
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: trouble.append(request.url))
    return page, trouble


@pytest.mark.parametrize("size", SIZES)
def test_every_new_page_fits_and_is_easy_to_touch_read_and_name(
    office: Office, chromium: Browser, size: str
) -> None:
    writer = office.desk("周干事")
    address = write(writer)
    page, trouble = opened(chromium, size)
    sign_in(page, office, "周干事")
    here = f"{office.url}/console"
    paths = ["pictures", "opening", "broadcasts", "broadcasts/new", "outgoing"]
    for path in (*(f"{here}/{one}" for one in paths), f"{office.url}{address}"):
        page.goto(path)
        unfold(page)
        name = re.sub(r"\W+", "-", path.removeprefix(office.url)).strip("-")
        look(page, f"{name}-{size}")
    writer.post(f"{address}/ask")
    agree(office.desk("郑科员"))
    page.goto(f"{office.url}{address}")
    page.get_by_role("button", name="开始发").click()
    look(page, f"broadcast-sending-{size}")
    page.get_by_role("button", name="停下").click()
    assert "停下了" in page.inner_text("main")
    look(page, f"broadcast-stopped-{size}")
    for path in ("", "deputy/D1", "station/Z01", "results", "figures"):
        page.goto(f"{office.url}/open/{path}")
        look(page, f"open-{path.replace('/', '-')}-{size}")
    page.goto(f"{office.url}/hall/{screen_of(office)}")
    look(page, f"hall-{size}")
    assert trouble == []
    page.close()


def test_each_table_is_drawn_and_a_click_on_a_bar_goes_where_its_name_goes(
    office: Office, chromium: Browser
) -> None:
    page, trouble = opened(chromium, "desk")
    sign_in(page, office, "郑科员")
    page.goto(f"{office.url}/console/pictures")
    page.wait_for_load_state("networkidle")
    assert page.locator("figure.chart canvas").count() == 7
    assert page.locator("figure.chart details[open]").count() == 0
    drawn = page.evaluate(
        """[...document.querySelectorAll('figure.chart canvas')].map(one => [
          Chart.getChart(one).data.labels.length,
          one.closest('figure').querySelectorAll('tbody tr').length])"""
    )
    assert all(bars == rows for bars, rows in drawn) and drawn[0] == [12, 12]
    areas = page.locator("figure[data-key=areas] canvas")
    areas.click()
    page.wait_for_url("**/console/pictures?area=QH01*")
    assert "看图：城关镇" in page.inner_text("h1")
    assert trouble == []
    page.close()


def test_without_scripts_the_numbers_are_all_there(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, office, "郑科员")
    page.goto(f"{office.url}/console/pictures")
    assert page.locator("canvas").count() == 0
    row = page.locator("figure[data-key=months] tbody tr").last
    assert row.is_visible() and row.inner_text().split() == ["2026年11月", "12", "7", "7"]
    page.goto(f"{office.url}/hall/{screen_of(office)}")
    assert "今年反映" in page.inner_text("main")
    context.close()


def test_the_halls_screen_follows_by_itself_and_goes_dark_when_it_is_ended(
    office: Office, chromium: Browser
) -> None:
    page, _trouble = opened(chromium, "desk")
    page.clock.install()
    secret = screen_of(office)
    page.goto(f"{office.url}/hall/{secret}")
    numbers = page.locator(".numbers dd")
    assert numbers.nth(1).inner_text() == "12"
    office.town.says("村民99", "西坪村的水管裂了，流了一地")
    with office.town.database.write() as session:
        counting.count_all(session, now=office.town.clock.now())
    with page.expect_response("**/now"):
        page.clock.run_for(31_000)
    page.wait_for_function("document.querySelectorAll('.numbers dd')[1].textContent === '13'")
    with office.town.database.write() as session:
        row = hall.by_secret(session, secret)
        officer = session.scalars(select(Officer).where(Officer.name == "郑科员")).one()
        assert row is not None
        hall.take_down(session, row, officer, now=office.town.clock.now())
    with page.expect_navigation():
        page.clock.run_for(31_000)
    assert "停用了" in page.inner_text("main")
    page.close()
