"""One-time codes by which a person on WeChat becomes who the roster says they are (design 3).

Nobody becomes anything by saying so: the office hands out a code (single use, few days), the person
sends it to the bot. Every try is on record; what is stored of a code is its keyed digest."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, outbox
from bot.actions.officers import say_roles
from bot.actions.people import BEFORE, in_force
from bot.actions.rules import rule
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflow import Refused
from bot.store.models import (
    Audit,
    BindingCode,
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    GridStaff,
    Identity,
    Issue,
    Notice,
    Officer,
    OfficerRole,
    Station,
)
from bot.store.vault import vault
from bot.texts import notices

#: No 0/O, 1/I/L: codes are copied from paper.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8

#: Word in binding_codes.role → table.
ROLES: dict[str, Any] = {
    "deputy": Deputy,
    "bureau_liaison": BureauLiaison,
    "officer": Officer,
    "grid_staff": GridStaff,
}
CONGRESS_LABELS = {
    "national": "全国人大代表",
    "province": "省人大代表",
    "city": "市人大代表",
    "county": "县人大代表",
    "township": "乡镇人大代表",
    "advisory": "议政代表",
}
_REFUSED = "binding.refused"


@dataclass(frozen=True, slots=True)
class Bound:
    """Whom the code made of somebody: 县人大代表, 陈志远."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One code to hand out: whom to, as what, until when. ``replaces``: an older one that was not
    used is void now."""

    name: str
    role: str
    place: str
    code: str
    expires: datetime
    replaces: bool


def _unused(role: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Codes that still open a role."""
    return (
        BindingCode.role == role,
        BindingCode.used_at.is_(None),
        BindingCode.expires_at > now,
    )


def unused_codes(session: Session, now: datetime) -> dict[tuple[str, int], datetime]:
    """(role, row) → until when the code holds that was handed out and not used yet."""
    query = select(BindingCode.role, BindingCode.role_id, BindingCode.expires_at).where(
        BindingCode.used_at.is_(None), BindingCode.expires_at > now
    )
    return {(role, row): until for role, row, until in session.execute(query)}


def issue_code(
    session: Session, role: str, role_id: int, *, issued_by: int | None, now: datetime
) -> str:
    """A fresh code for one row of a role (``ROLES``); an older one that was not used is void.
    ``issued_by``: officer id, None for the command line. It is told once and never stored."""
    holder = session.get(ROLES[role], role_id)
    if holder is None:
        raise Refused("refused.code_unknown")
    officer = session.get(Officer, issued_by) if issued_by is not None else None
    unused = _unused(role, now)
    session.execute(
        update(BindingCode).where(*unused, BindingCode.role_id == role_id).values(expires_at=now)
    )
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(
        BindingCode(
            digest=_digest(code),
            role=role,
            role_id=role_id,
            issued_by=issued_by,
            issued_at=now,
            expires_at=now + timedelta(days=int(rule(session, "binding.days", now))),
        )
    )
    session.flush()
    audit.record(
        session,
        "binding.issued",
        contact_id=officer.contact_id if officer is not None else None,
        now=now,
        thing=role,
        thing_id=role_id,
        fact=f"给名册上的{holder.code}",
    )
    return code


def _digest(code: str) -> str:
    return vault().digest(f"binding:{code}")


def is_code(session: Session, code: str) -> bool:
    """Whether such a code was ever given out."""
    row = select(BindingCode.id).where(BindingCode.digest == _digest(code)).limit(1)
    return session.scalar(row) is not None


def bind(session: Session, contact: Contact, code: str, *, now: datetime) -> Bound:
    """Make ``contact`` the person of the role that ``code`` was issued for. Raises Refused
    (refused.code_unknown, code_used, code_expired, too_many_tries); the failed try is then in the
    session's audit and has to be committed by the caller. Refused as well (refused.code_own) to who
    sends the code again that made them what they still are: that is no failed try."""
    plain = "".join(code.upper().split()).replace("-", "")
    row = session.scalar(
        select(BindingCode).where(BindingCode.digest == _digest(plain)).with_for_update()
    )
    _is_bound_by(session, contact, row, now)
    tries = int(rule(session, "binding.tries", now))
    if _failed_today(session, contact, now) >= tries:
        raise _refuse(session, contact, "refused.too_many_tries", now)
    if row is None:
        raise _refuse(session, contact, "refused.code_unknown", now)
    if row.used_at is not None:
        raise _refuse(session, contact, "refused.code_used", now)
    if row.expires_at <= now:
        raise _refuse(session, contact, "refused.code_expired", now)
    holder = session.get(ROLES[row.role], row.role_id)
    if holder is None or (holder.until is not None and holder.until < local_day(now)):
        raise _refuse(session, contact, "refused.code_expired", now)
    row.used_at, row.used_by = now, contact.id
    bound = Bound(label_of(session, row.role, holder, now), name_of(holder))
    before = holder.contact.id
    if before != contact.id and _on_wechat(session, holder.contact):
        # Who is not the one that has a new telephone has to learn of it at once.
        outbox.queue(
            session,
            "binding.moved",
            before,
            key=f"binding.moved:{row.id}",
            fields={"role": bound.role, "phone": str(rule(session, "county.phone", now))},
            now=now,
        )
    _take_over(session, holder, contact)
    if isinstance(holder, GridStaff) and contact.grid_id is None:
        # What a grid worker sees is in that grid, unless said otherwise.
        contact.grid_id = holder.grid_id
    audit.record(
        session,
        "binding.bound",
        contact_id=contact.id,
        now=now,
        thing=row.role,
        thing_id=row.role_id,
        fact=f"{BEFORE}{before}",
    )
    session.flush()
    return bound


