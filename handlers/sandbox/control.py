"""The control API (`/_control/…`): what tests and the phones page do to the stand-in.

All bodies and answers are JSON; the list is in `handlers/sandbox/__init__.py`. What a person could
not do answers 409 with {"error": sentence in Chinese}; a request that makes no sense 400.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import requests
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from handlers.sandbox import (
    acts,
    consents,
    crypto,
    faults,
    files,
    looks,
    people,
)
from handlers.sandbox.config import MovableClock
from handlers.sandbox.core import LOCAL, Sandbox, new_id
from handlers.sandbox.errors import PlatformError

#: A machine under load starts the next try late: a client that waits gets the fate, not "pending".
BUSY_SECONDS = 10.0


def blueprint(sandbox: Sandbox) -> Blueprint:
    """All control addresses."""
    control = Blueprint("control", __name__, url_prefix="/_control")

    def route(name: str, act: Callable[[Sandbox, dict[str, Any]], Any]) -> None:
        def view() -> ResponseReturnValue:
            body = request.get_json(force=True, silent=True)
            return _guarded(sandbox, act, body if isinstance(body, dict) else {})

        control.add_url_rule(f"/{name}", name, view, methods=["POST"])

    for name, act in _POSTED.items():
        route(name, act)

    def look(name: str, act: Callable[[Sandbox, dict[str, Any]], Any]) -> None:
        def view() -> ResponseReturnValue:
            return _guarded(sandbox, act, request.args.to_dict())

        control.add_url_rule(f"/{name}", f"get_{name}", view, methods=["GET"])

    for name, act in looks.READ.items():
        look(name, act)

    @control.post("/upload")
    def upload() -> ResponseReturnValue:
        """Multipart: kind, file → {"media_id"}; what a phone does before it sends a picture."""
        return _guarded(sandbox, _upload, request.form.to_dict())

    return control


def _guarded(
    sandbox: Sandbox, act: Callable[[Sandbox, dict[str, Any]], Any], given: dict[str, Any]
) -> ResponseReturnValue:
    try:
        answer = act(sandbox, given)
    except acts.CannotDo as error:
        return jsonify(error=str(error)), 409
    except PlatformError as error:
        words = {40003: "没有这部手机", 43004: "还没有关注公众号", 40037: "没有这个模板"}
        refused = {40004: "不支持这种文件", 45001: "文件太大", 44004: "文件是空的"}
        return jsonify(error=(words | refused).get(error.code, f"不行（{error.code}）")), 409
    except (KeyError, ValueError, TypeError) as error:
        return jsonify(error=f"请求不对：{error}"), 400
    return answer if isinstance(answer, Response) else jsonify(answer)


def _pushed(sandbox: Sandbox, given: dict[str, Any], pushed: acts.Pushed) -> dict[str, Any]:
    """What became of a push; waits for it with {"wait": true}."""
    if pushed is None:
        return {"push": None}
    number, thread = pushed
    if given.get("wait"):
        tries = sandbox.config.callback_timeout * 3 + sandbox.config.resend_after * 2
        thread.join(tries + BUSY_SECONDS)
    return looks.push(sandbox, number)


def _send(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    openid, kind = str(given["openid"]), str(given.get("kind", "text"))
    if kind == "voice" and given.get("sample"):
        given = given | {"media_id": files.keep_sample_voice(sandbox)}
    return _pushed(sandbox, given, acts.send(sandbox, openid, kind, given))


def _raw(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    fields = given["fields"]
    if not isinstance(fields, dict):
        raise ValueError("fields")
    return _pushed(sandbox, given, acts.send_raw(sandbox, str(given["openid"]), fields))


def _subscribe(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    scene = str(given.get("scene", ""))
    pushed = acts.subscribe(sandbox, str(given["openid"]), scene)
    return _pushed(sandbox, given, pushed)


def _unsubscribe(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    return _pushed(sandbox, given, acts.unsubscribe(sandbox, str(given["openid"])))


def _scan(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    printed = "scene" in given
    code = str(given["scene"] if printed else given["code"])
    pushed = acts.scan(sandbox, str(given["openid"]), code, printed=printed)
    return _pushed(sandbox, given, pushed)


def _click(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    name = str(given.get("name", ""))
    pushed = acts.click(sandbox, str(given["openid"]), str(given["key"]), name)
    return _pushed(sandbox, given, pushed)


def _view(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    return _pushed(sandbox, given, acts.view(sandbox, str(given["openid"]), str(given["url"])))


def _location(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    openid = str(given["openid"])
    pushed = acts.report_location(sandbox, openid, given.get("latitude"), given.get("longitude"))
    return _pushed(sandbox, given, pushed)


def _consent(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    openid, template_id = str(given["openid"]), str(given["template_id"])
    if given.get("on", True):
        consents.give(sandbox, openid, template_id, accept=bool(given.get("accept", True)))
    else:
        consents.withdraw(sandbox, openid, template_id)
    return {"consents": consents.of(sandbox, openid)}


def _block(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    people.block(sandbox, str(given["openid"]), on=bool(given.get("on", True)))
    return {}


def _person(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    name = str(given.get("name", "")).strip() or "新朋友"
    return {"openid": people.add(sandbox, name[:20], str(given.get("role", "群众"))[:30])}


def _mark_read(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    people.mark_read(sandbox, str(given["openid"]))
    return {}


def _fault(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    times = given.get("times")
    faults.switch(
        sandbox,
        str(given["kind"]),
        on=bool(given.get("on", True)),
        target=str(given.get("target", "*")),
        times=None if times is None else int(times),
    )
    return {"faults": faults.active(sandbox)}


def _forward(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    clock = sandbox.clock
    if not isinstance(clock, MovableClock):
        raise acts.CannotDo("这里的时间不能快进")
    by = _how_far(clock.now(), given)
    if by <= timedelta(0):
        raise acts.CannotDo("时间只能往前走")
    # The clock moves by whole seconds: nine o'clock must not become one second to nine.
    by = timedelta(seconds=math.ceil(by.total_seconds()))
    clock.forward(by)
    sandbox.state.touch()
    return {"now": clock.now().isoformat()}


def _how_far(now: datetime, given: dict[str, Any]) -> timedelta:
    local = now.astimezone(LOCAL)
    morning = local.replace(hour=9, minute=0, second=0, microsecond=0)
    until = given.get("until")
    if until == "tomorrow":
        return morning + timedelta(days=1) - local
    if until == "next_month":
        first = (morning.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first - local
    if until is not None:
        moment = datetime.fromisoformat(str(until))
        if moment.tzinfo is None:
            raise ValueError("until needs a time zone")
        return moment - now
    return timedelta(
        minutes=float(given.get("minutes", 0)),
        hours=float(given.get("hours", 0)),
        days=float(given.get("days", 0)),
    )


def _verify(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    """What happens when the address is entered in the platform's settings (接入验证)."""
    config = sandbox.config
    stamp, nonce, echo = str(int(sandbox.seconds())), new_id(10), new_id(19)
    params = {
        "signature": crypto.signature(config.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": echo,
    }
    with requests.Session() as http:
        http.trust_env = False
        try:
            answer = http.get(config.webhook_url, params=params, timeout=config.callback_timeout)
        except requests.RequestException as error:
            return {"ok": False, "reason": type(error).__name__}
    ok = answer.status_code == 200 and answer.text == echo
    return {"ok": ok, "reason": "" if ok else f"HTTP {answer.status_code}: {answer.text[:80]}"}


def _upload(sandbox: Sandbox, given: dict[str, Any]) -> dict[str, Any]:
    file = request.files["file"]
    kind = given.get("kind", "image")
    return {"media_id": files.keep(sandbox, kind, file.filename or "", file.read())}


_POSTED: dict[str, Callable[[Sandbox, dict[str, Any]], Any]] = {
    "send": _send,
    "raw": _raw,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "scan": _scan,
    "click": _click,
    "view": _view,
    "location": _location,
    "consent": _consent,
    "block": _block,
    "person": _person,
    "read": _mark_read,
    "fault": _fault,
    "forward": _forward,
    "verify": _verify,
}
