"""Others' servers and clients against ours over real HTTP: who signs, encrypts and reads is never
the same code on both ends."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from werkzeug.wrappers import Request, Response
from werobot import WeRoBot

from bench.pushes import Platform, Said
from bot.settings import read_settings
from bot.store.database import Database
from bot.store.models import Message
from tests.crypto.platform import (
    AES_KEY,
    APP_ID,
    NOW,
    STAMP,
    TOKEN,
    message,
    plain,
    query,
    sealed,
    sha1,
    theirs,
    xml,
)
from tests.http_parts import Client, served, webhook
from tests.talking import Town

NONCE = "1514711492"
WORDS = "东坪三组路灯不亮 ]]> <b>&amp; 😀"


@pytest.fixture(params=["safe", "compatible", "plain"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def service(database: Database, mode: str, tmp_path: Path) -> Iterator[tuple[Town, Client]]:
    with webhook(database, NOW, mode, tmp_path) as (town, port):
        client = Client(port)
        yield town, client
        client.close()


def stored(town: Town) -> list[str]:
    with town.database.read() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        return [(row.words.text or "") if row.words else "" for row in rows]


def test_a_push_of_werobots_crypto_is_answered_so_that_werobot_reads_it(
    service: tuple[Town, Client], mode: str
) -> None:
    town, client = service
    push = plain(xml(message())) if mode == "plain" else sealed(xml(message()))
    status, body = client.post(push.query, push.body)
    assert status == 200
    words = body.decode()
    if mode != "plain":
        found = parsed(body)
        signature = sha1(TOKEN, found["TimeStamp"], found["Nonce"], found["Encrypt"])
        assert found["MsgSignature"] == signature
        words = theirs.decrypt_message(
            found["TimeStamp"], found["Nonce"], found["MsgSignature"], found["Encrypt"]
        )
        words = words.decode() if isinstance(words, bytes) else words
    assert "民1" in words and "东坪三组路灯不亮" in words
    assert stored(town) == ["东坪三组路灯不亮"]
    assert client.post(push.query, push.body)[0] == 200
    assert len(stored(town)) == 1, "the same push again is no second message"


def parsed(body: bytes) -> dict[str, str]:
    """The flat fields of an encrypted reply."""
    found = {}
    for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce"):
        inside = re.search(rf"<{name}>(?:<!\[CDATA\[)?([^\]<]*)(?:\]\]>)?</{name}>", body.decode())
        assert inside, name
        found[name] = inside[1]
    return found


def test_a_push_that_wechatpy_sealed_is_answered_so_that_wechatpy_reads_it(
    service: tuple[Town, Client], mode: str
) -> None:
    if mode == "plain":
        pytest.skip("nothing is sealed in plain mode")
    town, client = service
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    body = crypto.encrypt_message(xml(message()), NONCE, STAMP)
    signature = parsed(body.encode())["MsgSignature"]
    asked = query() | {"encrypt_type": "aes", "msg_signature": signature}
    status, answer = client.post(asked, body.encode())
    assert status == 200
    found = parsed(answer)
    inner = crypto.decrypt_message(
        answer.decode(), found["MsgSignature"], found["TimeStamp"], found["Nonce"]
    )
    assert "民1" in (inner.decode() if isinstance(inner, bytes) else inner)
    assert stored(town) == ["东坪三组路灯不亮"]


def test_the_check_of_the_address_is_answered_to_whoever_signs_as_the_platform(
    service: tuple[Town, Client],
) -> None:
    _, client = service
    assert client.get(query() | {"echostr": "8437295"}) == (200, b"8437295")
    wrong = query() | {"echostr": "8437295", "signature": "0" * 40}
    assert client.get(wrong)[0] == 403


def platform(mode: str) -> Platform:
    return Platform(
        read_settings(
            {
                "DATABASE_URL": "sqlite:///nowhere",
                "WECHAT_APP_ID": APP_ID,
                "WECHAT_APP_SECRET": "secret",
                "WECHAT_TOKEN": TOKEN,
                "WECHAT_AES_KEY": AES_KEY,
                "WECHAT_MODE": mode,
                "PUBLIC_URL": "http://127.0.0.1:9",
                "SECRET_KEY": "a-secret-of-the-tests",
                "DATA_KEY": "ZGVtby1kYXRhLWtleS1vZi10aGUtZGVtby1jb3VudHk=",
                "LOOKUP_KEY": "ZGVtby1sb29rdXAta2V5LW9mLWRlbW8tY291bnR5ISE=",
                "MEDIA_DIR": "nowhere",
            }
        )
    )


def werobot_echo(mode: str) -> Any:
    config = {"TOKEN": TOKEN, "SESSION_STORAGE": False}
    if mode != "plain":
        config |= {"ENCODING_AES_KEY": AES_KEY, "APP_ID": APP_ID}
    robot = WeRoBot(config=config)

    @robot.handler
    def echo(said: Any) -> str:
        return str(said.content)

    return robot.wsgi


def wechatpy_echo(mode: str) -> Any:
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)

    @Request.application
    def answer(request: Request) -> Response:
        args, body = request.args, request.get_data()
        if mode != "plain":
            stamp = args["timestamp"], args["nonce"]
            body = crypto.decrypt_message(body, args["msg_signature"], *stamp)
        said = parse_message(body)
        reply = create_reply(said.content, said).render()
        if mode != "plain":
            reply = crypto.encrypt_message(reply, args["nonce"], args["timestamp"])
        return Response(reply)

    return answer


@pytest.mark.parametrize("server", [werobot_echo, wechatpy_echo])
@pytest.mark.parametrize("mode", ["safe", "plain"])
def test_what_we_push_is_understood_by_others_servers_and_we_read_their_reply(
    server: Any, mode: str
) -> None:
    ours = platform(mode)
    text = WORDS.replace("]]> ", "")
    asked, body = ours.push(Said("oVillager", "23456789012345678", text, NOW), NOW)
    with served(server(mode)) as port:
        client = Client(port, path="/")
        status, answer = client.post(dict(part.split("=", 1) for part in asked.split("&")), body)
        client.close()
    assert status == 200
    assert ours.answer(answer) == text
