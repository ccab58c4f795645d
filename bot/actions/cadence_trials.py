"""What another cadence would do, tried before it counts: who has been in their grid already, and
when the bureaus would be asked next. Nothing is written."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.actions import cadences, duties
from bot.actions.calendar import county_calendar
from bot.actions.rule_trials import SHOWN, Line, Trial
from bot.actions.rules import rule
from bot.actions.suggestions.kind import short
from bot.domain.cadence import Period, regular_notices, reminder_day
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.store.models import Duty, Suggestion


def of_cadence(session: Session, name: str, value: str | int, now: datetime) -> Trial | None:
    """As if the county had gone over to ``value`` today; None: it is no cadence."""
    tried = _TRIED.get(name)
    if tried is not None and str(value) == str(rule(session, name, now)):
        return Trial("和现在的一样，什么也不变。", [])
    return tried(session, value, now) if tried is not None else None


def _visits(session: Session, value: str | int, now: datetime) -> Trial:
    today, calendar = local_day(now), county_calendar(session, now)
    present = cadences.period_of(session, today, now)
    cut = cadences.cadence_called(session, str(value), now)
    then = cut.period_of(today)
    visited = _visited(session, cadences.counts_in(cadences.cadence(session, now), present))
    count = _visited(session, cadences.counts_in(cut, then))
    lead = int(rule(session, "grid_visit.remind_before", now))
    day = reminder_day(then, calendar, lead)
    reminded = say_day(day, today) if day > today else "改了就"
    said = (
        f"眼下这一期是{_span(present)}，{visited}位代表走访过了。这样改，眼下这一期就是{_span(then)}，"
        f"其中{count}位的照样算，别的代表{reminded}提醒。走访过的记录都留着。"
    )
    return Trial(said, [])


def _visited(session: Session, counts: ColumnElement[bool]) -> int:
    found = select(func.count(func.distinct(Duty.deputy_id))).where(
        Duty.kind == duties.GRID_VISIT, Duty.state == "recorded", counts
    )
    return session.scalar(found) or 0


def _span(period: Period) -> str:
    first, last = period.first, period.last
    return f"{first.month}月{first.day}日到{last.month}月{last.day}日"


def _notices(session: Session, value: str | int, now: datetime) -> Trial:
    today, calendar = local_day(now), county_calendar(session, now)
    present = int(rule(session, "suggestion.notice_months", now))
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.next_notice_on.is_not(None), Suggestion.assigned_on.is_not(None))
        .order_by(Suggestion.next_notice_on, Suggestion.id)
    ).all()

    def after(assigned: date, day: date, months: int) -> date:
        ahead = regular_notices(assigned, calendar, months)
        return next(one.day for one in ahead if one.day > day)

    lines = []
    for row in rows[:SHOWN]:
        if row.assigned_on is None or row.next_notice_on is None:
            continue
        before, then = (
            after(row.assigned_on, row.next_notice_on, months) for months in (present, int(value))
        )
        what = f"{short(row)}，{say_day(row.next_notice_on, today)}这一回不变；再下一回"
        lines.append(Line(what, say_day(before, today), say_day(then, today)))
    said = (
        f"在办的{len(rows)}件建议，已经排好的下一回不变；再往后，从交办那天数起每{value}个月一回。"
    )
    return Trial(said, lines)


_TRIED: dict[str, Callable[[Session, str | int, datetime], Trial]] = {
    "grid_visit.cadence": _visits,
    "suggestion.notice_months": _notices,
}
#: Rules of which a page offers to try another cadence.
CADENCES = tuple(_TRIED)
