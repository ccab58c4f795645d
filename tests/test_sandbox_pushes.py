"""Pushes of the stand-in: signed, sealed, repeated and given up as the platform does it."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests
from werkzeug.wrappers import Response

from handlers.sandbox import create_sandbox, crypto
from tests.sandbox_parts import (
    ACCOUNT,
    AES_KEY,
    APP_ID,
    CARD,
    DEPUTY,
    STRANGER,
    TOKEN,
    VILLAGER,
    Received,
    StillClock,
    make_config,
    running_platform,
    running_webhook,
    write_files,
)


def opened(received: Received) -> ElementTree.Element:
    """The plain message of a push in any mode."""
    root = ElementTree.fromstring(received.body)
    sealed = root.findtext("Encrypt")
    return ElementTree.fromstring(crypto.decrypt(sealed, AES_KEY, APP_ID)) if sealed else root


def reply(content: str, to: str = VILLAGER) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{ACCOUNT}]]>"
        "</FromUserName><CreateTime>1763600000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{content}]]></Content></xml>"
    )


def sealed_reply(text: str, token: str = TOKEN) -> str:
    sealed = crypto.encrypt(text, AES_KEY, APP_ID)
    stamp, nonce = "1763600000", "n0nce"
    signed = crypto.signature(token, stamp, nonce, sealed)
    return (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signed}]]>"
        f"</MsgSignature><TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )


def test_every_mode_shows_as_much_plaintext_as_on_the_platform(tmp_path: Path) -> None:
    for mode, plain, sealed in (("plain", 1, 0), ("compatible", 1, 1), ("safe", 0, 1)):
        folder = tmp_path / mode
        folder.mkdir()
        with running_platform(folder, mode=mode) as platform:
            platform.say(VILLAGER, "路灯不亮")
            received = platform.webhook.received[0]
        assert received.body.count("<Content>") == plain
        assert received.body.count("<Encrypt>") == sealed
        assert ("msg_signature" in received.args) == bool(sealed)
        stamp, nonce = received.args["timestamp"], received.args["nonce"]
        joined = "".join(sorted([TOKEN, stamp, nonce]))
        assert received.args["signature"] == hashlib.sha1(joined.encode()).hexdigest()
        assert received.args["openid"] == VILLAGER
        assert opened(received).findtext("Content") == "路灯不亮"


def test_message_ids_are_unique_and_fit_into_64_bits(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        for _ in range(20):
            platform.say(VILLAGER, "您好")
        ids = [int(opened(one).findtext("MsgId") or 0) for one in platform.webhook.received]
    assert len(set(ids)) == 20
    assert max(ids) < 2**63


@pytest.mark.parametrize(
    ("mode", "answer", "shown"),
    [
        ("plain", reply("记下了"), "记下了"),
        ("compatible", reply("记下了"), "记下了"),
        ("compatible", sealed_reply(reply("记下了")), "记下了"),
        ("safe", sealed_reply(reply("记下了")), "记下了"),
        ("safe", sealed_reply(reply("a]]]]><![CDATA[>b")), "a]]>b"),
        ("safe", "", None),
        ("safe", "success", None),
    ],
)
def test_a_proper_answer_is_shown_with_its_latency(
    tmp_path: Path, mode: str, answer: str, shown: str | None
) -> None:
    with running_platform(tmp_path, lambda received: answer, mode) as platform:
        push = platform.say(VILLAGER, "路灯不亮")
        phone = platform.phone(VILLAGER)
    assert (push["state"], push["attempts"]) == ("answered", 1)
    assert phone[0]["state"] == "delivered"
    if shown is None:
        assert len(phone) == 1
    else:
        assert phone[1]["payload"] == {"text": shown}
        assert phone[1]["latency_ms"] >= 0


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        ("safe", reply("plain in safe mode")),
        ("plain", sealed_reply(reply("sealed in plain mode"))),
        ("safe", sealed_reply(reply("wrong token"), token="other")),
        ("safe", sealed_reply(reply("to somebody else", to=DEPUTY))),
        ("safe", sealed_reply(reply("长" * 683))),
        ("plain", '{"msg":"json"}'),
        ("plain", "<html>oops</html>"),
        ("plain", '<!DOCTYPE x [<!ENTITY a "b">]>' + reply("&a;")),
    ],
)
def test_a_junk_answer_makes_the_phone_say_so_and_is_not_asked_again(
    tmp_path: Path, mode: str, answer: str
) -> None:
    with running_platform(tmp_path, lambda received: answer, mode) as platform:
        push = platform.say(VILLAGER, "路灯不亮")
        assert push["state"] == "failed"
        assert push["reply"]["payload"]["text"] == "该公众号暂时无法提供服务，请稍后再试"
        assert len(platform.webhook.received) == 1


def test_a_silent_service_is_asked_three_times_with_the_same_message(tmp_path: Path) -> None:
    never = threading.Event()

    def silent(received: Received) -> str:
        never.wait(1.5)
        return "success"

    with running_platform(tmp_path, silent, callback_timeout=0.4) as platform:
        push = platform.say(VILLAGER, "路灯不亮")
        received = platform.webhook.wait_for(3)
    never.set()
    assert (push["state"], push["attempts"], push["outcome"]) == ("failed", 3, "timeout")
    assert push["reply"]["payload"]["text"] == "该公众号提供的服务出现故障，请稍后再试"
    assert len({opened(one).findtext("MsgId") for one in received}) == 1
    assert len({one.args["nonce"] for one in received}) == 3


def test_an_answer_at_the_third_try_is_still_shown(tmp_path: Path) -> None:
    answers = iter([Response(status=503), Response(status=503), sealed_reply(reply("记下了"))])
    with running_platform(tmp_path, lambda received: next(answers)) as platform:
        push = platform.say(VILLAGER, "路灯不亮")
    assert (push["state"], push["attempts"]) == ("answered", 3)
    assert push["reply"]["payload"]["text"] == "记下了"


def test_a_push_may_be_scripted_to_arrive_twice_and_shows_one_answer(tmp_path: Path) -> None:
    with running_platform(tmp_path, lambda received: sealed_reply(reply("记下了"))) as platform:
        platform.control("fault", kind="duplicate", times=1)
        push = platform.say(VILLAGER, "路灯不亮")
        received = platform.webhook.wait_for(2)
        assert push["repeated"] == 1
        assert len({opened(one).findtext("MsgId") for one in received}) == 1
        assert [one["side"] for one in platform.phone(VILLAGER)] == ["user", "account"]


def test_an_unreachable_webhook_gets_nothing_until_switched_on_again(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        platform.control("fault", kind="unreachable")
        assert platform.say(VILLAGER, "一")["state"] == "failed"
        platform.control("fault", kind="unreachable", on=False)
        assert platform.say(VILLAGER, "二")["state"] == "answered"
        assert [opened(one).findtext("Content") for one in platform.webhook.received] == ["二"]


def test_a_restart_in_the_middle_loses_no_push_and_no_message(tmp_path: Path) -> None:
    write_files(tmp_path)
    with running_webhook(lambda received: Response(status=503)) as webhook:
        config = make_config(tmp_path, webhook.url, resend_after=30.0)
        first = create_sandbox(config, StillClock())
        sent = first.test_client().post(
            "/_control/send", json={"openid": VILLAGER, "content": "别丢了"}
        )
        webhook.wait_for(1)
        first.extensions["sandbox"].close()
        assert sent.json["state"] == "pending"

        webhook.answer = lambda received: "success"
        second = create_sandbox(config, StillClock())
        received = webhook.wait_for(2)
        assert [opened(one).findtext("Content") for one in received] == ["别丢了", "别丢了"]
        listed = second.test_client().get(f"/_control/messages?openid={VILLAGER}").json
        second.extensions["sandbox"].close()
    assert [one["payload"]["text"] for one in listed["messages"]] == ["别丢了"]


def test_the_fate_of_a_template_message_is_pushed_afterwards(tmp_path: Path) -> None:
    body = {"touser": DEPUTY, "template_id": "TASK", "data": CARD}
    with running_platform(tmp_path) as platform:
        sent = [platform.post("message/template/send", body)["msgid"]]
        platform.webhook.wait_for(1)
        platform.control("fault", kind="job_failed", times=1)
        sent.append(platform.post("message/template/send", body)["msgid"])
        platform.webhook.wait_for(2)
        platform.control("block", openid=DEPUTY, on=True)
        sent.append(platform.post("message/template/send", body)["msgid"])
        events = [opened(one) for one in platform.webhook.wait_for(3)]
        assert len(platform.phone(DEPUTY)) == 1
    assert [event.findtext("Event") for event in events] == ["TEMPLATESENDJOBFINISH"] * 3
    assert [int(event.findtext("MsgID") or 0) for event in events] == sent
    assert [event.findtext("Status") for event in events] == [
        "success",
        "failed: system failed",
        "failed:user block",
    ]


def test_following_scanning_clicking_and_leaving_are_told_as_events(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        scene = {"action_name": "QR_LIMIT_STR_SCENE"}
        scene["action_info"] = {"scene": {"scene_str": "station:dongping"}}  # type: ignore[assignment]
        ticket = platform.post("qrcode/create", scene)["ticket"]
        platform.control("scan", openid=STRANGER, code=ticket, wait=True)
        platform.control("scan", openid=STRANGER, code="station:dongping", wait=True)
        platform.control("click", openid=STRANGER, key="REPORT", wait=True)
        platform.control("view", openid=STRANGER, url="http://127.0.0.1/x", wait=True)
        platform.control("unsubscribe", openid=STRANGER, wait=True)
        events = [opened(one) for one in platform.webhook.received]
        refused = requests.post(
            f"{platform.url}/_control/scan", json={"openid": STRANGER, "code": "no-such"}, timeout=5
        )
    named = [(event.findtext("Event"), event.findtext("EventKey")) for event in events]
    assert named == [
        ("subscribe", "qrscene_station:dongping"),
        ("SCAN", "station:dongping"),
        ("CLICK", "REPORT"),
        ("VIEW", "http://127.0.0.1/x"),
        ("unsubscribe", ""),
    ]
    assert events[0].findtext("Ticket") == ticket
    assert refused.status_code == 409


def test_pictures_voices_places_and_links_are_pushed_with_their_fields(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        upload = requests.post(
            f"{platform.url}/_control/upload",
            data={"kind": "image"},
            files={"file": ("灯.png", b"\x89PNG", "image/png")},
            timeout=5,
        ).json()
        who = {"openid": VILLAGER, "wait": True}
        platform.control("send", kind="image", **upload, **who)
        platform.control("send", kind="voice", sample=True, **who)
        platform.control("send", kind="voice", sample=True, recognition="路灯坏了", **who)
        platform.control(
            "send", kind="location", latitude=30.5, longitude="114.25", label="东坪村三组", **who
        )
        platform.control("send", kind="link", title="新闻", url="http://example.com/", **who)
        image, voice, spoken, place, link = [opened(one) for one in platform.webhook.received]
        heard = platform.phone(VILLAGER)[1]["payload"]["seconds"]
        query = {"media_id": voice.findtext("MediaId"), "access_token": platform.token()}
        amr = requests.get(f"{platform.url}/cgi-bin/media/get", params=query, timeout=5)
    assert image.findtext("MediaId") == upload["media_id"]
    assert image.findtext("PicUrl", "").endswith(f"/_media/{upload['media_id']}")
    assert voice.findtext("Format") == "amr"
    assert voice.find("Recognition") is None
    assert spoken.findtext("Recognition") == "路灯坏了"
    assert (place.findtext("Location_X"), place.findtext("Location_Y")) == (
        "30.500000",
        "114.250000",
    )
    assert place.findtext("Label") == "东坪村三组"
    assert link.findtext("Url") == "http://example.com/"
    assert amr.content.startswith(b"#!AMR\n")
    assert amr.headers["Content-Type"] == "audio/amr"
    assert 10 <= heard <= 15


def test_raw_fields_reach_the_service_as_they_are(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        fields = {"MsgType": "miniprogrampage", "AppId": "wxabc", "MsgId": 42}
        platform.control("raw", openid=VILLAGER, fields=fields, wait=True)
        message = opened(platform.webhook.received[0])
    assert message.findtext("MsgType") == "miniprogrampage"
    assert message.findtext("MsgId") == "42"
    assert message.findtext("FromUserName") == VILLAGER


def test_a_hundred_messages_from_several_phones_all_arrive_once(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        for number in range(100):
            openid = (VILLAGER, DEPUTY)[number % 2]
            platform.control("send", openid=openid, content=f"第{number}条")
        received = platform.webhook.wait_for(100, seconds=30)
        contents = Counter(opened(one).findtext("Content") for one in received)
    assert len(contents) == 100
    assert set(contents.values()) == {1}


def test_the_address_is_verified_with_echostr(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        assert platform.control("verify") == {"ok": True, "reason": ""}
        platform.webhook.pages = lambda request: Response("no", status=403)
        assert platform.control("verify")["ok"] is False


def test_consent_and_its_withdrawal_are_told(tmp_path: Path) -> None:
    with running_platform(tmp_path) as platform:
        platform.control("consent", openid=VILLAGER, template_id="LONG")
        platform.webhook.wait_for(1)
        platform.control("consent", openid=VILLAGER, template_id="LONG", on=False)
        events = [opened(one) for one in platform.webhook.wait_for(2)]
    given = events[0].find("SubscribeMsgPopupEvent/List")
    assert events[0].findtext("Event") == "subscribe_msg_popup_event"
    assert given is not None
    assert given.findtext("TemplateId") == "LONG"
    assert given.findtext("SubscribeStatusString") == "accept"
    withdrawn = events[1].findtext("SubscribeMsgChangeEvent/List/SubscribeStatusString")
    assert withdrawn == "reject"
