"""One-time codes for the people of one's own area: deputies, liaison persons, by which they take
up their role on WeChat. A code is shown once and stored nowhere."""

import io
from datetime import datetime, timedelta
from typing import Any

from flask import g, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import bindings
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import in_force, roles_of
from bot.actions.rules import rule
from bot.domain.calendars import local_day, local_time
from bot.domain.workflow import Refused
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    Identity,
)
from handlers.console.page import back_to, nothing_here, sentence, show
from handlers.pages.history import say_moment
from handlers.parts import parts

#: Role, row of the roster, on WeChat, until when a code holds that was given and not used.
Holder = tuple[str, Deputy | BureauLiaison, bool, datetime | None]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: More than this on one page is found by name.
MOST = 60
_TABLES: dict[str, Any] = {"deputy": Deputy, "bureau_liaison": BureauLiaison}


def codes() -> ResponseReturnValue:
    return _page("", request.args.get("q", ""))


def hand_out() -> ResponseReturnValue:
    """A fresh code for one person of this officer's area; an older one is void."""
    now = parts().clock.now()
    code = request.form.get("code", "")
    with parts().database.write() as session:
        found = [one for one in _holders(session, now) if one[1].code == code]
        if not found:
            return nothing_here()
        role, holder, *_ = found[0]
        try:
            made = bindings.issue_code(session, role, holder.id, issued_by=g.officer_id, now=now)
        except Refused as refused:
            return back_to("/console/codes", sentence(refused), good=False)
        text = f"{holder.name}的码：{made[:4]} {made[4:]}"
    # Shown on this very page and never put into a cookie.
    return _page(text, request.form.get("q", ""))


def print_codes() -> ResponseReturnValue:
    """Fresh codes for those of the list who are not on WeChat and have no code that still holds
    (``again``: those too, whose slips are void then), to cut apart and hand out; the paper is the
    only place where they stand."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.sheets import CodeSlip, code_slips

    now, q = parts().clock.now(), request.form.get("q", "").strip()[:20]
    again = request.form.get("again") == "yes"
    slips: list[CodeSlip] = []
    with parts().database.write() as session:
        until = local_time(now + timedelta(days=int(rule(session, "binding.days", now))))
        for role, holder, bound, unused in _holders(session, now):
            label = bindings.label_of(session, role, holder, now)
            if bound or q not in f"{holder.name}{label}" or len(slips) == MOST:
                continue
            if unused is not None and not again:
                continue
            code = bindings.issue_code(session, role, holder.id, issued_by=g.officer_id, now=now)
            place = holder.electoral_unit if isinstance(holder, Deputy) else ""
            slips.append(CodeSlip(holder.name, label, place, code, f"{until.month}月{until.day}日"))
        if not slips:
            return back_to(
                "/console/codes", "没有要印的：都连上微信了，或者发了码还没用。", good=False
            )
        # Written before the commit: codes that are on no paper are codes for nobody.
        account = f"{rule(session, 'county.name', now)}人大代表之家"
        paper = io.BytesIO(code_slips(slips, account))
    return send_file(
        paper, mimetype=_DOCX, as_attachment=True, download_name=f"绑定码{len(slips)}张.docx"
    )


def _page(made: str, q: str) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        rows = [
            {
                "code": holder.code,
                "name": holder.name,
                "role": bindings.label_of(session, role, holder, now),
                "bound": bound,
                "unused": say_moment(unused, now) if unused is not None else "",
            }
            for role, holder, bound, unused in _holders(session, now)
        ]
        q = q.strip()
        rows = [row for row in rows if q in f"{row['name']}{row['role']}"]
        off = [row for row in rows if not row["bound"]]
        waiting = [row for row in rows if row["unused"]]
        only = bool(request.args.get("unused"))
        return show(
            "invite.html",
            "codes",
            rows=(waiting if only else rows)[:MOST],
            more=len(waiting if only else rows) > MOST,
            made=made,
            q=q,
            only=only,
            waiting=len(waiting),
            without=sum(not row["unused"] for row in off),
            most=MOST,
        )


def _holders(session: Session, now: datetime) -> list[Holder]:
    """Deputies and liaison persons of one's own area, those who are not on WeChat yet first."""
    unused = bindings.unused_codes(session, now)
    contact = session.get_one(Contact, g.contact_id)
    desk = Desk(session, contact, roles_of(session, contact, now), now)
    day = local_day(now)
    inside = select(Grid.id).where(lies_in(desk.areas()))
    found: list[Holder] = []
    for role, table in _TABLES.items():
        bound = exists().where(Identity.contact_id == table.contact_id, Identity.following)
        query = select(table, bound).where(in_force(table, day))
        if role == "bureau_liaison":
            query = query.options(joinedload(BureauLiaison.bureau))
        if not desk.county and role == "deputy":
            mine = select(DeputyGrid.deputy_id).where(
                DeputyGrid.grid_id.in_(inside), in_force(DeputyGrid, day)
            )
            query = query.where(Deputy.id.in_(mine))
        elif not desk.county:
            query = query.where(BureauLiaison.bureau.has(Bureau.grid_id.in_(inside)))
        found += [
            (role, holder, on, unused.get((role, holder.id)))
            for holder, on in session.execute(query.order_by(table.code))
        ]
    return sorted(found, key=lambda one: one[2])
