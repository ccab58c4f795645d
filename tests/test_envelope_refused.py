"""Pushes that are none: whatever is wrong with them, they are refused and nothing else happens."""

import base64
import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channel.cipher import decrypt, key_of
from bot.channel.envelope import Envelope, Incoming, Refused, StaleTimestamp
from tests.crypto.platform import (
    ACCOUNT,
    AES_KEY,
    APP_ID,
    NOW,
    STAMP,
    TOKEN,
    Push,
    event,
    message,
    plain,
    query,
    sealed,
    sha1,
    xml,
)

SAFE = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
PLAIN = Envelope(TOKEN, APP_ID, "", "plain")
COMPATIBLE = Envelope(TOKEN, APP_ID, AES_KEY, "compatible")


def opened(push: Push, envelope: Envelope = SAFE, now: datetime = NOW) -> Incoming:
    return envelope.open(push.query, push.body, now)


def refusal(push: Push, envelope: Envelope = SAFE, now: datetime = NOW) -> Refused:
    with pytest.raises(Refused) as caught:
        envelope.open(push.query, push.body, now)
    return caught.value


def test_a_plain_push_is_refused_in_safe_mode() -> None:
    assert refusal(plain(xml(message()))).status == 403
    assert refusal(Push({"timestamp": STAMP, "nonce": "1"}, b"<xml/>")).status == 401


def test_an_encrypted_push_is_refused_in_plain_mode_even_if_the_key_is_known() -> None:
    with_key = Envelope(TOKEN, APP_ID, AES_KEY, "plain")
    for envelope in (PLAIN, with_key):
        assert refusal(sealed(xml(message())), envelope).status == 403
        stripped = sealed(xml(message()))
        for name in ("msg_signature", "encrypt_type"):
            stripped.query.pop(name)
        assert refusal(stripped, envelope).status == 401


def test_in_compatible_mode_what_claims_to_be_encrypted_must_verify() -> None:
    both = sealed(xml(message()))
    readable = xml(message(Content="假的")).encode().removeprefix(b"<xml><ToUserName>")
    mixed = both.body.replace(b"</xml>", b"") + readable[readable.index(b"<FromUserName>") :]
    assert opened(Push(both.query, mixed), COMPATIBLE).text == "东坪三组路灯不亮"

    forged = Push(both.query | {"msg_signature": "0" * 40}, mixed)
    assert refusal(forged, COMPATIBLE).status == 403
    for missing in ("msg_signature", "encrypt_type"):
        less = {name: value for name, value in both.query.items() if name != missing}
        if missing == "encrypt_type":
            assert opened(Push(less, mixed), COMPATIBLE).encrypted
        else:
            assert refusal(Push(less, mixed), COMPATIBLE).status == 401
    neither = {n: v for n, v in both.query.items() if n not in ("msg_signature", "encrypt_type")}
    assert refusal(Push(neither, mixed), COMPATIBLE).status == 401
    assert refusal(Push(both.query, xml(message()).encode()), COMPATIBLE).status == 400


