"""The letters of an assignment meeting together: who drafted, signed, numbered and sealed them is
noted for all that are ticked by one click. One alone is on the page of its suggestion."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.actions import papers, papers_together
from bot.actions.actors import actor_in
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.people import roles_of
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import name_of, say_date
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Contact, Paper, Suggestion
from bot.texts import say
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.pages.posted import is_day
from handlers.parts import parts

#: Letters of one meeting that are looked at.
MOST = 400
_HERE = "/console/suggestions/meetings/letters"
#: Where a letter stands → what is noted next. In the order in which they are worked off.
_NEXT = {"": "draft", papers.DRAFTED: "sign", papers.SIGNED: "issue", papers.ISSUED: ""}


def add_letters(blueprint: Blueprint) -> None:
    """The page and what it does."""
    blueprint.get("/suggestions/meetings/letters")(letters)
    blueprint.post("/suggestions/meetings/letters")(note_letters)


def asked_for(desk: Desk) -> Select[Assignment] | None:
    """The assignments of the meeting that is asked for, by bureau; None: no such meeting here."""
    name, day = request.values.get("name", ""), request.values.get("day", "")
    if not name or not is_day(day):
        return None
    return (
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Assignment.meeting == name,
            Assignment.counts_from == date.fromisoformat(day),
            Assignment.state.not_in(("reassigned", "cancelled")),
            suggestion_list.sees(desk),
        )
        .order_by(Assignment.bureau_id, Suggestion.serial)
        .limit(MOST)
    )


def of_meeting(desk: Desk) -> Sequence[Assignment]:
    """Its assignments; empty: no such meeting, or none of this desk's."""
    query = asked_for(desk)
    return desk.session.scalars(query).all() if query is not None else []


def letters() -> ResponseReturnValue:
    """How far each letter of the meeting is, and a form for each next act."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        found = [row for row in of_meeting(desk) if _holds(desk, row)]
        if not found:
            return nothing_here()
        return show(
            "letters.html",
            "suggestions",
            name=found[0].meeting,
            day=say_date(found[0].counts_from, now),
            query=_query(found[0]),
            meeting={"name": found[0].meeting, "day": found[0].counts_from.isoformat()},
            stages=_stages(session, found, now),
        )


def keeps(desk: Desk) -> bool:
    """Whether this desk assigns and signs at all: leaders and committees only read."""
    return desk.county or any(role.role == "presidium" for role in desk.roles.officer_roles)


def _holds(desk: Desk, row: Assignment) -> bool:
    held = parties.parties_of(desk.session, row.suggestion, desk.contact.id, desk.roles, desk.now)
    return bool(held & {Party.OFFICE, Party.PRESIDIUM})


def _query(row: Assignment) -> str:
    return urlencode({"name": row.meeting, "day": row.counts_from.isoformat()})


def _stages(session: Session, rows: Sequence[Assignment], now: datetime) -> dict[str, list[Any]]:
    """What is noted next → the letters that wait for it; "" are those that are through."""
    found: dict[str, list[Any]] = {act: [] for act in _NEXT.values()}
    for row, paper in papers_together.letters_of(session, rows):
        state = paper.state if paper is not None else ""
        found[_NEXT[state]].append(_line(session, row, paper, now))
    return found


def _line(session: Session, row: Assignment, paper: Paper | None, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "bureau": row.bureau.name,
        "role": "主办" if row.role == "lead" else "会办",
        "case": f"{name_of(row.suggestion)}　{row.suggestion.title}",
        "link": f"/console/suggestion/{row.suggestion.draft_number}/papers",
        "signer": paper.signer if paper is not None else "",
        "number": paper.number if paper is not None else "",
        "last": papers.say_last(session, paper, now) if paper is not None else "",
    }


def note_letters() -> ResponseReturnValue:
    """The ticked ones by one act: every one or none."""
    now = parts().clock.now()
    here = request.values.get("name", ""), request.values.get("day", "")
    back = f"{_HERE}?{urlencode({'name': here[0], 'day': here[1]})}"
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            ticked = set(request.form.getlist("letter"))
            rows = [row for row in of_meeting(desk) if str(row.id) in ticked]
            if not rows:
                return back_to(back, say("paper.tick_letters"), good=False)
            said = _note(session, rows, now)
    except Refused as refused:
        return back_to(back, sentence(refused), good=False)
    return back_to(back, said, good=True)


def _note(session: Session, rows: Sequence[Assignment], now: datetime) -> str:
    """What was noted, in a sentence. Raises Refused, also for who decides nothing there."""
    by = session.get_one(Contact, g.contact_id)
    roles = roles_of(session, by, now)
    for row in rows:
        actor_in(session, row.suggestion, by, roles, now, Party.OFFICE, Party.PRESIDIUM)
    act, given = request.form.get("act", ""), request.form.get("given", "").strip()
    if act == "draft":
        return say("paper.drafted_many", count=papers_together.draft(session, rows, by, now=now))
    if act == "sign":
        count = papers_together.sign(session, rows, given, by, now=now)
        return say("paper.signed_many", count=count, signer=given)
    numbers = papers_together.issue(session, rows, given, by, now=now)
    if len(numbers) == 1:
        return say("paper.noted")
    return say("paper.issued_many", count=len(numbers), first=numbers[0], last=numbers[-1])
