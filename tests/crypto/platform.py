"""Pushes as the platform makes them, built without the code under test: by WeRoBot's crypto."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from werobot.crypto import MessageCrypt

TOKEN = "qinghe2026"
APP_ID = "wx5823bf96d3bd56c7"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
ACCOUNT = "gh_7f083739789a"
OPENID = "oia2TjuEGTNoeX76QEjQNrcURxG8"
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))

theirs = MessageCrypt(TOKEN, AES_KEY, APP_ID)


@dataclass(frozen=True)
class Push:
    query: dict[str, str]
    body: bytes


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def xml(fields: Mapping[str, str | int]) -> str:
    words = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{words}</xml>"


def message(**more: str | int) -> dict[str, str | int]:
    """A text message of a citizen; ``more`` replaces or adds fields."""
    fields: dict[str, str | int] = {
        "ToUserName": ACCOUNT,
        "FromUserName": OPENID,
        "CreateTime": int(STAMP),
        "MsgType": "text",
        "Content": "东坪三组路灯不亮",
        "MsgId": 23456789012345678,
    }
    return {**fields, **more}


def event(name: str, **more: str | int) -> dict[str, str | int]:
    fields = message(MsgType="event", Event=name)
    del fields["Content"], fields["MsgId"]
    return fields | more


def query(timestamp: str = STAMP, nonce: str = "1514711492") -> dict[str, str]:
    return {
        "signature": sha1(TOKEN, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": OPENID,
    }


def plain(inner: str, **stamp: str) -> Push:
    return Push(query(**stamp), inner.encode())


def sealed(inner: str | bytes, *, as_json: bool = False, **stamp: str) -> Push:
    """``inner`` encrypted as in safe mode."""
    asked = query(**stamp)
    words = theirs.prp_crypto.encrypt(inner, APP_ID).decode()
    asked |= {
        "encrypt_type": "aes",
        "msg_signature": sha1(TOKEN, asked["timestamp"], asked["nonce"], words),
    }
    outer: dict[str, str | int] = {"ToUserName": ACCOUNT, "Encrypt": words}
    return Push(asked, (json.dumps(outer) if as_json else xml(outer)).encode())
