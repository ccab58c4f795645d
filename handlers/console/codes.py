"""One-time codes for the people of one's own area, by which they take up their role on WeChat. A
code is shown once and stored nowhere. For an officer it is as good as a password, so who may reset
theirs hands it out, and nobody else."""

import io
from datetime import datetime, timedelta
from typing import Any

from flask import g, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import bindings, officers
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
    GridStaff,
    Identity,
    Officer,
)
from handlers.console.page import back_to, nothing_here, sentence, show
from handlers.pages.history import say_moment
from handlers.parts import parts

#: Role, row of the roster, on WeChat, until when a code holds that was given and not used.
Holder = tuple[str, Deputy | BureauLiaison | Officer | GridStaff, bool, datetime | None]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: More than this on one page is found by name.
MOST = 60
#: Whom one may look for, in the order of the page.
WHO = {
    "deputy": "代表",
    "bureau_liaison": "单位联络员",
    "officer": "工作人员",
    "grid_staff": "网格长、网格员",
}


def codes() -> ResponseReturnValue:
    return _page("", request.args.get("q", ""), request.args.get("who", ""))


def hand_out() -> ResponseReturnValue:
    """A fresh code for one person of this officer's area; an older one is void."""
    now = parts().clock.now()
    code, of = request.form.get("code", ""), request.form.get("of", "")
    with parts().database.write() as session:
        # Two sheets of the roster may use the same code.
        found = [one for one in _holders(session, now) if (one[0], one[1].code) == (of, code)]
        if not found:
            return nothing_here()
        role, holder, *_ = found[0]
        try:
            made = bindings.issue_code(session, role, holder.id, issued_by=g.officer_id, now=now)
        except Refused as refused:
            return back_to("/console/codes", sentence(refused), good=False)
        text = f"{bindings.name_of(holder)}的码：{made[:4]} {made[4:]}"
    # Shown on this very page and never put into a cookie.
    return _page(text, request.form.get("q", ""), request.form.get("who", ""))


def print_codes() -> ResponseReturnValue:
    """Fresh codes for those of the list who are not on WeChat and have no code that still holds
    (``again``: those too, whose slips are void then), to cut apart and hand out; the paper is the
    only place where they stand."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.sheets import CodeSlip, code_slips

    now, q = parts().clock.now(), request.form.get("q", "").strip()[:20]
    who = request.form.get("who", "")
    again = request.form.get("again") == "yes"
    slips: list[CodeSlip] = []
    with parts().database.write() as session:
        until = local_time(now + timedelta(days=int(rule(session, "binding.days", now))))
        for role, holder, bound, unused in _holders(session, now, who):
            label = bindings.label_of(session, role, holder, now)
            name = bindings.name_of(holder)
            if bound or q not in f"{name}{label}" or len(slips) == MOST:
                continue
            if unused is not None and not again:
                continue
            code = bindings.issue_code(session, role, holder.id, issued_by=g.officer_id, now=now)
            place = holder.electoral_unit if isinstance(holder, Deputy) else ""
            slips.append(CodeSlip(name, label, place, code, f"{until.month}月{until.day}日"))
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


def _page(made: str, q: str, who: str) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        rows = [
            {
                "of": role,
                "code": holder.code,
                "name": bindings.name_of(holder),
                "role": bindings.label_of(session, role, holder, now),
                "bound": bound,
                "unused": say_moment(unused, now) if unused is not None else "",
            }
            for role, holder, bound, unused in _holders(session, now, who)
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
            who=who if who in WHO else "",
            kinds=WHO,
            only=only,
            waiting=len(waiting),
            without=sum(not row["unused"] for row in off),
            most=MOST,
        )


def _holders(session: Session, now: datetime, who: str = "") -> list[Holder]:
    """Those of one's own area (``who``: only those of one key of WHO), who are not on WeChat yet
    first."""
    unused = bindings.unused_codes(session, now)
    contact = session.get_one(Contact, g.contact_id)
    desk = Desk(session, contact, roles_of(session, contact, now), now)
    found: list[Holder] = []
    for role in (who,) if who in WHO else WHO:
        table: Any = bindings.ROLES[role]
        bound = exists().where(Identity.contact_id == table.contact_id, Identity.following)
        query = select(table, bound).where(in_force(table, local_day(now)))
        query = _of_own_area(query, role, desk, now)
        found += [
            (role, holder, on, unused.get((role, holder.id)))
            for holder, on in session.execute(query.order_by(table.code))
        ]
    return sorted(found, key=lambda one: one[2])


def _of_own_area(query: Select[Any], role: str, desk: Desk, now: datetime) -> Select[Any]:
    """Whose codes this desk hands out."""
    inside = select(Grid.id).where(lies_in(desk.areas()))
    if role == "officer":
        own = desk.session.get_one(Officer, g.officer_id)
        everybody = officers.everybody(desk.session, now)
        below = [one.id for one in everybody if officers.may_reset(own, one, desk.roles, now)]
        return query.where(Officer.id.in_(below))
    if role == "grid_staff":
        query = query.options(joinedload(GridStaff.grid), joinedload(GridStaff.contact))
        return query if desk.county else query.where(GridStaff.grid_id.in_(inside))
    if role == "bureau_liaison":
        query = query.options(joinedload(BureauLiaison.bureau))
        mine = BureauLiaison.bureau.has(Bureau.grid_id.in_(inside))
        return query if desk.county else query.where(mine)
    there = select(DeputyGrid.deputy_id).where(
        DeputyGrid.grid_id.in_(inside), in_force(DeputyGrid, local_day(now))
    )
    return query if desk.county else query.where(Deputy.id.in_(there))
