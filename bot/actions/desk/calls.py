"""The telephone list and the messages that no machine understood, for one desk."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import recipients, telephone
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.desk.scope import MOST, Desk, Item, lies_in
from bot.actions.officers import say_roles
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import (
    BureauLiaison,
    Deputy,
    DeputyGrid,
    Grid,
    HandOver,
    Issue,
    Message,
    Notice,
    Officer,
)


def calls(desk: Desk) -> Iterator[Item]:
    found = telephone.calls(desk.session, now=desk.now, where=(calls_of(desk),), limit=MOST)
    rows = [desk.session.get_one(Notice, call.notice_id) for call in found]
    known = _who_they_are(desk, {notice.contact_id for notice in rows})
    for call, notice in zip(found, rows, strict=True):
        issue = case_of(desk.session, notice)
        if notice.contact_id == desk.contact.id or not may_ring(desk, notice):
            # Nobody rings themselves; what is for them stands on their own page.
            continue
        told = recipients.constituents(desk.session, issue) if issue else []
        # Somebody at work is rung as what they are; a constituent as themselves.
        who = "" if notice.contact_id in told else known.get(notice.contact_id, "")
        tried = f"；打过{call.unanswered}次没接" if call.unanswered else ""
        yield Item(
            number=issue.number if issue else 0,
            title=(call.name or "（没有姓名）") + (f"（{who}）" if who else ""),
            place="",
            gist=call.script,
            note=f"{call.reason}{tried}",
            phone=call.phone,
            shows=issue.id if issue and notice.contact_id in told else 0,
            notice=call.notice_id,
        )


def _who_they_are(desk: Desk, contact_ids: set[int]) -> dict[int, str]:
    """Contact → what somebody is at work, in words; nothing for who has no role."""
    day, found = local_day(desk.now), {}
    liaisons = select(BureauLiaison).where(
        BureauLiaison.contact_id.in_(contact_ids), in_force(BureauLiaison, day)
    )
    for liaison in desk.session.scalars(liaisons.options(joinedload(BureauLiaison.bureau))):
        found[liaison.contact_id] = f"{liaison.bureau.name}联络员"
    deputies = select(Deputy).where(Deputy.contact_id.in_(contact_ids), in_force(Deputy, day))
    for deputy in desk.session.scalars(deputies):
        found[deputy.contact_id] = CONGRESS_LABELS[deputy.congress]
    officers = select(Officer).where(Officer.contact_id.in_(contact_ids), in_force(Officer, day))
    for officer in desk.session.scalars(officers):
        found[officer.contact_id] = say_roles(officer, desk.now)
    return found


def calls_of(desk: Desk, *, all_seen: bool = False) -> ColumnElement[bool]:
    """SQL: notices about this desk's cases, and to the deputies of its area. ``all_seen``: about
    every case that it may look at."""
    reach = desk.sees() if all_seen else desk.reaches()
    case = select(Issue.id).where(Issue.id == Notice.case_id, reach).correlate(Notice).exists()
    row = (
        select(HandOver.id)
        .join(Issue, HandOver.issue_id == Issue.id)
        .where(HandOver.id == Notice.case_id, reach)
        .correlate(Notice)
        .exists()
    )
    people = (
        select(Deputy.contact_id)
        .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(lies_in(desk.areas()), in_force(DeputyGrid, local_day(desk.now)))
    )
    return or_(
        and_(Notice.case_kind == "issue", case),
        and_(Notice.case_kind == "hand_over", row),
        and_(
            Notice.case_kind.not_in(("issue", "hand_over")),
            or_(literal(desk.county), Notice.contact_id.in_(people)),
        ),
    )


def case_of(session: Session, notice: Notice) -> Issue | None:
    if notice.case_kind == "issue":
        return session.get(Issue, notice.case_id)
    if notice.case_kind == "hand_over":
        row = session.get(HandOver, notice.case_id)
        return row.issue if row else None
    return None


def may_ring(desk: Desk, notice: Notice) -> bool:
    """Whether this call is this officer's: theirs is the case, and who said it may be known."""
    issue = case_of(desk.session, notice)
    if issue is None:
        query = select(Notice.id).where(Notice.id == notice.id, calls_of(desk))
        return desk.session.scalar(query) is not None
    secret = issue.secret and notice.contact_id == issue.reporter_id
    return desk.mine(issue) and (not secret or desk.county)


def unread(desk: Desk) -> Iterator[Item]:
    """What no machine understood may be about anybody: the county office alone reads it."""
    if not desk.county:
        return
    rows = desk.session.scalars(
        select(Message)
        .where(
            Message.state == "unhandled",
            Message.received_at < desk.now - timedelta(minutes=2),
        )
        .options(joinedload(Message.words), joinedload(Message.contact))
        .order_by(Message.id)
        .limit(MOST)
    )
    for message in rows:
        text = message.words.text if message.words else None
        yield Item(
            number=0,
            title=message.contact.name or "群众",
            place="",
            gist=text or f"（{_KINDS.get(message.kind, message.kind)}）",
            message=message.id,
        )


_KINDS = {
    "text": "没有文字",
    "image": "照片",
    "voice": "语音",
    "video": "视频",
    "location": "位置",
    "event": "操作",
}
