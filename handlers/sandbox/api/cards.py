"""Template messages (模板消息) and subscription notices (订阅通知)."""

from __future__ import annotations

import json
from typing import Any

from handlers.sandbox import consents, faults, people, phones, templates_file
from handlers.sandbox.api.gate import Call
from handlers.sandbox.api.messages import OK
from handlers.sandbox.core import Sandbox, new_msg_id
from handlers.sandbox.errors import PlatformError
from handlers.sandbox.templates_file import Template

DEDUPLICATED_SECONDS = 600
_CLIENT_ID_CHARACTERS = 32


def template(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Send a template message; its fate is pushed later as TEMPLATESENDJOBFINISH.

    A `client_msg_id` seen within ten minutes sends nothing and answers as the first time.
    """
    person = people.follower(sandbox, call.body.get("touser"))
    registered = templates_file.find(sandbox, call.body.get("template_id"), "template")
    lines = templates_file.filled(registered, call.body.get("data"))
    url = _url(call.body.get("url"))
    key = call.body.get("client_msg_id")
    if key is not None and (not isinstance(key, str) or len(key) > _CLIENT_ID_CHARACTERS):
        raise PlatformError(40035)
    with sandbox.state.transaction():
        seen = _seen(sandbox, key)
        if seen is not None:
            return seen
        msgid = new_msg_id(sandbox.state)
        status = _status(sandbox, bool(person["blocked"]))
        if status == "success":
            _show(sandbox, person["openid"], registered, lines, url)
        answer = dict(OK) | {"msgid": msgid}
        if key:
            text = json.dumps(answer)
            sandbox.state.run(
                "INSERT OR REPLACE INTO sends VALUES (?, ?, ?)", key, text, sandbox.seconds()
            )
    fields = [
        ("ToUserName", sandbox.config.account_id),
        ("FromUserName", person["openid"]),
        ("CreateTime", int(sandbox.seconds())),
        ("MsgType", "event"),
        ("Event", "TEMPLATESENDJOBFINISH"),
        ("MsgID", msgid),
        ("Status", status),
    ]
    delay = sandbox.config.job_finish_delay
    sandbox.pusher.push(sandbox, person["openid"], fields, delay=delay)
    return answer


def subscription(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """Send a subscription notice: one per one-time consent, any number under a long-term one."""
    person = people.follower(sandbox, call.body.get("touser"))
    registered = templates_file.find(sandbox, call.body.get("template_id"), "subscription")
    lines = templates_file.filled(registered, call.body.get("data"))
    url = _url(call.body.get("page"))
    with sandbox.state.transaction():
        consents.use(sandbox, person["openid"], registered.id)
        msgid = new_msg_id(sandbox.state)
        _show(sandbox, person["openid"], registered, lines, url)
    entry = [
        ("TemplateId", registered.id),
        ("MsgID", str(msgid)),
        ("ErrorCode", "0"),
        ("ErrorStatus", "success"),
    ]
    delay = sandbox.config.job_finish_delay
    consents.push_event(sandbox, person["openid"], "sent", entry, delay=delay)
    return dict(OK)


def list_templates(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """template/get_all_private_template."""
    return {
        "template_list": [
            {
                "template_id": one.id,
                "title": one.title,
                "primary_industry": "政府与公共事业",
                "deputy_industry": "政府",
                "content": _content(one),
                "example": "",
            }
            for one in templates_file.load(sandbox).values()
            if one.kind == "template"
        ]
    }


def list_subscriptions(sandbox: Sandbox, call: Call) -> dict[str, Any]:
    """wxaapi/newtmpl/gettemplate: type 2 is one-time, 3 long-term."""
    listed = [
        {
            "priTmplId": one.id,
            "title": one.title,
            "content": _content(one),
            "example": "",
            "type": 3 if one.term == "long" else 2,
        }
        for one in templates_file.load(sandbox).values()
        if one.kind == "subscription"
    ]
    return dict(OK) | {"data": listed}


def _content(one: Template) -> str:
    return "".join(f"{field.name}:{{{{{field.key}.DATA}}}}\n" for field in one.fields)


def _seen(sandbox: Sandbox, key: str | None) -> dict[str, Any] | None:
    if not key:
        return None
    oldest = sandbox.seconds() - DEDUPLICATED_SECONDS
    text = sandbox.state.value("SELECT answer FROM sends WHERE key = ? AND at >= ?", key, oldest)
    return None if text is None else json.loads(text)


def _status(sandbox: Sandbox, blocked: bool) -> str:
    if blocked:
        return "failed:user block"
    if faults.strikes(sandbox, "job_failed", "message/template/send"):
        return "failed: system failed"
    return "success"


def _url(url: object) -> str:
    if not url:
        return ""
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise PlatformError(40066)
    return url


def _show(
    sandbox: Sandbox, openid: str, registered: Template, lines: list[dict[str, str]], url: str
) -> None:
    payload = {
        "title": registered.title,
        "template_id": registered.id,
        "fields": lines,
        "url": url,
        "form": registered.kind,
    }
    phones.show(sandbox, openid, phones.ACCOUNT, "card", payload)
