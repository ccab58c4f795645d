"""Whatever is done to a push on its way, it comes out as Incoming or Refused."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel.envelope import Envelope, Incoming, Refused
from tests.crypto.platform import (
    AES_KEY,
    APP_ID,
    NOW,
    TOKEN,
    Push,
    event,
    message,
    plain,
    query,
    sealed,
    xml,
)

ENVELOPES = [
    Envelope(TOKEN, APP_ID, AES_KEY, "safe"),
    Envelope(TOKEN, APP_ID, AES_KEY, "compatible"),
    Envelope(TOKEN, APP_ID, "", "plain"),
]
INNER = [
    xml(message()),
    xml(message(MsgType="location", Location_X="23.1", Location_Y="113.3")),
    xml(event("CLICK", EventKey="我的代表")),
    xml(event("TEMPLATESENDJOBFINISH", MsgID=7, Status="success")),
    json.dumps(message(), ensure_ascii=False),
]
PUSHES = [make(inner) for inner in INNER for make in (plain, sealed)]
NASTY = [
    b"]]>", b"<!DOCTYPE x [", b"&#0;", b"&lt;", b"\x00", b"\xff", b"<xml>", b"</xml>", b"{", b"}",
    b"[", b'"', b"\\ud800", b"1e999", b"-1", b"9" * 400, "²".encode(), b"<a>" * 50, b"\xed\xa0\x80",
]  # fmt: skip


#: Lone surrogates too.
ANY = st.characters(exclude_categories=())
# A busy machine is no reason to fail.
patient = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survived(envelope: Envelope, push: Push) -> bool:
    """Whether the push was taken. Anything but Incoming or Refused fails the test."""
    try:
        incoming = envelope.open(push.query, push.body, NOW)
    except Refused as refused:
        assert refused.status in (400, 401, 403, 413)
        return False
    assert isinstance(incoming, Incoming)
    assert incoming.key and len(incoming.key.encode()) <= 191
    # Everything of it can be stored and sent: no lone surrogate, no NUL.
    words = json.dumps(incoming.fields, ensure_ascii=False) + incoming.key + incoming.openid
    assert "\0" not in words.encode().decode()
    envelope.seal(incoming.text or "好", incoming, NOW)
    return True


def mutated(data: bytes, chance: random.Random) -> bytes:
    """``data`` after one to four accidents: flips, cuts, repeats, swaps, insertions."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randint(1, 40))
        kind = chance.randrange(6)
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[to:]
        elif kind == 2:
            data = data[:to] + data[at:to] * chance.randint(1, 30) + data[to:]
        elif kind == 3:
            data = data[:at] + chance.choice(NASTY) + data[at:]
        elif kind == 4:
            data = data[:at] + chance.randbytes(chance.randint(1, 8)) + data[to:]
        else:
            data = data[:at]
    return data


def mutated_query(asked: dict[str, str], chance: random.Random) -> dict[str, str]:
    asked = dict(asked)
    for name in chance.sample(sorted(asked), chance.randint(1, 2)):
        if chance.random() < 0.3:
            del asked[name]
        else:
            asked[name] = mutated(asked[name].encode(), chance).decode("utf-8", "surrogateescape")
    return asked


@pytest.mark.slow
def test_twenty_thousand_mutated_pushes_give_nothing_but_incoming_or_refused() -> None:
    chance = random.Random(20261120)
    taken = 0
    for number in range(20_000):
        envelope = ENVELOPES[number % len(ENVELOPES)]
        push = chance.choice(PUSHES)
        which = chance.randrange(4)
        if which == 0:
            push = Push(mutated_query(push.query, chance), push.body)
        elif which == 1:
            push = Push(push.query, mutated(push.body, chance))
        else:
            # The accident happens before it is signed: this goes deeper.
            inner = mutated(chance.choice(INNER).encode(), chance)
            push = sealed(inner) if which == 2 else Push(query(), inner)
        taken += survived(envelope, push)
    # Some mutations hit nothing that matters; most must not pass.
    assert 500 < taken < 10_000


@patient
@given(seed=st.integers(0, 2**32), which=st.integers(0, len(PUSHES) - 1))
def test_a_mutated_push_gives_nothing_but_incoming_or_refused(seed: int, which: int) -> None:
    chance = random.Random(seed)
    push = PUSHES[which]
    for envelope in ENVELOPES:
        survived(envelope, Push(push.query, mutated(push.body, chance)))
        survived(envelope, Push(mutated_query(push.query, chance), push.body))


@patient
@given(seed=st.integers(0, 2**32))
def test_of_encrypted_pushes_no_mutation_is_believed(seed: int) -> None:
    """Where the ciphertext or its signature changed, nothing comes out; where something comes out,
    it is what was said."""
    chance = random.Random(seed)
    push = sealed(xml(message()))
    for query_, body in (
        (push.query, mutated(push.body, chance)),
        (mutated_query(push.query, chance), push.body),
    ):
        try:
            incoming = ENVELOPES[0].open(query_, body, NOW)
        except Refused:
            continue
        assert (incoming.text, incoming.key) == ("东坪三组路灯不亮", "23456789012345678")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(ANY, max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@patient
@given(st.dictionaries(st.sampled_from([*message(), "Event", "Encrypt"]), json_values))
def test_json_of_any_shape_gives_nothing_but_incoming_or_refused(more: dict[str, object]) -> None:
    inner = json.dumps({**message(), **more})
    for envelope, push in zip(ENVELOPES, [sealed(inner), sealed(inner), plain(inner)], strict=True):
        survived(envelope, push)


@patient
@given(st.binary(max_size=300))
def test_any_bytes_give_nothing_but_incoming_or_refused(body: bytes) -> None:
    survived(ENVELOPES[2], Push(query(), body))
    survived(ENVELOPES[0], sealed(body))


@patient
@given(st.dictionaries(st.sampled_from(sorted(PUSHES[1].query)), st.text(ANY)))
def test_any_query_gives_nothing_but_incoming_or_refused(asked: dict[str, str]) -> None:
    for envelope in ENVELOPES:
        survived(envelope, Push(asked, PUSHES[1].body))
        try:
            envelope.echo(asked | {"echostr": asked.get("nonce", "1")}, NOW)
        except Refused:
            continue
