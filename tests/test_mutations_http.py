"""Twenty thousand damaged and forged pushes against the real webhook over HTTP: it answers each,
never with a 5xx, and keeps nothing that was not signed."""

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import Message
from tests.crypto.platform import NOW, Push, event, message, query, sealed, sha1, xml
from tests.http_parts import Client, webhook
from tests.test_envelope_mutations import mutated, mutated_query

IN_ALL = 20_000
#: Of every so many one is damaged before it is signed: that goes through to the intake.
DEEP = 12
FORGED = "这一句没有人签过"


def genuine(number: int) -> Push:
    """A signed push of its own number and sender."""
    who = {"FromUserName": f"oSigned{number % 500}"}
    if number % 5 == 0:
        return sealed(xml(event("CLICK", EventKey="我的代表", **who) | {"CreateTime": number + 1}))
    return sealed(xml(message(MsgId=10_000_000 + number, Content=f"东坪第{number}句", **who)))


def forged(number: int, chance: random.Random) -> Push:
    """As the platform would send it, by somebody who has not got the token or the key."""
    inner = xml(message(MsgId=90_000_000 + number, Content=FORGED, FromUserName="oForged"))
    push = sealed(inner)
    asked = dict(push.query)
    match chance.randrange(5):
        case 0:
            asked["msg_signature"] = sha1("another token", asked["timestamp"], asked["nonce"])
        case 1:
            del asked["msg_signature"]
        case 2:
            # The plain one, rightly signed for its stamp, is not taken in safe mode.
            return Push(query(), inner.encode())
        case 3:
            return Push(push.query, sealed(inner + " ").body)
        case _:
            asked = {"timestamp": asked["timestamp"], "nonce": asked["nonce"]}
    return Push(asked, push.body)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_twenty_thousand_mutated_pushes_bring_no_5xx_and_nothing_unsigned_is_stored(
    database: Database, tmp_path: Path
) -> None:
    chance = random.Random(20261121)
    answers: dict[int, int] = {}
    signed: set[str] = set()
    deep = 0
    with webhook(database, NOW, "safe", tmp_path) as (_, port):
        client = Client(port)
        for number in range(IN_ALL):
            push, before = genuine(number), False
            kind = chance.randrange(DEEP)
            if kind == 0:
                inner = xml(message(MsgId=50_000_000 + number, FromUserName=f"oDeep{number}"))
                push, before = sealed(mutated(inner.encode(), chance)), True
            elif kind <= 3:
                push = forged(number, chance)
            elif kind <= 7:
                push = Push(mutated_query(push.query, chance), push.body)
            else:
                push = Push(push.query, mutated(push.body, chance))
            status, _ = client.post(push.query, push.body)
            answers[status] = answers.get(status, 0) + 1
            if status == 200:
                deep += before
                signed.add(str(10_000_000 + number))
        client.close()
    assert set(answers) <= {200, 400, 401, 403, 413}, answers
    # Some mutations hit nothing that matters; most must not pass.
    assert 300 < answers[200] < IN_ALL / 3
    with database.read() as session:
        rows = session.scalars(select(Message)).all()
        texts = [row.words.text or "" for row in rows if row.words]
        assert FORGED not in "".join(texts)
        others = [
            row for row in rows if row.key not in signed and not row.key.startswith("oSigned")
        ]
        assert len(others) <= deep
        for row in rows:
            if row.key in signed:
                assert row.words is not None
                assert row.words.text == f"东坪第{int(row.key) - 10_000_000}句"
