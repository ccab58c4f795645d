"""What is over goes by itself, in portions, once two people have switched it on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, second, switches
from bot.actions.counting import counter, keep_counter
from bot.actions.people import Roles
from bot.actions.privacy import clearing, erasing, found, periods
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Contact, Erasure, Issue, Message, Notice, Officer, Switch

#: On: what is over goes by itself.
SWITCH = "retention"
#: Cases in one portion; messages, notices, people in one.
PORTION = 20
_ROWS = 200

#: Of the counters: the last day that was gone through whole, the kind that is being gone through,
#: and the row that was reached.
_DAY, _STAGE, _REACHED = "retention.day", "retention.stage", "retention.reached"


def clear_some(session: Session, *, now: datetime) -> int:
    """One portion of what is over; 0 when the day's round is done or nobody has switched it on.
    Whatever cannot go yet is looked at again in the next day's round."""
    today = local_day(now).toordinal()
    if not switches.is_on(session, SWITCH) or counter(session, _DAY) == today:
        return 0
    stage = counter(session, _STAGE)
    kind = periods.KINDS[min(stage, len(periods.KINDS) - 1)]
    limit = periods.months_before(now, int(rule(session, kind.rule, now)))
    reached, cleared = _PORTIONS[kind.rule](session, limit, counter(session, _REACHED), now)
    if cleared:
        fact = f"{cleared}个，{kind.label}"
        audit.record(session, "retention.cleared", contact_id=None, now=now, fact=fact)
    keep_counter(session, _REACHED, reached)
    if reached:
        return 1
    if stage + 1 < len(periods.KINDS):
        keep_counter(session, _STAGE, stage + 1)
        return 1
    keep_counter(session, _STAGE, 0)
    keep_counter(session, _DAY, today)
    return 0


def _clear_cases(session: Session, limit: datetime, reached: int, now: datetime) -> tuple[int, int]:
    """(id that was reached, 0 at the end; how many cases went)."""
    last = session.get(Issue, reached) if reached else None
    after = (last.created_at, last.id) if last is not None else None
    rows = periods.candidates(session, limit, after, PORTION)
    due, _held = periods.over(session, rows, limit)
    if due:
        ids = [one.issue.id for one in due]
        names = [
            part
            for one in due
            for part in (one.issue.reporter.name, one.issue.reporter.phone)
            if part
        ]
        done = clearing.clear(session, found.of_cases(session, ids), now=now, names=names)
        _note(session, done, ids, now)
    return (rows[-1].id if len(rows) == PORTION else 0), len(due)


def _note(session: Session, done: clearing.Cleared, cases: Sequence[int], now: datetime) -> None:
    session.add(
        Erasure(at=now, cases=list(cases), counts=dict(done.counts), files=list(done.files))
    )


def _clear_loose(session: Session, limit: datetime, reached: int, now: datetime) -> tuple[int, int]:
    rows = session.scalars(
        select(Message).where(*periods.loose(limit, reached)).order_by(Message.id).limit(_ROWS)
    ).all()
    if rows:
        done = clearing.clear(session, found.of_messages(session, rows), now=now)
        _note(session, done, [], now)
    return (rows[-1].id if len(rows) == _ROWS else 0), len(rows)


def _clear_sent(session: Session, limit: datetime, reached: int, now: datetime) -> tuple[int, int]:
    rows = session.scalars(
        select(Notice).where(*periods.sent(limit, reached)).order_by(Notice.id).limit(_ROWS)
    ).all()
    for row in rows:
        clearing.empty(session, row)
        row.reason = periods.EMPTIED
    return (rows[-1].id if len(rows) == _ROWS else 0), len(rows)


def _clear_people(
    session: Session, limit: datetime, reached: int, now: datetime
) -> tuple[int, int]:
    rows = session.scalars(
        select(Contact).where(*periods.idle(limit, reached)).order_by(Contact.id).limit(_ROWS)
    ).all()
    for contact in rows:
        erasing.forget_contact(session, contact, since=now)
    if rows:
        _note(session, clearing.Cleared({"people": len(rows)}), [], now)
    return (rows[-1].id if len(rows) == _ROWS else 0), len(rows)


_PORTIONS = {
    "retention.case_months": _clear_cases,
    "retention.loose_months": _clear_loose,
    "retention.sent_months": _clear_sent,
    "retention.person_months": _clear_people,
}


# --------------------------------------------------------------------------- the switch


def is_on(session: Session) -> bool:
    return switches.is_on(session, SWITCH)


def turned(session: Session) -> Switch | None:
    """Who turned it last, and when."""
    return session.get(Switch, SWITCH)


def ask(session: Session, officer: Officer, roles: Roles, said: str, *, now: datetime) -> None:
    """Somebody wants it on; a second person has to agree. ``said``: what would go at first."""
    second.ask(session, "delete", {"retention": "on", "said": said}, officer, roles, now=now)


def turn_on(session: Session, officer: Officer, *, now: datetime) -> None:
    """What the second person agreed to. Raises Refused."""
    for row in second.of_asker(session, officer.id, now):
        if row.act == "delete" and row.what.get("retention") and row.used_at is None:
            second.use(session, row.id, officer, now=now)
            switches.turn(session, SWITCH, True, by=officer.contact_id, now=now)
            return
    raise Refused("console.no_second_yet")


def turn_off(session: Session, *, by: int, now: datetime) -> None:
    """One person is enough to stop it."""
    switches.turn(session, SWITCH, False, by=by, now=now)
