"""What a clerk does most often, each with the clicks that it really takes: counted in a browser,
from the page that the handbook names, and compared with what the handbook says."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import HandOver, Issue, Media, Notice, Suggestion
from tests import suggestion_parts
from tests.browser.test_pages_in_chromium import sign_in
from tests.pages_parts import Office, running_office
from tests.pages_scene import busy_day
from tests.test_suggestion_pages import assigned, replied

pytestmark = pytest.mark.browser
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HANDBOOK = Path(__file__).parent.parent.parent / "docs" / "handbook.zh.md"
#: Every press of a mouse button counts; a list that opens and closes is two of them, and what is
#: pressed inside a player only shows by its playing.
COUNTED = """addEventListener('pointerdown', e => e.isTrusted && pressed(1), true);
addEventListener('change', e => e.target.tagName === 'SELECT' && pressed(2), true);
addEventListener('play', () => pressed(1), true);"""
MOST = 3


def said_in_the_handbook() -> dict[str, int]:
    """Act → clicks, as the handbook's table of the ten acts has them."""
    rows = re.findall(
        r"^\| \d+ \| ([^|]+) \| [^|]+ \| (\d)下 \|$",
        HANDBOOK.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    return {name.strip(): int(clicks) for name, clicks in rows}


class Counter:
    """A page on which presses are counted."""

    def __init__(self, chromium: Browser, office: Office, name: str) -> None:
        self.page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        self.office, self.clicks = office, 0
        self.page.expose_function("pressed", self._pressed)
        self.page.add_init_script(COUNTED)
        sign_in(self.page, office, name)

    def _pressed(self, times: int) -> None:
        self.clicks += times

    def of(self, act: Callable[[Page], None]) -> int:
        """How many presses ``act`` takes from 今日."""
        self.page.goto(f"{self.office.url}/console/")
        self.clicks = 0
        act(self.page)
        return self.clicks


def good(page: Page, text: str) -> None:
    page.get_by_role("status").get_by_text(text).first.wait_for()


# ------------------------------------------------------------------ the acts


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="核实，转县水利局").click()
    good(page, "已转县水利局")


def settle_place(page: Page) -> None:
    one = page.locator("li.item", has=page.get_by_label("是哪个村")).first
    one.get_by_label("是哪个村").select_option("QH0101")
    one.get_by_role("button", name="改派").click()
    page.get_by_role("status").first.wait_for()


def tell_by_telephone(page: Page) -> None:
    page.get_by_role("button", name="已告知").first.click()
    page.get_by_role("status").first.wait_for()


def agree_to_return(page: Page) -> None:
    page.locator("section[aria-labelledby=decisions]").get_by_role(
        "button", name="同意", exact=True
    ).first.click()
    page.get_by_role("status").first.wait_for()


def type_in_a_voice(page: Page) -> None:
    one = page.locator("section[aria-labelledby=voices] li").first
    one.locator("audio").click(position={"x": 20, "y": 20})
    one.get_by_label("听完，他说的是").fill("东坪村的自来水又停了")
    one.get_by_role("button", name="记下来").click()
    page.get_by_role("status").first.wait_for()


def merge(page: Page) -> None:
    page.locator("main").get_by_role("link", name="变压器").first.click()
    page.get_by_role("button", name=re.compile("是同一件，并到")).first.click()
    page.get_by_role("status").first.wait_for()


def enter_a_walk_in(page: Page) -> None:
    page.get_by_role("link", name="替群众登记").click()
    page.keyboard.press("Tab")
    page.get_by_label("说的事").fill("东坪村桥栏杆断了一截，没人修")
    page.get_by_role("button", name="记下，出回执").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="下载Word，打印").click()
    assert got.value.suggested_filename.endswith(".docx")


def assign(page: Page) -> None:
    page.locator("section[aria-labelledby=assign] a").first.click()
    page.locator("summary", has_text="交办").first.click()
    page.locator("details[open]").get_by_role("button", name="交办").click()
    page.get_by_role("status").first.wait_for()


