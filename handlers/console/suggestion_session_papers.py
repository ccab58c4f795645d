"""会前素材 and the ballot on the handling report, for the county office to print or pass on."""

import io

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from bot.domain.calendars import local_day
from handlers.console.page import desk_of, nothing_here, number_in
from handlers.parts import parts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_session_papers(blueprint: Blueprint) -> None:
    blueprint.get("/suggestions/material.docx")(material)
    blueprint.get("/suggestions/ballot.docx")(ballot)


def material() -> ResponseReturnValue:
    """What people speak of, open promises, what was handled twice: to read before writing."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers import session_papers
    from bot.papers.gather import session_papers as gather

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not desk.county:
            return nothing_here()
        made = session_papers.material(gather.material(desk))
    return _file(made, "会前素材（草稿）.docx")


def ballot() -> ResponseReturnValue:
    """测评票 of the year's handling report."""
    from bot.papers import session_papers
    from bot.papers.gather import session_papers as gather

    now = parts().clock.now()
    this = local_day(now).year
    year = number_in(request.args.get("year")) or this
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        year = year if 2000 <= year <= 2100 else this
        made = session_papers.ballot(gather.ballot(session, year, now))
    return _file(made, f"{year}年满意度测评票（草稿）.docx")


def _file(made: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(made), mimetype=_DOCX, as_attachment=True, download_name=name)
