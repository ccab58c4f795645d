"""Suggestions for the office: by stage, one on one page, the assignment meeting on one page."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import reading
from bot.actions.people import roles_of
from bot.actions.suggestions import assigning, parties, supervision
from bot.actions.suggestions.kind import name_of, say_bureaus, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.domain.workflows.suggestion import SUGGESTION
from bot.store.models import Assignment, Contact, Exchange, Suggestion
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console.page import back_to, or_nothing, sentence, show
from handlers.console.suggestion_papers import download, papers_page, sign_off
from handlers.deeds import Doing
from handlers.deeds.suggestions import actor
from handlers.deeds.suggestions_office import item_of
from handlers.pages.suggestion import add_suggestion_pages, bureaus_for
from handlers.pages.suggestion_seen import find
from handlers.parts import parts

MOST = 100
#: Key, heading, states; those that wait for this office first.
STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("review", "等审核的", ("reviewing",)),
    ("assign", "等交办的", ("filed",)),
    ("weigh", "等定下一步的", ("rated", "unrated", "at_meeting")),
    ("running", "在办的", ("assigned", "rework")),
    ("rating", "等代表评价的", ("replied",)),
    ("back", "退给代表改的", ("sent_back",)),
    ("closed", "程序办结的", ("procedure_closed",)),
    ("done", "落实销号的", ("closed_out",)),
)


def add_suggestions(blueprint: Blueprint) -> None:
    """All pages about suggestions."""
    add_suggestion_pages(blueprint, "/console", _page)
    blueprint.get("/suggestions")(suggestions)
    blueprint.get("/suggestions/meeting")(meeting)
    blueprint.post("/suggestions/meeting")(assign_all)
    blueprint.get("/suggestion/<int:number>/papers")(or_nothing(papers_page))
    blueprint.post("/suggestion/<int:number>/papers")(or_nothing(sign_off))
    blueprint.get("/suggestion/<int:number>/paper/<kind>/<int:place>")(or_nothing(download))
    blueprint.get("/suggestion/<int:number>/measures")(or_nothing(measures))


def _page(door: str, **fields: Any) -> str:
    # The frame knows the door itself.
    return show("suggestion.html", "suggestions", **fields)


def suggestions() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        undecided = set(
            session.scalars(
                select(Assignment.suggestion_id).where(
                    (Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None)
                )
            )
        )
        groups = [_voices(session)]
        decide: list[dict[str, Any]] = []
        for key, title, states in STAGES:
            rows = [_row(session, one, now) for one in _in_states(session, states)]
            if key == "running":
                decide = [row for row in rows if row["id"] in undecided]
                rows = [row for row in rows if row["id"] not in undecided]
            groups.append({"key": key, "title": title, "rows": rows})
        groups.insert(1, {"key": "decide", "title": "申退、延期等您定的", "rows": decide})
        return show(
            "suggestions.html", "suggestions", groups=[one for one in groups if one["rows"]]
        )


def _voices(session: Session) -> dict[str, Any]:
    """Drafts whose deputy has spoken, and nobody has typed it in yet."""
    waiting = session.scalars(
        select(Exchange).where(Exchange.kind == "draft_voice", Exchange.finished_at.is_(None))
    )
    ids = {row.waiting.get("suggestion") for row in waiting}
    rows = [
        {
            "number": one.draft_number,
            "name": name_of(one),
            "title": one.title,
            "who": f"{one.lead.name}代表",
            "state": "语音等您听写",
            "due": "",
            "late": False,
        }
        for one in session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)))
        if _sees(session, one)
    ]
    return {"key": "voices", "title": "代表用语音说的", "rows": rows}


def _in_states(session: Session, states: tuple[str, ...]) -> list[Suggestion]:
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.state.in_(states))
        .order_by(Suggestion.id.desc())
        .limit(MOST)
    )
    return [row for row in rows if _sees(session, row)]


def _sees(session: Session, about: Suggestion) -> bool:
    now = parts().clock.now()
    contact = session.get_one(Contact, g.contact_id)
    roles = roles_of(session, contact, now)
    held = parties.parties_of(session, about, contact.id, roles, now)
    return bool(held & {Party.OFFICE, Party.PRESIDIUM})


def _row(session: Session, about: Suggestion, now: datetime) -> dict[str, Any]:
    rows = parties.assignments_of(session, about)
    open_ones = [row for row in rows if row.state not in ("replied", "opinion_given")]
    due = min((row.due for row in open_ones), default=None)
    return {
        "id": about.id,
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "who": "，".join(part for part in (f"{about.lead.name}代表", say_bureaus(rows)) if part),
        "state": SUGGESTION.states[about.state],
        "due": f"{say_date(due, now)}前答复" if due else "",
        "late": due is not None and due < local_day(now),
    }


# ------------------------------------------------------------------ the assignment meeting


def meeting() -> ResponseReturnValue:
    """Every filed suggestion with what is proposed; one form for the whole meeting."""
    now = parts().clock.now()
    with parts().database.read() as session:
        rows = []
        for about in reversed(_in_states(session, ("filed",))):
            proposed = assigning.propose(session, about)
            lead = next((one for one in proposed if one.role == "lead"), None)
            rows.append(
                {
                    "number": about.draft_number,
                    "name": name_of(about),
                    "title": about.title,
                    "who": f"{about.lead.name}代表",
                    "lead": lead.bureau.code if lead else "",
                    "why": "；".join(f"{one.bureau.name}（{one.why}）" for one in proposed),
                    "bureaus": bureaus_for(session, about, [one.bureau for one in proposed]),
                }
            )
        return show("meeting.html", "suggestions", rows=rows, today=local_day(now).isoformat())


def assign_all() -> ResponseReturnValue:
    """The ticked items at once: every one or none."""
    now, here = parts().clock.now(), "/console/suggestions/meeting"
    numbers = [n for n in request.form.getlist("number") if n.isdecimal() and len(n) < 9]
    try:
        day = date.fromisoformat(request.form["on"]) if request.form.get("on") else None
    except ValueError:
        return back_to(here, say("refused.session_days"), good=False)
    try:
        with parts().database.write() as session:
            contact = session.get_one(Contact, g.contact_id)
            roles = roles_of(session, contact, now)
            rows = session.scalars(
                select(Suggestion).where(Suggestion.draft_number.in_([int(n) for n in numbers]))
            ).all()
            if not rows:
                return back_to(here, say("reviewing.nothing_ticked"), good=False)
            items, desks = [], []
            for about in rows:
                fields = {
                    "leads": request.form.getlist(f"lead-{about.draft_number}"),
                    "supporting": request.form.getlist(f"supporting-{about.draft_number}"),
                    "hard": request.form.get(f"hard-{about.draft_number}"),
                }
                do = Doing(session, now, contact, roles, reading.reader(session), about, fields)
                # Each by its own right: a township's are not the county's to assign.
                desks.append(actor(do, about, Party.OFFICE, Party.PRESIDIUM))
                items.append(item_of(do, about, "leads", "supporting", "hard"))
            name = request.form.get("name", "").strip() or "集中交办会"
            assigning.assign_meeting(session, items, desks[0], name=name, now=now, on=day)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    text = say("reviewing.assigned_many", count=len(items))
    return back_to("/console/suggestions", text, good=True)


def measures(number: int) -> ResponseReturnValue:
    """「可选措施」, for two roles only; that somebody looked is on record. Raises NotYours."""
    now = parts().clock.now()
    with parts().database.write() as session:
        about, seen = find(session, number, g.contact_id, now)
        if Party.OFFICE not in seen.parties:
            raise NotYours
        ladder = supervision.options(session, about, seen.contact, seen.roles, now=now)
        if not ladder:
            raise NotYours
        today = local_day(now).isoformat()
        return show("measures.html", "suggestions", ladder=ladder, number=number, today=today)
