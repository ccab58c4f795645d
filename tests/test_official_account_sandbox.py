"""Our envelope and our client against the stand-in, which shares no code with them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from werkzeug.wrappers import Request, Response

from bot.channel.envelope import Consent, Envelope, Incoming, Refused, consents
from bot.channel.official_account import OfficialAccount, Outcome, PlatformError
from bot.channel.shapes import check
from bot.channel.tokens import MemoryTokens
from tests.sandbox_parts import (
    ACCOUNT,
    AES_KEY,
    APP_ID,
    CARD,
    DEPUTY,
    SECRET,
    STRANGER,
    TOKEN,
    VILLAGER,
    Platform,
    Received,
    StillClock,
    query_of,
    running_platform,
)

FIELDS = {name: value["value"] for name, value in CARD.items()}


def account_at(platform: Platform) -> OfficialAccount:
    return OfficialAccount(APP_ID, SECRET, platform.url, MemoryTokens(), clock=platform.clock.now)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as running:
        yield running


def answering(
    mode: str, clock: StillClock, heard: list[Incoming], words: str
) -> Callable[[Received], str]:
    """A webhook that opens with our envelope and answers ``words``."""
    envelope = Envelope(TOKEN, APP_ID, AES_KEY, mode, account=ACCOUNT)

    def answer(received: Received) -> str:
        incoming = envelope.open(received.args, received.body.encode(), clock.now())
        heard.append(incoming)
        return envelope.seal(words, incoming, clock.now()).decode()

    return answer


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_a_question_and_its_answer_cross_in_every_mode(tmp_path: Path, mode: str) -> None:
    clock, heard = StillClock(), list[Incoming]()
    words = "记下了]]>，编号民312。" + "路" * 900
    with running_platform(
        tmp_path, answering(mode, clock, heard, words), mode=mode, clock=clock
    ) as platform:
        push = platform.say(VILLAGER, "东坪三组 ]]> 路灯不亮🚰")
        shown = platform.phone(VILLAGER)[-1]
    assert heard[0].text == "东坪三组 ]]> 路灯不亮🚰"
    assert heard[0].openid == VILLAGER
    assert heard[0].encrypted == (mode != "plain")
    assert push["state"] == "answered"
    assert "记下了]]>，编号民312。" in str(shown)


def test_every_event_of_a_phone_is_opened(tmp_path: Path) -> None:
    clock, heard = StillClock(), list[Incoming]()
    with running_platform(tmp_path, answering("safe", clock, heard, ""), clock=clock) as platform:
        act = platform.control
        act("subscribe", openid=STRANGER, scene="station:12", wait=True)
        act("scan", openid=VILLAGER, scene="grid:3", wait=True)
        act("click", openid=VILLAGER, key="my_deputies", name="我的代表", wait=True)
        act("location", openid=VILLAGER, latitude=31.5, longitude=110.4, wait=True)
        act("consent", openid=VILLAGER, template_id="LONG", on=True, accept=True, wait=True)
        act("unsubscribe", openid=STRANGER, wait=True)
        platform.webhook.wait_for(6)
    told = {incoming.event: incoming for incoming in heard}
    assert told["subscribe"].scene == "station:12"
    assert told["SCAN"].scene == "grid:3"
    assert told["CLICK"].event_key == "my_deputies"
    assert (told["LOCATION"].latitude, told["LOCATION"].longitude) == (31.5, 110.4)
    assert consents(told["subscribe_msg_popup_event"]) == (Consent("LONG", True),)
    assert "unsubscribe" in told
    assert len({incoming.key for incoming in heard}) == len(heard)


def test_the_window_of_a_person_opens_with_a_message_and_holds_five(platform: Platform) -> None:
    account = account_at(platform)
    assert account.send_text(VILLAGER, "好").outcome is Outcome.NEXT_CHANNEL
    platform.say(VILLAGER, "路灯不亮")
    sent = [account.send_text(VILLAGER, f"第{number}条") for number in range(6)]
    assert [one.errcode for one in sent] == [0, 0, 0, 0, 0, 45047]
    assert account.send_text(STRANGER, "好").outcome is Outcome.NOT_FOLLOWING


def test_a_card_goes_out_once_and_its_end_is_told_under_its_number(tmp_path: Path) -> None:
    clock, heard = StillClock(), list[Incoming]()
    with running_platform(tmp_path, answering("safe", clock, heard, ""), clock=clock) as platform:
        account = account_at(platform)
        assert check(FIELDS, FIELDS) == ()
        first = account.send_template(DEPUTY, "TASK", FIELDS, client_msg_id="notice-7")
        again = account.send_template(DEPUTY, "TASK", FIELDS, client_msg_id="notice-7")
        platform.webhook.wait_for(1)
        cards = [shown for shown in platform.phone(DEPUTY) if "M312" in str(shown)]
    assert first.outcome is again.outcome is Outcome.SENT
    assert first.message_id == again.message_id
    assert len(cards) == 1
    assert (heard[0].job_id, heard[0].status) == (first.message_id, "success")


def test_what_our_rules_refuse_the_platform_refuses_and_names(platform: Platform) -> None:
    account = account_at(platform)
    wrong = {
        "thing1": "字" * 21,
        "character_string2": "民312",
        "time3": "明天",
        "phrase4": "一二三四五六",
        "const5": "随便",
    }
    approved = {"const5": ("代表任务", "交办事项")}
    for name, value in wrong.items():
        fields = FIELDS | {name: value}
        assert [problem.field for problem in check(fields, FIELDS, approved)] == [name]
        delivery = account.send_template(DEPUTY, "TASK", fields)
        assert (delivery.outcome, delivery.errcode) == (Outcome.OPERATOR, 47003)
        assert name in delivery.detail
    assert account.send_template(DEPUTY, "NONE", FIELDS).errcode == 40037


def test_a_subscription_message_needs_consent(platform: Platform) -> None:
    account = account_at(platform)
    refused = account.send_subscription(VILLAGER, "LONG", {"thing1": "路灯"})
    assert (refused.outcome, refused.errcode) == (Outcome.NEXT_CHANNEL, 43101)
    platform.control("consent", openid=VILLAGER, template_id="LONG", on=True, accept=True)
    assert account.send_subscription(VILLAGER, "LONG", {"thing1": "路灯"}).errcode == 0


def test_a_picture_goes_up_and_comes_down_unchanged(platform: Platform) -> None:
    account = account_at(platform)
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    )
    media_id = account.upload("image", picture, "灯.png", "image/png")
    media = account.download_media(media_id)
    assert (media.data, media.content_type) == (picture, "image/png")
    platform.say(VILLAGER, "在吗")
    assert account.send_image(VILLAGER, media_id).outcome is Outcome.SENT
    with pytest.raises(PlatformError) as caught:
        account.download_media("gone")
    assert caught.value.errcode == 40007


def test_a_person_signs_in_by_oauth_once_per_code(platform: Platform) -> None:
    account = account_at(platform)
    back = platform.webhook.url.removesuffix("/wechat") + "/back"
    url = account.oauth_url(back, "st1")
    inside = url.replace(platform.url, f"{platform.url}/_phone/{DEPUTY}")
    answer = requests.get(inside, allow_redirects=False, timeout=10)
    asked = query_of(answer.headers["Location"])
    assert asked["state"] == "st1", urlencode(asked)
    assert account.oauth_user(asked["code"]) == DEPUTY
    with pytest.raises(PlatformError) as caught:
        account.oauth_user(asked["code"])
    assert caught.value.outcome is Outcome.GIVE_UP


def test_menu_codes_quota_and_people_are_asked_of_the_stand_in(platform: Platform) -> None:
    account = account_at(platform)
    menu = {"button": [{"type": "click", "name": "我的代表", "key": "my_deputies"}]}
    assert account.get_menu() is None
    account.create_menu(menu)
    made = account.get_menu()
    assert made and made["button"][0]["key"] == "my_deputies"
    account.delete_menu()
    assert account.get_menu() is None

    code = account.create_qr("station:12", timedelta(days=7))
    assert code.ticket and code.content
    assert requests.get(code.picture_url, timeout=10).status_code == 200

    platform.say(VILLAGER, "在吗")
    account.send_text(VILLAGER, "在")
    quota = account.quota("/cgi-bin/message/custom/send")
    assert (quota.used, quota.remain) == (1, quota.daily_limit - 1)
    assert account.user_info(VILLAGER).following
    assert not account.user_info(STRANGER).following
    assert account.ips()


def test_a_token_outlives_its_hours_and_a_stranger_who_renews_it(platform: Platform) -> None:
    account = account_at(platform)
    platform.control("consent", openid=VILLAGER, template_id="LONG", on=True, accept=True)

    def sends() -> bool:
        return account.send_subscription(VILLAGER, "LONG", {"thing1": "路灯"}).errcode == 0

    assert sends()
    platform.clock.forward(timedelta(hours=3))
    assert sends()
    forced = requests.post(
        f"{platform.url}/cgi-bin/stable_token",
        json={
            "grant_type": "client_credential",
            "appid": APP_ID,
            "secret": SECRET,
            "force_refresh": True,
        },
        timeout=10,
    )
    assert "access_token" in forced.json()
    assert sends()


@pytest.mark.parametrize(
    ("app_id", "secret", "code"),
    [("wxffffffffffffffff", SECRET, 40013), (APP_ID, "wrong", 40125)],
)
def test_wrong_credentials_are_a_configuration_alarm(
    platform: Platform, app_id: str, secret: str, code: int
) -> None:
    account = OfficialAccount(
        app_id, secret, platform.url, MemoryTokens(), clock=platform.clock.now
    )
    delivery = account.send_text(VILLAGER, "好")
    assert (delivery.outcome, delivery.errcode) == (Outcome.CONFIGURATION, code)
    with pytest.raises(PlatformError):
        account.check()


def test_the_check_of_the_address_is_answered_to_the_stand_in(platform: Platform) -> None:
    envelope = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
    stranger = Envelope("other", APP_ID, AES_KEY, "safe")

    def page(envelope: Envelope) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            try:
                return Response(envelope.echo(request.args, platform.clock.now()))
            except Refused as refused:
                return Response(status=refused.status)

        return answer

    platform.webhook.pages = page(envelope)
    assert platform.control("verify")["ok"]
    platform.webhook.pages = page(stranger)
    assert not platform.control("verify")["ok"]
