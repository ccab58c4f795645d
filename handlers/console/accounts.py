"""账号和替班: who may sign in, a new password from another officer, who stands in for whom."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import officers, second, stand_ins
from bot.actions.calendar import say_when
from bot.actions.desk.scope import Desk
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Approval, Officer, Substitute
from bot.texts import say
from handlers.console.page import (
    back_to,
    desk_of,
    nothing_here,
    number_in,
    sentence,
    show,
)
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/accounts"


@dataclass(frozen=True, slots=True)
class Row:
    """One officer. ``state``: in words; ``reset``: this officer may give a new password."""

    code: str
    name: str
    login: str
    roles: str
    state: str
    reset: bool
    #: May say who stands in for them.
    replace: bool
    #: Page on which this officer may open an account for them; empty: they have one, or cannot.
    opens: str


@dataclass(frozen=True, slots=True)
class StandIn:
    id: int
    text: str
    end: bool


def accounts() -> ResponseReturnValue:
    return _page()


def _page(made: str = "") -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        own = session.get_one(Officer, g.officer_id)
        everybody = [
            other for other in officers.everybody(session, now) if _sees(desk, own, other, now)
        ]
        return show(
            "accounts.html",
            "accounts",
            rows=[_row(desk, own, other, now) for other in everybody],
            standing=list(_standing(session, desk, own, everybody, now)),
            today=local_day(now).isoformat(),
            made=made,
        )


def _sees(desk: Desk, own: Officer, other: Officer, now: datetime) -> bool:
    """The county office sees everybody; the others themselves and their own area."""
    if desk.county or other.id == own.id:
        return True
    areas = desk.areas()
    theirs = [role.station.grid if role.station else role.grid for role in other.roles]
    return any(
        area is not None and any(area.path.startswith(mine.path) for mine in areas)
        for area in theirs
    )


def _row(desk: Desk, own: Officer, other: Officer, now: datetime) -> Row:
    if other.locked_until is not None and other.locked_until > now:
        state = "试错太多，歇一会儿"
    elif other.password_hash is None:
        state = "还没有账号"
    else:
        state = "等本人改密码" if other.must_change else "能登录"
    return Row(
        code=other.code,
        name=other.name,
        login=other.login or "",
        roles=officers.say_roles(other, now),
        state=state,
        reset=other.login is not None and officers.may_reset(own, other, desk.roles, now),
        replace=_may_replace(desk, own, other, now),
        opens=_opens(desk, other, now),
    )


def _opens(desk: Desk, other: Officer, now: datetime) -> str:
    if other.login is not None or not desk.county or not officers.may_open(other, desk.roles, now):
        return ""
    role = next(iter(other.roles), None)
    return f"/console/book/officers/{role.id}#login" if role is not None else ""


def _may_replace(desk: Desk, own: Officer, other: Officer, now: datetime) -> bool:
    # For somebody of the county office the second person is asked.
    return other.id == own.id or desk.county or officers.may_reset(own, other, desk.roles, now)


def _standing(
    session: Session, desk: Desk, own: Officer, everybody: list[Officer], now: datetime
) -> list[StandIn]:
    names = {officer.id: officer for officer in everybody}
    found = []
    for row in officers.standing_in(session, now):
        officer, other = names.get(row.officer_id), session.get(Officer, row.substitute_id)
        if officer is None or other is None:
            continue
        until = f"到{say_when(row.until, now)}" if row.until else "一直"
        since = f"{say_when(row.since, now)}起，" if row.since > local_day(now) else ""
        found.append(
            StandIn(
                row.id,
                f"{other.name}替{officer.name}，{since}{until}",
                _may_replace(desk, own, officer, now),
            )
        )
    return found


def reset() -> ResponseReturnValue:
    """A new password for somebody else, shown on this very page and never put into a cookie."""
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            own = session.get_one(Officer, g.officer_id)
            other = _by_code(session, request.form.get("code", ""))
            if other is None or not _sees(desk, own, other, now):
                return nothing_here()
            password = officers.reset(session, own, other, desk.roles, now=now)
            made = f"{other.name}的新密码：{password}"
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)
    return _page(made)


def stand_in() -> ResponseReturnValue:
    now = parts().clock.now()
    days = [day_in(request.form.get(name, "")) for name in ("since", "until")]
    if days[0] is None or days[1] is None:
        return back_to(_HERE, "选一下从哪天到哪天。", good=False)
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            own = session.get_one(Officer, g.officer_id)
            officer = _by_code(session, request.form.get("code", ""))
            other = _by_code(session, request.form.get("by", ""))
            if officer is None or other is None or not _sees(desk, own, other, now):
                return nothing_here()
            if not _may_replace(desk, own, officer, now):
                return nothing_here()
            stand_ins.check_level(officer, other, now)
            if officer.id != own.id and stand_ins.at_county(officer, now):
                # Nobody of the county office is replaced by the word of one colleague.
                second.ask(
                    session,
                    "stand_in",
                    _wish(officer, other, days[0], days[1], now),
                    own,
                    desk.roles,
                    now=now,
                )
                text = say("console.stand_in_asked", name=officer.name)
            else:
                row = officers.stand_in(
                    session, officer, other, days[0], days[1], by=g.contact_id, now=now
                )
                stand_ins.tell(session, row, by=own, now=now)
                text = f"好，这几天由{other.name}替{officer.name}。"
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)
    return back_to(_HERE, text, good=True)


def _wish(
    officer: Officer, other: Officer, since: date, until: date, now: datetime
) -> dict[str, object]:
    """What the second person agrees to."""
    days = f"{say_when(since, now)}到{say_when(until, now)}"
    return {
        "officer": officer.id,
        "other": other.id,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "said": f"{days}，由{other.name}替{officer.name}，看得到、办得了他的全部",
    }


def begin_as_agreed(session: Session, row: Approval, *, now: datetime) -> None:
    """The second person has said yes: it begins."""
    what = row.what
    made = officers.stand_in(
        session,
        session.get_one(Officer, what["officer"]),
        session.get_one(Officer, what["other"]),
        date.fromisoformat(what["since"]),
        date.fromisoformat(what["until"]),
        by=row.asker.contact_id,
        now=now,
    )
    stand_ins.tell(session, made, by=row.asker, now=now)
    row.used_at = now


def end_stand_in() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = desk_of(session, now)
        own = session.get_one(Officer, g.officer_id)
        row = session.get(Substitute, number_in(request.form.get("row")) or 0)
        officer = session.get(Officer, row.officer_id) if row is not None else None
        if row is None or officer is None or not _may_replace(desk, own, officer, now):
            return nothing_here()
        stand_ins.end(session, row, by=g.contact_id, now=now)
    return back_to(_HERE, "好，替班到此为止。", good=True)


def _by_code(session: Session, code: str) -> Officer | None:
    return session.scalar(select(Officer).where(Officer.code == code[:64]))
