"""Access tokens: issuing, overlap, expiry, for the two pools of the account and for WeCom.

`/cgi-bin/token` and `/cgi-bin/stable_token` do not know of each other. A new token of a pool leaves
the old one valid for five minutes (a forced stable refresh ends it at once).
"""

from __future__ import annotations

from handlers.sandbox import faults
from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError

LIFETIME = 7200
OVERLAP = 300
FORCED_PER_DAY = 20
FORCED_APART = 30
#: How long a dead token is still called expired (42001), not unknown (40001).
_REMEMBERED = 24 * 3600


def fresh(sandbox: Sandbox, pool: str, *, overlap: int = OVERLAP) -> tuple[str, int]:
    """Issue a new token; older ones of the pool live on for `overlap` seconds at most."""
    now = sandbox.seconds()
    token = f"{90 if pool == 'basic' else 91}_{new_id(133)}"
    with sandbox.state.transaction():
        sandbox.state.run(
            "UPDATE tokens SET expires_at = MIN(expires_at, ?),"
            " refused = CASE WHEN ? = 0 THEN 1 ELSE refused END WHERE pool = ?",
            now + overlap,
            overlap,
            pool,
        )
        sandbox.state.run("DELETE FROM tokens WHERE expires_at < ?", now - _REMEMBERED)
        sandbox.state.run(
            "INSERT INTO tokens (token, pool, issued_at, expires_at) VALUES (?, ?, ?, ?)",
            token,
            pool,
            now,
            now + LIFETIME,
        )
    return token, LIFETIME


def stable(sandbox: Sandbox, *, force: bool) -> tuple[str, int]:
    """The stable pool's token and its seconds left: the same one until five minutes before its end.

    Forced: at most 20 a day (45009) and 30 s apart (45011).
    """
    now = sandbox.seconds()
    row = sandbox.state.one(
        "SELECT * FROM tokens WHERE pool = 'stable' AND refused = 0 AND expires_at > ?"
        " ORDER BY issued_at DESC, rowid DESC",
        now + OVERLAP,
    )
    if force:
        last = sandbox.state.noted("forced_at")
        if last is not None and now - last < FORCED_APART:
            raise PlatformError(45011)
        if sandbox.state.count("stable_token/force", sandbox.today()) > FORCED_PER_DAY:
            raise PlatformError(45009)
        sandbox.state.note("forced_at", now)
        return fresh(sandbox, "stable", overlap=0)
    if row is not None:
        return row["token"], int(row["expires_at"] - now)
    return fresh(sandbox, "stable")


def check(sandbox: Sandbox, kind: str, token: str, name: str) -> None:
    """41001 without a token, 40001 (WeCom: 40014) for a strange one, 42001 for an expired one."""
    strange = 40014 if kind == "work" else 40001
    if not token:
        raise PlatformError(41001)
    if faults.strikes(sandbox, "token", name):
        sandbox.state.run("UPDATE tokens SET refused = 1 WHERE token = ?", token)
        raise PlatformError(strange)
    row = sandbox.state.one("SELECT * FROM tokens WHERE token = ?", token)
    if row is None or row["refused"] or (row["pool"] == "work") != (kind == "work"):
        raise PlatformError(strange)
    if row["expires_at"] <= sandbox.seconds():
        raise PlatformError(42001)
