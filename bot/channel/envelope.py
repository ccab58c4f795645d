"""A push of the platform, from raw bytes to ``Incoming``, and the answer back into its envelope.

    POST /wechat?signature=…&timestamp=1714036504&nonce=1514711492&openid=o…
                &encrypt_type=aes&msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3
    <xml><ToUserName><![CDATA[gh_…]]></ToUserName><Encrypt><![CDATA[+qdx1…]]></Encrypt></xml>

Whatever comes in, the outcome is an ``Incoming`` or ``Refused``, never another exception.
What a plain push cannot give: its signature does not cover the body, so whoever sees one such
request can send another body with it for an hour. Safe mode does not have that gap.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.channel.body import MAX_BODY, clean, fields_of, is_json
from bot.channel.cipher import decrypt, encrypt, key_of, sign, signed
from bot.channel.incoming import Consent, Incoming, consents, read
from bot.channel.refused import Refused, StaleTimestamp

__all__ = [
    "MAX_BODY",
    "MAX_REPLY",
    "Consent",
    "Envelope",
    "Incoming",
    "Refused",
    "StaleTimestamp",
    "consents",
    "fits",
]

MODES: Final = ("plain", "compatible", "safe")
MAX_REPLY: Final = 2048
_OLDEST: Final = 3600
_AHEAD: Final = 300
#: Never left at the end of a cut text: they would join with the ellipsis.
_JOINERS: Final = "\u200d\ufe0e\ufe0f"


def fits(text: str, limit: int = MAX_REPLY) -> str:
    """``text`` without what the platform cannot carry, in at most ``limit`` bytes of UTF-8; what is
    cut off ends in …"""
    text = clean(text)
    data = text.encode()
    if len(data) <= limit:
        return text
    return data[: limit - 3].decode("utf-8", "ignore").rstrip(_JOINERS) + "…"


class Envelope:
    """The agreement with the platform about one account: token, key, mode.

    ``mode`` is what is configured on the platform. plain: plaintext only. safe: ciphertext only.
    compatible: either, but what claims to be encrypted must verify. ``account`` is the original id
    (gh_…); if given, pushes to another account are refused. Raises ValueError with one line.
    """

    def __init__(
        self, token: str, app_id: str, aes_key: str, mode: str, *, account: str = ""
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"WeChat mode must be one of {', '.join(MODES)}, not {mode!r}")
        for name, value in (("token", token), ("app id", app_id)):
            if not value.strip():
                raise ValueError(f"WeChat {name} is empty: anybody could sign")
        try:
            self._key = key_of(aes_key) if aes_key or mode != "plain" else None
        except ValueError as error:
            raise ValueError(f"WeChat AES key: {error}") from None
        self._token = token
        self._app_id = app_id
        self._mode = mode
        self._account = account

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """What to answer to the platform's GET when somebody saves the address there. Send it as
        text/plain. Raises Refused."""
        echo = query.get("echostr", "")
        if not 0 < len(echo) <= 1024 or not (echo.isascii() and echo.isprintable()):
            raise Refused(400, "echostr missing or malformed")
        timestamp, nonce = _stamp(query)
        if "msg_signature" not in query:
            self._check_signature(query, timestamp, nonce)
            _check_age(timestamp, now)
            return echo
        if self._key is None:
            raise Refused(403, "encrypted check in plain mode")
        if not signed(query["msg_signature"], self._token, timestamp, nonce, echo):
            raise Refused(403, "wrong msg_signature")
        _check_age(timestamp, now)
        try:
            return decrypt(self._key, echo, self._app_id).decode()
        except UnicodeDecodeError:
            raise Refused(400, "echostr is not text") from None

    def open(
        self, query: Mapping[str, str], body: bytes, now: datetime, content_type: str = ""
    ) -> Incoming:
        """The push in ``body``; ``query`` is the address's. Raises Refused, and StaleTimestamp if
        it is signed but older than an hour or more than 5 minutes ahead of ``now``."""
        if len(body) > MAX_BODY:
            raise Refused(413, f"body of {len(body)} bytes")
        timestamp, nonce = _stamp(query)
        encrypt_type = query.get("encrypt_type", "") or "raw"
        if encrypt_type not in ("raw", "aes"):
            raise Refused(400, "unknown encrypt_type")
        if "signature" in query:
            # Weaker than msg_signature, but cheap: strangers are gone before any parsing.
            self._check_signature(query, timestamp, nonce)
        if encrypt_type == "aes" or "msg_signature" in query:
            return self._open_sealed(query, body, timestamp, nonce, now, content_type)
        if self._mode == "safe":
            raise Refused(403 if "signature" in query else 401, "plain push in safe mode")
        self._check_signature(query, timestamp, nonce)
        _check_age(timestamp, now)
        fields = fields_of(body, content_type)
        if "Encrypt" in fields:
            raise Refused(401, "encrypted push without msg_signature")
        return self._read(fields, encrypted=False, as_json=is_json(body))

    def seal(self, text: str, incoming: Incoming, now: datetime) -> bytes:
        """The passive reply ``text`` to ``incoming``: encrypted, and in JSON, if that came so; the
        text cut by ``fits``. An empty text gives b"success": heard, nothing to say."""
        text = fits(text)
        if not text.strip():
            return b"success"
        seconds = int(_aware(now).timestamp())
        reply = _reply_json if incoming.as_json else _reply_xml
        inner = reply(incoming, text, seconds)
        if self._key is None or not (incoming.encrypted or self._mode == "safe"):
            return inner
        sealed = encrypt(self._key, inner, self._app_id)
        nonce = str(int.from_bytes(os.urandom(4), "big"))
        signature = sign(self._token, str(seconds), nonce, sealed)
        if incoming.as_json:
            return _json(Encrypt=sealed, MsgSignature=signature, TimeStamp=seconds, Nonce=nonce)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{seconds}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()

    def _open_sealed(
        self,
        query: Mapping[str, str],
        body: bytes,
        timestamp: str,
        nonce: str,
        now: datetime,
        content_type: str,
    ) -> Incoming:
        if self._key is None or self._mode == "plain":
            raise Refused(403, "encrypted push in plain mode")
        if not query.get("msg_signature"):
            raise Refused(401, "encrypted push without msg_signature")
        outer = fields_of(body, content_type)
        sealed = outer.get("Encrypt", "")
        if not sealed:
            raise Refused(400, "msg_signature without ciphertext")
        if not signed(query["msg_signature"], self._token, timestamp, nonce, sealed):
            raise Refused(403, "wrong msg_signature")
        _check_age(timestamp, now)
        inner = decrypt(self._key, sealed, self._app_id)
        incoming = self._read(fields_of(inner), encrypted=True, as_json=is_json(inner))
        if outer.get("ToUserName", incoming.to) != incoming.to:
            raise Refused(403, "ToUserName differs inside and outside")
        return incoming

    def _read(self, fields: dict[str, str], *, encrypted: bool, as_json: bool) -> Incoming:
        incoming = read(fields, encrypted=encrypted, as_json=as_json)
        if self._account and incoming.to != self._account:
            raise Refused(403, "push to another account")
        return incoming

    def _check_signature(self, query: Mapping[str, str], timestamp: str, nonce: str) -> None:
        signature = query.get("signature", "")
        if not signature:
            raise Refused(401, "no signature")
        if not signed(signature, self._token, timestamp, nonce):
            raise Refused(403, "wrong signature")


def _stamp(query: Mapping[str, str]) -> tuple[str, str]:
    """Timestamp and nonce. Exactly ten digits (good until 2286): the parts are signed joined
    together, so a freer form would let digits move from one to the other."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not (len(timestamp) == 10 and timestamp.isascii() and timestamp.isdigit()):
        raise Refused(400, "timestamp missing or malformed")
    if not (0 < len(nonce) <= 128 and nonce.isascii()):
        raise Refused(400, "nonce missing or malformed")
    return timestamp, nonce


def _check_age(timestamp: str, now: datetime) -> None:
    ahead = int(timestamp) - int(_aware(now).timestamp())
    if not -_OLDEST <= ahead <= _AHEAD:
        raise StaleTimestamp(ahead)


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    return now


def _reply_xml(incoming: Incoming, text: str, seconds: int) -> bytes:
    # ]]> would end the CDATA section and let a quoted text forge elements.
    text = text.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<xml><ToUserName><![CDATA[{incoming.openid}]]></ToUserName>"
        f"<FromUserName><![CDATA[{incoming.to}]]></FromUserName>"
        f"<CreateTime>{seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content></xml>"
    ).encode()


def _reply_json(incoming: Incoming, text: str, seconds: int) -> bytes:
    return _json(
        ToUserName=incoming.openid,
        FromUserName=incoming.to,
        CreateTime=seconds,
        MsgType="text",
        Content=text,
    )


def _json(**fields: str | int) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
