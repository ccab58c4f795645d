"""What time does about key items: the November report is asked for, too few of them are said
(mechanisms C25, P14)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, recipients
from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.kind import liaison_audience, say_date
from bot.actions.suggestions.supervision import share
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import RUNNING
from bot.store.models import Assignment, KeySupervision, Suggestion

#: Too few key items are said in the first days of these months.
_QUARTERS, _FIRST_DAYS = (3, 6, 9, 12), 10


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days: bureaus of key items are asked for the November report once
    a year; too few key items are said to the office once a quarter. Returns notices queued."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    return _ask_reports(session, today, now) + _tell_share(session, today, now)


def _day(session: Session, name: str, year: int, now: datetime) -> date:
    month, day = str(rule(session, f"key_supervision.{name}", now)).split("-")
    return date(year, int(month), int(day))


def asked_from(session: Session, now: datetime) -> date:
    """The next day on which bureaus are asked for the report; that of this year until it is due."""
    today = local_day(now)
    over = today > _day(session, "report_by", today.year, now)
    return _day(session, "report_asked", today.year + over, now)


def _ask_reports(session: Session, today: date, now: datetime) -> int:
    asked = _day(session, "report_asked", today.year, now)
    until = _day(session, "report_by", today.year, now)
    if not asked <= today <= until:
        return 0
    keys = session.scalars(
        select(KeySupervision)
        .join(Suggestion, KeySupervision.suggestion_id == Suggestion.id)
        .where(
            Suggestion.state.in_(RUNNING),
            (KeySupervision.report_asked_on.is_(None)) | (KeySupervision.report_asked_on < asked),
            KeySupervision.decided_on <= asked,
        )
        .order_by(KeySupervision.id)
    ).all()
    of_bureau: dict[int, list[Assignment]] = {}
    for key in keys:
        key.report_asked_on = today
        for row in parties.leads(session, key.suggestion):
            of_bureau.setdefault(row.bureau_id, []).append(row)
    queued = 0
    for bureau_id, rows in of_bureau.items():
        fields = {
            "cases": bureau_notices.name_all(rows),
            "bureau": rows[0].bureau.name,
            "due": say_date(until, now),
        }
        for contact_id in liaison_audience(session, [bureau_id], now):
            key_ = f"suggestion.report_asked:{bureau_id}:{today.year}:{contact_id}"
            done = outbox.queue(
                session, "suggestion.report_asked", contact_id, key=key_, fields=fields, now=now
            )
            queued += done is not None
    return queued


def _tell_share(session: Session, today: date, now: datetime) -> int:
    percent = int(rule(session, "key_supervision.percent", now))
    if not percent or today.month not in _QUARTERS or today.day > _FIRST_DAYS:
        return 0
    found = share(session, today.year, now)
    if not found.missing:
        return 0
    fields = {
        "have": found.have,
        "wanted": found.wanted,
        "missing": found.missing,
        "count": found.count,
        "ratio": f"{percent}%",
    }
    return sum(
        outbox.queue(
            session,
            "suggestion.key_too_few",
            contact_id,
            key=f"suggestion.key_too_few:{today.year}-{today.month}:{contact_id}",
            fields=fields,
            now=now,
        )
        is not None
        for contact_id in recipients.county_clerks(session, now)
    )
