"""码: QR sheets of the stations and grids of one's own area, one code to a page, some to a file.
The codes come from the platform and stay valid for ever."""

import io

from flask import request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.actions.desk.scope import Desk, lies_in
from bot.channel.errors import PlatformError
from bot.store.models import Grid
from handlers.console.page import back_to, desk_of, nothing_here, number_in, show
from handlers.console.station_papers import stations_of
from handlers.parts import parts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Codes in one file: each is one question to the platform, and one waits for the file.
PORTION = 20
_KINDS = ("stations", "grids")


def sheets() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        areas = [
            (area.code, area.name, _portions(len(_grids(desk, area)))) for area in _areas(desk)
        ]
        return show(
            "sheets.html",
            "sheets",
            stations=[station.name for station in stations_of(desk)],
            portions=_portions(len(stations_of(desk))),
            areas=[area for area in areas if area[2]],
        )


def _portions(count: int) -> list[tuple[int, int, int]]:
    """(number, first, last) of each file."""
    firsts = range(0, count, PORTION)
    return [(at + 1, first + 1, min(first + PORTION, count)) for at, first in enumerate(firsts)]


def _areas(desk: Desk) -> list[Grid]:
    """Townships, or what a station serves."""
    if not desk.county:
        return list(dict.fromkeys(desk.areas()))
    query = select(Grid).where(Grid.active, Grid.level == "township").order_by(Grid.code)
    return list(desk.session.scalars(query))


def _grids(desk: Desk, area: Grid) -> list[Grid]:
    query = select(Grid).where(Grid.active, Grid.level == "grid", lies_in([area]))
    return list(desk.session.scalars(query.order_by(Grid.code)))


def print_sheets() -> ResponseReturnValue:
    """One file of codes; what the platform refuses is said."""
    # Papers are made seldom and their libraries take long to load.
    from bot.papers.gather import scenes
    from bot.papers.sheets import QrSheet, qr_sheets

    kind, code = request.form.get("kind", ""), request.form.get("code", "")
    first = ((number_in(request.form.get("part")) or 1) - 1) * PORTION
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        area = next((one for one in _areas(desk) if one.code == code), None)
        if kind not in _KINDS or (kind == "grids" and area is None):
            return nothing_here()
        wanted = scenes.of_stations(stations_of(desk))
        if kind == "grids" and area is not None:
            wanted = scenes.of_grids(_grids(desk, area))
    wanted = wanted[max(first, 0) :][:PORTION]
    if not wanted:
        return nothing_here()
    made = []
    try:
        # With no transaction open: each is a question to the platform.
        for scene, name, sentence in wanted:
            made.append(QrSheet(parts().account.create_qr(scene).content, name, sentence))
    except PlatformError as error:
        return back_to(
            "/console/sheets", f"二维码没有要到：{error.reason}。过一会儿再试。", good=False
        )
    return send_file(
        io.BytesIO(qr_sheets(made)),
        mimetype=_DOCX,
        as_attachment=True,
        download_name=f"二维码{len(made)}张.docx",
    )
