"""承诺台账 and 回头看: what was promised and comes back on its day, what somebody still has to look
at or decide. 重点督办: how many there are and should be, who watches, who leads, the report."""

import io
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.actors import actor_in
from bot.actions.desk import choices, suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.rules import rule
from bot.actions.suggestions import parties, supervision
from bot.actions.suggestions.kind import name_of, say_bureaus, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import SUGGESTION
from bot.store.models import (
    Assignment,
    KeySupervision,
    LookBack,
    Promise,
    Proposal,
    Suggestion,
)
from handlers.console import suggestion_pairs
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.pages.posted import Said, is_day
from handlers.parts import parts

_KEY = "/console/suggestions/key"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 30
#: Rows of the table that one takes home.
_MOST = 5_000
STATES = {"open": "还没落实的", "kept": "说落实了的"}


def add_ledgers(blueprint: Blueprint) -> None:
    """The pages and what they do."""
    blueprint.get("/suggestions/promises")(promises)
    blueprint.get("/suggestions/promises.xlsx")(promises_table)
    blueprint.get("/suggestions/key")(key_items)
    blueprint.post("/suggestions/key/report")(report_received)
    suggestion_pairs.add_pairs(blueprint)
    blueprint.get("/suggestions/key/<name>.docx")(key_paper)


def _keeps(desk: Desk) -> bool:
    """Whether this officer keeps suggestions at all."""
    return desk.county or any(role.role == "presidium" for role in desk.roles.officer_roles)


# ------------------------------------------------------------------ promises and look-backs


def promises() -> ResponseReturnValue:
    now = parts().clock.now()
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not _keeps(desk):
            return nothing_here()
        rows = _promises(desk, state, _after(), PAGE + 1)
        shown = rows[:PAGE]
        last = shown[-1] if len(rows) > PAGE else None
        return show(
            "promises.html",
            "suggestions",
            states=STATES,
            state=state,
            rows=[_promise(row, now) for row in shown],
            after=f"{last.due}.{last.id}" if last is not None else "",
            later=_after() is not None,
            look_backs=[_look_back(row, now) for row in _look_backs(desk)],
            proposals=[_proposal(row) for row in _proposals(desk)],
        )


def _after() -> tuple[date, int] | None:
    """The key of the last row that was shown: its day and its row."""
    day, _, number = request.args.get("after", "").partition(".")
    found = number_in(number)
    return (date.fromisoformat(day), found) if is_day(day) and found is not None else None


def _promises(desk: Desk, state: str, after: tuple[date, int] | None, most: int) -> list[Promise]:
    query = (
        select(Promise)
        .join(Assignment, Promise.assignment_id == Assignment.id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(Promise.state == state, suggestion_list.sees(desk))
        .options(
            joinedload(Promise.words),
            joinedload(Promise.assignment).joinedload(Assignment.bureau),
            joinedload(Promise.assignment).joinedload(Assignment.suggestion),
        )
        .order_by(Promise.due, Promise.id)
        .limit(most)
    )
    if after is not None:
        day, number = after
        query = query.where(or_(Promise.due > day, and_(Promise.due == day, Promise.id > number)))
    return list(desk.session.scalars(query))


def _promise(row: Promise, now: datetime) -> dict[str, Any]:
    about = row.assignment.suggestion
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "bureau": row.assignment.bureau.name,
        "text": row.words.masked,
        "condition": row.condition,
        "due": say_date(row.due, now),
        "first": say_date(row.first_due, now) if row.first_due != row.due else "",
        "late": row.state == "open" and row.due < local_day(now),
        "kept": say_date(local_day(row.kept_at), now) if row.kept_at is not None else "",
    }


def promises_table() -> ResponseReturnValue:
    """The ledger as xlsx: what is still open, then what is said to be kept."""
    from bot.papers.tables import workbook

    now = parts().clock.now()
    head = ["编号", "题目", "承办单位", "承诺", "条件", "到哪天", "最初的日子", "状态"]
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not _keeps(desk):
            return nothing_here()
        rows: list[list[object]] = [list(head)]
        for state, name in STATES.items():
            for row in _promises(desk, state, None, _MOST):
                about = row.assignment.suggestion
                rows.append(
                    [
                        name_of(about),
                        about.title,
                        row.assignment.bureau.name,
                        row.words.masked,
                        row.condition,
                        row.due,
                        row.first_due,
                        name,
                    ]
                )
    out = io.BytesIO()
    workbook({"承诺台账": rows}).save(out)
    response = Response(out.getvalue(), content_type=_XLSX)
    response.headers["Content-Disposition"] = "attachment; filename=promises.xlsx"
    return response


