"""重点督办: how many there are and should be, who watches, who leads, the report."""

import io
from datetime import date, datetime
from typing import Any

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.actions.actors import actor_in
from bot.actions.desk import choices
from bot.actions.desk.scope import Desk
from bot.actions.rules import rule
from bot.actions.suggestions import key_items_due, lights, parties, readers, supervision
from bot.actions.suggestions.kind import name_of, say_bureaus, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import RUNNING, SUGGESTION, sealed
from bot.store.models import KeySupervision, Suggestion
from handlers.console import suggestion_pairs
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.pages.posted import Said, is_day
from handlers.parts import parts

_KEY = "/console/suggestions/key"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_key_items(blueprint: Blueprint) -> None:
    """The page and what it does."""
    blueprint.get("/suggestions/key")(key_items)
    blueprint.post("/suggestions/key/report")(report_received)
    suggestion_pairs.add_pairs(blueprint)
    blueprint.get("/suggestions/key/<name>.docx")(key_paper)


def _year(now: datetime) -> int:
    given = number_in(request.args.get("year")) or local_day(now).year
    return given if 2000 <= given <= 2100 else local_day(now).year


def key_items() -> ResponseReturnValue:
    """重点督办 of one year: the county's, so for the county office; its leaders look."""
    now = parts().clock.now()
    year = _year(now)
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not (desk.county or desk.leads):
            return nothing_here()
        share = supervision.share(session, year, now)
        shown = _shown(desk, year)
        return show(
            "key_items.html",
            "suggestions",
            year=year,
            years=range(local_day(now).year, local_day(now).year - 3, -1),
            share=share,
            others=len(supervision.shown_in(session, year)) - share.have,
            acts=desk.county,
            percent=int(rule(session, "key_supervision.percent", now)),
            wanted=int(rule(session, "key_supervision.supervisors", now)),
            rows=[_key(desk, key, now) for key in shown],
            watching=suggestion_pairs.watching(session),
            people=suggestion_pairs.people(session, now),
            bodies=choices.bodies(desk),
            today=local_day(now).isoformat(),
        )


def _shown(desk: Desk, year: int) -> list[KeySupervision]:
    """A leader's without those that stand on what was kept from them (avoidance)."""
    rows = supervision.shown_in(desk.session, year)
    return [
        row
        for row in rows
        if desk.county or readers.may_read(desk.session, row.suggestion, desk.roles)
    ]


def _key(desk: Desk, key: KeySupervision, now: datetime) -> dict[str, Any]:
    session, about = desk.session, key.suggestion
    running = parties.assignments_of(session, about)
    light = lights.of_suggestion(running, local_day(now), lights.yellow_days(session, now))
    report = ""
    if key.report_received_on is not None:
        report = f"{say_date(key.report_received_on, now)}收到"
    elif key.report_asked_on is not None:
        report = f"{say_date(key.report_asked_on, now)}催过，还没交"
    elif about.state in RUNNING:
        report = f"{say_date(key_items_due.asked_from(session, now), now)}起催单位交"
    else:
        report = "还没收到"
    return {
        "number": about.draft_number,
        "name": name_of(about),
        "title": about.title,
        "state": SUGGESTION.states[about.state] if desk.county else sealed(about.state),
        "light": (light, lights.LIGHTS[light]) if light else None,
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
    year = number_in(request.form.get("year"))
    here = f"{_KEY}?year={year}" if year else _KEY
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
        return back_to(here, sentence(refused), good=False)
    except Said as why:
        return back_to(here, str(why), good=False)
    return back_to(here, "记下了。", good=True)


def key_paper(name: str) -> ResponseReturnValue:
    """会议交办单 and the November evaluation, one sheet per key item of the year."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers import meetings
    from bot.papers.gather import offices
    from bot.papers.gather.key_items import key_items as gather

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        items = gather(session, _year(now), now) if desk.county else []
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
