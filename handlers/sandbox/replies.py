"""Reading the service's passive reply (被动回复) as strictly as the platform does."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from handlers.sandbox import crypto, xml
from handlers.sandbox.config import SandboxConfig

#: Longer texts are not delivered.
TEXT_BYTES = 2048


class BadReply(ValueError):
    """The phone shows that the account is out of order; the message says why."""


def read(config: SandboxConfig, openid: str, body: str) -> tuple[str, dict[str, Any]] | None:
    """Return (kind, payload) for the phone, None for silence (empty or `success`)."""
    if body in ("", "success"):
        return None
    try:
        root = xml.read(body)
        root = _opened(config, root)
    except (xml.NotAnAnswer, crypto.CryptoError) as error:
        raise BadReply(str(error)) from error
    if xml.text_of(root, "ToUserName") != openid:
        raise BadReply("ToUserName is not the sender of the message")
    if xml.text_of(root, "FromUserName") != config.account_id:
        raise BadReply("FromUserName is not this account")
    if not xml.text_of(root, "CreateTime").isdigit():
        raise BadReply("CreateTime is not a number")
    return _content(root)


def _opened(config: SandboxConfig, root: Element) -> Element:
    """Decrypt what is encrypted; refuse what the mode does not allow."""
    sealed = xml.text_of(root, "Encrypt")
    if not sealed:
        if config.mode == "safe":
            raise BadReply("plain answer in safe mode")
        return root
    if config.mode == "plain":
        raise BadReply("encrypted answer in plain mode")
    stamp, nonce = xml.text_of(root, "TimeStamp"), xml.text_of(root, "Nonce")
    given = xml.text_of(root, "MsgSignature")
    if not crypto.is_signed(given, config.token, stamp, nonce, sealed):
        raise BadReply("wrong MsgSignature")
    return xml.read(crypto.decrypt(sealed, config.aes_key, config.app_id))


def _content(root: Element) -> tuple[str, dict[str, Any]] | None:
    kind = xml.text_of(root, "MsgType")
    if kind == "text":
        text = root.findtext("Content") or ""
        if not text.strip():
            raise BadReply("empty Content")
        if len(text.encode()) > TEXT_BYTES:
            raise BadReply(f"Content longer than {TEXT_BYTES} bytes")
        return "text", {"text": text}
    if kind in ("image", "voice", "video"):
        parent = kind.capitalize()
        media_id = xml.text_of(root, f"{parent}/MediaId")
        if not media_id:
            raise BadReply("MediaId missing")
        return kind, {"media_id": media_id, "title": xml.text_of(root, f"{parent}/Title")}
    if kind == "news":
        articles = [
            {
                "title": xml.text_of(item, "Title"),
                "description": xml.text_of(item, "Description"),
                "picture": xml.text_of(item, "PicUrl"),
                "url": xml.text_of(item, "Url"),
            }
            for item in root.findall("Articles/item")
        ]
        if not articles:
            raise BadReply("Articles missing")
        # Since 2018 an answer to a message carries one article.
        return "news", {"articles": articles[:1]}
    if kind == "music":
        return "text", {"text": "[音乐] " + xml.text_of(root, "Music/Title")}
    if kind == "transfer_customer_service":
        return None
    raise BadReply(f"unknown MsgType {kind!r}")