@pytest.mark.parametrize("change", ["signature", "msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "0", "x" * 5000, "\ud800", "签名", "1795136401"])
def test_a_changed_or_missing_part_of_the_signature_is_refused(change: str, value: str) -> None:
    push = sealed(xml(message()))
    assert refusal(Push(push.query | {change: value}, push.body)).status in (400, 401, 403)
    if change != "signature":
        push.query.pop(change)
        assert refusal(push).status in (400, 401, 403)


def test_a_signature_by_another_token_is_refused() -> None:
    stranger = Envelope("other-token", APP_ID, AES_KEY, "safe")
    assert refusal(sealed(xml(message())), stranger).status == 403


def test_a_push_for_another_app_id_is_refused() -> None:
    stranger = Envelope(TOKEN, "wx0000000000000000", AES_KEY, "safe")
    assert refusal(sealed(xml(message())), stranger).status == 403
    longer = Envelope(TOKEN, APP_ID + "x", AES_KEY, "safe")
    assert refusal(sealed(xml(message())), longer).status == 403


def test_an_hour_old_push_and_one_from_the_future_are_refused_as_stale() -> None:
    for envelope, push in ((SAFE, sealed(xml(message()))), (PLAIN, plain(xml(message())))):
        opened(push, envelope, NOW + timedelta(hours=1))
        opened(push, envelope, NOW - timedelta(minutes=5))
        late = refusal(push, envelope, NOW + timedelta(hours=1, seconds=1))
        early = refusal(push, envelope, NOW - timedelta(minutes=5, seconds=1))
        assert isinstance(late, StaleTimestamp) and late.ahead == -3601
        assert isinstance(early, StaleTimestamp) and early.ahead == 301


def test_a_stale_push_that_is_wrongly_signed_raises_no_clock_alarm() -> None:
    push = plain(xml(message()))
    forged = Push(push.query | {"signature": "0" * 40}, push.body)
    assert not isinstance(refusal(forged, PLAIN, NOW + timedelta(days=1)), StaleTimestamp)


def test_the_same_words_inside_and_outside_must_name_the_same_account() -> None:
    push = sealed(xml(message()))
    assert refusal(Push(push.query, push.body.replace(b"gh_7", b"gh_8"))).status == 403


def test_a_push_to_another_account_is_refused_once_ours_is_known() -> None:
    ours = Envelope(TOKEN, APP_ID, AES_KEY, "safe", account=ACCOUNT)
    assert opened(sealed(xml(message())), ours).to == ACCOUNT
    assert refusal(sealed(xml(message(ToUserName="gh_other"))), ours).status == 403


@pytest.mark.parametrize(
    "field",
    [
        {"CreateTime": "yesterday"},
        {"CreateTime": "-1"},
        {"CreateTime": "0"},
        {"CreateTime": "9999999999"},
        {"CreateTime": "1" * 30_000},
        {"CreateTime": "١٧٩٥١٣٦٤٠٠"},
        {"CreateTime": " 1795136400"},
        {"CreateTime": ""},
        {"MsgId": "abc"},
        {"MsgId": "-5"},
        {"MsgId": "1.5"},
        {"MsgId": "²"},
        {"MsgId": "18446744073709551616"},
        {"MsgId": "9" * 30_000},
        {"MsgId": ""},
        {"MsgType": ""},
        {"MsgType": "te xt"},
        {"FromUserName": ""},
        {"FromUserName": "a" * 65},
        {"FromUserName": "<script>"},
        {"FromUserName": "群众"},
        {"ToUserName": ""},
        {"ToUserName": "gh 1"},
    ],
)
def test_a_malformed_field_is_refused(field: dict[str, str]) -> None:
    assert refusal(sealed(xml(message(**field)))).status == 400
    assert refusal(sealed(json.dumps(message(**field)), as_json=True)).status == 400


@pytest.mark.parametrize("field", ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId"])
def test_a_missing_field_is_refused(field: str) -> None:
    fields = message()
    del fields[field]
    assert refusal(sealed(xml(fields))).status == 400


def test_an_event_without_a_name_is_refused() -> None:
    assert refusal(sealed(xml(event("")))).status == 400


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<xml><Content>&b;</Content></xml>"
)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        " ",
        "null",
        "[]",
        '"xml"',
        "{",
        "{}",
        '{"MsgType":',
        "<xml",
        "<xml></lmx>",
        "<other></other>",
        "<xml/><xml/>",
        "<xml>&undefined;</xml>",
        "<xml>&#0;</xml>",
        '<?xml version="1.0" encoding="no-such-thing"?><xml',
        BOMB,
        '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml></xml>',
        "<a>" * 15_000,
        "<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>",
        "<xml>" + "<a/>" * 600 + "</xml>",
        "<xml>" + "".join(f"<a{n}/>" for n in range(600)) + "</xml>",
        "[" * 40_000,
        '{"a":' * 6_000 + "1" + "}" * 6_000,
        '{"MsgId": ' + "1" * 40_000 + "}",
        '{"a": NaN}',
        '{"a": 1, "a": 2}',
        '{"a b": 1}',
    ],
)
def test_malformed_words_are_refused_in_every_wrapping(inner: str) -> None:
    assert refusal(plain(inner), PLAIN).status == 400
    assert refusal(sealed(inner)).status == 400


