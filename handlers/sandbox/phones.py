"""What a phone shows: messages kept per person, each with a state and a change number."""

from __future__ import annotations

import json
from typing import Any

from handlers.sandbox.core import Sandbox
from handlers.sandbox.state import Row

#: Who a message is from.
USER, ACCOUNT, SYSTEM = "user", "account", "system"


def show(
    sandbox: Sandbox,
    openid: str,
    side: str,
    kind: str,
    payload: dict[str, Any],
    *,
    state: str = "shown",
    latency_ms: int | None = None,
) -> int:
    """Put a message on a phone; returns its number."""
    with sandbox.state.transaction():
        return sandbox.state.run(
            "INSERT INTO messages (openid, side, kind, payload, at, state, latency_ms, changed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            openid,
            side,
            kind,
            json.dumps(payload, ensure_ascii=False),
            sandbox.seconds(),
            state,
            latency_ms,
            sandbox.state.touch(),
        )


def settle(sandbox: Sandbox, message_id: int, state: str, latency_ms: int | None = None) -> None:
    """The push of a user's message ended: answered or failed."""
    with sandbox.state.transaction():
        sandbox.state.run(
            "UPDATE messages SET state = ?, latency_ms = ?, changed = ? WHERE id = ?",
            state,
            latency_ms,
            sandbox.state.touch(),
            message_id,
        )


def replace(sandbox: Sandbox, message_id: int, payload: dict[str, Any]) -> None:
    """Change what a shown card says (WeCom card updates)."""
    with sandbox.state.transaction():
        sandbox.state.run(
            "UPDATE messages SET payload = ?, changed = ? WHERE id = ?",
            json.dumps(payload, ensure_ascii=False),
            sandbox.state.touch(),
            message_id,
        )


def on_phone(sandbox: Sandbox, openid: str, *, after: int = 0, limit: int = 100) -> list[Row]:
    """The newest messages of one phone, oldest first."""
    rows = sandbox.state.all(
        "SELECT * FROM messages WHERE openid = ? AND id > ? ORDER BY id DESC LIMIT ?",
        openid,
        after,
        limit,
    )
    return rows[::-1]


def changed_since(sandbox: Sandbox, change: int, limit: int) -> list[Row]:
    """Messages of all phones that are new or different, in order of change."""
    return sandbox.state.all(
        "SELECT * FROM messages WHERE changed > ? ORDER BY changed LIMIT ?", change, limit
    )


def unread(sandbox: Sandbox) -> dict[str, int]:
    """How many of the account's messages each phone has not looked at."""
    rows = sandbox.state.all(
        "SELECT m.openid, COUNT(*) AS number FROM messages m JOIN people p USING (openid)"
        " WHERE m.side = 'account' AND m.id > p.read_upto GROUP BY m.openid"
    )
    return {row["openid"]: row["number"] for row in rows}


def as_json(row: Row) -> dict[str, Any]:
    """A message as the page and the control API get it; `at` in seconds since the epoch."""
    return {
        "id": row["id"],
        "openid": row["openid"],
        "side": row["side"],
        "kind": row["kind"],
        "payload": json.loads(row["payload"]),
        "at": row["at"],
        "state": row["state"],
        "latency_ms": row["latency_ms"],
    }
