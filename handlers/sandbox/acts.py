"""What the owner of a phone does: writes, sends, scans, taps, follows, leaves.

Each act appears on the phone, opens the windows it opens on the platform (`window.py`), and is
pushed to the service. All return the push number and its thread (None where nothing is pushed).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from handlers.sandbox import codes, files, people, phones, window, xml
from handlers.sandbox.core import Sandbox, new_id, new_msg_id
from handlers.sandbox.errors import PlatformError

Pushed = tuple[int, threading.Thread] | None

KINDS = ("text", "image", "voice", "video", "shortvideo", "location", "link")


class CannotDo(ValueError):
    """A person could not do this on a real phone; the message says why, in Chinese."""


def _envelope(sandbox: Sandbox, openid: str, kind: str) -> list[tuple[str, Any]]:
    return [
        ("ToUserName", sandbox.config.account_id),
        ("FromUserName", openid),
        ("CreateTime", int(sandbox.seconds())),
        ("MsgType", kind),
    ]


def _must_follow(sandbox: Sandbox, openid: str) -> None:
    try:
        people.follower(sandbox, openid)
    except PlatformError as error:
        raise CannotDo("没有这部手机" if error.code == 40003 else "还没有关注公众号") from error


def send(sandbox: Sandbox, openid: str, kind: str, given: Mapping[str, Any]) -> Pushed:
    """Send a message of one of KINDS.

    `given` by kind: text {content, menu_id?}; image, video, shortvideo {media_id}; voice {media_id,
    recognition?}; location {latitude, longitude, label?}; link {title, description?, url}.
    """
    _must_follow(sandbox, openid)
    if kind not in KINDS:
        raise CannotDo(f"不能发送这种消息：{kind}")
    payload, fields = _composed(sandbox, kind, given)
    fields.append(("MsgId", new_msg_id(sandbox.state)))
    # A tap on a menu message counts as a click: it does not open the 48 hours.
    opens = window.user_touched if given.get("menu_id") else window.user_wrote
    with sandbox.state.transaction():
        message_id = phones.show(sandbox, openid, phones.USER, kind, payload, state="sending")
        opens(sandbox, openid)
    whole = _envelope(sandbox, openid, kind) + fields
    return sandbox.pusher.push(sandbox, openid, whole, message_id=message_id)


def send_raw(sandbox: Sandbox, openid: str, given: Mapping[str, Any]) -> Pushed:
    """Push XML fields as they are given (for odd kinds); the envelope and MsgId are filled in."""
    _must_follow(sandbox, openid)
    fields = [(name, value) for name, value in given.items() if name != "MsgType"]
    kind = str(given.get("MsgType", "text"))
    if kind != "event" and "MsgId" not in given:
        fields.append(("MsgId", new_msg_id(sandbox.state)))
    payload = {"text": str(given.get("Content", f"[{kind}]"))}
    with sandbox.state.transaction():
        message_id = phones.show(sandbox, openid, phones.USER, "text", payload, state="sending")
        if kind != "event":
            window.user_wrote(sandbox, openid)
    named = {name for name, _ in fields}
    whole = [pair for pair in _envelope(sandbox, openid, kind) if pair[0] not in named] + fields
    return sandbox.pusher.push(sandbox, openid, whole, message_id=message_id)


def _composed(
    sandbox: Sandbox, kind: str, given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The phone's payload and the XML fields of a message."""
    if kind == "text":
        content = str(given.get("content", ""))
        if not content.strip():
            raise CannotDo("不能发送空白消息")
        fields: list[tuple[str, Any]] = [("Content", content)]
        if given.get("menu_id"):
            fields.append(("bizmsgmenuid", str(given["menu_id"])))
        return {"text": content}, fields
    if kind == "location":
        latitude, longitude = _degrees(given.get("latitude"), given.get("longitude"))
        label = str(given.get("label", ""))
        return (
            {"label": label, "latitude": latitude, "longitude": longitude},
            [
                ("Location_X", f"{latitude:.6f}"),
                ("Location_Y", f"{longitude:.6f}"),
                ("Scale", 15),
                ("Label", label),
            ],
        )
    if kind == "link":
        words = {key: str(given.get(key, "")) for key in ("title", "description", "url")}
        if not words["url"]:
            raise CannotDo("链接地址不能为空")
        return words, [
            ("Title", words["title"]),
            ("Description", words["description"]),
            ("Url", words["url"]),
        ]
    return _composed_media(sandbox, kind, given)


