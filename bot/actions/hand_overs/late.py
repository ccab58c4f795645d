"""What time does: bureaus are reminded in one digest, and the desk sees what is overdue."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import label
from bot.actions.digests import digest
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows.hand_over import WORKING
from bot.store.models import HandOver, Issue


def remind_bureaus(session: Session, *, now: datetime) -> int:
    """On working days: one digest a day for a bureau of what it has not confirmed, and one of what
    comes due; never a message per item (field-notes 3). Returns how many were queued."""
    calendar = county_calendar(session, now)
    today = local_day(now)
    if not calendar.is_working_day(today):
        return 0
    chase_after = int(rule(session, "hand_over.chase_after", now))
    before = int(rule(session, "hand_over.remind_before", now))
    unconfirmed: dict[int, list[HandOver]] = {}
    due_soon: dict[int, list[HandOver]] = {}
    for row in session.scalars(select(HandOver).where(HandOver.state.in_(WORKING))):
        waited = calendar.working_days_between(local_day(row.created_at), today)
        if row.state == "handed_over" and waited >= chase_after:
            unconfirmed.setdefault(row.bureau_id, []).append(row)
        elif row.due == calendar.add_working_days(today, before) and row.paused_at is None:
            due_soon.setdefault(row.bureau_id, []).append(row)
    return _digests(session, "hand_over.chased", unconfirmed, now) + _digests(
        session, "hand_over.due_soon", due_soon, now
    )


def _digests(session: Session, kind: str, rows_of: dict[int, list[HandOver]], now: datetime) -> int:
    queued = 0
    for bureau_id, rows in rows_of.items():
        fields = {
            "bureau": rows[0].bureau.name,
            "count": len(rows),
            "cases": "、".join(label(row.issue) for row in rows[:5]),
            "code": f"No.{rows[0].issue.number}",
        }
        for liaison in recipients.liaisons(session, bureau_id, now):
            key = f"{kind}:{bureau_id}:{local_day(now)}:{liaison.contact_id}"
            done = outbox.queue(session, kind, liaison.contact_id, key=key, fields=fields, now=now)
            queued += done is not None
    return queued


def tell_overdue(session: Session, *, now: datetime) -> int:
    """Past its day and no word: the desk sees it first, once for each due day, on working days. Not
    while a return or an extension is undecided, and not while the constituent is being asked."""
    if not county_calendar(session, now).is_working_day(local_day(now)):
        return 0
    rows = session.scalars(
        select(HandOver).where(
            HandOver.state.in_(WORKING),
            HandOver.due < local_day(now),
            HandOver.extension_until.is_(None),
            HandOver.paused_at.is_(None),
            HandOver.overdue_told.is_(None) | (HandOver.overdue_told != HandOver.due),
        )
    ).all()
    found: dict[int, list[Issue]] = {}
    for row in rows:
        row.overdue_told = row.due
        for contact_id in recipients.desk(session, row.issue, now):
            found.setdefault(contact_id, []).append(row.issue)
    for contact_id, late in found.items():
        digest(session, "hand_over.overdue", contact_id, late, now=now)
    return len(rows)