def close_after_rating(page: Page) -> None:
    page.locator("section[aria-labelledby=weigh] a").first.click()
    page.locator("summary", has_text="程序办结").first.click()
    page.locator("details[open]").get_by_role("button", name="程序办结").click()
    page.get_by_role("status").first.wait_for()


def print_monday(page: Page) -> None:
    page.locator("summary", has_text="看情况").click()
    page.get_by_role("link", name="材料").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="下载Word").first.click()
    assert "周一一页纸" in got.value.suggested_filename


#: In the handbook's words.
OF_ISSUES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "代表提请转办，核实了转过去": ("周干事", hand_over),
    "地点不清楚的，定是哪个村": ("郑科员", settle_place),
    "打电话告诉群众，记下打得怎样": ("周干事", tell_by_telephone),
    "单位申请退回，同意": ("周干事", agree_to_return),
    "听一段语音，打成字": ("郑科员", type_in_a_voice),
    "两件是一回事，并成一件": ("周干事", merge),
    "替来站里的人登记，打回执": ("周干事", enter_a_walk_in),
    "打印周一一页纸": ("郑科员", print_monday),
}
OF_SUGGESTIONS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "交办一件建议": ("郑科员", assign),
    "代表评过了，定办结": ("郑科员", close_after_rating),
}


def measured(
    chromium: Browser, office: Office, acts: dict[str, tuple[str, Callable[[Page], None]]]
) -> dict[str, int]:
    found = {}
    for who in dict.fromkeys(name for name, _ in acts.values()):
        counter = Counter(chromium, office, who)
        for name, (by, act) in acts.items():
            if by == who:
                found[name] = counter.of(act)
        counter.page.close()
    return found


def check(found: dict[str, int]) -> None:
    said = said_in_the_handbook()
    assert {name: said.get(name) for name in found} == found
    assert [name for name, clicks in found.items() if not 1 <= clicks <= MOST] == []


# ------------------------------------------------------------------ the tests


def test_the_handbook_names_the_ten_acts_and_no_others() -> None:
    assert set(said_in_the_handbook()) == {*OF_ISSUES, *OF_SUGGESTIONS}


@pytest.fixture
def busy(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday) as running:
        busy_day(running)
        running.town.says("小刘", "东坪村的变压器一到夜里就天天响，吵得全家睡不着")
        yield running


@ON_SQLITE
def test_what_a_clerk_does_most_takes_three_clicks_at_most(busy: Office, chromium: Browser) -> None:
    found = measured(chromium, busy, OF_ISSUES)
    check(found)
    with busy.town.database.read() as session:
        assert {row.state for row in session.scalars(select(HandOver))} >= {"returned"}
        assert session.scalars(select(Issue).where(Issue.merged_into.is_not(None))).all()
        assert session.scalars(select(Issue).where(Issue.source == "walk_in")).all()
        assert session.scalars(select(Media).where(Media.transcript_id.is_not(None))).all()
        assert session.scalars(select(Notice).where(Notice.told_how == "已告知")).all()


@pytest.fixture
def sitting(database: Database, tmp_path: Path) -> Iterator[Office]:
    with running_office(
        database,
        tmp_path,
        suggestion_parts.NEW_YEARS_EVE,
        build=suggestion_parts.build,
        more_people=suggestion_parts.PEOPLE,
    ) as running:
        number = assigned(running)
        replied(running, number)
        running.town.says("李明", "满意")
        running.town.says("陈桂", "满意")
        with running.town.database.write() as session:
            scene = suggestion_parts.Scene(session, running.town.clock.now())
            scene.filed(title="改造西坪村供水管网")
        yield running


@ON_SQLITE
def test_suggestions_are_assigned_and_closed_in_three_clicks_at_most(
    sitting: Office, chromium: Browser
) -> None:
    check(measured(chromium, sitting, OF_SUGGESTIONS))
    with sitting.town.database.read() as session:
        states = {row.title: row.state for row in session.scalars(select(Suggestion))}
    assert states["改造西坪村供水管网"] == "assigned"
    assert "procedure_closed" in states.values()
