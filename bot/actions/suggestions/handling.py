"""What a bureau says while it works on it: progress in a line, notes."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.casework import Actor, take_step
from bot.actions.suggestions.receipts import received
from bot.domain.workflows import assignment as a
from bot.store.models import Assignment, Words


def progress(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「37进展 管材到了」: the deputy reads it."""
    received(session, row, actor, now)
    if row.state in (a.RECEIVED, a.CONTACTED):
        take_step(session, row, "begin", actor, now=now)
    take_step(session, row, "report_progress", actor, now=now, words=words)


def note(session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime) -> None:
    """Passed on inside the bureau, a call: for bureau and office only."""
    take_step(session, row, "note", actor, now=now, words=words)


def ask_time(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「请代表定时间」: the deputy names a day in a line."""
    received(session, row, actor, now)
    take_step(session, row, "ask_time", actor, now=now, words=words)


#: Said of what a bureau tells of its work.
NOT_SO = "not_so"


def tell_bureau(
    session: Session,
    row: Assignment,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    not_so: bool = False,
) -> None:
    """A line of the deputy to one bureau: a day for the meeting, or that what it says is not so."""
    fact = NOT_SO if not_so else ""
    take_step(session, row, "tell_bureau", actor, now=now, words=words, fact=fact)


def promise_told(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> None:
    """How far a promise is; it stays open, and its day where it was."""
    take_step(session, row, "promise_told", actor, now=now, words=words)
