"""What takes two people: mass-send, deletion, export of personal data. One asks, another officer of
the same township, or of the county, says yes; then it is done once (design 1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, outbox, places
from bot.actions.calendar import say_when
from bot.actions.kinds import address
from bot.actions.people import Roles
from bot.actions.recipients import COUNTY_ROLES
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Approval, Audit, Broadcast, Grid, Officer

ACTS = {
    "export": "导出带姓名电话的表",
    "delete": "删除个人信息",
    "broadcast": "群发",
    "stand_in": "请人替班",
}
#: A yes is for now; whoever lets it lie asks again.
HOLDS = timedelta(hours=24)
#: For so long after a password was given by the one who asks, its account is no second person.
_FRESH = timedelta(days=7)
_LONGEST = 120


def say_act(row: Approval) -> str:
    """What is asked for, in the words of a clerk: 「张三想……」."""
    if "retention" in row.what:
        return "打开到期自动清"
    if row.act == "export" and "request" in row.what:
        return "把本人的信息整理一份交给他"
    return ACTS[row.act]


def ask(
    session: Session,
    act: str,
    what: dict[str, Any],
    officer: Officer,
    roles: Roles,
    *,
    now: datetime,
) -> Approval:
    """``officer`` wants to do ``act`` (a key of ACTS); ``what``: ids, filters and counts only. The
    same wish twice is one request."""
    if any(role.role == "leader" for role in roles.officer_roles):
        what = what | {"above": True}
    for row in of_asker(session, officer.id, now):
        if row.act == act and row.what == what and row.used_at is None and _stands(row, now):
            return row
    row = Approval(
        act=act,
        what=what,
        grid_id=_area(session, roles),
        asked_by=officer.id,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "second.asked", row, officer, now)
    return row


def _stands(row: Approval, now: datetime) -> bool:
    """Whether it still waits, or its yes still holds. A no, and a yes that was let lie, are over:
    whoever asks again asks anew."""
    if row.decided_at is None:
        return True
    return row.agreed and now - row.decided_at < HOLDS


def _area(session: Session, roles: Roles) -> int | None:
    """The township that the officer works for; nothing for the county office."""
    if any(role.role in COUNTY_ROLES for role in roles.officer_roles):
        return None
    for role in roles.officer_roles:
        area = role.area
        town = places.ancestor(session, area, "township") if area is not None else None
        if town is not None:
            return town.id
    return None


def of_asker(session: Session, officer_id: int, now: datetime) -> Sequence[Approval]:
    """This officer's requests that still stand, newest first."""
    return session.scalars(
        select(Approval)
        .where(Approval.asked_by == officer_id, Approval.asked_at > now - 7 * HOLDS)
        .options(joinedload(Approval.decider))
        .order_by(Approval.id.desc())
        .limit(20)
    ).all()


@dataclass(frozen=True, slots=True)
class Answer:
    """How a wish stands, in words. ``ready``: it may be done now; ``again``: nothing is asked, or
    what was is over, so it may be asked anew."""

    text: str = ""
    ready: bool = False
    again: bool = True


def answer_to(row: Approval | None, now: datetime) -> Answer:
    """What became of ``row``, a wish that was not used; None: nothing was asked."""
    if row is None:
        return Answer()
    if row.decided_at is None:
        return Answer("等第二个人点头", again=False)
    who = row.decider.name if row.decider is not None else "第二个人"
    if not row.agreed:
        why = row.what.get("why")
        return Answer(f"{who}没有同意{f'：{why}' if why else ''}")
    if not _stands(row, now):
        return Answer(f"{who}同意过，过了一天没办，要重新请")
    return Answer(f"{who}同意了", ready=True, again=False)


def to_decide(session: Session, officer_ids: Sequence[int], roles: Roles) -> list[Approval]:
    """What waits for this officer's word, oldest first: never one's own wish."""
    rows = session.scalars(
        select(Approval)
        .where(Approval.decided_at.is_(None))
        .options(joinedload(Approval.asker))
        .order_by(Approval.id)
        .limit(60)
    )
    return [row for row in rows if _may_decide(session, row, officer_ids, roles)]


def _may_decide(session: Session, row: Approval, officer_ids: Sequence[int], roles: Roles) -> bool:
    if row.asked_by in officer_ids or not officer_ids:
        return False
    asker = session.get_one(Officer, row.asked_by)
    if any(officer.contact_id == asker.contact_id for officer in roles.officers):
        # The same person under another account is no second one.
        return False
    if row.what.get("other") in officer_ids:
        # Who is to be given somebody's work is no second one either.
        return False
    if row.what.get("officer") in officer_ids:
        # Whose own work it is.
        return True
    held = {role.role for role in roles.officer_roles}
    if row.what.get("above"):
        # What leaders do is what is kept from the office: another leader is the second.
        return "leader" in held
    if held & set(COUNTY_ROLES):
        return True
    town = session.get(Grid, row.grid_id) if row.grid_id else None
    areas = [role.area for role in roles.officer_roles]
    return town is not None and any(
        area is not None and places.within(area, town) for area in areas
    )


