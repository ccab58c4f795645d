"""How many customer-service messages a user's act allows (客服消息, rules of June 2023).

Five within 48 hours after a message; three within one minute after a menu click, a subscription or
a scan. The two are counted apart: a click does not open the long window. Nothing open: 45015;
open but used up: 45047.
"""

from __future__ import annotations

from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

MESSAGE_SECONDS = 48 * 3600
MESSAGE_CREDIT = 5
EVENT_SECONDS = 60
EVENT_CREDIT = 3
#: 客服输入状态 needs a user message this recent, and lasts this long.
TYPING_NEEDS_SECONDS = 30
TYPING_SECONDS = 15


def user_wrote(sandbox: Sandbox, openid: str) -> None:
    """Open the long window anew."""
    sandbox.state.run(
        "UPDATE people SET last_message_at = ?, message_credit = ? WHERE openid = ?",
        sandbox.seconds(),
        MESSAGE_CREDIT,
        openid,
    )


def user_touched(sandbox: Sandbox, openid: str) -> None:
    """Open the one-minute window: click, subscription, scan."""
    sandbox.state.run(
        "UPDATE people SET last_event_at = ?, event_credit = ? WHERE openid = ?",
        sandbox.seconds(),
        EVENT_CREDIT,
        openid,
    )


def spend(sandbox: Sandbox, person: Row) -> None:
    """Use one message of a window, the short one first; 45015 or 45047 if there is none."""
    now = sandbox.seconds()
    in_event = _within(now, person["last_event_at"], EVENT_SECONDS)
    in_message = _within(now, person["last_message_at"], MESSAGE_SECONDS)
    if in_event and person["event_credit"] > 0:
        column = "event_credit"
    elif in_message and person["message_credit"] > 0:
        column = "message_credit"
    elif in_event or in_message:
        raise PlatformError(45047)
    else:
        raise PlatformError(45015)
    sandbox.state.run(
        f"UPDATE people SET {column} = {column} - 1, typing_until = 0"  # noqa: S608 - two names
        " WHERE openid = ?",
        person["openid"],
    )


def start_typing(sandbox: Sandbox, person: Row) -> None:
    """Show 「对方正在输入」; 45080 and 45081 as the platform refuses it."""
    now = sandbox.seconds()
    if not _within(now, person["last_message_at"], TYPING_NEEDS_SECONDS):
        raise PlatformError(45080)
    if person["typing_until"] > now:
        raise PlatformError(45081)
    set_typing(sandbox, person["openid"], now + TYPING_SECONDS)


def set_typing(sandbox: Sandbox, openid: str, until: float) -> None:
    """Keep until when the phone shows it."""
    with sandbox.state.transaction():
        sandbox.state.run("UPDATE people SET typing_until = ? WHERE openid = ?", until, openid)
        sandbox.state.touch()


def _within(now: float, then: float | None, seconds: float) -> bool:
    return then is not None and now - then <= seconds
