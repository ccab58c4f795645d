"""What comes round: half months and fortnights (X07), two-monthly notices (C24), weeks.

Pure: the caller passes days. A period's ``key`` names it in keys such as
``grid-visit:{deputy}:{key}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.domain.calendars import ONE_DAY, CountyCalendar, add_months, month_end

#: A reminder comes so many working days before the period's end (issue of the main job, 13).
REMINDER_LEAD = 3


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """Stable name of the period: the ISO day it begins."""
        return self.first.isoformat()

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Cadence(Protocol):
    """Cuts all days into periods without gap or overlap."""

    def period_of(self, day: date) -> Period:
        """The period this day lies in."""
        ...


@dataclass(frozen=True, slots=True)
class HalfMonths:
    """1–15 and 16–month's end."""

    def period_of(self, day: date) -> Period:
        """The half month this day lies in."""
        if day.day <= 15:
            return Period(day.replace(day=1), day.replace(day=15))
        return Period(day.replace(day=16), month_end(day))


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every ``days`` days, counted from ``anchor``, the first day of one of the periods."""

    anchor: date
    days: int = 14

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a period has at least one day: {self.days}")

    def period_of(self, day: date) -> Period:
        """The stretch of ``days`` days this day lies in; also before the anchor."""
        passed = (day - self.anchor).days // self.days
        first = self.anchor + timedelta(days=passed * self.days)
        return Period(first, first + timedelta(days=self.days - 1))


def next_period(cadence: Cadence, period: Period) -> Period:
    """The period that follows."""
    return cadence.period_of(period.last + ONE_DAY)


def previous_period(cadence: Cadence, period: Period) -> Period:
    """The period before."""
    return cadence.period_of(period.first - ONE_DAY)


def reminder_day(period: Period, calendar: CountyCalendar, lead: int = REMINDER_LEAD) -> date:
    """The day ``lead`` working days before the period's last day; never before the period begins.

    A period with too few working days (a long 春节) is reminded of on its first working day, or on
    its first day if it has none.
    """
    wanted = calendar.add_working_days(period.last, -lead)
    if wanted >= period.first:
        return wanted
    working = calendar.next_working_day(period.first)
    return working if working in period else period.first


@dataclass(frozen=True, slots=True)
class RegularNotice:
    """The ``number``-th notice since the assignment: ``anchored`` is the day by the calendar,
    ``day`` the working day on which it goes out."""

    number: int
    anchored: date
    day: date


def regular_notices(
    assigned: date, calendar: CountyCalendar, months: int = 2
) -> Iterator[RegularNotice]:
    """Every ``months`` months after the assignment, without end (C24). Each is counted from the
    assignment itself: 31 Dec, 28 Feb, 30 Apr, 30 Jun, 31 Aug."""
    if months < 1:
        raise ValueError(f"at least one month between notices: {months}")
    number = 0
    while True:
        number += 1
        anchored = add_months(assigned, number * months)
        yield RegularNotice(number, anchored, calendar.next_working_day(anchored))


def latest_notice(
    assigned: date, today: date, calendar: CountyCalendar, months: int = 2
) -> RegularNotice | None:
    """The newest notice that is due by ``today``; None before the first. Whoever slept through
    two sends only this one."""
    latest = None
    for notice in regular_notices(assigned, calendar, months):
        if notice.day > today:
            return latest
        latest = notice
    return latest


def monday_of(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = monday_of(day)
    return Period(monday, monday + timedelta(days=6))
