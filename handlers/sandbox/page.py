"""The phones page: what it is made of, its state, and the long poll that keeps it alive."""

from __future__ import annotations

import io
import json
from typing import Any

import segno
from flask import Blueprint, Response, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue

from handlers.sandbox import codes, faults, files, people, phones
from handlers.sandbox.config import MovableClock
from handlers.sandbox.core import Sandbox
from handlers.sandbox.oauth import error_page

#: A poll is answered after this many seconds though nothing happened.
POLL_SECONDS = 20.0
_SHOWN_PER_PHONE = 60
_SHOWN_PER_POLL = 500


def blueprint(sandbox: Sandbox) -> Blueprint:
    """The page at /, its data under /_phones/, files under /_media/."""
    pages = Blueprint("phones", __name__)

    @pages.get("/")
    def index() -> ResponseReturnValue:
        origin = sandbox.config.service_origin
        page = Response(
            render_template("phones.html", config=sandbox.config, fault_kinds=faults.KINDS)
        )
        page.headers["Content-Security-Policy"] = (
            f"default-src 'self'; img-src 'self' data: blob: {origin}; media-src 'self' blob:;"
            " object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
        )
        page.headers["Cache-Control"] = "no-store"
        return page

    @pages.get("/_phones/state")
    def state() -> ResponseReturnValue:
        change = sandbox.state.latest_change()
        shown = [
            phones.as_json(row)
            for person in people.listed(sandbox)
            for row in phones.on_phone(sandbox, person["openid"], limit=_SHOWN_PER_PHONE)
        ]
        return _fresh(_surroundings(sandbox) | {"change": change, "messages": shown})

    @pages.get("/_phones/news")
    def news() -> ResponseReturnValue:
        after = request.args.get("after", 0, type=int)
        people.refresh(sandbox)
        change = sandbox.state.wait_for_change(after, POLL_SECONDS)
        rows = phones.changed_since(sandbox, after, _SHOWN_PER_POLL)
        if len(rows) == _SHOWN_PER_POLL:
            change = rows[-1]["changed"]
        changed = [phones.as_json(row) for row in rows]
        return _fresh(_surroundings(sandbox) | {"change": change, "messages": changed})

    @pages.get("/_media/<media_id>")
    def media(media_id: str) -> ResponseReturnValue:
        return _media(sandbox, media_id)

    @pages.get("/cgi-bin/showqrcode")
    def code_picture() -> ResponseReturnValue:
        found = codes.find(sandbox, request.args.get("ticket", ""))
        if found is None:
            return error_page("二维码不存在或已过期", 404)
        picture = io.BytesIO()
        segno.make(found["url"]).save(picture, kind="png", scale=8)
        picture.seek(0)
        return send_file(picture, "image/png")

    return pages


def _fresh(data: dict[str, Any]) -> Response:
    response = jsonify(data)
    response.headers["Cache-Control"] = "no-store"
    return response


def _surroundings(sandbox: Sandbox) -> dict[str, Any]:
    """Everything but messages; small, so it is sent whole each time."""
    unread = phones.unread(sandbox)
    clock = sandbox.clock
    moved = clock.offset().total_seconds() if isinstance(clock, MovableClock) else None
    return {
        "now": sandbox.seconds(),
        "moved": moved,
        "people": [
            {
                "openid": person["openid"],
                "name": person["name"],
                "role": person["role"],
                "hint": json.loads(person["hint"]),
                "avatar": person["avatar"],
                "following": bool(person["following"]),
                "blocked": bool(person["blocked"]),
                "typing_until": person["typing_until"],
                "read_upto": person["read_upto"],
                "unread": unread.get(person["openid"], 0),
                "places": json.loads(person["extra"]).get("places", []),
            }
            for person in people.listed(sandbox)
        ],
        "menu": sandbox.state.noted("menu"),
        "faults": faults.active(sandbox),
        "places": [
            {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
            for place in sandbox.config.places
        ],
        "codes": [{"scene": row["scene"], "ticket": row["ticket"]} for row in codes.known(sandbox)],
    }


def _media(sandbox: Sandbox, media_id: str) -> ResponseReturnValue:
    row = files.find(sandbox, media_id)
    if row is None:
        return error_page("文件已过期或已被清理", 404)
    if files.is_sample(row) and "play" in request.args:
        return send_file(files.SAMPLE_VOICE_PLAYABLE, "audio/mpeg")
    response = Response(row["content"], content_type=row["content_type"])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
