"""Pushes of the platform, opened."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel.envelope import (
    Consent,
    Envelope,
    Incoming,
    Refused,
    StaleTimestamp,
    consents,
)
from tests.crypto.platform import (
    ACCOUNT,
    AES_KEY,
    APP_ID,
    NOW,
    OPENID,
    STAMP,
    TOKEN,
    Push,
    event,
    message,
    plain,
    query,
    sealed,
    xml,
)

SAFE = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
PLAIN = Envelope(TOKEN, APP_ID, "", "plain")
COMPATIBLE = Envelope(TOKEN, APP_ID, AES_KEY, "compatible")


def opened(push: Push, envelope: Envelope = SAFE, now: datetime = NOW) -> Incoming:
    return envelope.open(push.query, push.body, now)


def test_a_text_message_comes_out_of_its_envelope_in_every_mode() -> None:
    for envelope, push in (
        (SAFE, sealed(xml(message()))),
        (COMPATIBLE, sealed(xml(message()))),
        (COMPATIBLE, plain(xml(message()))),
        (PLAIN, plain(xml(message()))),
    ):
        incoming = opened(push, envelope)
        assert incoming.key == "23456789012345678"
        assert (incoming.openid, incoming.to, incoming.kind) == (OPENID, ACCOUNT, "text")
        assert incoming.text == "东坪三组路灯不亮"
        assert incoming.sent_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
        assert incoming.fields["MsgType"] == "text"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"MsgType": "image", "MediaId": "m1", "PicUrl": "http://p/1"},
            {"kind": "image", "media_id": "m1"},
        ),
        (
            {"MsgType": "voice", "MediaId": "m2", "Format": "amr", "Recognition": "路灯坏了"},
            {"kind": "voice", "media_id": "m2", "format": "amr", "recognition": "路灯坏了"},
        ),
        (
            {"MsgType": "video", "MediaId": "m3", "ThumbMediaId": "t3"},
            {"kind": "video", "media_id": "m3", "thumb_media_id": "t3"},
        ),
        ({"MsgType": "shortvideo", "MediaId": "m4"}, {"kind": "shortvideo", "media_id": "m4"}),
        (
            {
                "MsgType": "location",
                "Location_X": "23.134521",
                "Location_Y": "113.358803",
                "Label": "北街",
            },
            {
                "kind": "location",
                "latitude": 23.134521,
                "longitude": 113.358803,
                "label": "北街",
            },
        ),
        (
            {"MsgType": "link", "Title": "官网", "Url": "https://e.cn/1"},
            {"kind": "link", "title": "官网", "url": "https://e.cn/1"},
        ),
        ({"MsgType": "hologram", "Depth": "3"}, {"kind": "unknown", "key": "23456789012345678"}),
    ],
)
def test_every_kind_of_message_keeps_what_it_brings(
    more: dict[str, str], expected: dict[str, object]
) -> None:
    incoming = opened(sealed(xml(message(**more))))
    assert {name: getattr(incoming, name) for name in expected} == expected


def test_an_unknown_kind_without_a_number_is_kept_under_a_key_of_its_own() -> None:
    fields = message(MsgType="hologram")
    del fields["MsgId"]
    first = opened(sealed(xml(fields)))
    again = opened(sealed(xml(fields), nonce="77"))
    other = opened(sealed(xml(fields | {"Content": "别的"})))
    assert first.kind == "unknown"
    assert first.key == again.key != other.key


def test_a_location_that_is_no_coordinate_loses_the_coordinate_and_keeps_the_message() -> None:
    for wrong in ("", "nan", "north", "91", "1e999"):
        incoming = opened(
            sealed(xml(message(MsgType="location", Location_X=wrong, Location_Y="113")))
        )
        assert incoming.kind == "location"
        assert (incoming.latitude, incoming.longitude) == (None, None)


def test_two_template_results_of_one_second_are_two_pushes() -> None:
    first = opened(sealed(xml(event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"))))
    second = opened(sealed(xml(event("TEMPLATESENDJOBFINISH", MsgID=2, Status="success"))))
    assert first.key == f"{OPENID}:{STAMP}:TEMPLATESENDJOBFINISH:1"
    assert first.key != second.key
    assert (first.job_id, first.status) == ("1", "success")


def test_a_repeated_push_has_the_same_key_although_it_is_signed_anew() -> None:
    words = xml(event("CLICK", EventKey="我的代表"))
    later = str(int(STAMP) + 5)
    assert opened(sealed(words)).key == opened(sealed(words, timestamp=later, nonce="9")).key


def test_a_very_long_event_key_gives_a_key_that_a_column_holds() -> None:
    one = opened(sealed(xml(event("VIEW", EventKey="https://e.cn/" + "路" * 900))))
    other = opened(sealed(xml(event("VIEW", EventKey="https://e.cn/" + "路" * 901))))
    assert len(one.key.encode()) <= 191
    assert one.key != other.key


def test_a_scanned_code_gives_its_scene_to_old_and_new_followers_alike() -> None:
    new = opened(sealed(xml(event("subscribe", EventKey="qrscene_station:12", Ticket="T"))))
    old = opened(sealed(xml(event("SCAN", EventKey="station:12", Ticket="T"))))
    found = opened(sealed(xml(event("subscribe", EventKey=""))))
    assert (new.scene, old.scene, found.scene) == ("station:12", "station:12", "")
    assert new.ticket == "T"


def test_consents_to_subscription_messages_are_read_from_nested_elements() -> None:
    words = xml(event("subscribe_msg_popup_event")).replace(
        "</xml>",
        "<SubscribeMsgPopupEvent>"
        "<List><TemplateId>A</TemplateId><SubscribeStatusString>accept</SubscribeStatusString>"
        "<PopupScene>2</PopupScene></List>"
        "<List><TemplateId>B</TemplateId><SubscribeStatusString>reject</SubscribeStatusString>"
        "<PopupScene>2</PopupScene></List>"
        "</SubscribeMsgPopupEvent></xml>",
    )
    incoming = opened(sealed(words))
    assert consents(incoming) == (Consent("A", True), Consent("B", False))
    assert incoming.key != opened(sealed(words.replace(">A<", ">C<"))).key


def test_consents_are_read_from_json_as_well() -> None:
    words = json.dumps(
        event("subscribe_msg_popup_event")
        | {
            "List": [
                {"TemplateId": "A", "SubscribeStatusString": "reject"},
                {"TemplateId": "B", "SubscribeStatusString": "accept"},
            ]
        }
    )
    assert consents(opened(sealed(words, as_json=True))) == (
        Consent("A", False),
        Consent("B", True),
    )


def test_a_json_push_is_read_like_its_xml_twin() -> None:
    words = json.dumps(message(), ensure_ascii=False)
    for envelope, push in ((SAFE, sealed(words, as_json=True)), (PLAIN, plain(words))):
        incoming = envelope.open(push.query, push.body, NOW, "application/json")
        twin = opened(sealed(xml(message())))
        assert (incoming.key, incoming.text, incoming.fields) == (
            twin.key,
            twin.text,
            twin.fields,
        )
        assert incoming.as_json


def test_a_control_character_that_somebody_pasted_does_not_cost_the_message() -> None:
    pasted = opened(sealed(xml(message(Content="路\x08灯\x00不\x1f亮\n换行"))))
    assert pasted.text == "路灯不亮\n换行"
    as_json = opened(sealed(json.dumps(message(Content="路\x00灯\ud83d不\x1b亮")), as_json=True))
    assert as_json.text == "路灯不亮"


def test_emoji_rare_characters_and_markup_come_through_unharmed() -> None:
    words = "𠮷野家🚰👩‍👩‍👧 <b>&amp; \ue415"
    assert opened(sealed(xml(message(Content=words)))).text == words


def test_the_check_of_the_address_is_answered_in_both_forms() -> None:
    asked = query() | {"echostr": "4375120948345356249"}
    for envelope in (SAFE, PLAIN, COMPATIBLE):
        assert envelope.echo(asked, NOW) == "4375120948345356249"
    words = sealed("echo-42")
    outer = words.body.decode()
    ciphertext = outer[outer.index("<Encrypt><![CDATA[") + 18 : outer.rindex("]]></Encrypt>")]
    encrypted = words.query | {"echostr": ciphertext}
    assert SAFE.echo(encrypted, NOW) == "echo-42"
    with pytest.raises(Refused):
        PLAIN.echo(encrypted, NOW)


def test_a_forged_or_malformed_check_of_the_address_is_refused() -> None:
    good = query() | {"echostr": "1"}
    for change in (
        {"signature": "0" * 40},
        {"signature": ""},
        {"nonce": "2"},
        {"timestamp": "17951364001"},
        {"echostr": ""},
        {"echostr": "回"},
        {"echostr": "<br>\n"},
        {"echostr": "x" * 2000},
        {"msg_signature": "0" * 40},
    ):
        with pytest.raises(Refused):
            SAFE.echo(good | change, NOW)
    with pytest.raises(StaleTimestamp):
        SAFE.echo(good, NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (("", APP_ID, AES_KEY, "safe"), "token"),
        (("  ", APP_ID, AES_KEY, "plain"), "token"),
        ((TOKEN, "", AES_KEY, "safe"), "app id"),
        ((TOKEN, APP_ID, "", "safe"), "AES key"),
        ((TOKEN, APP_ID, "", "compatible"), "AES key"),
        ((TOKEN, APP_ID, AES_KEY[:-1], "safe"), "AES key"),
        ((TOKEN, APP_ID, "密" * 43, "safe"), "AES key"),
        ((TOKEN, APP_ID, AES_KEY, "secure"), "mode"),
    ],
)
def test_empty_or_wrong_settings_stop_the_start_with_one_line(
    settings: tuple[str, str, str, str], names: str
) -> None:
    with pytest.raises(ValueError, match=names) as caught:
        Envelope(*settings)
    assert "\n" not in str(caught.value)


def test_a_time_without_a_zone_is_a_mistake_of_ours() -> None:
    push = sealed(xml(message()))
    with pytest.raises(ValueError, match="time zone"):
        SAFE.open(push.query, push.body, datetime(2026, 11, 20, 1, 0))  # noqa: DTZ001
