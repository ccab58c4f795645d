"""What went out and what did not, for one desk: whom, what, why not, what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from bot.actions import recipients, telephone
from bot.actions.desk.calls import calls_of, case_of, may_ring
from bot.actions.desk.conversation import said_in
from bot.actions.desk.outbox_advice import advice, may_arrive
from bot.actions.desk.scope import Desk
from bot.actions.people import roles_of
from bot.actions.privacy import who_sees
from bot.actions.words import mask
from bot.domain.channel_policy import Way
from bot.store.models import Attempt, Issue, Notice

PAGE = 30
#: What the page calls the states → the states.
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "failed": ("没发出去", ("failed",)),
    "waiting": ("等着发", ("queued", "leased")),
    "telephone": ("要打电话", ("telephone",)),
    "sent": ("发出去的", ("sent",)),
    "told": ("电话里告诉了", ("told",)),
    "dropped": ("不用发了", ("dropped",)),
}
_CHANNELS = {
    "customer_service": "微信消息",
    "subscription": "订阅卡片",
    "template": "模板卡片",
    "telephone": "电话",
}
#: Looked through at most for one page; who may see what is decided one by one.
_LOOKED = 300


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, in words."""

    at: datetime
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    notice_id: int
    state: str
    at: datetime
    to: str
    #: What it says; of the telephone list what is read out, and the number to dial, where there is
    #: one.
    text: str
    phone: str
    #: Somebody who only watches over the case opens it there first.
    masked: bool
    #: Id of the issue whose constituent is named here.
    shows: int
    #: Why it is where it is, in Chinese.
    reason: str
    number: int
    title: str
    tries: tuple[Tried, ...]
    #: What happens by itself, and what one can do.
    advice: str
    #: Whether another try may arrive, whoever it is for.
    may_arrive: bool


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    before: int | None


def page(desk: Desk, state: str, *, before: int | None = None) -> Page:
    """The newest notices of a state (a key of STATES) that this desk may see."""
    where = [Notice.state.in_(STATES[state][1]), calls_of(desk, all_seen=True)]
    if before is not None:
        where.append(Notice.id < before)
    rows = desk.session.scalars(
        select(Notice)
        .where(and_(*where))
        .options(joinedload(Notice.contact))
        .order_by(Notice.id.desc())
        .limit(_LOOKED)
    ).all()
    shown: list[Notice] = []
    for notice in rows:
        if not may_ring(desk, notice):
            continue
        if len(shown) == PAGE:
            return Page(_lines(desk, shown), shown[-1].id)
        shown.append(notice)
    more = rows[-1].id if len(rows) == _LOOKED else None
    return Page(_lines(desk, shown), more)


def counts(desk: Desk, states: Iterable[str]) -> dict[str, str]:
    """State → how many this desk finds there, as it is said: up to a page, then with a plus."""
    found = {}
    for state in states:
        first = page(desk, state)
        if first.lines:
            found[state] = f"{len(first.lines)}{'+' if first.before is not None else ''}"
    return found


def _lines(desk: Desk, rows: list[Notice]) -> list[Line]:
    session = desk.session
    tries: dict[int, list[Tried]] = {}
    last: dict[int, Attempt] = {}
    attempts = session.scalars(
        select(Attempt).where(Attempt.notice_id.in_([row.id for row in rows])).order_by(Attempt.id)
    )
    for attempt in attempts:
        if attempt.channel != Way.TELEPHONE:
            last[attempt.notice_id] = attempt
        tries.setdefault(attempt.notice_id, []).append(
            Tried(attempt.at, _CHANNELS.get(attempt.channel, attempt.channel), _why(attempt))
        )
    found = []
    for row in rows:
        issue = case_of(session, row)
        to_ring = row.state == "telephone"
        named, person = _to(desk, row, issue)
        phone = (row.contact.phone or "") if to_ring and not row.contact.no_calls else ""
        found.append(
            Line(
                notice_id=row.id,
                state=row.state,
                at=row.created_at,
                to=named or "群众",
                text=mask(telephone.script_of(row, desk.now) if to_ring else said_in(row)),
                phone=phone if named or not person else "",
                masked=bool(phone and person and not named),
                shows=issue.id if issue and person and named else 0,
                reason=row.reason,
                number=issue.number if issue else 0,
                title=issue.title if issue else "",
                tries=tuple(tries.get(row.id, ())),
                advice=advice(row, last.get(row.id), desk.now),
                may_arrive=may_arrive(row, last.get(row.id)),
            )
        )
    return found


def _to(desk: Desk, notice: Notice, issue: Issue | None) -> tuple[str, bool]:
    """Whom one reads that it is for, and whether that is a constituent: their name and telephone
    are for who handles the case; empty for everybody else."""
    name = notice.contact.name or "群众"
    if issue is None or notice.contact_id not in recipients.constituents(desk.session, issue):
        known = issue is not None or roles_of(desk.session, notice.contact, desk.now).any
        return (name if known else "", False)
    parties = recipients.parties_of(desk.session, issue, desk.contact, desk.roles, desk.now)
    stands = who_sees.position(issue, desk.contact.id, desk.roles, parties)
    return (name, True) if stands.sees == who_sees.DIRECT else ("", True)


def _why(attempt: Attempt) -> str:
    if attempt.outcome == "sent":
        return "发到了"
    return attempt.reason or {"sending": "正在发"}.get(attempt.outcome, "没成")
