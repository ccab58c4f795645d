"""签收 by reply: one, several, all; what is not confirmed is chased once, then on the office's
list (mechanism X28)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import false, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.casework import Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import watching
from bot.domain.calendars import CountyCalendar
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import (
    ASSIGNED,
    OPINION_GIVEN,
    REPLIED,
    RESPONSIBLE,
    REWORK,
)
from bot.domain.workflows.suggestion import CLOSED_OUT
from bot.store.asked_once import once
from bot.store.models import Assignment, Contact, Suggestion

#: So many of those that are answered are still spoken of.
_ANSWERED = 60


def confirm(session: Session, row: Assignment, actor: Actor, *, now: datetime) -> None:
    """「收到37」, also of what is to be done again. A second one changes nothing."""
    if row.state == REWORK:
        take_step(session, row, "confirm_rework", actor, now=now)
    elif row.state not in RESPONSIBLE or row.state == ASSIGNED:
        take_step(session, row, "confirm_receipt", actor, now=now)


def received(session: Session, row: Assignment, actor: Actor, now: datetime) -> None:
    """Whoever works on it has received it, also without having said so."""
    if row.state == ASSIGNED:
        confirm(session, row, actor, now=now)


def confirm_all(
    session: Session, bureau_ids: Iterable[int], contact: Contact, *, now: datetime
) -> Sequence[Assignment]:
    """「全部收到」: everything that these bureaus of ``contact`` have not confirmed. The caller
    answers for that they are the contact's own."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.bureau_id.in_(list(bureau_ids)), Assignment.state == ASSIGNED)
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.id)
    ).all()
    for row in rows:
        confirm(session, row, Actor(Party.BUREAU, contact, row.bureau.name), now=now)
    return rows


def open_of(session: Session, bureau_ids: Iterable[int]) -> Sequence[Assignment]:
    """What these bureaus are responsible for, by due date."""
    ids = sorted(bureau_ids)
    theirs = (
        select(Assignment)
        .where(Assignment.bureau_id.in_(ids), Assignment.state.in_(RESPONSIBLE))
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.due, Assignment.id)
    )
    return once(session, ("responsible for", *ids), lambda: session.scalars(theirs).all())


def answered_of(session: Session, bureau_ids: Iterable[int]) -> Sequence[Assignment]:
    """What these bureaus have answered, or given their opinion on, and is not at its end."""
    return session.scalars(
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Assignment.bureau_id.in_(list(bureau_ids)),
            Assignment.state.in_((OPINION_GIVEN, REPLIED)),
            Suggestion.state != CLOSED_OUT,
        )
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.id.desc())
        .limit(_ANSWERED)
    ).all()


def find(session: Session, bureau_ids: Iterable[int], serial: int) -> Sequence[Assignment]:
    """The assignments of these bureaus whose suggestion has the running number ``serial``, newest
    session first; several only where two sessions or congresses have given the same number."""
    return session.scalars(
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Assignment.bureau_id.in_(list(bureau_ids)),
            Suggestion.serial == serial,
            Assignment.state.not_in(("reassigned", "cancelled")),
        )
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Suggestion.id.desc())
    ).all()


def _again_later(
    session: Session, row: Assignment, today: date, calendar: CountyCalendar, now: datetime
) -> date:
    """Chased once; so many working days later the office has it on its list."""
    row.chased += 1
    return calendar.add_working_days(today, int(rule(session, "suggestion.confirm_within", now)))


WATCH = watching.Watch(
    Assignment.chase_on,
    lambda today: Assignment.chased == 0,
    "suggestion.chased",
    "suggestion.not_received",
    "unreceived",
    _again_later,
    waits=false(),
)


def chase(session: Session, *, now: datetime) -> int:
    """What time does, on working days: a bureau hears once of all that it has not confirmed; so
    many working days later the office has it on its list. Returns how many items that were."""
    return watching.look(session, WATCH, now=now)


def chase_some(session: Session, *, now: datetime) -> int:
    """The same for the next few bureaus; 0: nothing is left."""
    return watching.look_some(session, WATCH, now=now)
