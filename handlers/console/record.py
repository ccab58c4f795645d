"""记录: who did or looked at what, when; and whether the record is still what was sealed."""

from collections.abc import Mapping, Sequence

from flask import g, request
from flask.typing import ResponseReturnValue

from bot.actions import audit, officers, seals
from bot.actions.desk import audit_list
from bot.actions.desk.audit_list import Asked
from bot.store.models import Officer
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console.page import back_to, desk_of, number_in, or_nothing, show
from handlers.pages.history import say_moment
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/record"


@or_nothing
def record() -> ResponseReturnValue:
    """The county office reads it; everybody else's is theirs to answer for, not to read."""
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            raise NotYours
        everybody = officers.everybody(session, now)
        asked = asked_in(request.args, everybody)
        page = audit_list.page(session, asked, before=number_in(request.args.get("before")))
        return show(
            "record.html",
            "record",
            page=page,
            asked=said_asked(asked, everybody),
            groups=audit_list.groups(),
            people=[(one.code, one.name) for one in everybody],
            moment=lambda at: say_moment(at, now),
        )


def asked_in(given: Mapping[str, str], everybody: Sequence[Officer], *, group: str = "") -> Asked:
    """What a form or an address asks for; what makes no sense is not asked for. One ``day`` is both
    ends."""
    wanted = group or given.get("group", "")
    who = next((one for one in everybody if one.code == given.get("who", "")), None)
    one_day = day_in(given.get("day", ""))
    usual = audit_list.STEPS if given.get("issue", "").strip() else "all"
    return Asked(
        # Of a case it is the steps that one looks for.
        group=wanted if wanted in audit_list.groups() and wanted != "all" else usual,
        who=(who.contact_id,) if who is not None else (),
        since=day_in(given.get("since", "")) or one_day,
        until=day_in(given.get("until", "")) or one_day,
        case=given.get("issue", "").strip()[:24],
    )


def said_asked(asked: Asked, everybody: Sequence[Officer]) -> dict[str, str]:
    """The same as the fields of the form."""
    who = next((one.code for one in everybody if (one.contact_id,) == asked.who), "")
    return {
        "group": asked.group,
        "who": who,
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
        "issue": asked.case,
    }


@or_nothing
def verify() -> ResponseReturnValue:
    """Go along the whole chain of seals; that takes a while, so it is a person's wish."""
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            raise NotYours
        found = seals.verified(session)
    with parts().database.write() as session:
        officer = session.get_one(Officer, g.officer_id)
        audit.record(
            session,
            "audit.verified",
            contact_id=officer.contact_id,
            now=now,
            fact="broken" if found.broken else "whole",
        )
    if found.broken is not None:
        text = say(
            "record.broken",
            since=say_moment(found.broken.since, now) if found.broken.since else "一开始",
            at=say_moment(found.broken.sealed_at, now),
        )
        return back_to(_HERE, text, good=False)
    if found.until is None:
        return back_to(_HERE, say("record.nothing_sealed"), good=True)
    text = say(
        "record.whole",
        rows=found.rows,
        until=say_moment(found.until, now),
        not_yet=found.not_yet,
    )
    return back_to(_HERE, text, good=True)
