"""The phones page in a real browser, by clicks and typing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.wrappers import Request, Response

from tests.chromium import running_chromium
from tests.sandbox_parts import (
    CARD,
    DEPUTY,
    STRANGER,
    VILLAGER,
    Platform,
    Received,
    running_platform,
)
from tests.test_sandbox_pushes import opened, reply, sealed_reply

pytestmark = pytest.mark.browser

NASTY = '<img src=x onerror="document.title=1"><a href="javascript:alert(1)">x</a>]]>&amp;'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as running:
        yield running


def echo(received: Received) -> str:
    message = opened(received)
    content = message.findtext("Content") or f"[{message.findtext('MsgType')}]"
    if message.findtext("MsgType") == "event" and message.findtext("Event") != "CLICK":
        return "success"
    sender = message.findtext("FromUserName") or ""
    return sealed_reply(reply(f"记下了：{content}".replace("]]>", "]]]]><![CDATA[>"), to=sender))


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path, echo) as running:
        yield running


@pytest.fixture
def page(browser: Browser, platform: Platform) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    shown = context.new_page()
    complaints: list[str] = []
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on(
        "console",
        lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None,
    )
    shown.goto(platform.url)
    shown.wait_for_selector("body[data-ready]")
    yield shown
    assert complaints == []
    context.close()


def phone(page: Page, openid: str) -> Locator:
    return page.locator(f'.phone[data-persona="{openid}"]')


def part(page: Page, openid: str, role: str) -> Locator:
    return phone(page, openid).locator(f'[data-role="{role}"]')


def write(page: Page, openid: str, text: str) -> None:
    part(page, openid, "input").fill(text)
    part(page, openid, "input").press("Enter")


def messages(page: Page, openid: str, side: str) -> Locator:
    return phone(page, openid).locator(f'[data-role="message"][data-side="{side}"]')


def test_enter_sends_and_the_answer_stands_below_with_its_latency(page: Page) -> None:
    write(page, VILLAGER, "东坪三组的路灯坏了五天了")
    expect(messages(page, VILLAGER, "user")).to_contain_text("东坪三组的路灯坏了五天了")
    answer = messages(page, VILLAGER, "account")
    expect(answer).to_contain_text("记下了：东坪三组的路灯坏了五天了")
    expect(answer.locator('[data-role="latency"]')).to_contain_text("毫秒")
    expect(part(page, VILLAGER, "input")).to_have_value("")


def test_an_example_sentence_is_one_tap_away(page: Page) -> None:
    part(page, VILLAGER, "hint").first.click()
    expect(part(page, VILLAGER, "input")).to_have_value("东坪三组的路灯坏了五天了")
    part(page, VILLAGER, "send").click()
    expect(messages(page, VILLAGER, "account")).to_have_count(1)


def test_whatever_people_write_stays_text(page: Page) -> None:
    write(page, VILLAGER, NASTY)
    expect(messages(page, VILLAGER, "account")).to_have_count(1)
    expect(messages(page, VILLAGER, "user").locator(".bubble")).to_contain_text("<img src=x")
    assert messages(page, VILLAGER, "account").locator(".bubble img, .bubble a").count() == 0
    assert page.title() != "1"


def test_a_card_reaches_the_silent_deputy_with_a_red_mark_and_opens_its_page(
    page: Page, platform: Platform
) -> None:
    def service(request: Request) -> Response:
        return Response("<title>民312</title><p id='hello'>您好</p>", mimetype="text/html")

    platform.webhook.pages = service
    url = platform.webhook.url.replace("/wechat", "/case/312")
    body = {"touser": DEPUTY, "template_id": "TASK", "data": CARD, "url": url}
    assert platform.post("message/template/send", body)["errcode"] == 0
    mark = page.locator(f'[data-role="switch"][data-persona="{DEPUTY}"] [data-role="unread"]')
    expect(mark).to_have_text("1")
    card = part(page, DEPUTY, "card")
    expect(card).to_contain_text("东坪三组路灯不亮")
    card.click()
    expect(phone(page, DEPUTY).frame_locator("iframe").locator("#hello")).to_have_text("您好")
    expect(phone(page, DEPUTY).locator(".webview-title")).to_have_text("民312")
    expect(mark).to_have_count(0)
    part(page, DEPUTY, "webview-close").click()
    expect(part(page, DEPUTY, "webview-panel")).to_be_hidden()


def test_voice_place_picture_and_link_go_out_from_the_plus_panel(
    page: Page, platform: Platform, tmp_path: Path
) -> None:
    picture = tmp_path / "lamp.png"
    page.screenshot(path=str(picture), clip={"x": 0, "y": 0, "width": 40, "height": 40})

    def choose(kind: str) -> None:
        part(page, VILLAGER, "plus").click()
        part(page, VILLAGER, f"send-{kind}").click()

    choose("voice")
    part(page, VILLAGER, "sheet-submit").click()
    expect(messages(page, VILLAGER, "account")).to_have_count(1)
    choose("place")
    phone(page, VILLAGER).locator("[name=latitude]").fill("30.5")
    phone(page, VILLAGER).locator("[name=longitude]").fill("114.25")
    part(page, VILLAGER, "sheet-submit").click()
    expect(messages(page, VILLAGER, "account")).to_have_count(2)
    with page.expect_file_chooser() as chooser:
        choose("photo")
    chooser.value.set_files(picture)
    expect(messages(page, VILLAGER, "account")).to_have_count(3)
    choose("link")
    phone(page, VILLAGER).locator("[name=title]").fill("新闻")
    phone(page, VILLAGER).locator("[name=url]").fill("http://example.com/")
    part(page, VILLAGER, "sheet-submit").click()
    expect(messages(page, VILLAGER, "account")).to_have_count(4)
    kinds = [one["kind"] for one in platform.phone(VILLAGER) if one["side"] == "user"]
    assert kinds == ["voice", "location", "image", "link"]


def test_a_newcomer_follows_taps_the_menu_and_leaves(page: Page, platform: Platform) -> None:
    menu = {"button": [{"type": "click", "name": "我要反映", "key": "REPORT"}]}
    assert platform.post("menu/create", menu)["errcode"] == 0
    part(page, STRANGER, "subscribe").click()
    phone(page, STRANGER).get_by_role("button", name="我要反映").click()
    expect(messages(page, STRANGER, "account")).to_contain_text("记下了")
    part(page, STRANGER, "profile").click()
    part(page, STRANGER, "unsubscribe").click()
    expect(part(page, STRANGER, "subscribe")).to_be_visible()
    events = [opened(one).findtext("Event") for one in platform.webhook.wait_for(3)]
    assert events == ["subscribe", "CLICK", "unsubscribe"]


def test_time_moves_forward_and_yesterday_is_called_so(page: Page, platform: Platform) -> None:
    write(page, VILLAGER, "您好")
    expect(messages(page, VILLAGER, "account")).to_have_count(1)
    page.get_by_role("button", name="到明早9点").click()
    expect(page.locator("#demo-time")).to_contain_text("2026年11月21日 星期六 09:00")
    expect(part(page, VILLAGER, "time").first).to_have_text("昨天 09:00")
    assert platform.clock.offset() == timedelta(days=1)


def test_a_scripted_fault_shows_as_the_account_being_out_of_order(page: Page) -> None:
    page.locator("#faults-button").click()
    page.locator('[data-fault="unreachable"]').click()
    page.locator("#faults-close").click()
    expect(page.locator("#faults-count")).to_have_text("1")
    write(page, VILLAGER, "有人吗")
    expect(messages(page, VILLAGER, "system")).to_contain_text("该公众号提供的服务出现故障")


def test_menu_messages_are_answered_by_a_tap(page: Page, platform: Platform) -> None:
    platform.say(VILLAGER, "路灯")
    menu = {
        "head_content": "好了吗",
        "list": [{"id": "1", "content": "好了"}, {"id": "3", "content": "没好"}],
        "tail_content": "",
    }
    body = {"touser": VILLAGER, "msgtype": "msgmenu", "msgmenu": menu}
    assert platform.post("message/custom/send", body)["errcode"] == 0
    phone(page, VILLAGER).get_by_role("button", name="没好").click()
    expect(messages(page, VILLAGER, "user").last).to_contain_text("没好")
    assert opened(platform.webhook.wait_for(2)[1]).findtext("bizmsgmenuid") == "3"


def test_the_page_fits_a_narrow_screen_with_one_phone_and_a_switcher(
    browser: Browser, platform: Platform
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(platform.url)
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(phone(page, VILLAGER)).to_be_visible()
    expect(phone(page, DEPUTY)).to_be_hidden()
    page.locator(f'[data-role="switch"][data-persona="{DEPUTY}"]').click()
    expect(phone(page, DEPUTY)).to_be_visible()
    expect(phone(page, VILLAGER)).to_be_hidden()
    write(page, DEPUTY, "1")
    expect(messages(page, DEPUTY, "account")).to_contain_text("记下了：1")
    context.close()


def test_every_control_has_a_name_for_those_who_cannot_see_it(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, iframe")]
          .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.title))
          .filter((one) => !one.labels?.length)
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
