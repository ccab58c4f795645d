"""The pages of suggestions in a real browser, on an old phone and at a desk."""

import re

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from bot.store.models import Assignment, Suggestion
from tests import suggestion_parts
from tests.browser.test_console_in_chromium import KNOWN, look, unfold
from tests.browser.test_pages_in_chromium import SIZES, open_on_phone, sign_in
from tests.pages_parts import Office
from tests.test_suggestion_pages import assigned, do, replied

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def play(office: Office) -> None:
    """Something on every page: one answered and weighed, one being handled, one to assign, one in
    review, one half written."""
    town = office.town
    number = assigned(office)
    town.says("钱水", "收到1")
    town.says("钱水", "昨天去面商了，王局长带队，看了管网")
    do(office.phone("钱水"), number, "bureau", "show_draft", row="1", text="拟更换主管道三公里。")
    replied(office, number)
    town.says("李明", "不满意，三组高处还是没水")
    with town.database.write() as session:
        scene = suggestion_parts.Scene(session, town.clock.now())
        row = scene.assigned(title="修复西坪村水渠", supporting=("县交通局",))
        scene.filed(title="给东坪小学门口划斑马线")
        draft = scene.draft(title="增开城关镇到县医院的早班车")
        assert row.suggestion.serial == 2 and draft.draft_number == 4
    town.says("李明", "交上去")
    town.says("钱水", "申退2，这是交通局的事")
    town.says("李明", "我要提个建议")
    town.says("李明", "西坪村没有路灯，晚上老人不敢出门")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_a_suggestion_fits_and_is_easy_to_touch_read_and_name(
    office: Office, chromium: Browser, size: str
) -> None:
    play(office)
    width, height = SIZES[size]
    trouble: list[str] = []
    for name, paths in {
        "李明": ("suggestions", "suggestion/1", "suggestion/5"),
        "陈桂": ("suggestion/1",),
        "钱水": ("suggestions", "suggestion/1", "suggestion/2"),
        "曹交": ("suggestion/2",),
    }.items():
        page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.on("pageerror", lambda error: trouble.append(str(error)))
        for path in paths:
            open_on_phone(page, office, name, f"/p/{path}")
            unfold(page)
            look(page, f"suggestion-{size}-{name}-{path.replace('/', '-')}", KNOWN)
        page.close()
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.on("pageerror", lambda error: trouble.append(str(error)))
    sign_in(page, office, "郑科员")
    for path in (
        "suggestions",
        "suggestions?stage=running",
        "suggestions/meeting",
        "suggestions/meetings",
        "suggestions/sessions",
        "suggestions/sheets",
        "suggestions/promises",
        "suggestions/key",
        "suggestions/figures?year=2026",
        "suggestions/figures/cases?year=2026&by=bureau&group=（全部）&figure=procedure_closed&rest=yes",
        "suggestion/2/papers",
        "suggestion/1",
        "suggestion/2",
        "suggestion/3",
    ):
        page.goto(f"{office.url}/console/{path}")
        name = re.sub(r"\W+", "-", path)[:40]
        look(page, f"suggestion-console-{size}-{name}", KNOWN)
        unfold(page)
        look(page, f"suggestion-console-{size}-{name}-open", KNOWN)
    page.close()
    assert trouble == []


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def test_sixty_items_are_assigned_in_one_meeting_by_keyboard_alone(
    office: Office, chromium: Browser
) -> None:
    with office.town.database.write() as session:
        scene = suggestion_parts.Scene(session, office.town.clock.now())
        for number in range(60):
            scene.filed(title=f"改造{number}组管网")
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    sign_in(page, office, "郑科员")
    page.goto(f"{office.url}/console/suggestions/meeting")
    look(page, "suggestion-meeting-60")
    page.locator("#name").focus()
    keys(page, "Tab", "Tab", "Tab", "Tab", "Tab")
    while page.evaluate("document.activeElement.className.includes('first')") is False:
        keys(page, "Tab")
    # Each is settled by Enter; the third goes elsewhere, the fourth is left out by going past it.
    keys(page, "Enter", "Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("县交通局")
    keys(page, "Enter")
    while page.evaluate("document.activeElement.id") != "lead-5":
        keys(page, "Tab")
    for _ in range(56):
        keys(page, "Enter")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert page.locator("input[name=number]:checked").count() == 59
    keys(page, "Enter")
    page.wait_for_url("**/console/suggestions/meetings")
    assert "59件都交办了" in page.content()
    with office.town.database.read() as session:
        rows = session.scalars(select(Assignment)).all()
        assert len(rows) == 59
        assert [row.suggestion.draft_number for row in rows if row.bureau.name == "县交通局"] == [3]
        left = session.scalars(select(Suggestion).where(Suggestion.state == "filed")).one()
        assert left.draft_number == 4
    page.close()


def test_a_meeting_works_without_javascript_and_enter_in_a_field_assigns_nothing(
    office: Office, chromium: Browser
) -> None:
    with office.town.database.write() as session:
        scene = suggestion_parts.Scene(session, office.town.clock.now())
        for number in range(2):
            scene.filed(title=f"改造{number}组管网")
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, office, "郑科员")
    page.goto(f"{office.url}/console/suggestions/meeting")
    page.locator("input[name=number]").first.check()
    page.locator("#lead-1").press("Enter")
    assert page.url.endswith("/meeting")
    with office.town.database.read() as session:
        assert not session.scalars(select(Assignment)).all()
    page.get_by_role("button", name="勾上的一起交办").click()
    assert "1件都交办了" in page.content()
    context.close()


def test_two_sheets_are_typed_in_one_after_the_other_without_a_mouse(
    office: Office, chromium: Browser
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    sign_in(page, office, "郑科员")
    page.goto(f"{office.url}/console/suggestions/sheets")
    for title in ("改造东坪村供水管网", "修复西坪村水渠"):
        assert page.evaluate("document.activeElement.id") == "deputy"
        for text in ("李明", "陈桂", title, "夏天停水。", "", "请改造。"):
            page.keyboard.type(text)
            keys(page, "Tab")
        page.keyboard.press("Control+Enter")
        page.get_by_text(f"{title}》存好了").wait_for()
        assert page.locator("#title").input_value() == ""
    with office.town.database.read() as session:
        rows = session.scalars(select(Suggestion).order_by(Suggestion.id)).all()
        assert [row.title for row in rows] == ["改造东坪村供水管网", "修复西坪村水渠"]
    look(page, "suggestion-sheets-typed")
    page.close()
