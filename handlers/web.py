"""The service's Flask app: webhook, pages, console, health. No rule of the trade lives here."""

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.clock import Clock
from bot.settings import Settings
from bot.store.database import Database
from bot.texts import say
from handlers import console, health, pages, public
from handlers.came_back import bring_back_forms
from handlers.console import signing_in
from handlers.intake import Intake
from handlers.pages.as_seen import hidden_fields
from handlers.parts import Parts
from handlers.webhook import door, webhook

log = structlog.get_logger(__name__)

#: Pictures are uploaded through pages; anything larger is refused with a sentence.
LARGEST_UPLOAD = 12 * 1024 * 1024

#: Everything comes from here: no script, style or picture of anybody else's.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "frame-ancestors 'self'{frames}; form-action 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Number(IntegerConverter):
    """A number in an address that the store can hold; a longer one is no page."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def create_web(
    settings: Settings,
    database: Database,
    clock: Clock,
    account: OfficialAccount,
    envelope: Envelope,
    intake: Intake,
) -> Flask:
    """Build the app. ``account`` is asked for nothing inside a push."""
    app = Flask(__name__)
    app.url_map.converters["int"] = Number
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_COOKIE_NAME="lianxinqiao",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    app.extensions["parts"] = Parts(settings, database, clock, account, intake)
    Bootstrap5(app)
    app.jinja_env.globals["csrf"] = hidden_fields
    app.before_request(_refuse_what_no_store_holds)
    CSRFProtect(app)
    app.register_blueprint(webhook(envelope, clock))
    app.register_blueprint(health.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(console.blueprint)
    app.register_blueprint(public.blueprint)
    app.after_request(_secure(settings))
    bring_back_forms(app)
    app.wsgi_app = door(  # type: ignore[assignment, method-assign]
        app.wsgi_app, envelope, intake, clock, _headers(settings)
    )
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)
    return app


def _refuse_what_no_store_holds() -> None:
    """No field of a form or an address holds a NUL: nobody types one, PostgreSQL keeps none. What
    the platform pushes is read by the webhook alone."""
    if request.blueprint not in ("pages", "console", "public"):
        return
    given = [*request.args.lists(), *request.form.lists()]
    said = [text for name, values in given for text in (name, *values)]
    if any("\0" in text for text in (request.path, *said)):
        abort(400)


def _headers(settings: Settings) -> dict[str, str]:
    # In the demo the phones page shows our pages inside a phone.
    frames = f" http://127.0.0.1:{settings.sandbox_port}" if settings.demo else ""
    return {name: value.replace("{frames}", frames) for name, value in SECURITY_HEADERS.items()}


def _secure(settings: Settings):  # type: ignore[no-untyped-def]
    headers = _headers(settings)

    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return add


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    came = urlsplit(request.referrer or "")
    if request.blueprint == "console":
        over = signing_in.is_over()
        if over is not None:
            return over
        if came.netloc == request.host and came.path.startswith("/console/"):
            # Signed in anew beside it: the page comes back with what was typed, to be sent again.
            flash(say("page.old"), "no")
            return redirect(f"{came.path}?{came.query}" if came.query else came.path, 303)
    return render_template("sorry.html", text="页面放久了，请返回刷新一下再试。"), 400


def _http(error: HTTPException) -> tuple[str, int]:
    text = {
        404: "没有这个页面。",
        405: "不能这样打开，请从聊天里点进来。",
        413: "文件太大了，请选小一点的（12 MB以内）。",
        429: "试得太多了，请过一会儿再来。",
    }.get(error.code or 500, "现在打不开，请稍后再试。")
    return render_template("sorry.html", text=text), error.code or 500


def _broken(error: Exception) -> tuple[str, int]:
    log.exception("a page failed", error=type(error).__name__)
    return render_template("sorry.html", text="现在打不开，已记下来了，请稍后再试。"), 500
