"""The platform's pushes: ``/wechat``. Parse, take, reply."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.channel.envelope import MAX_BODY, Envelope
from bot.channel.refused import Refused, StaleTimestamp
from bot.clock import Clock
from handlers.intake import Intake

log = structlog.get_logger(__name__)

PATH = "/wechat"

#: A WSGI application, as the server calls it.
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def webhook(envelope: Envelope, clock: Clock) -> Blueprint:
    """GET proves to the platform who we are."""
    blueprint = Blueprint("webhook", __name__)

    @blueprint.get(PATH)
    def prove() -> Response:
        try:
            return _plain(envelope.echo(request.args, clock.now()))
        except Refused as refused:
            _note(refused)
            return Response(status=refused.status)

    return blueprint


def door(
    pages: Wsgi, envelope: Envelope, intake: Intake, clock: Clock, headers: Mapping[str, str]
) -> Wsgi:
    """POST takes a push and answers within a second. It stands before the pages: a push has no
    session, no form and no template, and what all these cost is twice the push's own opening and
    sealing. ``headers``: said with every answer. Everything else goes to ``pages``."""
    said = list(headers.items())

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return pages(environ, start)
        status, body = push(environ)
        more = [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(body)))]
        start(f"{status.value} {status.phrase}", more + said)
        return [body]

    def push(environ: dict[str, Any]) -> tuple[HTTPStatus, bytes]:
        now = clock.now()
        try:
            incoming = envelope.open(
                _query(environ), _body(environ), now, environ.get("CONTENT_TYPE", "")
            )
        except Refused as refused:
            _note(refused)
            return HTTPStatus(refused.status), b""
        try:
            return HTTPStatus.OK, envelope.seal(intake.take(incoming), incoming, now)
        except SQLAlchemyError as error:
            # Nothing was stored: the platform sends it again.
            log.exception("nothing could be stored", error=type(error).__name__)
            return HTTPStatus.SERVICE_UNAVAILABLE, b""
        except Exception as error:
            log.exception("a push failed", error=type(error).__name__)
            return HTTPStatus.INTERNAL_SERVER_ERROR, b""

    return answer


def _query(environ: dict[str, Any]) -> dict[str, str]:
    """What the address says; of a name that stands there twice the first."""
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    return dict(reversed(pairs))


def _body(environ: dict[str, Any]) -> bytes:
    """The body, or as much of it as shows that it is too large."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        if int(length) > MAX_BODY:
            raise Refused(413, f"body of {length} bytes")
    elif not environ.get("wsgi.input_terminated"):
        return b""
    body: bytes = environ["wsgi.input"].read(int(length) if length else MAX_BODY + 1)
    return body


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")


def _note(refused: Refused) -> None:
    if isinstance(refused, StaleTimestamp):
        log.error("clock alarm: a signed push is far from our time", reason=refused.reason)
    else:
        log.warning("push refused", reason=refused.reason)
