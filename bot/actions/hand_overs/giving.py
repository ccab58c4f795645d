"""What the desk does: hand over, ask the bureau again, take back."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import corrections, outbox, recipients
from bot.actions.calendar import county_calendar, say_when
from bot.actions.casework import SYSTEM, Actor, case_fields, label, take_step, term_from
from bot.actions.hand_overs.finding import open_ones
from bot.domain.calendars import local_day
from bot.domain.deadlines import Deadline
from bot.domain.workflow import Refused
from bot.store.models import Bureau, HandOver, Issue, Words


def hand_over(
    session: Session,
    issue: Issue,
    bureau: Bureau,
    actor: Actor,
    *,
    now: datetime,
    hard: bool = False,
) -> HandOver:
    """转办: the desk gives the issue to ``bureau``. ``hard``: ten working days instead of five,
    on record as this actor's word. Raises Refused where avoidance forbids it or the bureau has it
    already."""
    if not recipients.bureau_allowed(session, issue, bureau):
        raise Refused("refused.avoidance", case=label(issue), bureau=bureau.name)
    if any(row.bureau_id == bureau.id for row in open_ones(session, issue)):
        raise Refused("refused.handed_over_already", case=label(issue), bureau=bureau.name)
    due = term_from(
        session, "hand_over.within_hard" if hard else "hand_over.within", now, event="转办"
    )
    row = HandOver(
        issue=issue,
        bureau=bureau,
        state="handed_over",
        created_at=now,
        due=due.due,
        proof=due.proof,
        term_days=_days(session, due, now),
        hard=hard,
        pauses=[],
    )
    session.add(row)
    session.flush()
    proposed = issue.bureaus[0] if issue.bureaus else ""
    corrections.note(
        session, issue, actor, what="bureau", proposed=proposed, chosen=bureau.name, now=now
    )
    take_step(
        session,
        issue,
        "hand_over",
        actor,
        now=now,
        fact=bureau.name,
        bureau=bureau,
        hand_over=row,
    )
    if hard:
        take_step(session, row, "long_term", actor, now=now)
    _ask_bureau(session, row, now)
    return row


def _days(session: Session, due: Deadline, now: datetime) -> int:
    calendar = county_calendar(session, now)
    return calendar.working_days_between(local_day(now), due.due)


def _ask_bureau(session: Session, row: HandOver, now: datetime) -> None:
    fields = case_fields(session, row.issue, now) | {
        "bureau": row.bureau.name,
        "due": say_when(row.due, now),
    }
    _tell_liaisons(session, row, "hand_over.new", "", fields, now)


def rework(session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime) -> None:
    """「没好」 and the desk has looked: the same bureau, again, with a new period."""
    begin_again(session, row, now)
    take_step(session, row, "rework", actor, now=now, words=words)
    if row.issue.state in ("recheck", "at_station", "taken_up", "answered", "told"):
        take_step(
            session,
            row.issue,
            "hand_over_again",
            actor,
            now=now,
            fact=row.bureau.name,
            bureau=row.bureau,
            hand_over=row,
        )


def begin_again(session: Session, row: HandOver, now: datetime) -> None:
    """What was reported is not the end of it: a new period from today."""
    found = term_from(session, "hand_over.within", now, event="请再办")
    if found.due > row.due:
        row.due, row.proof = found.due, found.proof
    row.term_days, row.hard = _days(session, found, now), False
    row.reported_at = None


def tell_bureau(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「再去看看」 of what the bureau has in hand already: it reads what the desk says; its period
    stays as it is."""
    take_step(session, row, "note", actor, now=now, words=words)
    fields = case_fields(session, row.issue, now) | {
        "words": words.masked,
        "bureau": row.bureau.name,
        "due": say_when(row.due, now),
    }
    _tell_liaisons(session, row, "hand_over.word", f"{words.id}:", fields, now)


def _tell_liaisons(
    session: Session,
    row: HandOver,
    kind: str,
    what: str,
    fields: dict[str, Any],
    now: datetime,
) -> None:
    for liaison in recipients.liaisons(session, row.bureau_id, now):
        outbox.queue(
            session,
            kind,
            liaison.contact_id,
            key=f"{kind}:{row.id}:{what}{liaison.contact_id}",
            fields=fields,
            now=now,
            case=("hand_over", row.id),
        )


def tell_answer(session: Session, row: HandOver, words: Words, *, now: datetime) -> None:
    """The constituent's words to the bureau that has the case, masked."""
    fields = case_fields(session, row.issue, now) | {"words": words.masked}
    _tell_liaisons(session, row, "hand_over.answer", f"{words.id}:", fields, now)


def take_back(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    """「转错了」: that bureau has it no longer, and the desk decides who gets it."""
    take_step(session, row, "take_back", actor, now=now)
    if not open_ones(session, row.issue) and row.issue.state == "handed_over":
        take_step(session, row.issue, "taken_back", SYSTEM, now=now, fact=row.bureau.name)


def cancel_all(session: Session, issue: Issue, *, now: datetime) -> None:
    """The constituent withdrew: no bureau needs to go on."""
    for row in open_ones(session, issue):
        take_step(session, row, "withdraw", SYSTEM, now=now)
