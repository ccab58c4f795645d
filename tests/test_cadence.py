"""Half months, fortnights, two-monthly notices."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import (
    EveryDays,
    HalfMonths,
    Period,
    latest_notice,
    monday_of,
    next_period,
    previous_period,
    regular_notices,
    reminder_day,
    week_of,
)
from bot.domain.calendars import CountyCalendar, add_months

CALENDAR = CountyCalendar()
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CADENCES = st.one_of(
    st.just(HalfMonths()), st.builds(EveryDays, anchor=DAYS, days=st.integers(1, 40))
)


def test_a_month_has_two_halves():
    halves = HalfMonths()
    assert halves.period_of(date(2026, 11, 15)) == Period(date(2026, 11, 1), date(2026, 11, 15))
    assert halves.period_of(date(2026, 2, 16)) == Period(date(2026, 2, 16), date(2026, 2, 28))
    assert halves.period_of(date(2026, 11, 16)).key == "2026-11-16"


def test_fortnights_are_anchored_on_a_day_of_the_countys_choice():
    fortnights = EveryDays(anchor=date(2026, 11, 2))
    assert fortnights.period_of(date(2026, 11, 15)).first == date(2026, 11, 2)
    assert fortnights.period_of(date(2026, 11, 16)).first == date(2026, 11, 16)
    assert fortnights.period_of(date(2026, 11, 1)).last == date(2026, 11, 1)


def test_a_period_without_days_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        EveryDays(anchor=date(2026, 11, 2), days=0)


@settings(deadline=None)  # a busy machine is no failure
@given(CADENCES, DAYS)
def test_periods_follow_each_other_without_gap_or_overlap(cadence, day):
    period = cadence.period_of(day)
    assert day in period
    assert cadence.period_of(period.first) == cadence.period_of(period.last) == period
    following = next_period(cadence, period)
    assert following.first == period.last + timedelta(days=1)
    assert previous_period(cadence, following) == period


def test_the_reminder_comes_three_working_days_before_the_end():
    halves = HalfMonths()
    assert reminder_day(halves.period_of(date(2026, 11, 20)), CALENDAR) == date(2026, 11, 25)
    # 15 November 2026 is a Sunday: the last three working days before it begin on Wednesday.
    assert reminder_day(halves.period_of(date(2026, 11, 3)), CALENDAR) == date(2026, 11, 11)


def test_a_period_swallowed_by_holidays_is_reminded_of_on_its_first_day():
    closed = CountyCalendar({date(2026, 2, day): False for day in range(1, 16)})
    assert reminder_day(HalfMonths().period_of(date(2026, 2, 5)), closed) == date(2026, 2, 1)


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS)
def test_a_half_month_is_reminded_of_within_itself_on_a_working_day(day):
    period = HalfMonths().period_of(day)
    reminder = reminder_day(period, CALENDAR)
    assert reminder in period
    assert CALENDAR.is_working_day(reminder)
    ends = CALENDAR.working_days_between(reminder, period.last)
    assert ends >= 2


def test_two_monthly_notices_stay_anchored_on_the_assignment_day():
    anchored = [
        notice.anchored for notice in islice(regular_notices(date(2025, 12, 31), CALENDAR), 4)
    ]
    assert anchored == [date(2026, 2, 28), date(2026, 4, 30), date(2026, 6, 30), date(2026, 8, 31)]


def test_a_notice_that_falls_on_a_holiday_goes_out_on_the_next_working_day():
    first = next(regular_notices(date(2026, 8, 1), CALENDAR))
    assert first.anchored == date(2026, 10, 1)
    assert first.day == date(2026, 10, 8)


def test_a_scheduler_that_slept_through_two_notices_sends_only_the_latest():
    assigned = date(2026, 3, 10)
    assert latest_notice(assigned, date(2026, 5, 10), CALENDAR) is None  # a Sunday
    notice = latest_notice(assigned, date(2026, 9, 9), CALENDAR)
    assert notice is not None
    assert (notice.number, notice.day) == (2, date(2026, 7, 10))


def test_notices_closer_than_a_month_are_refused():
    with pytest.raises(ValueError, match="one month"):
        next(regular_notices(date(2026, 3, 10), CALENDAR, months=0))


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(1, 4), st.integers(0, 500))
def test_the_latest_notice_is_the_last_one_due(assigned, months, passed):
    today = assigned + timedelta(days=passed)
    notice = latest_notice(assigned, today, CALENDAR, months)
    number = notice.number if notice else 0
    following = CALENDAR.next_working_day(add_months(assigned, (number + 1) * months))
    assert following > today
    if notice:
        assert notice.anchored == add_months(assigned, number * months)
        assert notice.day <= today


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS)
def test_a_week_begins_on_monday(day):
    assert monday_of(day).weekday() == 0
    assert day in week_of(day)
    assert week_of(day).last.weekday() == 6
