"""Followers, QR codes, OAuth code exchange, quotas, addresses."""

from __future__ import annotations

import hmac
from typing import Any

from handlers.sandbox import codes, people
from handlers.sandbox.api.gate import Call
from handlers.sandbox.api.messages import OK
from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

CODE_SECONDS = 300
_PAGE = 10_000
_CLEARS_A_MONTH = 10


def _described(person: Row) -> dict[str, Any]:
    """As since 2021: no nickname, no picture."""
    if not person["following"]:
        return {"subscribe": 0, "openid": person["openid"], "tagid_list": []}
    scene = person["scene"]
    return {
        "subscribe": 1,
        "openid": person["openid"],
        "language": "zh_CN",
        "subscribe_time": int(person["followed_at"]),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(scene) if scene.isdigit() and len(scene) < 10 else 0,
        "qr_scene_str": "" if scene.isdigit() else scene,
    }


def info(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """One user; 40003 if not of this account."""
    return _described(people.known(sandbox, call.args.get("openid")))


def batch(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Up to 100 users; 40032 otherwise."""
    asked = call.body.get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= 100:
        raise PlatformError(40032)
    found = []
    for one in asked:
        openid = one.get("openid") if isinstance(one, dict) else None
        found.append(_described(people.known(sandbox, openid)))
    return {"user_info_list": found}


def followers(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """10,000 openids a page, after `next_openid`."""
    after = call.args.get("next_openid", "")
    people.refresh(sandbox)
    total = sandbox.state.value("SELECT COUNT(*) FROM people WHERE following = 1")
    rows = sandbox.state.all(
        "SELECT openid FROM people WHERE following = 1 AND openid > ? ORDER BY openid LIMIT ?",
        after,
        _PAGE,
    )
    openids = [row["openid"] for row in rows]
    answer: dict[str, Any] = {"total": total, "count": len(openids)}
    if openids:
        answer["data"] = {"openid": openids}
    return answer | {"next_openid": openids[-1] if openids else ""}


def create_code(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """A QR code with a scene, for 30 days at most or for good."""
    return codes.create(sandbox, call.body)


def exchange(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """OAuth: a code, once and within five minutes, for the openid (40029, 40163)."""
    config = sandbox.config
    if call.args.get("appid") != config.app_id:
        raise PlatformError(40013)
    secret = call.args.get("secret", "")
    if not hmac.compare_digest(secret.encode(), config.app_secret.encode()):
        raise PlatformError(40125)
    if call.args.get("grant_type") != "authorization_code":
        raise PlatformError(40002)
    code = call.args.get("code", "")
    if not code:
        raise PlatformError(41008)
    with sandbox.state.transaction():
        row = sandbox.state.one("SELECT * FROM codes WHERE code = ?", code)
        if row is None or sandbox.seconds() - row["at"] > CODE_SECONDS:
            raise PlatformError(40029)
        if row["used"]:
            raise PlatformError(40163)
        sandbox.state.run("UPDATE codes SET used = 1 WHERE code = ?", code)
    return {
        "access_token": f"92_{new_id(90)}",
        "expires_in": 7200,
        "refresh_token": f"92_{new_id(90)}",
        "openid": row["openid"],
        "scope": row["scope"],
    }


def clear_quota(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Set today's counters to zero; ten times a month (48006)."""
    if call.body.get("appid") != sandbox.config.app_id:
        raise PlatformError(40013)
    month = sandbox.today()[:7]
    if sandbox.state.count("clear_quota/month", month) > _CLEARS_A_MONTH:
        raise PlatformError(48006)
    with sandbox.state.transaction():
        sandbox.state.run(
            "DELETE FROM counters WHERE period = ? AND name NOT LIKE '%/month'", sandbox.today()
        )
        sandbox.state.run("DELETE FROM faults WHERE kind = 'quota'")
    return dict(OK)


def quota(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Used and left of one API today."""
    name = str(call.body.get("cgi_path", "")).removeprefix("/cgi-bin/")
    limit = sandbox.config.quotas.get(name)
    if limit is None:
        raise PlatformError(76021)
    used = sandbox.state.value(
        "SELECT count FROM counters WHERE name = ? AND period = ?", name, sandbox.today()
    )
    used = min(used or 0, limit)
    remain = limit - used
    return dict(OK) | {"quota": {"daily_limit": limit, "used": used, "remain": remain}}


def addresses(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """The platform's own addresses: here there is only the loopback."""
    return {"ip_list": ["127.0.0.1"]}
