"""The telephone list and the messages that no machine understood, for one desk."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import recipients, telephone
from bot.actions.desk.scope import MOST, Desk, Item, lies_in
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import Deputy, DeputyGrid, Grid, HandOver, Issue, Message, Notice


def calls(desk: Desk) -> Iterator[Item]:
    for call in telephone.calls(desk.session, now=desk.now, where=(calls_of(desk),), limit=MOST):
        notice = desk.session.get_one(Notice, call.notice_id)
        issue = case_of(desk.session, notice)
        if notice.contact_id == desk.contact.id or not may_ring(desk, notice):
            # Nobody rings themselves; what is for them stands on their own page.
            continue
        told = recipients.constituents(desk.session, issue) if issue else []
        tried = f"；打过{call.unanswered}次没接" if call.unanswered else ""
        yield Item(
            number=issue.number if issue else 0,
            title=call.name or "（没有姓名）",
            place="",
            gist=call.script,
            note=f"{call.reason}{tried}",
            phone=call.phone,
            shows=issue.id if issue and notice.contact_id in told else 0,
            notice=call.notice_id,
        )


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
