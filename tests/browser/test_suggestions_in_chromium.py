"""The pages of suggestions in a real browser, on an old phone and at a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.store.database import Database
from tests import suggestion_parts
from tests.browser.test_console_in_chromium import chromium, look, unfold
from tests.browser.test_pages_in_chromium import SIZES, open_on_phone, sign_in
from tests.pages_parts import Office, running_office
from tests.suggestion_parts import NEW_YEARS_EVE
from tests.test_suggestion_pages import PEOPLE, assigned, do, replied

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    with running_office(
        database, tmp_path, NEW_YEARS_EVE, build=suggestion_parts.build, more_people=PEOPLE
    ) as running:
        yield running


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
        scene = suggestion_parts.Scene(session, town.clock.now(), None)  # type: ignore[arg-type]
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
            look(page, f"suggestion-{size}-{name}-{path.replace('/', '-')}")
        page.close()
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.on("pageerror", lambda error: trouble.append(str(error)))
    sign_in(page, office, "郑科员")
    for path in (
        "suggestions",
        "suggestions/meeting",
        "suggestion/1",
        "suggestion/2",
        "suggestion/3",
    ):
        page.goto(f"{office.url}/console/{path}")
        look(page, f"suggestion-console-{size}-{path.replace('/', '-')}")
        unfold(page)
        look(page, f"suggestion-console-{size}-{path.replace('/', '-')}-open")
    page.close()
    assert trouble == []
