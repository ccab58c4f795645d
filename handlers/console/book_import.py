"""The county's tables by upload: read and judged first, written only when somebody says so. It is
the importer of ``python -m bot import``; with one mistake nothing is written."""

import hashlib
import io
from datetime import datetime

from flask import g, request, send_file
from flask.typing import ResponseReturnValue

from bot.actions import new_doors, officers
from bot.actions.import_sheets import SHEETS
from bot.actions.roster import Report, import_county
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.console import uploaded_table
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.parts import parts
from handlers.tables import XLSX

_HERE = "/console/book-import"
#: So many lines of a long list are shown; the rest is counted.
SHOWN = 200


class _OnlyTried(Exception):
    """Leave the transaction without keeping anything."""


def import_page() -> ResponseReturnValue:
    return _page() if _county() else nothing_here()


def blank_table() -> ResponseReturnValue:
    """The empty county.xlsx."""
    from bot.papers.tables import template

    out = io.BytesIO()
    template(SHEETS).save(out)
    out.seek(0)
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name="名册空表.xlsx")


def try_import() -> ResponseReturnValue:
    """Only look: what would be new, changed, wrong."""
    if not _county():
        return nothing_here()
    now = parts().clock.now()
    name, data = uploaded_table.given(request.files.get("file"))
    try:
        report = _import(name, data, now, write=False)
    except uploaded_table.Unreadable as error:
        return _page(trouble=str(error)), 422
    except Refused as refused:
        return _page(trouble=sentence(refused).rstrip("。")), 422
    word = "" if report.problems else uploaded_table.keep(name, data, now)
    return _page(report, name, word), 422 if report.problems else 200


def do_import() -> ResponseReturnValue:
    """The very file that was looked at."""
    if not _county():
        return nothing_here()
    now = parts().clock.now()
    given = request.form.get("word", "")[:32]
    kept = uploaded_table.take(given, now)
    if kept is None:
        done = uploaded_table.is_done(given, now)
        why = "people.import_done" if done else "people.import_too_old"
        return back_to(_HERE, say(why), good=False)
    sure, seen = request.form.get("sure") == "yes", request.form.get("seen", "")
    try:
        report = _import(*kept, now, write=True, sure=sure, seen=seen)
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)
    if report.problems:
        # Somebody changed the roster in between.
        return _page(report, kept[0]), 422
    if seen and _print_of(report) != seen:
        # Somebody changed one of these rows since it was shown: it is shown as it stands now.
        word = uploaded_table.keep(*kept, now)
        return _page(report, kept[0], word, say("people.import_overtaken")), 422
    if report.others and not sure:
        word = uploaded_table.keep(*kept, now)
        return _page(report, kept[0], word, say("people.tick_others")), 422
    uploaded_table.note_done(given, now)
    new = sum(count.new for count in report.counts.values())
    changed = sum(count.changed for count in report.counts.values())
    return back_to(_HERE, f"导入好了：新增{new}行，改动{changed}行。", good=True)


def _print_of(report: Report) -> str:
    """What would change, in few letters: whether it is what a person was shown."""
    shown = [(one.sheet, one.code, one.cells) for one in report.changes]
    new = [(title, count.new) for title, count in report.counts.items()]
    return hashlib.sha256(repr((shown, new)).encode()).hexdigest()[:32]


def _import(
    name: str, data: bytes, now: datetime, *, write: bool, sure: bool = False, seen: str = ""
) -> Report:
    """``sure``: a person has looked at whoever seems to become somebody else. ``seen``: the print
    of what they were shown; of anything else nothing is written."""
    tables = uploaded_table.read(name, data)
    report = Report()
    try:
        with parts().database.write() as session:
            leading, before = officers.leading(session, now), new_doors.roles_there(session)
            report = import_county(session, tables, now=now, by=g.contact_id, source=name)
            alone = not officers.leads(desk_of(session, now).roles)
            if alone and officers.leading(session, now) - leading:
                raise Refused("console.leading")
            other = seen and _print_of(report) != seen
            if not write or other or report.problems or (report.others and not sure):
                raise _OnlyTried
            new_doors.tell_of_roles(session, before, g.contact_id, now=now)
    except _OnlyTried:
        pass
    return report


def _missing(report: Report) -> list[tuple[str, list[str]]]:
    """By sheet, who stands in the roster and not in the table: named where the table looks like
    the whole of it, else only counted (no names)."""
    by: dict[str, list[str]] = {}
    for one in report.absent:
        by.setdefault(one.sheet, []).append(one.name)
    found = []
    for title, names in by.items():
        count = report.counts[title]
        whole = count.new + count.changed + count.same >= len(names)
        found.append((f"{title}{len(names)}", names if whole else []))
    return found


def _county() -> bool:
    with parts().database.read() as session:
        return desk_of(session, parts().clock.now()).county


def _page(report: Report | None = None, name: str = "", word: str = "", trouble: str = "") -> str:
    return show(
        "book_import.html",
        "roster",
        report=report,
        seen=_print_of(report) if report is not None else "",
        name=name,
        word=word,
        trouble=trouble,
        missing=_missing(report) if report is not None else [],
        shown=SHOWN,
        sheets=[sheet.title for sheet in SHEETS],
    )
