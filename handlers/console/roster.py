"""名册: gaps, and small changes to deputies and liaison persons of one's own area."""

from urllib.parse import urlencode

from flask import g, request
from flask.typing import ResponseReturnValue

from bot.actions import bindings, roster_edits
from bot.actions.book_cells import BOOKS
from bot.actions.calendar import say_when
from bot.actions.desk import vacancies
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/roster"


def roster() -> ResponseReturnValue:
    now = parts().clock.now()
    q = request.args.get("q", "").strip()[:20]
    with parts().database.read() as session:
        desk = desk_of(session, now)
        today = local_day(now)
        return show(
            "roster.html",
            "roster",
            gaps=vacancies.gaps(desk),
            first=vacancies.what_comes_first(desk),
            books=BOOKS.values(),
            book=None,
            may_add=desk.county,
            q=q,
            deputies=[
                {
                    "code": one.code,
                    "name": one.name,
                    "what": bindings.label_of(session, "deputy", one, now),
                    "push": one.push,
                    "paused": one.paused_until.isoformat() if one.paused_until else "",
                    "says": f"{say_when(one.paused_until, now)}前不派事"
                    if one.paused_until and one.paused_until >= today
                    else "",
                }
                for one in (vacancies.deputies_named(desk, q) if q else [])
            ],
            liaisons=[
                {
                    "code": one.code,
                    "name": one.name,
                    "what": f"{one.bureau.name}，{one.position}岗",
                    "away": one.away_until.isoformat() if one.away_until else "",
                    "says": f"{say_when(one.away_until, now)}前不在"
                    if one.away_until and one.away_until >= today
                    else "",
                }
                for one in (vacancies.liaisons_named(desk, q) if q else [])
            ],
            push=roster_edits.PUSH,
            today=today.isoformat(),
        )


def deputy() -> ResponseReturnValue:
    return _change("deputy")


def liaison() -> ResponseReturnValue:
    return _change("liaison")


def _change(what: str) -> ResponseReturnValue:
    now = parts().clock.now()
    name, code = request.form.get("name", "")[:32], request.form.get("code", "")
    given = request.form.get("until", "")
    until = day_in(given)
    # Where they were found: the next change is often theirs, too.
    here = f"{_HERE}?{urlencode({'q': name})}"
    if given and until is None:
        return back_to(here, "日子看着不对，选一下。", good=False)
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            if what == "deputy":
                deputies = vacancies.deputies_named(desk, name) if name else []
                one = next((row for row in deputies if row.code == code), None)
                if one is None:
                    return nothing_here()
                push = request.form.get("push", "")
                roster_edits.change_deputy(session, one, push, until, by=g.contact_id, now=now)
                said = one.name
            else:
                people = vacancies.liaisons_named(desk, name) if name else []
                other = next((row for row in people if row.code == code), None)
                if other is None:
                    return nothing_here()
                roster_edits.change_liaison(session, other, until, by=g.contact_id, now=now)
                said = other.name
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, f"{said}的改好了。", good=True)
