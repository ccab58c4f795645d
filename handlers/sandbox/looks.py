"""The reading half of the control API: phones, pushes, calls, figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.sandbox import codes, consents, faults, people, phones, templates_file
from handlers.sandbox.core import Sandbox


def push(sandbox: Sandbox, number: int) -> dict[str, Any]:
    """A push and what became of it."""
    row = sandbox.state.one("SELECT * FROM pushes WHERE id = ?", number)
    if row is None:
        raise KeyError(number)
    reply = None
    if row["reply_id"] is not None:
        found = sandbox.state.one("SELECT * FROM messages WHERE id = ?", row["reply_id"])
        reply = None if found is None else phones.as_json(found)
    return {
        "push": row["id"],
        "openid": row["openid"],
        "state": row["state"],
        "outcome": row["outcome"],
        "attempts": row["attempts"],
        "repeated": row["repeated"],
        "latency_ms": row["latency_ms"],
        "reply": reply,
    }


def _messages(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    rows = phones.on_phone(
        sandbox,
        given["openid"],
        after=int(given.get("after", 0)),
        limit=int(given.get("limit", 100)),
    )
    return {"messages": [phones.as_json(row) for row in rows]}


def _people(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    return {"people": [dict(row) for row in people.listed(sandbox)]}


def _codes(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    return {"codes": [dict(row) for row in codes.known(sandbox)]}


def _consent_choices(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    given_consents = consents.of(sandbox, given["openid"])
    listed = [
        {"template_id": one.id, "title": one.title, "term": one.term}
        | {"left": given_consents.get(one.id, 0)}
        for one in templates_file.load(sandbox).values()
        if one.kind == "subscription"
    ]
    return {"templates": listed}


def _faults(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    return {"faults": faults.active(sandbox), "kinds": faults.KINDS}


def _calls(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    rows = sandbox.state.all(
        "SELECT * FROM calls WHERE id > ? AND (? = '' OR name = ?) ORDER BY id",
        int(given.get("after", 0)),
        given.get("name", ""),
        given.get("name", ""),
    )
    return {"calls": [dict(row) for row in rows]}


def _pushes(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    rows = sandbox.state.all(
        "SELECT id FROM pushes WHERE id > ? ORDER BY id", int(given.get("after", 0))
    )
    return {"pushes": [push(sandbox, row["id"]) for row in rows]}


def _stats(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    counted = {
        row["state"]: row["number"]
        for row in sandbox.state.all("SELECT state, COUNT(*) AS number FROM pushes GROUP BY state")
    }
    times = [
        row["latency_ms"]
        for row in sandbox.state.all(
            "SELECT latency_ms FROM pushes WHERE state = 'answered' ORDER BY latency_ms"
        )
    ]
    return {
        "pushes": sum(counted.values()),
        "answered": counted.get("answered", 0),
        "failed": counted.get("failed", 0),
        "pending": counted.get("pending", 0),
        "latency_ms": {
            "p50": _percentile(times, 50),
            "p95": _percentile(times, 95),
            "p99": _percentile(times, 99),
            "max": times[-1] if times else None,
        },
        "now": sandbox.now().isoformat(),
    }


def _percentile(ordered: list[int], percent: int) -> int | None:
    if not ordered:
        return None
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


READ: dict[str, Callable[[Sandbox, dict[str, Any]], Any]] = {
    "messages": _messages,
    "people": _people,
    "codes": _codes,
    "consents": _consent_choices,
    "faults": _faults,
    "calls": _calls,
    "pushes": _pushes,
    "stats": _stats,
}
