"""A person's own suggestions: the deputy's, what waits for a signature, a bureau's by due day."""

import io
from datetime import datetime

from flask import Response, flash, g, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.actions import reading
from bot.actions.people import Roles, roles_of
from bot.actions.suggestions import coordinating, parties, receipts
from bot.actions.suggestions.kind import name_of, say_bureaus, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, ASSIGNMENT, RETURN_REQUESTED
from bot.domain.workflows.suggestion import HANDLING, SUGGESTION
from bot.store.models import Assignment, Contact, CoSigner, Deputy, Suggestion
from bot.texts import say
from handlers.case_view import NotYours
from handlers.deeds import ACTS, Doing
from handlers.deeds.suggestions_bureaus import say_confirmed
from handlers.parts import parts
from handlers.tables import XLSX

MOST = 60
_ROLES = {"lead": "主办", "supporting": "会办"}


def suggestions() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        if contact is None:
            return render_template("sorry.html", text="这里还没有您的建议。"), 404
        roles = roles_of(session, contact, now)
        bureaus = [one.bureau_id for one in roles.liaisons]
        rows = receipts.open_of(session, bureaus)
        several = len({row.bureau_id for row in rows}) > 1
        narrowed = request.args.get("see", "")
        narrowed = narrowed if narrowed in coordinating.NARROWED else ""
        count = coordinating.counts(session, bureaus, local_day(now))
        through = coordinating.coordinated(
            session, bureaus, local_day(now), to=narrowed, limit=MOST
        )
        return render_template(
            "suggestions.html",
            owed=[_line(row, now, named=several) for row in rows],
            through=[_line(row, now, named=True) for row in through],
            count=count,
            narrowed=narrowed,
            choices=[
                (to, said, getattr(count, to or "under_way"))
                for to, said in coordinating.NARROWED.items()
            ],
            unread=sum(row.state == ASSIGNED for row in rows),
            bureau="、".join(dict.fromkeys(one.bureau.name for one in roles.liaisons)),
            own=_own(session, contact, now) if roles.deputies else [],
            deputy=any(one.congress != "advisory" for one in roles.deputies),
            door="/p",
        )


def _line(row: Assignment, now: datetime, *, named: bool) -> dict[str, object]:
    """One item of a bureau; ``named``: with the bureau's name."""
    undecided = row.state == RETURN_REQUESTED or row.extension_until is not None
    waits = f"，想延到{say_date(row.extension_until, now)}" if row.extension_until else ""
    if row.state == RETURN_REQUESTED and row.return_to:
        waits = f"，说该归{row.return_to}"
    return {
        "number": row.suggestion.draft_number,
        "name": name_of(row.suggestion),
        "title": row.suggestion.title,
        "state": f"{_ROLES[row.role]}，{ASSIGNMENT.states[row.state]}{waits}",
        "bureau": row.bureau.name if named else "",
        "due": say_date(row.due, now),
        "late": row.due < local_day(now) and not undecided,
    }


def _own(session: Session, contact: Contact, now: datetime) -> list[dict[str, object]]:
    """Raised, signed, or followed after an election; newest first, with who handles it and by when,
    or who reviews it."""
    held = select(Deputy.id).where(Deputy.contact_id == contact.id)
    signed = select(CoSigner.suggestion_id).where(
        CoSigner.deputy_id.in_(held), CoSigner.state != "refused"
    )
    rows = session.scalars(
        select(Suggestion)
        .where(
            or_(
                Suggestion.lead_id.in_(held),
                Suggestion.successor_id.in_(held),
                Suggestion.id.in_(signed),
            )
        )
        .order_by(Suggestion.id.desc())
        .limit(MOST)
    )
    return [
        {
            "number": row.draft_number,
            "name": name_of(row),
            "title": row.title,
            "state": SUGGESTION.states[row.state],
            "signed": row.lead.contact_id != contact.id,
            "with": _with_whom(session, row, now),
        }
        for row in rows
    ]


def _with_whom(session: Session, row: Suggestion, now: datetime) -> str:
    """「县水利局主办，2月24日（周三）前答复」, 「城关镇人大主席团在审」; empty: with nobody."""
    if reviewer := parties.reviewer_name(session, row, now):
        return f"{reviewer}在审"
    running = parties.assignments_of(session, row)
    if row.state not in HANDLING or not running:
        return say_bureaus(running)
    due = max(one.due for one in parties.owing(session, row))
    day = say_date(due, now)
    when = f"原定{day}前答复，过期了" if due < local_day(now) else f"{day}前答复"
    return f"{say_bureaus(running)}，{when}"


def all_received() -> ResponseReturnValue:
    """「全部收到」 by a click: everything that one's bureaus have not confirmed."""
    now = parts().clock.now()
    with parts().database.write() as session:
        contact = session.get(Contact, g.contact_id)
        roles = roles_of(session, contact, now) if contact is not None else None
        if contact is None or roles is None or not roles.liaisons:
            return render_template("sorry.html", text="这里没有您单位的清单。"), 404
        ids = [one.bureau_id for one in roles.liaisons]
        rows = receipts.confirm_all(session, ids, contact, now=now)
        text = say_confirmed(rows, now) if rows else "没有等签收的了。"
    flash(text, "good")
    return redirect("/p/suggestions", 303)


def suggestions_table() -> ResponseReturnValue:
    """The own list of a person's bureaus as xlsx, by due day."""
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        roles = roles_of(session, contact, now) if contact is not None else None
        if roles is None or not roles.liaisons:
            return render_template("sorry.html", text="这里没有您单位的清单。"), 404
        return own_table(session, roles, now)


def own_table(session: Session, roles: Roles, now: datetime) -> Response:
    """Everything that the bureaus of this liaison person owe an answer to, in one table."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.bureaus import bureau_list
    from bot.papers.gather.bureaus import rows_of_all
    from bot.papers.gather.ledgers import ledger

    bureaus = list(dict.fromkeys(one.bureau for one in roles.liaisons))
    name = "、".join(one.name for one in bureaus)
    head = ledger(session, local_day(now).year, now)
    made = bureau_list(head, name, rows_of_all(session, bureaus, now))
    return send_file(
        io.BytesIO(made),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{name[:40]}在办建议.xlsx",
    )


def new_suggestion() -> ResponseReturnValue:
    """「我要提个建议」 by a click."""
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            contact = session.get(Contact, g.contact_id)
            roles = roles_of(session, contact, now) if contact is not None else None
            if contact is None or roles is None or not roles.deputies:
                raise NotYours
            ACTS["deputy"]["start_suggestion"](
                Doing(session, now, contact, roles, reading.reader(session), None, {})
            )
            made = session.scalars(
                select(Suggestion)
                .where(Suggestion.lead_id.in_([one.id for one in roles.deputies]))
                .order_by(Suggestion.id.desc())
            ).first()
            number = made.draft_number if made is not None else 0
    except Refused as refused:
        flash(say(refused.key, **refused.fields), "no")
        return redirect("/p/suggestions", 303)
    except NotYours:
        return render_template("sorry.html", text="这一页是给代表用的。"), 404
    return redirect(f"/p/suggestion/{number}", 303)
