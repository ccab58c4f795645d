"""Due days that never move earlier, and what happens as they come: one digest before, the office's
list after. Not while a return or an extension is undecided."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties
from bot.domain.calendars import local_day
from bot.domain.suggestions import light
from bot.domain.workflows.assignment import RESPONSIBLE, RETURN_REQUESTED
from bot.store.models import Assignment

_ONE = timedelta(days=1)


def set_due(session: Session, row: Assignment, due: date, proof: str, *, now: datetime) -> None:
    """Move the due day later, with the proof of why; an earlier one is not taken."""
    if due > row.due:
        row.due, row.proof = due, proof
    calendar = county_calendar(session, now)
    before = int(rule(session, "suggestion.remind_before", now))
    wanted = calendar.add_working_days(row.due, -before)
    today = local_day(now)
    row.watch_on = wanted if wanted > today else calendar.next_working_day(row.due + _ONE)


def tomorrow(session: Session, now: datetime) -> date:
    """The next working day."""
    return county_calendar(session, now).add_working_days(local_day(now), 1)


def undecided(row: Assignment) -> bool:
    """A return or an extension waits for the office."""
    return row.state == RETURN_REQUESTED or row.extension_until is not None


def light_of(session: Session, row: Assignment, now: datetime) -> str:
    """green, yellow, red or undecided, by the county's rule."""
    return light(
        local_day(now),
        row.due,
        answered=row.state not in RESPONSIBLE,
        undecided=undecided(row),
        yellow_days=int(rule(session, "suggestion.yellow_days", now)),
    )


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days: before the due day one digest for a bureau, past it one
    for the office. Returns how many notices were queued."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.watch_on <= today)
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.watch_on, Assignment.id)
    ).all()
    soon: dict[int, list[Assignment]] = {}
    late: dict[int, list[Assignment]] = {}
    for row in rows:
        if undecided(row):
            row.watch_on = calendar.add_working_days(today, 1)
        elif today <= row.due:
            soon.setdefault(row.bureau_id, []).append(row)
            row.watch_on = calendar.next_working_day(row.due + _ONE)
        else:
            for contact_id in parties.desk(session, row.suggestion, now):
                late.setdefault(contact_id, []).append(row)
            row.watch_on = None
    queued = 0
    for bureau_id, own in soon.items():
        queued += bureau_notices.digest(
            session, "suggestion.due_soon", bureau_id, own, key=f"{bureau_id}:{today}", now=now
        )
    for contact_id, found in late.items():
        queued += bureau_notices.desk_digest(
            session, "suggestion.overdue", contact_id, found, key=str(today), now=now
        )
    return queued
