"""留多久: what each kind of data is kept for and why, what would go when, the switch, and what is
held back."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import second
from bot.actions.casework import label
from bot.actions.privacy import holds, periods, retention
from bot.actions.privacy.plan import is_open
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflow import Refused
from bot.store.models import Contact, Hold, Issue, Officer
from handlers.case_view import NotYours
from handlers.console.page import back_to, desk_of, or_nothing, sentence, show
from handlers.pages.history import say_moment
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/retention"
#: Cases of the dry run that a page names; the number says how many there are.
_NAMED = 40
#: How far ahead one may look.
_YEARS = 10


def add_retention(blueprint: Blueprint) -> None:
    blueprint.get("/retention", endpoint="retention")(or_nothing(page))
    blueprint.post("/retention", endpoint="turn_retention")(or_nothing(turn))
    blueprint.post("/issue/<int:number>/hold", endpoint="hold_issue")(or_nothing(hold))


def _county(session: Session, now: datetime) -> None:
    if not desk_of(session, now).county:
        raise NotYours


def page() -> ResponseReturnValue:
    """Raises NotYours."""
    now = parts().clock.now()
    day = _day(request.args.get("day", ""), now)
    with parts().database.read() as session:
        _county(session, now)
        officer = session.get_one(Officer, g.officer_id)
        at = datetime.combine(day, time(), LOCAL)
        found = periods.forecast(session, at, now=now)
        last = retention.turned(session)
        by = session.get(Contact, last.set_by) if last is not None and last.set_by else None
        return show(
            "retention.html",
            "retention",
            day=day.isoformat(),
            least=local_day(now).isoformat(),
            said_day=f"{day.year}年{day.month}月{day.day}日",
            today=day == local_day(now),
            found=[_row(one, now) for one in found],
            on=retention.is_on(session),
            turned=(say_moment(last.set_at, now), by.name if by else "") if last else None,
            wish=_wish(session, officer, now),
            held=[
                (row.issue.number, row.why, say_moment(row.at, now))
                for row in session.scalars(
                    select(Hold).where(Hold.ended_at.is_(None)).order_by(Hold.id.desc()).limit(60)
                )
            ],
        )


def _day(text: str, now: datetime) -> date:
    """The day that is asked about; today for anything that is none."""
    today = local_day(now)
    return min(max(day_in(text) or today, today), today + timedelta(days=366 * _YEARS))


def _row(one: periods.Forecast, now: datetime) -> dict[str, object]:
    return {
        "kind": one.kind,
        "months": one.months,
        "count": f"{one.count}{'以上' if one.more else ''}",
        "any": one.count > 0,
        "among": one.among,
        "cases": [(due.issue.number, say_moment(due.ended, now)) for due in one.cases[:_NAMED]],
        "rest": max(one.count - _NAMED, 0),
        "held": [(issue.number, why) for issue, why in one.held[:_NAMED]],
    }


def _wish(session: Session, officer: Officer, now: datetime) -> second.Answer:
    """How this officer's wish to switch it on stands."""
    mine = (
        row
        for row in second.of_asker(session, officer.id, now)
        if row.act == "delete" and row.what.get("retention") and row.used_at is None
    )
    return second.answer_to(next(mine, None), now)


def turn() -> ResponseReturnValue:
    """Ask a second person, switch it on, or off."""
    now, what = parts().clock.now(), request.form.get("what", "")
    try:
        with parts().database.write() as session:
            _county(session, now)
            desk, officer = desk_of(session, now), session.get_one(Officer, g.officer_id)
            if what == "off":
                retention.turn_off(session, by=g.contact_id, now=now)
                text = "关了，到期的也不会自己清。"
            elif what == "on":
                retention.turn_on(session, officer, now=now)
                text = "打开了。每天清一遍到期的，一小批一小批地清。"
            else:
                count = periods.forecast(session, now, now=now)[0].count
                said = f"打开到期自动清。眼下到期的有{count}件事"
                retention.ask(session, officer, desk.roles, said, now=now)
                text = "已请第二个人点头，同意了在这里打开。"
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)
    return back_to(_HERE, text, good=True)


def hold(number: int) -> ResponseReturnValue:
    """Keep a case although its period is over, or let it go again. Raises NotYours."""
    now, here = parts().clock.now(), f"/console/issue/{number}"
    why = request.form.get("why", "")
    try:
        with parts().database.write() as session:
            _county(session, now)
            issue = session.scalar(select(Issue).where(Issue.number == number))
            if issue is None or not desk_of(session, now).mine(issue):
                raise NotYours
            if not why:
                holds.release(session, issue, by=g.contact_id, now=now)
                return back_to(here, "好，不再另外留了。", good=True)
            if is_open(session, issue):
                raise Refused("personal.not_ended", case=label(issue))
            holds.hold(session, issue, why, by=g.contact_id, now=now)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, "好，这件先留着，到期也不清。", good=True)
