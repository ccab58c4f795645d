"""The menu at the bottom of the chat (自定义菜单)."""

from __future__ import annotations

from typing import Any

from handlers.sandbox.api.gate import Call
from handlers.sandbox.api.messages import OK
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError

_KEYED = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
#: Bytes of a name: four Chinese characters above, eight below would be 12 and 24; the platform
#: accepts 16 and 60 and cuts what does not fit.
_NAME_BYTES, _SUB_NAME_BYTES = 16, 60


def create(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Replace the menu; 40016/40018/40019/40020/40023 on what is refused."""
    buttons = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise PlatformError(40016)
    for button in buttons:
        _check(button, _NAME_BYTES)
        subs = button.get("sub_button")
        if subs:
            if not isinstance(subs, list) or len(subs) > 5:
                raise PlatformError(40023)
            for sub in subs:
                _check(sub, _SUB_NAME_BYTES)
                _check_action(sub)
        else:
            _check_action(button)
    sandbox.state.note("menu", {"button": buttons})
    return dict(OK)


def get(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """The menu, or 46003."""
    menu = sandbox.state.noted("menu")
    if menu is None:
        raise PlatformError(46003)
    return {"menu": menu}


def delete(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """No menu any more."""
    sandbox.state.note("menu", None)
    return dict(OK)


def _check(button: object, name_bytes: int) -> None:
    if not isinstance(button, dict):
        raise PlatformError(40016)
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= name_bytes:
        raise PlatformError(40018)


def _check_action(button: dict[str, Any]) -> None:
    kind = str(button.get("type"))
    if kind == "view":
        url = button.get("url")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise PlatformError(40020)
        if len(url.encode()) > 1024:
            raise PlatformError(40020)
    elif kind in _KEYED:
        key = button.get("key")
        if not isinstance(key, str) or not 1 <= len(key.encode()) <= 128:
            raise PlatformError(40019)
    else:
        raise PlatformError(40016)
