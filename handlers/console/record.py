"""记录: who did or looked at what, when; and whether the record is still what was sealed."""

from datetime import date

from flask import g, request
from flask.typing import ResponseReturnValue

from bot.actions import audit, officers, seals
from bot.actions.desk import audit_list
from bot.actions.desk.search import number_in as issue_number
from bot.store.models import Officer
from handlers.case_view import NotYours
from handlers.console.page import back_to, desk_of, number_in, or_nothing, show
from handlers.pages.history import say_moment
from handlers.parts import parts

_HERE = "/console/record"


@or_nothing
def record() -> ResponseReturnValue:
    """The county office reads it; everybody else's is theirs to answer for, not to read."""
    now = parts().clock.now()
    group = request.args.get("group", "")
    asked_day, who = _day(request.args.get("day", "")), request.args.get("who", "")
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            raise NotYours
        everybody = officers.everybody(session, now)
        chosen = next((one for one in everybody if one.code == who), None)
        asked = audit_list.Asked(
            group=group if group in audit_list.GROUPS else "",
            who=(chosen.contact_id,) if chosen is not None else (),
            day=asked_day,
            issue=issue_number(request.args.get("issue", "")[:12]),
        )
        page = audit_list.page(session, asked, before=number_in(request.args.get("before")))
        kept = {
            "group": asked.group,
            "who": chosen.code if chosen is not None else "",
            "day": asked_day.isoformat() if asked_day else "",
            "issue": str(asked.issue or ""),
        }
        return show(
            "record.html",
            "record",
            page=page,
            asked=kept,
            groups=audit_list.GROUPS,
            people=[(one.code, one.name) for one in everybody],
            moment=lambda at: say_moment(at, now),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-23") else None
    except ValueError:
        return None


@or_nothing
def verify() -> ResponseReturnValue:
    """Go along the whole chain of seals; that takes a while, so it is a person's wish."""
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            raise NotYours
        broken = seals.verify(session)
    with parts().database.write() as session:
        officer = session.get_one(Officer, g.officer_id)
        audit.record(
            session,
            "audit.verified",
            contact_id=officer.contact_id,
            now=now,
            fact="broken" if broken else "whole",
        )
    if broken is None:
        return back_to(_HERE, "核对过了，封存的记录一条没动。", good=True)
    when = say_moment(broken.sealed_at, now)
    text = f"{when}封存的那一批被人动过了，请马上报告领导，保住现场。"
    return back_to(_HERE, text, good=False)
