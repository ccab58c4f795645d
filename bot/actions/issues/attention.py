"""Who looks at an untouched issue first, as time passes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import alarms, outbox
from bot.actions.alarm_fields import is_not_to_be_rung
from bot.actions.calendar import county_calendar
from bot.actions.casework import case_fields
from bot.actions.digests import digest
from bot.actions.recipients import constituents, desk
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import OPEN
from bot.store.models import Contact, Issue

#: Whose turn it is to look first, in this order.
_ORDER = ("grid", "station_chief", "county")


def move_attention(session: Session, *, now: datetime) -> int:
    """Two working days in all until a person has spoken; before that the station chief, then the
    county office, see it first. Moving attention is not escalation (design 1.2). Whoever is asked
    to look hears it in one digest, not case by case, on a working day. Returns how many were
    moved."""
    if not county_calendar(session, now).is_working_day(local_day(now)):
        return 0
    waiting = session.scalars(
        select(Issue).where(
            Issue.spoken_at.is_(None),
            Issue.speak_by.is_not(None),
            Issue.attention != "county",
            Issue.state.in_(OPEN),
        )
    ).all()
    moved: dict[int, list[Issue]] = {}
    count = 0
    for issue in waiting:
        attention = _attention(session, issue, now)
        if _ORDER.index(attention) <= _ORDER.index(issue.attention):
            continue
        before = set(desk(session, issue, now))
        issue.attention = attention
        count += 1
        if attention == "county":
            _own_up(session, issue, now)
        for contact_id in set(desk(session, issue, now)) - before:
            moved.setdefault(contact_id, []).append(issue)
    for contact_id, found in moved.items():
        digest(session, "issue.untouched", contact_id, found, now=now)
    return count


def _own_up(session: Session, issue: Issue, now: datetime) -> None:
    """The day that the receipt named has passed and nobody has spoken: said to whoever can read it,
    once. Who came in person or rang is rung by the desk itself."""
    if not _may_be_told(session, issue, now):
        return
    fields = case_fields(session, issue, now)
    for contact_id in constituents(session, issue):
        if session.get_one(Contact, contact_id).identities:
            outbox.queue(
                session,
                "issue.late",
                contact_id,
                key=f"issue.late:{issue.id}:{contact_id}",
                fields=fields,
                now=now,
                case=("issue", issue.id),
            )


def _may_be_told(session: Session, issue: Issue, now: datetime) -> bool:
    """Of a danger the alarm has words of its own: once somebody has taken it this one would be
    untrue. Where somebody else may read the telephone, nothing is sent unasked."""
    alarm = alarms.of(session, issue)
    if alarm is None:
        return True
    if alarm.heard_at is not None or alarm.over_at is not None or alarm.passed_on_at is not None:
        return False
    if issue.danger in rule(session, "danger.no_word_unasked", now):
        return False
    return not is_not_to_be_rung(session, alarm)


def _attention(session: Session, issue: Issue, now: datetime) -> str:
    """Whose turn it is to look first. Counted back from the day that was promised to the
    constituent, which may lie later than the first word: nobody owns up to a day to come."""
    today, promised = local_day(now), issue.speak_by
    if promised is None:
        return issue.attention
    if today > promised:
        return "county"
    left = county_calendar(session, now).working_days_between(today, promised)
    days = int(rule(session, "issue.speak_within", now)) - int(
        rule(session, "issue.chief_after", now)
    )
    return "station_chief" if left < days else "grid"