def _is_bound_by(
    session: Session, contact: Contact, row: BindingCode | None, now: datetime
) -> None:
    """Refused, in so many words, if ``row`` is what bound ``contact``, and still does."""
    if row is None or row.used_by != contact.id:
        return
    holder = session.get(ROLES[row.role], row.role_id)
    if holder is not None and holder.contact.id == contact.id:
        role = label_of(session, row.role, holder, now)
        raise Refused("refused.code_own", role=role, name=name_of(holder))


def _refuse(session: Session, contact: Contact, key: str, now: datetime) -> Refused:
    audit.record(session, _REFUSED, contact_id=contact.id, now=now, fact=key)
    session.flush()
    return Refused(key)


def _failed_today(session: Session, contact: Contact, now: datetime) -> int:
    midnight = datetime.combine(local_day(now), time(0, 0), LOCAL)
    count = session.scalar(
        select(func.count())
        .select_from(Audit)
        .where(Audit.contact_id == contact.id, Audit.act == _REFUSED, Audit.at >= midnight)
    )
    return count or 0


def _take_over(session: Session, holder: Any, contact: Contact) -> None:
    before: Contact = holder.contact
    if before.id == contact.id:
        return
    if _on_wechat(session, before):
        # Somebody else's WeChat had it: only this role changes hands.
        holder.contact = contact
        contact.name = contact.name or name_of(holder)
        return
    for table in ROLES.values():
        _move(session, table, table.contact_id, before, contact)
    _move(session, Issue, Issue.reporter_id, before, contact)
    waiting = Notice.state.in_(("queued", "telephone"))
    _move(session, Notice, Notice.contact_id, before, contact, waiting)
    contact.name = before.name
    if contact.phone is None:
        contact.phone, contact.phone_digest = before.phone, before.phone_digest
        before.phone = before.phone_digest = None
    # Another number than their own stays behind, for the day on which the role is given back.
    before.name = None


def _move(
    session: Session, table: Any, column: Any, before: Contact, after: Contact, *where: Any
) -> None:
    session.execute(
        update(table)
        .where(column == before.id, *where)
        .values({column.key: after.id})
        .execution_options(synchronize_session="fetch")
    )


def _on_wechat(session: Session, contact: Contact) -> bool:
    return bool(session.scalar(select(exists().where(Identity.contact_id == contact.id))))


def held(session: Session, contact: Contact) -> list[tuple[str, Any]]:
    """(role, row) of every role on this WeChat, also of those whose time is over."""
    return [
        (role, row)
        for role, table in ROLES.items()
        for row in session.scalars(select(table).where(table.contact_id == contact.id))
    ]


def unbind(
    session: Session, contact: Contact, *, now: datetime, only: Collection[str] = ()
) -> list[str]:
    """Take every role (``only``: those of these ``ROLES``) off this WeChat; the Chinese labels of
    what it was. Each person of the roster goes back to a contact of their own, with a telephone
    only, so that the telephone list still reaches them and no role comes along with another's."""
    rows = [(role, row) for role, row in held(session, contact) if not only or role in only]
    if not rows:
        return []
    today = local_day(now)
    labels = [
        label_of(session, role, row, now)
        for role, row in rows
        if row.until is None or row.until >= today
    ]
    back: dict[str, Contact] = {}
    own_name = contact.name
    for role, row in rows:
        name = own_name or "" if isinstance(row, GridStaff) else name_of(row)
        stub = back.get(name)
        if stub is None:
            stub = back[name] = _contact_again(session, contact, role, row, name, now)
        row.contact = stub
        audit.record(
            session, "binding.unbound", contact_id=contact.id, now=now, thing=role, thing_id=row.id
        )
    session.flush()
    _give_back_notices(session, contact, back)
    left = held(session, contact)
    if left:
        contact.name = next((name_of(row) for _, row in left if not isinstance(row, GridStaff)), "")
        return labels
    contact.name = None
    if not session.scalar(select(exists().where(Issue.reporter_id == contact.id))):
        contact.phone = contact.phone_digest = None
    return labels


