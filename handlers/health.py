"""``/healthz``: alive, and able to reach its store."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from handlers.parts import parts

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 {"alive": true} while the store answers, else 503."""
    try:
        with parts().database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(alive=False), 503
    return jsonify(alive=True), 200
