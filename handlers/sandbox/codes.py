"""QR codes of the account (qrcode/create): kept with scene, ticket and address."""

from __future__ import annotations

from typing import Any

from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

MAX_SECONDS = 30 * 24 * 3600


def create(sandbox: Sandbox, body: dict[str, Any]) -> dict[str, Any]:
    """Make a code from the platform's request; 40035/40063 on what it refuses."""
    kind = body.get("action_name")
    info = body.get("action_info")
    scene_given = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene_given, dict):
        raise PlatformError(40035)
    if kind in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
        scene = scene_given.get("scene_str")
        if not isinstance(scene, str) or not 1 <= len(scene) <= 64:
            raise PlatformError(40035)
    elif kind in ("QR_SCENE", "QR_LIMIT_SCENE"):
        number = scene_given.get("scene_id")
        top = 100_000 if kind == "QR_LIMIT_SCENE" else 2**32 - 1
        if not isinstance(number, int) or not 1 <= number <= top:
            raise PlatformError(40035)
        scene = str(number)
    else:
        raise PlatformError(40035)
    now = sandbox.seconds()
    seconds: int | None = None
    if "LIMIT" not in kind:
        seconds = body.get("expire_seconds", 60)
        if not isinstance(seconds, int) or not 1 <= seconds <= MAX_SECONDS:
            raise PlatformError(40063)
    ticket = "gQ" + new_id(94)
    url = "http://weixin.qq.com/q/02" + new_id(20)
    with sandbox.state.transaction():
        sandbox.state.run(
            "INSERT INTO qrcodes VALUES (?, ?, ?, ?, ?, ?)",
            ticket,
            scene,
            url,
            kind,
            now,
            None if seconds is None else now + seconds,
        )
        sandbox.state.touch()
    answer: dict[str, Any] = {"ticket": ticket}
    if seconds is not None:
        answer["expire_seconds"] = seconds
    return answer | {"url": url}


def known(sandbox: Sandbox) -> list[Row]:
    """Codes that can be scanned now; of several with one scene the newest."""
    return sandbox.state.all(
        "SELECT * FROM qrcodes WHERE (expires_at IS NULL OR expires_at > ?) AND rowid IN"
        " (SELECT MAX(rowid) FROM qrcodes GROUP BY scene) ORDER BY created_at DESC LIMIT 300",
        sandbox.seconds(),
    )


def find(sandbox: Sandbox, code: str) -> Row | None:
    """The code with this ticket, address or scene, newest first; None if unknown or expired."""
    return sandbox.state.one(
        "SELECT * FROM qrcodes WHERE (ticket = ?1 OR url = ?1 OR scene = ?1)"
        " AND (expires_at IS NULL OR expires_at > ?2) ORDER BY created_at DESC, rowid DESC",
        code.strip().removeprefix("qrscene_"),
        sandbox.seconds(),
    )
