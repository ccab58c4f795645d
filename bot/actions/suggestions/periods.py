"""Due days that within a round never move earlier, and what happens as they come: one digest
before; after it bureau, deputy and office hear. Not while a return or an extension is undecided."""

from datetime import date, datetime, timedelta

from sqlalchemy import or_
from sqlalchemy.orm import Session

from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import late, watching
from bot.domain.calendars import CountyCalendar, local_day
from bot.domain.deadlines import say_day
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.store.models import Assignment

_ONE = timedelta(days=1)


def set_due(session: Session, row: Assignment, due: date, proof: str, *, now: datetime) -> None:
    """Move the due day later, with the proof of why; an earlier one is not taken."""
    if due > row.due:
        row.due, row.proof = due, proof
    _watch(session, row, now)


def begin_round(session: Session, row: Assignment, due: date, proof: str, *, now: datetime) -> None:
    """A new round (重新办理) has a period of its own. Where the county wants that, no day earlier
    than the one first given (rule ``suggestion.rework_counts``; docs/adr/0018)."""
    first = row.due
    if due >= first or rule(session, "suggestion.rework_counts", now) == "own":
        row.due, row.proof = due, proof
    else:
        again_by = say_day(due, local_day(now))
        row.proof = f"{row.proof}；重新办理的期限{again_by}比它早，仍按原来的"
    _watch(session, row, now)


def _watch(session: Session, row: Assignment, now: datetime) -> None:
    calendar = county_calendar(session, now)
    before = int(rule(session, "suggestion.remind_before", now))
    wanted = calendar.add_working_days(row.due, -before)
    today = local_day(now)
    row.watch_on = wanted if wanted > today else calendar.next_working_day(row.due + _ONE)


def tomorrow(session: Session, now: datetime) -> date:
    """The next working day."""
    return county_calendar(session, now).add_working_days(local_day(now), 1)


def _past_it(
    session: Session, row: Assignment, today: date, calendar: CountyCalendar, now: datetime
) -> date:
    """Told before its day; looked at again when that is past."""
    return calendar.next_working_day(row.due + _ONE)


WATCH = watching.Watch(
    Assignment.watch_on,
    lambda today: Assignment.due >= today,
    "suggestion.due_soon",
    "suggestion.overdue",
    "late",
    _past_it,
    waits=or_(Assignment.state == RETURN_REQUESTED, Assignment.extension_until.is_not(None)),
    late=late.tell,
)


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days: before the due day one digest for a bureau, past it one
    for the bureau, the deputy and the office. Returns how many items that were."""
    return watching.look(session, WATCH, now=now)


def look_some(session: Session, *, now: datetime) -> int:
    """The same for the next few bureaus; 0: nothing is left."""
    return watching.look_some(session, WATCH, now=now)
