"""今日 of a bureau's liaison person: what was handed over and assigned to the own bureaus, by due
day. A case that is about the bureau itself is not here."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import hand_overs
from bot.actions.calendar import say_due, say_when
from bot.actions.desk.scope import MOST, Button, Desk, Item, Waiting
from bot.actions.readers import bureaus_of
from bot.actions.recipients import bureau_allowed
from bot.actions.suggestions import receipts
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflows import ALL
from bot.domain.workflows.assignment import ASSIGNED, ASSIGNMENT
from bot.domain.workflows.hand_over import HANDED_OVER, RESPONSIBLE, RETURN_REQUESTED
from bot.store.models import Assignment, HandOver


def waiting_for_bureau(desk: Desk) -> list[Waiting]:
    """The groups that are not empty; none for who opens the console for no bureau."""
    bureaus = bureaus_of(desk.roles)
    if not bureaus:
        return []
    groups = [_handed_over(desk, bureaus), _assigned(desk, bureaus)]
    return [group for group in groups if group.items]


def _handed_over(desk: Desk, bureaus: list[int]) -> Waiting:
    rows = desk.session.scalars(
        select(HandOver)
        .where(HandOver.bureau_id.in_(bureaus), HandOver.state.in_(RESPONSIBLE))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
        .limit(MOST)
    ).all()
    today = local_day(desk.now)
    items = [
        desk.item(
            row.issue,
            due=say_due(f"{say_when(row.due, desk.now)}到期", _late(row, today)),
            late=_late(row, today),
            note=f"{row.bureau.name}，{_stands(row)}",
            buttons=(_received(hand_overs.place_of(desk.session, row)),)
            if row.state == HANDED_OVER
            else (),
        )
        for row in rows
        if bureau_allowed(desk.session, row.issue, row.bureau)
    ]
    return Waiting("handed_over", "转来的群众反映", items, len(rows) >= MOST)


def _stands(row: HandOver) -> str:
    """How it stands; what the station has to decide first says so."""
    waits = row.state == RETURN_REQUESTED or row.extension_until is not None
    return ALL["hand_over"].states[row.state] + ("，等站里定" if waits else "")


def _received(place: int) -> Button:
    return Button("收到", "confirm_receipt", place, role="bureau")


def _assigned(desk: Desk, bureaus: list[int]) -> Waiting:
    rows = receipts.open_of(desk.session, bureaus)[:MOST]
    today = local_day(desk.now)
    items = [
        Item(
            number=0,
            title=f"{name_of(row.suggestion)}《{row.suggestion.title}》",
            place="",
            gist="",
            note=ASSIGNMENT.states[row.state],
            due=say_due(f"{say_when(row.due, desk.now)}前答复", row.due < today),
            late=row.due < today,
            link=f"/console/suggestion/{row.suggestion.draft_number}",
            buttons=(_received(_place_of(desk.session, row)),) if row.state == ASSIGNED else (),
        )
        for row in rows
    ]
    return Waiting("assigned", "交办的代表建议", items, len(rows) >= MOST)


def _late(row: HandOver, today: date) -> bool:
    return row.due < today and row.paused_at is None


def _place_of(session: Session, row: Assignment) -> int:
    """The number of an assignment on the page of its suggestion."""
    earlier = select(func.count(Assignment.id)).where(
        Assignment.suggestion_id == row.suggestion_id, Assignment.id <= row.id
    )
    return session.scalar(earlier) or 1
