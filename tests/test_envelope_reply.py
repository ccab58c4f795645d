"""The answer back into the envelope."""

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel.envelope import MAX_REPLY, Envelope, Incoming, fits
from tests.crypto.platform import (
    ACCOUNT,
    AES_KEY,
    APP_ID,
    NOW,
    OPENID,
    STAMP,
    TOKEN,
    Push,
    message,
    plain,
    sealed,
    sha1,
    theirs,
    xml,
)

SAFE = Envelope(TOKEN, APP_ID, AES_KEY, "safe")
PLAIN = Envelope(TOKEN, APP_ID, "", "plain")
COMPATIBLE = Envelope(TOKEN, APP_ID, AES_KEY, "compatible")

#: Lone surrogates too.
ANY = st.characters(exclude_categories=())
# A busy machine is no reason to fail.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def asked(push: Push, envelope: Envelope) -> Incoming:
    return envelope.open(push.query, push.body, NOW)


def fields(reply: bytes) -> dict[str, str]:
    return {child.tag: child.text or "" for child in ET.fromstring(reply)}


def unsealed(reply: bytes) -> dict[str, str]:
    outer = fields(reply)
    inner = theirs.decrypt_message(
        outer["TimeStamp"], outer["Nonce"], outer["MsgSignature"], outer["Encrypt"]
    )
    return fields(inner)


EXPECTED = {
    "ToUserName": OPENID,
    "FromUserName": ACCOUNT,
    "CreateTime": STAMP,
    "MsgType": "text",
    "Content": "记下了，编号民312。",
}


def test_the_answer_goes_back_the_way_the_question_came() -> None:
    words = "记下了，编号民312。"
    for envelope in (PLAIN, COMPATIBLE):
        reply = envelope.seal(words, asked(plain(xml(message())), envelope), NOW)
        assert fields(reply) == EXPECTED
    for envelope in (SAFE, COMPATIBLE):
        reply = envelope.seal(words, asked(sealed(xml(message())), envelope), NOW)
        assert "记下了".encode() not in reply
        assert unsealed(reply) == EXPECTED


def test_a_question_in_json_is_answered_in_json() -> None:
    words = json.dumps(message())
    reply = json.loads(PLAIN.seal("好", asked(plain(words), PLAIN), NOW))
    assert reply == EXPECTED | {"Content": "好", "CreateTime": int(STAMP)}

    outer = json.loads(SAFE.seal("好", asked(sealed(words, as_json=True), SAFE), NOW))
    assert outer["MsgSignature"] == sha1(TOKEN, STAMP, outer["Nonce"], outer["Encrypt"])
    inner = json.loads(theirs.prp_crypto.decrypt(outer["Encrypt"], APP_ID))
    assert inner["Content"] == "好"


def test_two_answers_never_look_alike_encrypted() -> None:
    incoming = asked(sealed(xml(message())), SAFE)
    assert SAFE.seal("好", incoming, NOW) != SAFE.seal("好", incoming, NOW)


@pytest.mark.parametrize(
    "words",
    [
        "]]>",
        "]]]]>>",
        "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[",
        "a]]>b]]>c",
        "<Content>&amp;</Content>",
        "]]",
    ],
)
def test_quoted_markup_forges_no_element(words: str) -> None:
    reply = PLAIN.seal(words, asked(plain(xml(message())), PLAIN), NOW)
    assert fields(reply) == EXPECTED | {"Content": words}
    assert [child.tag for child in ET.fromstring(reply)] == list(EXPECTED)


def test_nothing_to_say_is_said_as_success() -> None:
    incoming = asked(sealed(xml(message())), SAFE)
    for nothing in ("", " \n", "\0\x08"):
        assert SAFE.seal(nothing, incoming, NOW) == b"success"


def test_what_no_one_can_carry_is_dropped_from_the_answer() -> None:
    assert fits("路\x00灯\x1b[0m\ud83d亮\ufffe\x85了\n\t好") == "路灯[0m亮了\n\t好"


def test_a_text_that_fits_is_not_touched() -> None:
    text = "路" * 682 + "ab"
    assert len(text.encode()) == MAX_REPLY
    assert fits(text) == text


@patient
@given(st.text(alphabet=ANY, max_size=1200))
def test_a_cut_text_ends_at_a_whole_character_and_says_that_it_was_cut(text: str) -> None:
    cut = fits(text)
    whole = fits(text, 10**9)
    assert len(cut.encode()) <= MAX_REPLY
    if cut != whole:
        assert cut.endswith("…")
        assert whole.startswith(cut[:-1])
        assert len(whole.encode()) > MAX_REPLY
        # No more than one character, its joiners and the ellipsis were given up.
        assert len(cut.encode()) > MAX_REPLY - 64 or "\u200d" in whole or "\ufe0f" in whole


@patient
@given(st.text(alphabet=ANY, max_size=400))
def test_any_answer_reads_the_same_after_the_envelope(text: str) -> None:
    incoming = asked(sealed(xml(message())), SAFE)
    reply = SAFE.seal(text, incoming, NOW)
    kept = fits(text)
    if kept.strip():
        # XML turns the line ends of other systems into ours.
        assert unsealed(reply)["Content"] == kept.replace("\r\n", "\n").replace("\r", "\n")
    else:
        assert reply == b"success"