def _composed_media(
    sandbox: Sandbox, kind: str, given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    media_id = str(given.get("media_id", ""))
    if files.find(sandbox, media_id) is None:
        raise CannotDo("没有这个文件")
    payload: dict[str, Any] = {"media_id": media_id}
    if kind == "image":
        return payload, [
            ("PicUrl", f"{sandbox.config.own_url}/_media/{media_id}"),
            ("MediaId", media_id),
        ]
    if kind == "voice":
        fields: list[tuple[str, Any]] = [("MediaId", media_id), ("Format", "amr")]
        recognition = str(given.get("recognition", ""))
        if "recognition" in given:
            fields.append(("Recognition", recognition))
        payload["seconds"] = files.voice_seconds(sandbox, media_id)
        payload["recognition"] = recognition
        return payload, fields
    return payload, [("MediaId", media_id), ("ThumbMediaId", media_id)]


def _degrees(latitude: object, longitude: object) -> tuple[float, float]:
    try:
        x, y = float(str(latitude)), float(str(longitude))
    except ValueError as error:
        raise CannotDo("纬度、经度要写数字，例如 30.5928") from error
    if not (-90 <= x <= 90 and -180 <= y <= 180):
        raise CannotDo("纬度、经度超出范围")
    return x, y


def _event(
    sandbox: Sandbox, openid: str, event: str, fields: xml.Fields, *, said: str = ""
) -> Pushed:
    """Push an event; `said` is the small line the phone shows of it."""
    message_id = None
    if said:
        message_id = phones.show(
            sandbox, openid, phones.SYSTEM, "event", {"text": said}, state="sending"
        )
    whole = [*_envelope(sandbox, openid, "event"), ("Event", event), *fields]
    return sandbox.pusher.push(sandbox, openid, whole, message_id=message_id)


def subscribe(sandbox: Sandbox, openid: str, scene: str = "", ticket: str = "") -> Pushed:
    """Follow the account, perhaps by scanning a code of ours."""
    person = people.find(sandbox, openid)
    if person is None:
        people.add(sandbox, "新朋友", "", openid)
    elif person["following"]:
        raise CannotDo("已经关注了")
    with sandbox.state.transaction():
        sandbox.state.run(
            "UPDATE people SET following = 1, followed_at = ?, scene = ? WHERE openid = ?",
            sandbox.seconds(),
            scene,
            openid,
        )
        window.user_touched(sandbox, openid)
    fields: list[tuple[str, Any]] = [("EventKey", f"qrscene_{scene}" if scene else "")]
    if ticket:
        fields.append(("Ticket", ticket))
    return _event(sandbox, openid, "subscribe", fields, said="你已关注公众号")


def unsubscribe(sandbox: Sandbox, openid: str) -> Pushed:
    """Leave; consents end, windows close."""
    _must_follow(sandbox, openid)
    with sandbox.state.transaction():
        sandbox.state.run(
            "UPDATE people SET following = 0, last_message_at = NULL, last_event_at = NULL"
            " WHERE openid = ?",
            openid,
        )
        sandbox.state.run("DELETE FROM consents WHERE openid = ?", openid)
        sandbox.state.touch()
    return _event(sandbox, openid, "unsubscribe", [("EventKey", "")], said="你已取消关注")


def scan(sandbox: Sandbox, openid: str, code: str, *, printed: bool = False) -> Pushed:
    """Scan a QR code: its ticket, its address or its scene; one not yet following follows.

    `printed`: `code` is the scene of a code that was made elsewhere; it need not be known here.
    """
    found = codes.find(sandbox, code)
    if found is not None:
        scene, ticket = found["scene"], found["ticket"]
    elif printed and 1 <= len(code) <= 64:
        scene, ticket = code, "gQ" + new_id(94)
    else:
        raise CannotDo("这个二维码不是本公众号的，或者已经过期")
    person = people.find(sandbox, openid)
    if person is None or not person["following"]:
        return subscribe(sandbox, openid, scene, ticket)
    with sandbox.state.transaction():
        window.user_touched(sandbox, openid)
    fields = [("EventKey", scene), ("Ticket", ticket)]
    return _event(sandbox, openid, "SCAN", fields, said="扫了二维码")


def click(sandbox: Sandbox, openid: str, key: str, name: str = "") -> Pushed:
    """Tap a menu button that sends an event."""
    _must_follow(sandbox, openid)
    with sandbox.state.transaction():
        window.user_touched(sandbox, openid)
    said = f"点了菜单「{name or key}」"
    return _event(sandbox, openid, "CLICK", [("EventKey", key)], said=said)


def view(sandbox: Sandbox, openid: str, url: str) -> Pushed:
    """Tap a menu button that opens a page; the page itself is opened by the phone."""
    _must_follow(sandbox, openid)
    fields = [("EventKey", url), ("MenuId", "4218903")]
    return _event(sandbox, openid, "VIEW", fields)


def report_location(sandbox: Sandbox, openid: str, latitude: object, longitude: object) -> Pushed:
    """The phone reports where it is (LOCATION event), no message."""
    _must_follow(sandbox, openid)
    x, y = _degrees(latitude, longitude)
    fields = [("Latitude", f"{x:.6f}"), ("Longitude", f"{y:.6f}"), ("Precision", "40.000000")]
    return _event(sandbox, openid, "LOCATION", fields)
