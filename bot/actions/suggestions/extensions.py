"""延期: request → decision → the deputy is told; never beyond six months from the first assignment
(代表法 51)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.actions.calendar import county_calendar, say_moved
from bot.actions.casework import Actor, take_step
from bot.actions.suggestions import periods
from bot.actions.suggestions.kind import label, say_date
from bot.actions.suggestions.receipts import received
from bot.actions.suggestions.whole import whole
from bot.domain.deadlines import Deadline, extend
from bot.domain.workflow import Refused
from bot.store.models import Assignment, Words
from bot.texts import say


def request(
    session: Session, row: Assignment, actor: Actor, until: date, words: Words, *, now: datetime
) -> None:
    """申请延期 to a day, with the reason; once for the same day. Raises Refused for a day that is
    not later, or where the longest period is used up."""
    if until <= row.due:
        raise Refused("refused.not_later", case=label(row), due=say_date(row.due, now))
    cap = row.suggestion.cap
    if cap is not None and row.due >= cap:
        raise Refused("refused.at_cap", case=label(row), proof=row.suggestion.cap_proof)
    if until == row.extension_until:
        # Asked for already, and not decided: said again it is no second request.
        return
    received(session, row, actor, now)
    take_step(
        session,
        row,
        "request_extension",
        actor,
        now=now,
        words=words,
        fact=until.isoformat(),
        until=until,
    )
    row.extension_until = until


@whole
def decide(
    session: Session,
    row: Assignment,
    actor: Actor,
    *,
    approve: bool,
    now: datetime,
    words: Words | None = None,
) -> None:
    """同意 (as far as the cap allows) or 不同意. Raises Refused if nothing was asked."""
    if row.extension_until is None:
        raise Refused("refused.nothing_to_decide", case=label(row))
    until = row.extension_until
    if not approve:
        take_step(session, row, "refuse_extension", actor, now=now, words=words)
        row.extension_until = None
        return
    suggestion = row.suggestion
    cap = Deadline(suggestion.cap, suggestion.cap_proof, False) if suggestion.cap else None
    found = extend(
        county_calendar(session, now), Deadline(row.due, row.proof, False), until, cap=cap
    )
    row.extension_until = None
    row.extensions += 1
    periods.set_due(session, row, found.due, found.proof, now=now)
    cut = say_cut(session, row, until, now)
    take_step(
        session,
        row,
        "approve_extension",
        actor,
        now=now,
        words=words,
        fact=row.due.isoformat(),
        until=row.due,
        said={"capped": cut},
    )


def say_cut(session: Session, row: Assignment, until: date, now: datetime) -> str:
    """Why it is another day than ``until``, which was asked for; empty where it is that one."""
    if until <= row.due:
        return say_moved(session, until, now)
    proof = row.suggestion.cap_proof
    due = say_date(row.due, now)
    return say("suggestion.extension_cut", until=say_date(until, now), due=due, proof=proof)


def say_cap(session: Session, row: Assignment, until: date, now: datetime) -> str:
    """For whoever asks for a day beyond the longest period, or one on which nobody works: which
    day that is, and why."""
    cap = row.suggestion.cap
    if cap is None or until <= cap:
        return say_moved(session, until, now)
    return say("handling.extension_capped", cap=say_date(cap, now), proof=row.suggestion.cap_proof)
