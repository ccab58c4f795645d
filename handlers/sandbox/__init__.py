"""WeChat on loopback: a strict, believable stand-in of the platform, and a page with phones on it.

    sandbox = create_sandbox(SandboxConfig(...), clock)   # a Flask app of its own
    serve(sandbox, port=8001)                             # threaded, 127.0.0.1 only

Phones at `/`; the platform's API at `/cgi-bin/…`, `/sns/…`, `/wxaapi/…`; OAuth at
`/connect/oauth2/authorize`. `clock` has `.now()`; with `.forward(timedelta)` and `.offset()` too
the page can move time. The personas file is read again whenever it changes:
`[{"openid", "name", "role", "hint": […], "avatar": "#07c160" | "🍄", "silent_days": 3 | null,
"following": true, "places": [{"name", "latitude", "longitude"}], "userid", "unlicensed"}]`;
`silent_days`: the last message was so long ago (null: never one).

Control API, for tests and for people (JSON in, JSON out; 409 with {"error"} in Chinese for what one
could not do on a real phone):

| POST | body | answer |
|---|---|---|
| /_control/send | openid, kind (`acts.KINDS`), the fields of the kind, wait | push |
| /_control/raw | openid, fields {XML name: value}, wait | push |
| /_control/upload | multipart: kind, file | media_id |
| /_control/subscribe | openid, scene, wait | push |
| /_control/unsubscribe | openid, wait | push |
| /_control/scan | openid, code (ticket, address, scene; known) or scene (any), wait | push |
| /_control/click | openid, key, name, wait | push |
| /_control/view | openid, url, wait | push |
| /_control/location | openid, latitude, longitude, wait (LOCATION event) | push |
| /_control/consent | openid, template_id, on, accept | consents |
| /_control/block | openid, on (refuses template messages) | |
| /_control/person | name, role | openid |
| /_control/read | openid (red mark goes) | |
| /_control/fault | kind (`faults.KINDS`), on, target (API name or *), times | faults |
| /_control/forward | minutes, hours, days or until: tomorrow, next_month, ISO time | now |
| /_control/verify | (GETs the webhook with echostr) | ok, reason |

Fields of `send`: text {content, menu_id}; image, video {media_id}; voice {media_id or sample: true,
recognition}; location {latitude, longitude, label}; link {title, description, url}.
A push is {push, state: pending|answered|failed, outcome, attempts, repeated, latency_ms, reply};
with "wait": true it is settled when the answer comes.

| GET | query | answer |
|---|---|---|
| /_control/messages | openid, after, limit | messages of a phone, cards too |
| /_control/people, /_control/codes, /_control/faults, /_control/stats | | |
| /_control/consents | openid | templates with what is left (-1: for good) |
| /_control/calls | name, after | API calls with errcode and request body |
| /_control/pushes | after | pushes and their fate |

A page is opened as a person by GET `/_phone/<openid>/open?url=…` (follow the redirects; each phone
has its own cookies).
"""

from __future__ import annotations

import threading

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from handlers.sandbox import api, control, oauth, page, web
from handlers.sandbox.config import Clock, Place, SandboxConfig
from handlers.sandbox.core import Sandbox
from handlers.sandbox.pushes import Pusher
from handlers.sandbox.state import State

__all__ = ["Place", "Sandbox", "SandboxConfig", "create_sandbox", "make_sandbox_server", "serve"]

_LARGEST_REQUEST = 24 * 1024 * 1024


def create_sandbox(config: SandboxConfig, clock: Clock) -> Flask:
    """Build the stand-in; pushes that were pending at its last end go out at once.

    The parts are at `app.extensions["sandbox"]` (call `.close()` at the end).
    """
    app = Flask(__name__, static_url_path="/_assets")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    sandbox = Sandbox(config, clock, State(config.state_path), Pusher())
    app.extensions["sandbox"] = sandbox
    for part in (api, oauth, web, control, page):
        app.register_blueprint(part.blueprint(sandbox))

    @app.errorhandler(404)
    def missing(error: NotFound) -> ResponseReturnValue:
        return web.lost_request() or oauth.error_page("页面不存在", 404)

    sandbox.pusher.resume(sandbox)
    return app


class _QuietHandler(WSGIRequestHandler):
    """The long poll of the page would fill the terminal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def make_sandbox_server(app: Flask, port: int) -> BaseWSGIServer:
    """A threaded server on 127.0.0.1 (werkzeug's: scripted faults need its socket)."""
    return make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietHandler)


def serve(app: Flask, port: int, stop: threading.Event | None = None) -> None:
    """Serve until interrupted or until `stop` is set."""
    server = make_sandbox_server(app, port)
    sandbox: Sandbox = app.extensions["sandbox"]
    if stop is not None:
        threading.Thread(target=_stop_when, args=(server, stop), daemon=True).start()
    try:
        server.serve_forever()
    finally:
        server.server_close()
        sandbox.close()


def _stop_when(server: BaseWSGIServer, stop: threading.Event) -> None:
    stop.wait()
    server.shutdown()