def _contact_again(
    session: Session, contact: Contact, role: str, row: Any, name: str, now: datetime
) -> Contact:
    """The contact that this person of the roster was before, with the number kept there; where it
    had none, the number that came along into ``contact``."""
    fact = session.scalar(
        select(Audit.fact)
        .where(
            Audit.act == "binding.bound",
            Audit.thing == role,
            Audit.thing_id == row.id,
            Audit.contact_id == contact.id,
        )
        .order_by(Audit.id.desc())
        .limit(1)
    )
    number = (fact or "").removeprefix(BEFORE)
    before = session.get(Contact, int(number)) if number.isdecimal() else None
    if before is not None and (before.id == contact.id or _on_wechat(session, before)):
        before = None
    if before is not None and before.phone is not None:
        before.name = name
        return before
    stub = Contact(
        name=name, phone=contact.phone, phone_digest=contact.phone_digest, created_at=now
    )
    session.add(stub)
    session.flush()
    return stub


def _give_back_notices(session: Session, contact: Contact, back: dict[str, Contact]) -> None:
    """What waits for the role goes with it. Of several people nobody knows whose it is by the
    notice alone: it goes with the first; what belongs to the constituent stays."""
    if held(session, contact) or not back:
        return
    to_role = [kind for kind, text in notices().items() if text.template != "progress"]
    waiting = (Notice.state.in_(("queued", "telephone")), Notice.kind.in_(to_role))
    _move(session, Notice, Notice.contact_id, contact, next(iter(back.values())), *waiting)


# ------------------------------------------------------------------ in words


def name_of(holder: Any) -> str:
    """The name of whoever holds a role."""
    return str(holder.contact.name or "") if isinstance(holder, GridStaff) else str(holder.name)


def label_of(session: Session, role: str, holder: Any, now: datetime) -> str:
    """县人大代表, 城关镇供电所联络员, 东坪村第一网格网格长, 联络站站长（…）."""
    if role == "deputy":
        return CONGRESS_LABELS[holder.congress]
    if role == "bureau_liaison":
        return f"{holder.bureau.name}联络员"
    if role == "grid_staff":
        return f"{holder.grid.name}{'网格长' if holder.kind == 'leader' else '网格员'}"
    return say_roles(holder, now) or "工作人员"


# ------------------------------------------------------------------ many at once


def issue_many(
    session: Session,
    role: str,
    *,
    now: datetime,
    area: Grid | None = None,
    issued_by: int | None = None,
    again: bool = False,
) -> list[Slip]:
    """A fresh code for everybody of ``role`` who is not on WeChat yet (``again``: for everybody),
    in ``area`` if given; in the order of their codes in the roster."""
    table = ROLES[role]
    query = select(table).where(in_force(table, local_day(now))).options(joinedload(table.contact))
    if not again:
        query = query.where(~exists().where(Identity.contact_id == table.contact_id))
    if area is not None:
        query = query.where(_lies_in(role, area))
    days = timedelta(days=int(rule(session, "binding.days", now)))
    replaced = set(session.scalars(select(BindingCode.role_id).where(*_unused(role, now))))
    slips = []
    for holder in session.scalars(query.order_by(table.code)).unique():
        code = issue_code(session, role, holder.id, issued_by=issued_by, now=now)
        label = label_of(session, role, holder, now)
        place = _place(role, holder)
        old = holder.id in replaced
        slips.append(Slip(name_of(holder), label, place, code, now + days, old))
    return slips


def _lies_in(role: str, area: Grid) -> Any:
    inside = select(Grid.id).where(Grid.path.startswith(area.path))
    if role == "deputy":
        mine = select(DeputyGrid.deputy_id).where(DeputyGrid.grid_id.in_(inside))
        return Deputy.id.in_(mine)
    if role == "bureau_liaison":
        return BureauLiaison.bureau.has(Bureau.grid_id.in_(inside))
    if role == "grid_staff":
        return GridStaff.grid_id.in_(inside)
    reach = or_(
        OfficerRole.grid_id.in_(inside), OfficerRole.station.has(Station.grid_id.in_(inside))
    )
    return Officer.roles.any(reach)


def _place(role: str, holder: Any) -> str:
    if role == "deputy":
        return str(holder.electoral_unit)
    if role == "grid_staff":
        return str(holder.grid.name)
    return ""


def find_holder(session: Session, code: str) -> tuple[str, Any] | None:
    """(role, row) of the roster row with that stable code, in whichever sheet it stands."""
    for role, table in ROLES.items():
        row = session.scalar(select(table).where(table.code == code))
        if row is not None:
            return role, row
    return None


def holders_named(session: Session, name: str) -> Sequence[tuple[str, Any]]:
    """(role, row) of everybody of that name."""
    found = [
        (role, row)
        for role, table in ROLES.items()
        if table is not GridStaff
        for row in session.scalars(select(table).where(table.name == name))
    ]
    # A grid leader's name stands with the person, sealed.
    staff = session.scalars(select(GridStaff).options(joinedload(GridStaff.contact)))
    return [*found, *(("grid_staff", row) for row in staff if row.contact.name == name)]
