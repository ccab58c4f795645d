"""Who owns the phones: the personas of the demo, and phones added by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

#: Personas followed the account a while before the demo begins.
_FOLLOWED_DAYS_AGO = 90


def refresh(sandbox: Sandbox) -> None:
    """Read the personas file again if it changed; phones that left the file stay, unlisted."""
    path = sandbox.config.personas_file
    try:
        stamp = path.stat()
    except FileNotFoundError:
        return
    version = f"{path}:{stamp.st_mtime_ns}:{stamp.st_size}"
    if sandbox.state.noted("personas") == version:
        return
    try:
        personas = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return  # half written: the next look reads it whole
    with sandbox.state.transaction():
        sandbox.state.run("UPDATE people SET listed = 0 WHERE listed = 1")
        for position, persona in enumerate(personas):
            _upsert(sandbox, persona, position)
        sandbox.state.note("personas", version)


def _upsert(sandbox: Sandbox, persona: dict[str, Any], position: int) -> None:
    openid = str(persona["openid"])
    hint = persona.get("hint", [])
    words = {
        "name": str(persona.get("name", openid)),
        "role": str(persona.get("role", "")),
        "hint": json.dumps([hint] if isinstance(hint, str) else hint, ensure_ascii=False),
        "avatar": str(persona.get("avatar", "")),
        "extra": json.dumps(persona, ensure_ascii=False),
    }
    if sandbox.state.one("SELECT 1 FROM people WHERE openid = ?", openid):
        sandbox.state.run(
            "UPDATE people SET name = ?, role = ?, hint = ?, avatar = ?, extra = ?, listed = 1,"
            " position = ? WHERE openid = ?",
            *words.values(),
            position,
            openid,
        )
        return
    now = sandbox.now()
    followed = (now - timedelta(days=_FOLLOWED_DAYS_AGO)).timestamp()
    following = bool(persona.get("following", True))
    silent = persona.get("silent_days")
    spoke = None if silent is None else (now - timedelta(days=float(silent))).timestamp()
    sandbox.state.run(
        "INSERT INTO people (openid, name, role, hint, avatar, extra, listed, position, following,"
        " followed_at, last_message_at, message_credit) VALUES (?,?,?,?,?,?,1,?,?,?,?,5)",
        openid,
        *words.values(),
        position,
        int(following),
        followed if following else None,
        spoke,
    )


def add(sandbox: Sandbox, name: str, role: str, openid: str | None = None) -> str:
    """Put one more phone on the table (not following yet); returns its openid."""
    openid = openid or "o" + new_id(27)
    with sandbox.state.transaction():
        position = sandbox.state.value("SELECT COALESCE(MAX(position), 0) + 1 FROM people")
        sandbox.state.run(
            "INSERT INTO people (openid, name, role, hint, avatar, listed, position, following)"
            " VALUES (?, ?, ?, '[]', '', 2, ?, 0)",
            openid,
            name,
            role,
            position,
        )
        sandbox.state.touch()
    return openid


def listed(sandbox: Sandbox) -> list[Row]:
    """Phones on the table, in the file's order."""
    refresh(sandbox)
    return sandbox.state.all("SELECT * FROM people WHERE listed > 0 ORDER BY position, openid")


def find(sandbox: Sandbox, openid: object) -> Row | None:
    """The person with this openid, or None."""
    refresh(sandbox)
    if not isinstance(openid, str):
        return None
    return sandbox.state.one("SELECT * FROM people WHERE openid = ?", openid)


def known(sandbox: Sandbox, openid: object) -> Row:
    """The person, or 40003 as the platform says it."""
    person = find(sandbox, openid)
    if person is None:
        raise PlatformError(40003)
    return person


def follower(sandbox: Sandbox, openid: object) -> Row:
    """The person if following, else 43004 (40003 if the openid is not of this account)."""
    person = known(sandbox, openid)
    if not person["following"]:
        raise PlatformError(43004)
    return person


def block(sandbox: Sandbox, openid: str, *, on: bool) -> None:
    """The user refuses the account's template messages (拒收)."""
    with sandbox.state.transaction():
        sandbox.state.run("UPDATE people SET blocked = ? WHERE openid = ?", int(on), openid)
        sandbox.state.touch()


def mark_read(sandbox: Sandbox, openid: str) -> None:
    """The phone was looked at: its red mark goes."""
    with sandbox.state.transaction():
        newest = sandbox.state.value(
            "SELECT COALESCE(MAX(id), 0) FROM messages WHERE openid = ?", openid
        )
        sandbox.state.run("UPDATE people SET read_upto = ? WHERE openid = ?", newest, openid)
        sandbox.state.touch()
