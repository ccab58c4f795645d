"""What is printed after an assignment meeting: the sheet that bureaus sign, and every letter in one
file. Drafts until people have signed, numbered and sealed them."""

import io
import zipfile
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bot.actions import papers, papers_together
from bot.actions.desk import suggestion_list
from bot.actions.suggestions.kind import name_of, say_date
from bot.store.models import Assignment, Suggestion
from handlers.console.page import desk_of, nothing_here, show
from handlers.console.suggestion_letters import add_letters, keeps, of_meeting
from handlers.parts import parts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Meetings that are listed, the latest first.
_SHOWN = 30


def add_meetings(blueprint: Blueprint) -> None:
    """The page and the files."""
    blueprint.get("/suggestions/meetings")(meetings)
    blueprint.get("/suggestions/meetings/signatures.docx")(meeting_signatures)
    blueprint.get("/suggestions/meetings/letters.zip")(meeting_letters)
    add_letters(blueprint)


def meetings() -> ResponseReturnValue:
    """The meetings in which this desk assigned, the latest first."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        rows = session.execute(
            select(
                Assignment.meeting,
                Assignment.counts_from,
                func.count(Assignment.suggestion_id.distinct()),
                func.count(Assignment.id),
            )
            .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
            .where(Assignment.meeting != "", suggestion_list.sees(desk))
            .group_by(Assignment.meeting, Assignment.counts_from)
            .order_by(Assignment.counts_from.desc(), Assignment.meeting)
            .limit(_SHOWN)
        ).all()
        return show(
            "meetings.html",
            "suggestions",
            rows=[_meeting(name, day, cases, own, now) for name, day, cases, own in rows],
            notes=keeps(desk),
        )


def _meeting(name: str, day: date, cases: int, rows: int, now: datetime) -> dict[str, Any]:
    return {
        "name": name,
        "day": say_date(day, now),
        "cases": cases,
        "rows": rows,
        "query": urlencode({"name": name, "day": day.isoformat()}),
    }


def meeting_signatures() -> ResponseReturnValue:
    """签收表: a row per bureau and suggestion."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers import ledgers
    from bot.papers.gather import ledgers as gather

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        found = of_meeting(desk)
        if not found:
            return nothing_here()
        first = found[0].suggestion
        area = first.area if first.congress == "township" else None
        year = found[0].counts_from.year
        numbers = {row.suggestion.number for row in found}
        rows = [
            row
            for row in gather.ledger_rows(session, year, now, area.id if area else None)
            if row.number in numbers
        ]
        head = gather.ledger(session, year, now, area.name if area else "")
        made = ledgers.signature_sheet(head, rows, meeting=found[0].meeting)
    return send_file(
        io.BytesIO(made), mimetype=_DOCX, as_attachment=True, download_name="签收表（草稿）.docx"
    )


def meeting_letters() -> ResponseReturnValue:
    """交办函 to every bureau of the meeting, each a file of its own, in one zip."""
    from bot.papers.gather.one_case import assignment_letter

    now, out = parts().clock.now(), io.BytesIO()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        found = of_meeting(desk)
        if not found:
            return nothing_here()
        drafts = {
            row.id
            for row, paper in papers_together.letters_of(session, found)
            if paper is None or paper.state != papers.ISSUED
        }
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
            for row in found:
                draft = "（草稿）" if row.id in drafts else ""
                name = f"{row.bureau.name}/交办函{draft}{name_of(row.suggestion)}.docx"
                folder.writestr(name, assignment_letter(session, row, now))
    out.seek(0)
    name = "交办函（草稿）.zip" if drafts else "交办函.zip"
    return send_file(out, mimetype="application/zip", as_attachment=True, download_name=name)
