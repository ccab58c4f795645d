"""The console in a real browser, as the people of the office, at a desk and on an old phone."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from sqlalchemy import select

from bot.store.models import Issue, Station
from tests.browser.test_pages_in_chromium import PALE, SIZES, UNLABELLED, sign_in
from tests.chromium import TOO_SMALL
from tests.pages_parts import Office
from tests.pages_scene import busy_day
from tests.test_hot_topics_of_the_county import EAST, WEST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
#: What axe-core finds serious or critical, in one line each.
SERIOUS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 90)).join(' | '))"""
#: What a page is made of, whatever stands in it: rows that are alike count once.
SHAPE = """(() => {
  const of = e => [e.tagName, e.className, e.type, e.open].join('.') + '('
    + [...new Set([...e.children].map(of))].join() + ')';
  return innerWidth + of(document.body); })()"""

#: Shapes of pages that were measured by this process.
KNOWN: set[str] = set()
#: Scripts that go on when a page is there.
DRAWN = "script[src*=pictures], script[src*=hall]"


def look(page: Page, name: str, known: set[str] | None = None) -> None:
    """Check what can be measured of a page; keep its picture if a folder is given for it.
    ``known``: shapes of pages that were measured, of pages just opened; one like them is only
    looked at for its width."""
    if known is None or page.locator(DRAWN).count():
        page.wait_for_load_state("networkidle")
    width, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= seen, f"{name} scrolls sideways: {width} > {seen}"
    if known is not None:
        shape = page.evaluate(SHAPE)
        if shape in known:
            return
        known.add(shape)
    for what in (TOO_SMALL, UNLABELLED, PALE):
        assert page.evaluate(what) == [], name
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == [], name
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _talked_about(office: Office) -> int:
    """Several people speak of one thing, some of it long done; the id of their station."""
    for text in (*EAST, *WEST):
        office.town.says(f"村民{text}", text)
    with office.town.database.write() as session:
        rows = session.scalars(select(Issue).order_by(Issue.id.desc()).limit(4)).all()
        for issue in rows[:2]:
            issue.state, issue.closed_at = "closed", office.town.clock.now()
        return session.scalars(select(Station.id).where(Station.code == "Z01")).one()


def unfold(page: Page) -> None:
    for one in page.locator("details").all():
        one.evaluate("e => e.open = true")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["周干事", "郑科员"])
def test_every_page_of_the_console_fits_and_is_easy_to_touch_read_and_name(
    office: Office, chromium: Browser, size: str, name: str
) -> None:
    number = busy_day(office)
    station = _talked_about(office)
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            trouble.append(message.text)

    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.on("console", heard)
    page.goto(f"{office.url}/console/login")
    look(page, f"console-{size}-login")
    sign_in(page, office, name)
    cases = [f"issue/{number[key]}" for key in ("lamp", "danger", "noise", "road")]
    cases += [f"issue/{number['voice']}"] if name == "郑科员" else []
    lists = ["issues", "issues?state=all&q=路灯", "issues?age=7", "outgoing?state=waiting"]
    rest = ["outgoing?state=telephone", "outgoing", "accounts", "codes", "new", "password"]
    rest += ["roster", "roster?q=李", "roster?q=供电"]
    rest += ["papers", "papers/monday", "hot", "sheets", f"papers/poster/{station}"]
    rest += ["record", "record?group=doors"] if name == "郑科员" else []
    for path in ("", *cases, *lists, *rest):
        page.goto(f"{office.url}/console/{path}")
        unfold(page)
        look(page, f"console-{size}-{name}-{path.replace('/', '-').replace('?', '-')}", KNOWN)
    assert trouble == []
    page.close()


def test_the_page_for_monday_prints_on_one_sheet_however_much_waits(
    office: Office, chromium: Browser
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    for turn in range(45):
        office.town.says(f"村民{turn}", f"东坪村第{turn}根电线杆旁边的路灯不亮，晚上学生走夜路")
    with office.town.database.write() as session:
        for issue in session.scalars(select(Issue).where(Issue.number > 20)):
            issue.state = "recheck"
    office.town.clock.forward(days=9)
    page = chromium.new_page(locale="zh-CN")
    for name in ("周干事", "郑科员"):
        page.context.clear_cookies()
        sign_in(page, office, name)
        page.goto(f"{office.url}/console/papers/monday")
        assert page.locator("tbody tr").count() == 18
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, name
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder, f"monday-{name}.pdf").write_bytes(printed)
    page.close()


def test_the_skip_link_comes_first_and_is_seen(office: Office, chromium: Browser) -> None:
    page = chromium.new_page(locale="zh-CN")
    sign_in(page, office, "周干事")
    page.keyboard.press("Tab")
    box = page.locator("a.skip").bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.close()


def test_a_morning_is_done_with_the_keyboard_alone(office: Office, chromium: Browser) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.town.says("李明", "请站里转供电所")
    page = chromium.new_page(locale="zh-CN")
    sign_in(page, office, "周干事")
    page.keyboard.press("j")
    assert "民1" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press(" ")
    assert "核实" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("已转城关供电所").wait_for()
    page.goto(f"{office.url}/console/issues")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/issue/1")
    page.close()


def test_a_keyboard_letter_typed_into_a_field_stays_a_letter(
    office: Office, chromium: Browser
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    page = chromium.new_page(locale="zh-CN")
    sign_in(page, office, "周干事")
    page.goto(f"{office.url}/console/issues")
    page.get_by_label("找", exact=True).fill("")
    page.get_by_label("找", exact=True).press_sequentially("jk")
    assert page.get_by_label("找", exact=True).input_value() == "jk"
    page.close()


def test_search_bulk_and_one_case_work_without_any_script(
    office: Office, chromium: Browser
) -> None:
    for who, said in (("大娘", "东坪村三组路灯不亮好几天了"), ("大爷", "东坪村口的路灯也坏了")):
        office.town.says(who, said)
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, office, "周干事")
    page.get_by_role("link", name="群众反映").click()
    page.get_by_label("找", exact=True).fill("路灯")
    page.get_by_role("button", name="找", exact=True).click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("办什么").select_option("转给一个单位")
    page.get_by_label("转给").fill("城关供电所")
    page.get_by_role("button", name="一起办").click()
    page.get_by_role("button", name="就这样转给城关供电所").click()
    assert "办了2件" in page.inner_text("main")
    page.get_by_role("link", name="民1").click()
    assert "城关供电所" in page.inner_text("main")
    context.close()
