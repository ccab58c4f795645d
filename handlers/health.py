"""``/healthz``: alive, able to reach its store, and whether anything goes out."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from bot.actions import switches
from bot.store.models import Switch
from handlers.parts import parts

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 while the store answers, else 503: ``{"alive": true, "outgoing": "on"}``; with all
    outgoing messages stopped ``{"outgoing": "stopped", "stopped_since": ISO time}``. That it was
    stopped is somebody's decision and no illness: the status stays 200."""
    try:
        with parts().database.read() as session:
            stop = session.get(Switch, switches.STOP)
            since = stop.set_at if stop is not None and stop.on else None
    except SQLAlchemyError:
        return jsonify(alive=False), 503
    if since is not None:
        return jsonify(alive=True, outgoing="stopped", stopped_since=since.isoformat()), 200
    return jsonify(alive=True, outgoing="on"), 200