def test_a_push_may_nest_as_the_platform_does_but_not_without_end() -> None:
    def nested(depth: int) -> str:
        return xml(message()).replace("</xml>", "<a>" * depth + "</a>" * depth + "</xml>")

    assert opened(sealed(nested(4))).text == "东坪三组路灯不亮"
    assert refusal(sealed(nested(8))).status == 400
    listed = json.dumps(message() | {"a": [[[[[[[[[1]]]]]]]]]})
    assert refusal(sealed(listed, as_json=True)).status == 400


def test_words_that_are_not_text_are_refused() -> None:
    for junk in (b"\xff\xfe<xml/>", xml(message()).encode("gb18030"), b"\x89PNG\r\n"):
        assert refusal(Push(query(), junk), PLAIN).status == 400
        assert refusal(sealed(junk)).status == 400


@pytest.mark.parametrize("name", list(message()))
def test_a_duplicate_element_is_refused(name: str) -> None:
    words = xml(message())
    twice = words.replace("</xml>", f"<{name}>1</{name}></xml>")
    assert refusal(sealed(twice)).status == 400


def test_a_large_body_is_refused_before_anything_is_read() -> None:
    push = plain(xml(message(Content="路" * 30_000)))
    assert len(push.body) > 65536
    assert refusal(push, PLAIN).status == 413
    assert refusal(Push({}, push.body), PLAIN).status == 413


def test_ciphertext_with_wrong_insides_is_refused_although_it_is_signed() -> None:
    """Made with the right token and key, so that only what is inside is wrong."""
    key = base64.b64decode(AES_KEY + "=")

    def signed_push(words: str) -> Push:
        asked = query()
        asked |= {"encrypt_type": "aes"}
        asked |= {"msg_signature": sha1(TOKEN, asked["timestamp"], asked["nonce"], words)}
        return Push(asked, xml({"ToUserName": ACCOUNT, "Encrypt": words}).encode())

    def locked(plaintext: bytes) -> str:
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(encryptor.update(plaintext) + encryptor.finalize()).decode()

    inner = xml(message()).encode()
    head, tail = b"r" * 16, APP_ID.encode()

    def padded(data: bytes) -> bytes:
        count = 32 - len(data) % 32
        return data + bytes([count]) * count

    good = head + len(inner).to_bytes(4, "big") + inner + tail
    assert opened(signed_push(locked(padded(good)))).text == "东坪三组路灯不亮"
    assert padded(good)[-1] > 1
    wrong = {
        "empty": "",
        "not base64": "!!!!",
        "not ascii": "密文",
        "one block": locked(b"x" * 16),
        "half a block": base64.b64encode(b"x" * 40).decode(),
        "padding 0": locked(padded(good)[:-1] + b"\0"),
        "padding 33": locked(padded(good)[:-1] + b"\x21"),
        "padding of mixed bytes": locked(padded(good)[:-2] + b"\0" + padded(good)[-1:]),
        "longer than it is": locked(padded(head + b"\xff\xff\xff\xff" + inner + tail)),
        "shorter than it is": locked(padded(head + b"\0\0\0\x05" + inner + tail)),
        "no app id": locked(padded(head + len(inner).to_bytes(4, "big") + inner)),
        "app id and more": locked(padded(good + b"x")),
        "nothing": locked(b"\x20" * 32),
    }
    for why, words in wrong.items():
        assert refusal(signed_push(words)).status in (400, 403), why
        with pytest.raises(Refused):
            decrypt(key_of(AES_KEY), words, APP_ID)