def _look_backs(desk: Desk) -> list[LookBack]:
    query = (
        select(LookBack)
        .join(Suggestion, LookBack.suggestion_id == Suggestion.id)
        .where(LookBack.done_at.is_(None), suggestion_list.sees(desk))
        .order_by(LookBack.due, LookBack.id)
        .limit(PAGE)
    )
    return list(desk.session.scalars(query))


def _look_back(row: LookBack, now: datetime) -> dict[str, Any]:
    return {
        "number": row.suggestion.draft_number,
        "name": name_of(row.suggestion),
        "title": row.suggestion.title,
        "why": f"{row.year}年抽到的A类" if row.reason == "sample" else "到日子了",
        "due": say_date(row.due, now),
        "late": row.due < local_day(now),
    }


def _proposals(desk: Desk) -> list[Proposal]:
    query = (
        select(Proposal)
        .join(Suggestion, Proposal.suggestion_id == Suggestion.id)
        .where(Proposal.approved.is_(None), suggestion_list.sees(desk))
        .order_by(Proposal.id)
        .limit(PAGE)
    )
    return list(desk.session.scalars(query))


def _proposal(row: Proposal) -> dict[str, Any]:
    what = "提议重开" if row.kind == "reopen" else f"提议改为{row.value}类"
    return {
        "number": row.suggestion.draft_number,
        "name": name_of(row.suggestion),
        "title": row.suggestion.title,
        "what": f"{what}：{row.words.masked}",
    }


# ------------------------------------------------------------------ key items


def _year(now: datetime) -> int:
    given = number_in(request.args.get("year")) or local_day(now).year
    return given if 2000 <= given <= 2100 else local_day(now).year


def key_items() -> ResponseReturnValue:
    """重点督办 of one year: the county's, so for the county office."""
    now = parts().clock.now()
    year = _year(now)
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not desk.county:
            return nothing_here()
        return show(
            "key_items.html",
            "suggestions",
            year=year,
            years=range(local_day(now).year, local_day(now).year - 3, -1),
            share=supervision.share(session, year, now),
            percent=int(rule(session, "key_supervision.percent", now)),
            wanted=int(rule(session, "key_supervision.supervisors", now)),
            rows=[_key(session, key, now) for key in supervision.of_year(session, year)],
            watching=suggestion_pairs.watching(session),
            people=suggestion_pairs.people(session, now),
            bodies=choices.bodies(desk),
            today=local_day(now).isoformat(),
        )


def _key(session: Session, key: KeySupervision, now: datetime) -> dict[str, Any]:
    about = key.suggestion
    running = parties.assignments_of(session, about)
    report = ""
    if key.report_received_on is not None:
        report = f"{say_date(key.report_received_on, now)}收到"
    elif key.report_asked_on is not None:
        report = f"{say_date(key.report_asked_on, now)}催过，还没交"
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "state": SUGGESTION.states[about.state],
        "bureaus": say_bureaus(running),
        "decided": say_date(key.decided_on, now),
        "supervisors": "、".join(supervision.supervisors_of(session, key)),
        "leading": key.leading_officer,
        "committee": key.committee,
        "report": report,
        "received": key.report_received_on is not None,
    }


def report_received() -> ResponseReturnValue:
    now, given = parts().clock.now(), request.form.get("on", "")
    number = number_in(request.form.get("number"))
    try:
        if not is_day(given):
            raise Said("请选哪天收到的。")
        with parts().database.write() as session:
            desk = desk_of(session, now)
            about = session.scalar(select(Suggestion).where(Suggestion.draft_number == number))
            key = supervision.key_of(session, about) if about is not None else None
            if about is None or key is None:
                return nothing_here()
            who = actor_in(session, about, desk.contact, desk.roles, now, Party.OFFICE)
            supervision.report_received(session, key, who, date.fromisoformat(given), now=now)
    except Refused as refused:
        return back_to(_KEY, sentence(refused), good=False)
    except Said as why:
        return back_to(_KEY, str(why), good=False)
    return back_to(_KEY, "记下了。", good=True)


def key_paper(name: str) -> ResponseReturnValue:
    """会议交办单 and the November evaluation, one sheet per key item of the year."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers import meetings
    from bot.papers.gather import letters, offices

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        items = letters.key_items(session, _year(now), now) if desk.county else []
        if not items:
            return nothing_here()
        county, today = offices.county_office(session, now), local_day(now)
        if name == "sheets":
            title = "重点督办会议交办单"
            made = meetings.key_meeting_sheets(county, "县人大常委会会议", today, items)
        elif name == "evaluation":
            title = "汇报评议表"
            aspects = offices.texts(session, "papers.aspects", now)
            made = meetings.evaluation_sheets(county, today, items, aspects)
        else:
            return nothing_here()
    return send_file(
        io.BytesIO(made), mimetype=_DOCX, as_attachment=True, download_name=f"{title}（草稿）.docx"
    )
