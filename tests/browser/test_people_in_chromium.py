"""People and places, elections and rules in a real browser, as each role, at a desk and on a phone,
with and without scripts."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, ConsoleMessage, Page
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import Grid
from tests.browser.test_console_in_chromium import KNOWN, look, unfold
from tests.browser.test_pages_in_chromium import SIZES, sign_in
from tests.console_parts import second_township
from tests.pages_parts import Office, running_office
from tests.pages_scene import busy_day
from tests.test_console_roles import LOOKERS, more_officers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def office(database: Database, tmp_path: Path, monday: datetime) -> Iterator[Office]:
    with running_office(database, tmp_path, monday) as running:
        with database.write() as session:
            second_township(session, monday)
            more_officers(session, monday)
        yield running


def watched(page: Page) -> list[str]:
    """What goes wrong on a page, as it happens."""
    trouble: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A form that is answered with its mistakes (422) is no trouble.
        if message.type == "error" and "422" not in message.text:
            trouble.append(message.text)

    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: trouble.append(request.url))
    page.on("console", heard)
    return trouble


def table_of(sheet: str, rows: list[list[str]]) -> bytes:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_people_and_rules_fit_and_are_easy_to_touch_read_and_name(
    office: Office, chromium: Browser, size: str
) -> None:
    busy_day(office)
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble = watched(page)
    sign_in(page, office, "郑科员")
    paths = ["roster", "codes", "accounts", "book-import", "book/deputies/new"]
    paths += [f"book/{key}" for key in ("places", "deputies", "bureaus", "officers", "groups")]
    paths += ["book/deputies/1", "book/places/3", "book/officers/1", "book/bureaus/1"]
    for path in paths:
        page.goto(f"{office.url}/console/{path}")
        unfold(page)
        look(page, f"people-{size}-{path.replace('/', '-')}", KNOWN)
    page.goto(f"{office.url}/console/book/deputies/new")
    page.get_by_label("姓名").fill("钱多多")
    page.get_by_label("层级").select_option("县")
    page.get_by_label("手机号").fill("12345")
    page.get_by_role("button", name="加上").click()
    look(page, f"people-{size}-mistake")
    assert page.get_by_label("姓名").input_value() == "钱多多"
    page.goto(f"{office.url}/console/book-import")
    wrong = table_of("代表", [["编码", "姓名", "层级"], ["D7", "孙新", "部级"]])
    page.set_input_files("#file", {"name": "县.xlsx", "mimeType": "", "buffer": wrong})
    page.get_by_role("button", name="先试一遍").click()
    look(page, f"people-{size}-import-wrong")
    fine = table_of("代表", [["编码", "姓名", "层级"], ["D7", "孙新", "县"]])
    page.set_input_files("#file", {"name": "县.xlsx", "mimeType": "", "buffer": fine})
    page.get_by_role("button", name="先试一遍").click()
    look(page, f"people-{size}-import-fine")
    page.get_by_role("button", name="就这样导入").click()
    assert "新增1行" in page.inner_text("main")
    page.goto(f"{office.url}/console/elections")
    look(page, f"people-{size}-elections")
    page.get_by_label("新代表从哪天起").fill("2027-01-10")
    rows = [["编码", "姓名", "层级", "选区", "网格"], ["D8", "周新", "县", "", "QH010101"]]
    again = table_of("代表", [*rows, ["D7", "孙新", "县", "第五选区", "QH010201"]])
    page.set_input_files("#file", {"name": "新.xlsx", "mimeType": "", "buffer": again})
    page.get_by_role("button", name="放到旧名册旁边看").click()
    look(page, f"people-{size}-election")
    page.get_by_role("button", name="对，就这样换").click()
    look(page, f"people-{size}-election-confirmed")
    assert "能撤回" in page.inner_text("main")
    for path in ("", "/one?name=hand_over.within", "/one?name=quiet.night", "/words", "/bureaus"):
        page.goto(f"{office.url}/console/rules{path}")
        look(page, f"rules-{size}{path.replace('/', '-').replace('?', '-')}", KNOWN)
    for path in ("/texts", "/text?name=notice.issue.task", "/presets"):
        page.goto(f"{office.url}/console/rules{path}")
        unfold(page)
        look(page, f"rules-{size}{path.replace('/', '-').replace('?', '-')}", KNOWN)
    page.goto(f"{office.url}/console/rules/one?name=hand_over.within")
    page.get_by_label("改成").fill("3")
    page.get_by_role("button", name="先在没办完的上面试一试").click()
    look(page, f"rules-{size}-tried")
    assert "还没有改" in page.inner_text("main")
    page.get_by_label("为什么改").fill("人手够")
    page.get_by_role("button", name="就这样改").click()
    assert "改好了" in page.inner_text("main")
    page.get_by_role("button", name="回到出厂的").click()
    assert "回去了" in page.inner_text("main")
    page.goto(f"{office.url}/console/rules/words")
    page.get_by_label("听到这个词").fill("变压器")
    page.get_by_label("这类事").select_option("农村农业")
    page.get_by_role("button", name="先拿过去的试一试").click()
    look(page, f"rules-{size}-words-tried")
    assert "会改道" in page.inner_text("main")
    assert trouble == []
    page.close()


@pytest.mark.parametrize("name", LOOKERS)
def test_each_role_finds_its_own_pages_at_a_desk_and_on_a_phone(
    office: Office, chromium: Browser, name: str
) -> None:
    busy_day(office)
    for size, (width, height) in SIZES.items():
        page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        trouble = watched(page)
        sign_in(page, office, name)
        addresses = [
            link.get_attribute("href") or "" for link in page.locator("header nav a").all()
        ]
        look(page, f"role-{size}-{name}-today")
        for address in addresses:
            page.goto(office.url + address)
            unfold(page)
            look(page, f"role-{size}-{name}{address.replace('/', '-')}")
        assert trouble == []
        page.close()


def test_a_place_gets_another_name_without_any_script(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, office, "周干事")
    page.goto(f"{office.url}/console/roster")
    page.get_by_role("link", name="地方", exact=True).click()
    page.get_by_label("找").fill("东坪")
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_role("link", name="东坪村", exact=True).click()
    page.get_by_label("别名").fill("坪上、东平村")
    page.get_by_role("button", name="存下改动").click()
    assert "改好了" in page.inner_text("main")
    with office.town.database.read() as session:
        place = session.scalars(select(Grid).where(Grid.code == "QH0101")).one()
        assert place.names["aliases"] == ["坪上", "东平村"]
    context.close()
