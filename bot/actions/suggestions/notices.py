"""Every two months from the assignment day (mechanism C24): one digest for a bureau with all its
items, one for a deputy, one plain sentence for each citizen; once each, until closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.kind import citizens, say_date, short
from bot.domain.cadence import latest_notice, regular_notices
from bot.domain.calendars import CountyCalendar, local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.domain.workflows.suggestion import HANDLING
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Assignment, Suggestion


@dataclass
class _Round:
    """Who hears of what today."""

    bureaus: dict[int, list[Assignment]] = field(default_factory=dict)
    deputies: dict[int, tuple[str, list[Suggestion]]] = field(default_factory=dict)
    citizens: dict[int, list[tuple[Suggestion, Mapping[str, str]]]] = field(default_factory=dict)


def regular(session: Session, *, now: datetime) -> int:
    """Queue the two-month notices that are due. On working days only; whoever slept through two
    sends only the newest. Returns how many were queued."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    due = session.scalars(
        select(Suggestion)
        .where(Suggestion.next_notice_on <= today)
        .order_by(Suggestion.next_notice_on, Suggestion.id)
    ).all()
    if not due:
        return 0
    found = _Round()
    for suggestion in due:
        _collect(session, suggestion, found, now)
        _move_on(session, suggestion, today, calendar, now)
    return _queue(session, found, today, now)


def _collect(session: Session, suggestion: Suggestion, found: _Round, now: datetime) -> None:
    for row in parties.assignments_of(session, suggestion):
        if row.state in RESPONSIBLE:
            found.bureaus.setdefault(row.bureau_id, []).append(row)
    following = parties.follower(session, suggestion, now)
    others = [row.deputy for row in parties.signers(session, suggestion)]
    for deputy in [following, *others]:
        if deputy is not None:
            own = found.deputies.setdefault(deputy.contact_id, (deputy.name, []))[1]
            if suggestion not in own:
                own.append(suggestion)
    for contact_id, issue in citizens(session, suggestion).items():
        found.citizens.setdefault(contact_id, []).append((suggestion, issue))


def _move_on(
    session: Session,
    suggestion: Suggestion,
    today: date,
    calendar: CountyCalendar,
    now: datetime,
) -> None:
    """The day of the next one, counted from the assignment itself (31 Dec, 28 Feb, 30 Apr)."""
    if suggestion.assigned_on is None:
        suggestion.next_notice_on = None
        return
    months = int(rule(session, "suggestion.notice_months", now))
    sent = latest_notice(suggestion.assigned_on, today, calendar, months)
    number = sent.number if sent is not None else 0
    suggestion.notices = number
    suggestion.next_notice_on = next(
        notice.day
        for notice in regular_notices(suggestion.assigned_on, calendar, months)
        if notice.number > number
    )


def go_on(session: Session, suggestion: Suggestion, *, now: datetime) -> None:
    """Notices begin again for what was closed and is handled again; still counted from the first
    assignment."""
    _move_on(session, suggestion, local_day(now), county_calendar(session, now), now)


def _queue(session: Session, found: _Round, today: date, now: datetime) -> int:
    queued = 0
    for bureau_id, rows in found.bureaus.items():
        rows.sort(key=lambda row: (row.due, row.id))
        queued += bureau_notices.digest(
            session,
            "suggestion.regular_bureau",
            bureau_id,
            rows,
            key=f"{bureau_id}:{today}",
            now=now,
        )
    for contact_id, (name, own) in found.deputies.items():
        fields = {
            "name": f"{name}代表",
            "cases": _say_all(session, own, now),
            "link": bureau_notices.own_list(session),
        }
        queued += _once(session, "suggestion.regular_deputy", contact_id, fields, today, now)
    for contact_id, behind in found.citizens.items():
        fields = dict(behind[0][1]) | {
            "cases": "".join(_say_to_citizen(session, *each, now) for each in behind),
            "due": _due(session, behind[0][0], now),
        }
        queued += _once(session, "suggestion.regular_citizen", contact_id, fields, today, now)
    return queued


def _once(
    session: Session,
    kind: str,
    contact_id: int,
    fields: Mapping[str, object],
    today: date,
    now: datetime,
) -> bool:
    key = f"{kind}:{today}:{contact_id}"
    return (
        outbox.queue(session, kind, contact_id, key=key, fields=dict(fields), now=now) is not None
    )


def _say_all(session: Session, own: Sequence[Suggestion], now: datetime) -> str:
    named = [_say_one(session, suggestion, now) for suggestion in own[: bureau_notices.NAMED]]
    more = len(own) - bureau_notices.NAMED
    return "；".join(named) + (f"；还有{more}件" if more > 0 else "")


def _say_one(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """建〔16-6〕37号“…”县水利局在办，3月31日（周三）前答复."""
    lead = parties.leads(session, suggestion)
    bureaus = "、".join(row.bureau.name for row in lead)
    if suggestion.state in HANDLING:
        return f"{short(suggestion)}{bureaus}在办，{_due(session, suggestion, now)}前答复"
    return f"{short(suggestion)}{TABLE.states[suggestion.state]}"


def _say_to_citizen(
    session: Session, suggestion: Suggestion, issue: Mapping[str, str], now: datetime
) -> str:
    """One plain sentence, without numbers of papers."""
    lead = "、".join(row.bureau.name for row in parties.leads(session, suggestion))
    if suggestion.state in HANDLING:
        when = _due(session, suggestion, now)
        return f"您反映的{issue['issue']}，代表写成了建议，{lead}在办，最晚{when}有书面答复。"
    return f"您反映的{issue['issue']}，{lead}已经答复代表，代表在看办得怎么样。"


def _due(session: Session, suggestion: Suggestion, now: datetime) -> str:
    rows = parties.leads(session, suggestion)
    return say_date(max(row.due for row in rows), now) if rows else ""
