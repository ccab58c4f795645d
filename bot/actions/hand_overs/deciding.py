"""What the desk decides of a request, and the working days that are the bureau's again by it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.calendar import county_calendar, say_moved
from bot.actions.casework import SYSTEM, Actor, label, take_step
from bot.actions.hand_overs.finding import open_ones
from bot.domain.calendars import local_day
from bot.domain.deadlines import Deadline, Pause, Term, deadline, extend
from bot.domain.workflow import Refused
from bot.store.models import HandOver, History, Words


def approve_return(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    take_step(session, row, "approve_return", actor, now=now)
    if not open_ones(session, row.issue) and row.issue.state == "handed_over":
        take_step(session, row.issue, "bureau_returned", SYSTEM, now=now, fact=row.bureau.name)


def refuse_return(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """The bureau keeps it; the days that the decision took are given back to it."""
    asked = session.scalar(
        select(History.at)
        .where(
            History.case_kind == "hand_over",
            History.case_id == row.id,
            History.step == "request_return",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    if asked is not None:
        _give_back(session, row, asked, "等站里定退不退", now)
    # Nobody is told on Tuesday to be done by Monday.
    tomorrow = county_calendar(session, now).add_working_days(local_day(now), 1)
    row.due = max(row.due, tomorrow)
    take_step(session, row, "refuse_return", actor, now=now, words=words)


def decide_extension(
    session: Session, row: HandOver, actor: Actor, *, approve: bool, now: datetime
) -> None:
    if row.extension_until is None:
        raise Refused("refused.nothing_to_decide", case=label(row.issue))
    until, row.extension_until = row.extension_until, None
    if approve:
        found = extend(county_calendar(session, now), Deadline(row.due, row.proof, False), until)
        row.due, row.proof = found.due, found.proof
        moved = say_moved(session, until, now)
        take_step(session, row, "approve_extension", actor, now=now, until=row.due, moved=moved)
    else:
        take_step(session, row, "refuse_extension", actor, now=now)


def resume(session: Session, row: HandOver, *, now: datetime) -> None:
    """The constituent has answered: the stopped working days are added, with their proof."""
    if row.paused_at is None:
        return
    since, row.paused_at = row.paused_at, None
    _give_back(session, row, since, "等群众回话", now)


def _give_back(session: Session, row: HandOver, since: datetime, why: str, now: datetime) -> None:
    """The working days from ``since`` until today are the bureau's again."""
    span = [local_day(since).isoformat(), local_day(now).isoformat(), why]
    row.pauses = [*row.pauses, span]
    found = deadline(
        county_calendar(session, now),
        local_day(row.created_at),
        Term(row.term_days, "working_days"),
        event="转办",
        pauses=[
            Pause(
                date.fromisoformat(begun),
                date.fromisoformat(until),
                reason[0] if reason else "等群众回话",
            )
            for begun, until, *reason in row.pauses
        ],
    )
    if found.due > row.due:
        row.due, row.proof = found.due, found.proof
