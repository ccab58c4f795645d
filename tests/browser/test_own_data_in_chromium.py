"""Personal data in a real browser: what is masked is opened by a click that says why, one person's
data is seen, corrected and erased by two people, and the record says who did and saw what."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.test_console_in_chromium import look, unfold
from tests.browser.test_pages_in_chromium import SIZES, sign_in
from tests.browser.test_people_in_chromium import watched
from tests.pages_parts import Office
from tests.pages_scene import said
from tests.privacy_parts import NAME, PHONE, her_story, second_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("size", SIZES)
def test_one_persons_data_from_the_first_click_to_the_last_word(
    office: Office, chromium: Browser, size: str
) -> None:
    number = her_story(office)
    second_person(office)
    road = said(office.town.says("大娘", f"东坪村到镇上的路坑坑洼洼，电话{PHONE}"))
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    trouble = watched(page)
    sign_in(page, office, "郑科员")

    page.goto(f"{office.url}/console/issue/{road}")
    look(page, f"own-{size}-masked")
    assert PHONE not in page.content() and NAME not in page.content()
    page.get_by_role("button", name="本人来问").click()
    look(page, f"own-{size}-opened")
    assert PHONE in page.content() and NAME in page.content()
    page.goto(f"{office.url}/console/looks")
    look(page, f"own-{size}-looks")
    assert "本人来问" in page.inner_text("main")

    page.goto(f"{office.url}/console/own-data")
    look(page, f"own-{size}-find")
    page.get_by_label("他的一件事的编号").fill(f"民{number}")
    page.get_by_role("button", name="找到他").click()
    unfold(page)
    look(page, f"own-{size}-person")
    assert NAME in page.content()
    here = page.url
    page.get_by_role("link", name="删：先看会删哪些").click()
    look(page, f"own-{size}-erasure")
    assert "还在办" in page.inner_text("main")
    page.get_by_role("button", name="请第二个人点头").click()
    page.wait_for_load_state("networkidle")
    assert "已请第二个人点头" in page.inner_text("main")

    other = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    beside = other.new_page()
    sign_in(beside, office, "林主任")
    look(beside, f"own-{size}-second")
    beside.get_by_role("link", name="郑科员想删除个人信息").click()
    assert "会删的" in beside.inner_text("main")
    beside.goto(f"{office.url}/console/")
    beside.get_by_role("button", name="同意", exact=True).click()

    page.goto(f"{here}/erase")
    look(page, f"own-{size}-agreed")
    page.get_by_role("button", name="删掉，告诉他").click()
    unfold(page)
    look(page, f"own-{size}-erased")
    assert "这就告诉他" in page.inner_text("main")
    page.goto(f"{office.url}/console/issue/{number}")
    look(page, f"own-{size}-case-afterwards")
    assert "内容已删" in page.inner_text("main")

    page.goto(f"{office.url}/console/record?group=person")
    look(page, f"own-{size}-record")
    page.goto(f"{office.url}/console/record?group=steps&issue=民{number}")
    look(page, f"own-{size}-steps")
    assert "转承办单位" in page.inner_text("main")
    page.get_by_role("button", name="核对整条记录").click()
    look(page, f"own-{size}-verified")
    later = (office.town.clock.now() + timedelta(days=366 * 4)).date().isoformat()
    page.goto(f"{office.url}/console/retention?day={later}")
    unfold(page)
    look(page, f"own-{size}-retention")
    assert trouble == []
    page.close()
    other.close()