def decide(
    session: Session,
    approval_id: int,
    officer: Officer,
    roles: Roles,
    *,
    agreed: bool,
    now: datetime,
    why: str = "",
) -> Approval:
    """Yes or no of the second person, the no with its reason, which whoever asked is told. Raises
    Refused where it is not theirs, already decided, or no reason is given."""
    row = session.get(Approval, approval_id, with_for_update=True, populate_existing=True)
    ids = [one.id for one in roles.officers]
    if row is None or not _may_decide(session, row, ids, roles):
        raise Refused("console.not_second")
    if row.decided_at is not None:
        raise _decided_already(row, officer)
    if agreed and _opened_by_asker(session, row, officer, now):
        raise Refused("console.password_from_asker", days=_FRESH.days)
    why = " ".join(why.split())[:_LONGEST]
    if not agreed and not why:
        raise Refused("console.no_without_reason")
    row.decided_by, row.decided_at, row.agreed = officer.id, now, agreed
    if not agreed:
        row.what = row.what | {"why": why}
        outbox.queue(
            session,
            "office.second_refused",
            row.asker.contact_id,
            key=f"office.second_refused:{row.id}",
            fields={
                "who": officer.name,
                "act": say_act(row),
                "why": why,
                "link": address(session, page_of(row) or "/console/"),
            },
            now=now,
        )
    _record(session, "second.agreed" if agreed else "second.refused", row, officer, now)
    return row


def _decided_already(row: Approval, officer: Officer) -> Refused:
    """Who said what; and how what is not done yet is still kept back."""
    who = "您"
    if row.decider is not None and row.decided_by != officer.id:
        who = row.decider.name
    if not row.agreed:
        return Refused("console.refused_already", who=who)
    key = "console.agreed_already" if row.used_at is None else "console.agreed_and_done"
    return Refused(key, who=who, asker=row.asker.name)


def refused_to(session: Session, officer_ids: Sequence[int]) -> Sequence[Approval]:
    """Words to many of these officers that the second person did not want sent, and that they have
    neither changed nor given up yet; newest first."""
    return session.scalars(
        select(Approval)
        .join(Broadcast, Broadcast.approval_id == Approval.id)
        .where(
            Broadcast.state == "asked",
            Approval.asked_by.in_(officer_ids),
            Approval.decided_at.is_not(None),
            Approval.agreed.is_(False),
        )
        .options(joinedload(Approval.decider))
        .order_by(Approval.id.desc())
        .limit(20)
    ).all()


def agreed_to(session: Session, officer_ids: Sequence[int], now: datetime) -> list[Approval]:
    """What the second person said yes to, what these officers may do by it and have not done yet,
    oldest first: the yes lapses, and then nothing was sent."""
    rows = session.scalars(
        select(Approval)
        .where(
            Approval.asked_by.in_(officer_ids),
            Approval.agreed,
            Approval.decided_at > now - HOLDS,
            Approval.used_at.is_(None),
            Approval.act != "stand_in",
        )
        .options(joinedload(Approval.decider))
        .order_by(Approval.id)
        .limit(20)
    ).all()
    written = session.scalars(
        select(Broadcast.approval_id).where(Broadcast.approval_id.in_([row.id for row in rows]))
    ).all()
    # Words that were taken back to be changed are nobody's to send.
    return [row for row in rows if row.act != "broadcast" or row.id in written]


def page_to_do_it(row: Approval) -> str:
    """Where whoever asked does what was agreed to."""
    if page := page_of(row):
        return page
    return (
        f"/console/own-data/{row.what['request']}" if "request" in row.what else "/console/issues"
    )


def page_of(row: Approval) -> str:
    """Where one reads what exactly is agreed to; empty: it is said whole where it waits."""
    if row.act == "broadcast":
        return f"/console/broadcasts/{row.what['broadcast']}"
    if "request" in row.what:
        # What would go is said there; a copy to hand over is seen on the person's own page.
        return f"/console/own-data/{row.what['request']}/erase" if row.act == "delete" else ""
    return "/console/retention" if "retention" in row.what else ""


def _opened_by_asker(session: Session, row: Approval, officer: Officer, now: datetime) -> bool:
    """Whether whoever asks gave this account its password a moment ago: then both may be the same
    person at the keyboard."""
    asker = session.get_one(Officer, row.asked_by)
    given = select(Audit.id).where(
        Audit.act == "officer.password_set",
        Audit.thing == "officer",
        Audit.thing_id == officer.id,
        Audit.contact_id == asker.contact_id,
        Audit.at > now - _FRESH,
    )
    return session.scalar(given.limit(1)) is not None


def use(session: Session, approval_id: int, officer: Officer, *, now: datetime) -> Approval:
    """Take the yes, once, within HOLDS. Raises Refused."""
    row = session.get(Approval, approval_id, with_for_update=True, populate_existing=True)
    fresh = row is not None and row.decided_at is not None and now - row.decided_at < HOLDS
    if row is not None and row.asked_by == officer.id and row.used_at is not None:
        raise Refused("console.second_used", when=say_when(local_day(row.used_at), now))
    if row is None or not fresh or not row.agreed or row.asked_by != officer.id:
        raise Refused("console.no_second_yet")
    row.used_at = now
    _record(session, "second.used", row, officer, now)
    return row


def _record(session: Session, act: str, row: Approval, officer: Officer, now: datetime) -> None:
    audit.record(
        session,
        act,
        contact_id=officer.contact_id,
        now=now,
        thing="approval",
        thing_id=row.id,
        fact="retention" if "retention" in row.what else row.act,
    )
