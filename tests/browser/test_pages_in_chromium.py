"""Every page in a real browser, as each of the people who use it, on a small phone and a desk."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import TOO_SMALL
from tests.pages_parts import PASSWORD, Office, give_login, login_of
from tests.pages_scene import busy_day

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

SIZES = {"phone": (360, 740), "desk": (1280, 900)}
UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]
  .filter(e => !e.labels.length).map(e => e.outerHTML.slice(0, 80))"""
#: Words whose colour stands out too little from what is behind them (WCAG AA: 4.5).
PALE = """(() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 :
    ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const rgb = s => s.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].filter(e => e.offsetParent &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).filter(e => {
    const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; })
    .map(e => e.outerHTML.slice(0, 80));
})()"""


def look(page: Page, name: str) -> None:
    """Check what can be measured of a page; keep its picture if a folder is given for it."""
    page.wait_for_load_state("networkidle")
    width, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= seen, f"{name} scrolls sideways: {width} > {seen}"
    for what in (TOO_SMALL, UNLABELLED, PALE):
        assert page.evaluate(what) == [], name
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sign_in(page: Page, office: Office, name: str) -> None:
    give_login(office.town, name)
    page.goto(f"{office.url}/console/login")
    page.get_by_label("登录名").fill(login_of(name))
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/console/")


def open_on_phone(page: Page, office: Office, name: str, path: str) -> None:
    page.goto(office.phone(name).base + path)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_its_screen_and_is_easy_to_touch_read_and_name(
    office: Office, chromium: Browser, size: str
) -> None:
    number = busy_day(office)
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    for name, path in (
        ("大娘", f"/p/issue/{number['lamp']}"),
        ("大娘", "/p/mine"),
        ("小张", f"/p/issue/{number['road']}"),
        ("李明", f"/p/issue/{number['road']}"),
        ("李明", "/p/mine"),
        ("孙电", f"/p/issue/{number['lamp']}"),
        ("孙电", "/p/mine"),
        ("生人", f"/p/issue/{number['lamp']}"),
    ):
        open_on_phone(page, office, name, path)
        for one in page.locator("details").all():
            one.evaluate("e => e.open = true")
        look(page, f"{size}-{name}{path.replace('/', '-')}")
    page.goto(f"{office.url}/console/login")
    look(page, f"{size}-login")
    for officer in ("周干事", "郑科员"):
        sign_in(page, office, officer)
        look(page, f"{size}-list-{officer}")
        paths = [f"issue/{number[key]}" for key in ("lamp", "danger", "voice", "secretary")]
        for path in [*paths, "new", "codes", "password"]:
            page.goto(f"{office.url}/console/{path}")
            for one in page.locator("details").all():
                one.evaluate("e => e.open = true")
            look(page, f"{size}-{officer}-{path.replace('/', '-')}")
        page.goto(f"{office.url}/console/")
        page.get_by_role("button", name="退出").click()
        page.wait_for_url("**/console/login*")
    assert trouble == []
    page.close()


def test_a_deputy_takes_a_task_with_the_keyboard_alone(office: Office, chromium: Browser) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    open_on_phone(page, office, "李明", "/p/issue/1")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "我去看看":
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("算您在跟").wait_for()
    assert "李明代表接手了" in office.town.last_told("大娘")
    page.close()


def test_the_desk_hands_over_and_the_bureau_reports_by_clicks(
    office: Office, chromium: Browser, tmp_path: Path
) -> None:
    """Without any script of ours: forms and unfolding parts are all there is."""
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    desk = chromium.new_page(viewport=None, java_script_enabled=False)
    sign_in(desk, office, "周干事")
    desk.get_by_role("link", name="民1").click()
    desk.locator("summary", has_text="转承办单位").click()
    desk.get_by_label("转给哪个单位").select_option("城关供电所")
    desk.get_by_role("button", name="转承办单位").click()
    assert "已转城关供电所" in desk.inner_text("main")
    bureau = chromium.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    open_on_phone(bureau, office, "孙电", "/p/issue/1")
    bureau.get_by_role("button", name="收到").click()
    bureau.locator("summary", has_text="报办好了").click()
    bureau.get_by_label("怎么办的").fill("换了灯泡，亮了")
    bureau.get_by_role("button", name="报办好了").click()
    assert "会请群众去看看" in bureau.inner_text("main")
    assert "好了回1" in office.town.last_told("大娘")
    desk.close()
    bureau.close()


def test_a_walk_in_is_entered_and_the_slip_prints_on_one_page(
    office: Office, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
    sign_in(page, office, "周干事")
    page.get_by_role("link", name="替群众登记").click()
    page.get_by_label("说的事").fill("桥栏杆断了一截，孩子上学从那过")
    page.get_by_label("地点").fill("东坪村")
    page.get_by_label("姓名").fill("刘奶奶")
    page.get_by_label("电话", exact=False).last.fill("13700002222")
    page.get_by_role("button", name="记下，出回执").click()
    page.wait_for_url("**/console/receipt/1")
    look(page, "phone-receipt")
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="再记一件").is_visible()
    assert page.pdf(format="A5").count(b"/Type /Page\n") <= 1
    page.close()
