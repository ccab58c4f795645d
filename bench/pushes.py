"""Pushes as the platform makes them: signed and, but for plain mode, encrypted. For replaying real
messages and for measuring; the service itself only ever opens such pushes (bot.channel.envelope).
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.channel.cipher import decrypt, encrypt, key_of, sign
from bot.channel.refused import Refused
from bot.settings import Settings

#: Original id of the account that the pushes are addressed to.
ACCOUNT = "gh_replay000000"

_SEALED = re.compile(rb"<Encrypt><!\[CDATA\[([^\]]*)\]\]></Encrypt>")
_CONTENT = re.compile(r"<Content><!\[CDATA\[(.*)\]\]></Content>", re.S)


@dataclass(frozen=True, slots=True)
class Said:
    """One text message of one person. ``key`` is its MsgId: digits."""

    openid: str
    key: str
    text: str
    at: datetime


class Platform:
    """The platform's side of the agreement in ``settings``."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.wechat_token
        self._app_id = settings.wechat_app_id
        self._sealed = settings.wechat_mode != "plain"
        self._key = key_of(settings.wechat_aes_key) if settings.wechat_aes_key else None

    def push(self, said: Said, now: datetime) -> tuple[str, bytes]:
        """Query string and body of the push of ``said``, signed at ``now``."""
        text = said.text.replace("]]>", "]]]]><![CDATA[>")
        inner = (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<FromUserName><![CDATA[{said.openid}]]></FromUserName>"
            f"<CreateTime>{int(said.at.timestamp())}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
            f"<MsgId>{said.key}</MsgId></xml>"
        ).encode()
        stamp, nonce = str(int(now.timestamp())), str(int.from_bytes(os.urandom(4), "big"))
        query = {
            "signature": sign(self._token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": said.openid,
        }
        if not self._sealed or self._key is None:
            return urlencode(query), inner
        words = encrypt(self._key, inner, self._app_id)
        query |= {
            "encrypt_type": "aes",
            "msg_signature": sign(self._token, stamp, nonce, words),
        }
        body = (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<Encrypt><![CDATA[{words}]]></Encrypt></xml>"
        )
        return urlencode(query), body.encode()

    def answer(self, body: bytes) -> str:
        """The words in the service's reply; empty for ``success``. Raises ValueError for anything
        that the platform would show the person as 「该公众号暂时无法提供服务」."""
        if body in (b"", b"success"):
            return ""
        sealed = _SEALED.search(body)
        try:
            if sealed is not None and self._key is not None:
                body = decrypt(self._key, sealed[1].decode(), self._app_id)
            content = _CONTENT.search(body.decode())
        except (Refused, UnicodeDecodeError) as error:
            raise ValueError("a reply that cannot be opened") from error
        if content is None:
            raise ValueError("a reply without words")
        return content[1].replace("]]]]><![CDATA[>", "]]>")
