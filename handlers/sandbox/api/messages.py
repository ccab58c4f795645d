"""Customer-service messages (客服消息) and the typing state."""

from __future__ import annotations

import re
from typing import Any

from handlers.sandbox import files, people, phones, window
from handlers.sandbox.api.gate import Call
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError

OK = {"errcode": 0, "errmsg": "ok"}
_TEXT_BYTES = 2048


def send(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """text, image, voice, video, news, msgmenu; within the user's windows (45015, 45047)."""
    person = people.follower(sandbox, call.body.get("touser"))
    kind = call.body.get("msgtype")
    if not isinstance(kind, str) or kind not in _READERS:
        raise PlatformError(40008)
    given = call.body.get(kind)
    if not isinstance(given, dict):
        raise PlatformError(44004)
    shown, payload = _READERS[kind](sandbox, given)
    with sandbox.state.transaction():
        window.spend(sandbox, person)
        phones.show(sandbox, person["openid"], phones.ACCOUNT, shown, payload)
    return dict(OK)


def typing(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Typing on the user's phone for 15 s, or off."""
    person = people.follower(sandbox, call.body.get("touser"))
    command = call.body.get("command")
    if command == "Typing":
        window.start_typing(sandbox, person)
    elif command == "CancelTyping":
        window.set_typing(sandbox, person["openid"], 0.0)
    else:
        raise PlatformError(45072)
    return dict(OK)


def _text(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    content = given.get("content")
    if not isinstance(content, str) or not content.strip():
        raise PlatformError(44004)
    if len(content.encode()) > _TEXT_BYTES:
        raise PlatformError(45002)
    return "text", {"text": content}


def _media(kind: str, sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    row = files.find(sandbox, given.get("media_id"))
    if row is None or row["kind"] != kind:
        raise PlatformError(40007)
    payload: dict[str, Any] = {"media_id": row["media_id"], "title": str(given.get("title", ""))}
    if kind == "voice":
        payload["seconds"] = files.voice_seconds(sandbox, row["media_id"])
    return kind, payload


def _image(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return _media("image", sandbox, given)


def _voice(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return _media("voice", sandbox, given)


def _video(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return _media("video", sandbox, given)


def _news(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    articles = given.get("articles")
    # Since 2018 one article only; more are refused.
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise PlatformError(45008)
    one = articles[0]
    if not re.match(r"https?://", str(one.get("url", ""))):
        raise PlatformError(40066)
    return "news", {
        "articles": [
            {
                "title": str(one.get("title", "")),
                "description": str(one.get("description", "")),
                "picture": str(one.get("picurl", "")),
                "url": str(one["url"]),
            }
        ]
    }


def _menu(sandbox: Sandbox, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    choices = given.get("list")
    if not isinstance(choices, list) or not choices:
        raise PlatformError(44004)
    listed = [
        {"id": str(choice.get("id", "")), "content": str(choice.get("content", ""))}
        for choice in choices
        if isinstance(choice, dict)
    ]
    head, tail = str(given.get("head_content", "")), str(given.get("tail_content", ""))
    return "menu", {"head": head, "list": listed, "tail": tail}


_READERS = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "news": _news,
    "msgmenu": _menu,
}
