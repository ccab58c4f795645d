"""WeCom 企业微信: gettoken, application messages, template card updates.

Members are the phones (userid = openid, or the persona's "userid"). Per member 30 messages a minute
and 1,000 an hour; what is more is dropped without a word, as there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from handlers.sandbox import people, phones
from handlers.sandbox.api import pools
from handlers.sandbox.api.gate import Call
from handlers.sandbox.api.messages import OK
from handlers.sandbox.core import Sandbox, new_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.state import Row

A_MINUTE, AN_HOUR = 30, 1_000
RESPONSE_CODE_SECONDS = 72 * 3600
_DUPLICATE_SECONDS = 1800
_KINDS = ("text", "markdown", "textcard", "template_card")
_ANSWERED_CARDS = ("button_interaction", "vote_interaction", "multiple_interaction")


def issue(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """GET gettoken: the same token while it has life left."""
    config = sandbox.config
    if call.args.get("corpid") != config.corp_id:
        raise PlatformError(40013)
    secret = call.args.get("corpsecret", "")
    if not hmac.compare_digest(secret.encode(), config.corp_secret.encode()):
        raise PlatformError(40001)
    row = sandbox.state.one(
        "SELECT * FROM tokens WHERE pool = 'work' AND refused = 0 AND expires_at > ?",
        sandbox.seconds() + pools.OVERLAP,
    )
    if row is not None:
        token, seconds = row["token"], int(row["expires_at"] - sandbox.seconds())
    else:
        token, seconds = pools.fresh(sandbox, "work")
    return dict(OK) | {"access_token": token, "expires_in": seconds}


def send(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """POST message/send: `invaliduser` and `unlicenseduser` come back with errcode 0."""
    body = call.body
    if not isinstance(body.get("agentid"), int):
        raise PlatformError(41011)
    if body["agentid"] != sandbox.config.agent_id:
        raise PlatformError(40056)
    kind = str(body.get("msgtype"))
    if kind not in _KINDS:
        raise PlatformError(40008)
    content = body.get(kind)
    if not isinstance(content, dict) or not content:
        raise PlatformError(44004)
    members = _members(sandbox)
    asked = [name for name in str(body.get("touser", "")).split("|") if name]
    if asked == ["@all"]:
        asked = list(members)
    invalid = [name for name in asked if name not in members]
    valid = [name for name in asked if name in members]
    if not valid:
        raise PlatformError(81013)
    unlicensed = [name for name in valid if _extra(members[name]).get("unlicensed")]
    message_ids = []
    if not _repeated(sandbox, body):
        for name in valid:
            if name not in unlicensed and _within_rate(sandbox, name):
                payload = {"form": kind, "content": content}
                openid = members[name]["openid"]
                message_ids.append(phones.show(sandbox, openid, phones.ACCOUNT, "work", payload))
    answer = dict(OK) | {
        "invaliduser": "|".join(invalid),
        "invalidparty": "",
        "invalidtag": "",
        "unlicenseduser": "|".join(unlicensed),
        "msgid": new_id(48),
    }
    if str(content.get("card_type")) in _ANSWERED_CARDS:
        code = new_id(43)
        sandbox.state.run(
            "INSERT INTO response_codes (code, message_ids, at) VALUES (?, ?, ?)",
            code,
            json.dumps(message_ids),
            sandbox.seconds(),
        )
        answer["response_code"] = code
    return answer


def update_card(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """POST update_template_card: once per response_code and within 72 h (else 40058)."""
    code = str(call.body.get("response_code", ""))
    with sandbox.state.transaction():
        row = sandbox.state.one("SELECT * FROM response_codes WHERE code = ?", code)
        late = row is None or sandbox.seconds() - row["at"] > RESPONSE_CODE_SECONDS
        if row is None or late or row["used"]:
            raise PlatformError(40058, "response_code is used, expired or unknown")
        sandbox.state.run("UPDATE response_codes SET used = 1 WHERE code = ?", code)
        for message_id in json.loads(row["message_ids"]):
            _update(sandbox, message_id, call.body)
    return dict(OK) | {"invaliduser": []}


def _update(sandbox: Sandbox, message_id: int, body: dict[str, Any]) -> None:
    stored = sandbox.state.value("SELECT payload FROM messages WHERE id = ?", message_id)
    payload = json.loads(stored)
    if isinstance(body.get("template_card"), dict):
        payload["content"] = body["template_card"]
    button = body.get("button")
    if isinstance(button, dict):
        payload["replaced"] = str(button.get("replace_name", ""))
    phones.replace(sandbox, message_id, payload)


def _extra(person: Row) -> dict[str, Any]:
    extra: dict[str, Any] = json.loads(person["extra"])
    return extra


def _members(sandbox: Sandbox) -> dict[str, Row]:
    return {
        str(_extra(person).get("userid", person["openid"])): person
        for person in people.listed(sandbox)
    }


def _within_rate(sandbox: Sandbox, name: str) -> bool:
    now = int(sandbox.seconds())
    minute = sandbox.state.count(f"work/{name}/minute", str(now // 60))
    hour = sandbox.state.count(f"work/{name}/hour", str(now // 3600))
    return minute <= A_MINUTE and hour <= AN_HOUR


def _repeated(sandbox: Sandbox, body: dict[str, Any]) -> bool:
    """enable_duplicate_check: the same message within the interval is acknowledged, not shown."""
    if body.get("enable_duplicate_check") != 1:
        return False
    interval = body.get("duplicate_check_interval", _DUPLICATE_SECONDS)
    if not isinstance(interval, int) or not 0 < interval <= 4 * 3600:
        interval = _DUPLICATE_SECONDS
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    key = "work:" + hashlib.sha256(text.encode()).hexdigest()
    now = sandbox.seconds()
    with sandbox.state.transaction():
        at = sandbox.state.value("SELECT at FROM sends WHERE key = ?", key)
        if at is not None and now - at < interval:
            return True
        sandbox.state.run("INSERT OR REPLACE INTO sends VALUES (?, '', ?)", key, now)
    return False
