"""What every endpoint has in common: faults, method, token, daily quota, JSON in and out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from handlers.sandbox import faults
from handlers.sandbox.api import pools
from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError, compact, error_body

#: Calls kept for looking at them afterwards.
_KEPT_CALLS = 2_000


@dataclass(frozen=True)
class Call:
    """One request, read: `body` is {} for GET; `file` is the uploaded one."""

    args: dict[str, str]
    body: dict[str, Any]
    file: FileStorage | None
    remote: str
    url_root: str


@dataclass(frozen=True)
class Endpoint:
    """`pool`: which access token it needs (account, work, None)."""

    method: str
    path: str
    name: str
    pool: str | None
    answer: Callable[[Sandbox, Call], dict[str, Any] | Response]


def register(api: Blueprint, sandbox: Sandbox, endpoint: Endpoint) -> None:
    """Route an endpoint. A wrong method is an errcode too, so every method is routed."""

    def view() -> ResponseReturnValue:
        return _call(sandbox, endpoint)

    api.add_url_rule(endpoint.path, endpoint.name, view, methods=["GET", "POST"])


def register_unknown(api: Blueprint, sandbox: Sandbox) -> None:
    """What the platform says about an address it does not have."""

    def view(rest: str) -> ResponseReturnValue:
        return compact(error_body(PlatformError(40066), sandbox.now()))

    api.add_url_rule("/cgi-bin/<path:rest>", "unknown", view, methods=["GET", "POST"])


def _call(sandbox: Sandbox, endpoint: Endpoint) -> Response:
    code: int | None = None
    try:
        scripted = faults.before_call(sandbox, endpoint.name)
        if scripted is not None:
            return scripted
        if request.method != endpoint.method:
            raise PlatformError(43001 if endpoint.method == "GET" else 43002)
        if endpoint.pool is not None:
            pools.check(sandbox, endpoint.pool, request.args.get("access_token", ""), endpoint.name)
        _count(sandbox, endpoint.name)
        answer = endpoint.answer(sandbox, _read(endpoint))
        code = 0
        return answer if isinstance(answer, Response) else compact(answer)
    except PlatformError as error:
        code = error.code
        return compact(error_body(error, sandbox.now()))
    finally:
        _note(sandbox, endpoint.name, code)


def _read(endpoint: Endpoint) -> Call:
    body: dict[str, Any] = {}
    file = None
    if endpoint.method == "POST" and request.mimetype == "multipart/form-data":
        file = request.files.get("media")
    elif endpoint.method == "POST":
        raw = request.get_data()
        if not raw:
            raise PlatformError(44002)
        try:
            body = json.loads(raw.decode())
            json.dumps(body, ensure_ascii=False).encode()  # refuses lone surrogates
        except (ValueError, RecursionError) as error:
            raise PlatformError(47001) from error
        if not isinstance(body, dict):
            raise PlatformError(47001)
    args = {key: value for key, value in request.args.items() if key != "access_token"}
    return Call(args, body, file, request.remote_addr or "", request.url_root)


def _count(sandbox: Sandbox, name: str) -> None:
    limit = sandbox.config.quotas.get(name)
    if limit is not None and sandbox.state.count(name, sandbox.today()) > limit:
        raise PlatformError(45009)


def _note(sandbox: Sandbox, name: str, code: int | None) -> None:
    """Keep what was called; secrets are left out."""
    request_text = ""
    if request.method == "POST" and name != "stable_token" and not request.files:
        request_text = request.get_data(as_text=True)[:8_000]
    with sandbox.state.transaction():
        number = sandbox.state.run(
            "INSERT INTO calls (name, at, errcode, request) VALUES (?, ?, ?, ?)",
            name,
            sandbox.seconds(),
            code,
            request_text,
        )
        sandbox.state.run("DELETE FROM calls WHERE id <= ?", number - _KEPT_CALLS)
