"""Whether a person agreed to be notified under a subscription template (订阅通知)."""

from __future__ import annotations

from handlers.sandbox import people, templates_file, xml
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError

#: Marks a long-term consent; a one-time consent counts down from what was given.
_FOREVER = -1


def give(sandbox: Sandbox, openid: str, template_id: str, *, accept: bool = True) -> None:
    """The person taps 允许 (or 拒绝) in the popup; the service is told by an event."""
    people.follower(sandbox, openid)
    template = templates_file.find(sandbox, template_id, "subscription")
    with sandbox.state.transaction():
        if accept and template.term == "long":
            sandbox.state.run(
                "INSERT OR REPLACE INTO consents VALUES (?, ?, ?)", openid, template_id, _FOREVER
            )
        elif accept:
            sandbox.state.run(
                "INSERT INTO consents VALUES (?, ?, 1) ON CONFLICT (openid, template_id)"
                " DO UPDATE SET remaining = remaining + 1",
                openid,
                template_id,
            )
        sandbox.state.touch()
    _tell(sandbox, openid, "popup", template_id, "accept" if accept else "reject")


def withdraw(sandbox: Sandbox, openid: str, template_id: str) -> None:
    """The person switches the notices off (拒收)."""
    people.follower(sandbox, openid)
    templates_file.find(sandbox, template_id, "subscription")
    with sandbox.state.transaction():
        sandbox.state.run(
            "DELETE FROM consents WHERE openid = ? AND template_id = ?", openid, template_id
        )
        sandbox.state.touch()
    _tell(sandbox, openid, "change", template_id, "reject")


def use(sandbox: Sandbox, openid: str, template_id: str) -> None:
    """Use one consent up (a long-term one stays); 43101 without any."""
    left = sandbox.state.value(
        "SELECT remaining FROM consents WHERE openid = ? AND template_id = ?", openid, template_id
    )
    if left is None or left == 0:
        raise PlatformError(43101)
    if left != _FOREVER:
        sandbox.state.run(
            "UPDATE consents SET remaining = remaining - 1 WHERE openid = ? AND template_id = ?",
            openid,
            template_id,
        )


def of(sandbox: Sandbox, openid: str) -> dict[str, int]:
    """template id → notices left; -1: for good."""
    rows = sandbox.state.all("SELECT * FROM consents WHERE openid = ?", openid)
    return {row["template_id"]: row["remaining"] for row in rows}


def _tell(sandbox: Sandbox, openid: str, what: str, template_id: str, status: str) -> None:
    entry = [("TemplateId", template_id), ("SubscribeStatusString", status)]
    if what == "popup":
        entry.append(("PopupScene", "2"))
    push_event(sandbox, openid, what, entry)


def push_event(
    sandbox: Sandbox,
    openid: str,
    what: str,
    entry: list[tuple[str, str]],
    *,
    delay: float = 0.0,
) -> None:
    """subscribe_msg_{popup,change,sent}_event with one list entry."""
    fields: xml.Fields = [
        ("ToUserName", sandbox.config.account_id),
        ("FromUserName", openid),
        ("CreateTime", int(sandbox.seconds())),
        ("MsgType", "event"),
        ("Event", f"subscribe_msg_{what}_event"),
        (f"SubscribeMsg{what.capitalize()}Event", [("List", entry)]),
    ]
    sandbox.pusher.push(sandbox, openid, fields, delay=delay)
