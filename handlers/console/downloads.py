"""What pages of papers share: a file to take away, and the year that is asked for."""

import io
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from flask import Response, g, request, send_file
from flask.typing import ResponseReturnValue

from bot.actions import audit
from bot.domain.calendars import local_day
from handlers.console.page import number_in
from handlers.parts import parts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"


def download_of(data: bytes, name: str, mimetype: str = DOCX) -> Response:
    """The file, to be kept and not shown."""
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


def stream_of(pieces: Iterable[bytes], name: str, mimetype: str) -> ResponseReturnValue:
    """A file that is sent while it is made: it begins at once, however long it takes."""
    response = Response(pieces, mimetype=mimetype, direct_passthrough=False)
    # Headers are Latin-1: the name goes as RFC 8187 has it.
    said = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = said
    return response


def note_printed(kind: str, thing: str, thing_id: int, year: int, now: datetime) -> None:
    """Whoever takes a year of other people's doings out of the house leaves a trace."""
    with parts().database.write() as session:
        audit.record(
            session,
            f"paper.{kind}",
            contact_id=g.contact_id,
            now=now,
            thing=thing,
            thing_id=thing_id,
            fact=str(year),
        )


def year_asked(now: datetime) -> int:
    """``year`` of the address: this one or one of the last ten; anything else is this one."""
    this = local_day(now).year
    year = number_in(request.args.get("year")) or this
    return year if this - 10 <= year <= this else this
