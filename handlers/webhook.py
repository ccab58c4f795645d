"""The platform's pushes: ``/wechat``. Parse, take, reply."""

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.channel.envelope import Envelope
from bot.channel.refused import Refused, StaleTimestamp
from bot.clock import Clock
from handlers.intake import Intake

log = structlog.get_logger(__name__)


def webhook(envelope: Envelope, intake: Intake, clock: Clock) -> Blueprint:
    """GET proves to the platform who we are; POST takes a push and answers within a second."""
    blueprint = Blueprint("webhook", __name__)

    @blueprint.get("/wechat")
    def prove() -> Response:
        try:
            return _plain(envelope.echo(request.args, clock.now()))
        except Refused as refused:
            return _refuse(refused)

    @blueprint.post("/wechat")
    def push() -> Response:
        now = clock.now()
        try:
            incoming = envelope.open(
                request.args, request.get_data(), now, request.content_type or ""
            )
        except Refused as refused:
            return _refuse(refused)
        try:
            answer = intake.take(incoming)
        except SQLAlchemyError as error:
            # Nothing was stored: the platform sends it again.
            log.exception("nothing could be stored", error=type(error).__name__)
            return Response(status=503)
        return Response(envelope.seal(answer, incoming, now), content_type="text/xml")

    return blueprint


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")


def _refuse(refused: Refused) -> Response:
    if isinstance(refused, StaleTimestamp):
        log.error("clock alarm: a signed push is far from our time", reason=refused.reason)
    else:
        log.warning("push refused", reason=refused.reason)
    return Response(status=refused.status)
