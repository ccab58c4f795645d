"""Scripted faults: what a person or a test switches on to see how the service bears it.

API faults (`target` is an API name such as `message/custom/send`, or `*`):
`system` (errcode -1), `timeout` (silence), `reset` (connection cut), `5xx`, `html` (a login page
instead of JSON), `slow` (answers late), `quota` (45009), `ip` (40164 on token fetches),
`token` (the token in use is refused with 40001, `times` times).
Webhook faults: `unreachable` (nothing arrives), `duplicate` (each push arrives twice).
Delivery faults: `job_failed` (TEMPLATESENDJOBFINISH says failed: system failed), `media` (media/get
fails). A user who blocks the account is a property of the phone, see `people.block`.
"""

from __future__ import annotations

import socket
import struct

from flask import Response, request

from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError

#: kind → label on the phones page
KINDS = {
    "system": "接口报错 -1",
    "timeout": "接口不应答",
    "reset": "接口断线",
    "5xx": "接口 502",
    "html": "接口回网页",
    "slow": "接口变慢",
    "quota": "接口额度用完",
    "ip": "IP 不在白名单",
    "token": "令牌失效",
    "unreachable": "服务连不上",
    "duplicate": "消息推两遍",
    "job_failed": "模板消息失败",
    "media": "素材取不到",
}


def switch(sandbox: Sandbox, kind: str, *, on: bool, target: str = "*", times: int | None) -> None:
    """Turn a fault on (for so many times, or until turned off) or off."""
    if kind not in KINDS:
        raise ValueError(f"unknown fault {kind!r}; one of {', '.join(KINDS)}")
    if times is not None and times < 1:
        raise ValueError("times must be at least 1")
    with sandbox.state.transaction():
        sandbox.state.run("DELETE FROM faults WHERE kind = ? AND target = ?", kind, target)
        if on:
            sandbox.state.run("INSERT INTO faults VALUES (?, ?, ?)", kind, target, times)
        sandbox.state.touch()


def active(sandbox: Sandbox) -> list[dict[str, object]]:
    """Faults that are on."""
    rows = sandbox.state.all("SELECT * FROM faults ORDER BY kind, target")
    return [dict(row) | {"label": KINDS[row["kind"]]} for row in rows]


def strikes(sandbox: Sandbox, kind: str, target: str) -> bool:
    """Is this fault on for the target? Uses up one of its times."""
    with sandbox.state.transaction():
        row = sandbox.state.one(
            "SELECT * FROM faults WHERE kind = ? AND target IN (?, '*') ORDER BY target DESC",
            kind,
            target,
        )
        if row is None:
            return False
        if row["times"] is not None:
            key = (kind, row["target"])
            if row["times"] == 1:
                sandbox.state.run("DELETE FROM faults WHERE kind = ? AND target = ?", *key)
            else:
                sandbox.state.run(
                    "UPDATE faults SET times = times - 1 WHERE kind = ? AND target = ?", *key
                )
            sandbox.state.touch()
        return True


def before_call(sandbox: Sandbox, name: str) -> Response | None:
    """Let the scripted faults of an API happen; None if the call may go on."""
    if strikes(sandbox, "timeout", name):
        sandbox.stopping.wait(sandbox.config.stall_seconds)
        return Response(status=504)
    if strikes(sandbox, "reset", name):
        return _cut_connection()
    if strikes(sandbox, "5xx", name):
        return Response("<html><h1>502 Bad Gateway</h1></html>", 502, mimetype="text/html")
    if strikes(sandbox, "html", name):
        page = (
            "<!DOCTYPE html><html><head><title>上网认证</title></head><body>请先登录</body></html>"
        )
        return Response(page, mimetype="text/html")
    if strikes(sandbox, "slow", name):
        sandbox.stopping.wait(sandbox.config.slow_seconds)
    if strikes(sandbox, "system", name):
        raise PlatformError(-1)
    if strikes(sandbox, "quota", name):
        raise PlatformError(45009)
    return None


def _cut_connection() -> Response:
    """Close the socket with RST; without access to it, promise more bytes than are sent."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.shutdown(socket.SHUT_RDWR)
    return Response(b"{", headers={"Content-Length": "512"}, direct_passthrough=True)
