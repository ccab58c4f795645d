"""The days of a county."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendars import (
    LOCAL,
    CountyCalendar,
    QuietHours,
    add_months,
    end_of_day,
    local_day,
    month_end,
)

CALENDAR = CountyCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MOMENTS = st.builds(datetime.combine, DAYS, st.times(), st.just(LOCAL))


def test_a_saturday_worked_for_the_holiday_is_a_working_day():
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert not CALENDAR.is_working_day(date(2026, 10, 7))
    assert not CALENDAR.is_working_day(date(2026, 11, 21))


def test_a_year_not_announced_falls_back_to_the_law_and_says_provisional():
    new_year, plain = date(2027, 1, 1), date(2027, 1, 4)
    assert CALENDAR.is_provisional(new_year)
    assert not CALENDAR.is_working_day(new_year)
    assert CALENDAR.is_working_day(plain)
    assert not CALENDAR.is_working_day(date(2027, 1, 2))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_an_override_wins_and_is_no_longer_provisional():
    snow_day, swapped = date(2026, 11, 23), date(2027, 2, 13)
    calendar = CountyCalendar({snow_day: False, swapped: True})
    assert calendar.next_working_day(snow_day) == date(2026, 11, 24)
    assert calendar.is_working_day(swapped)
    assert not calendar.is_provisional(swapped)


def test_overrides_cannot_change_under_a_calendar_in_use():
    mine = {date(2026, 11, 23): False}
    calendar = CountyCalendar(mine)
    mine.clear()
    assert not calendar.is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("name", "after", "first", "last"),
    [
        ("国庆", date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 7)),
        ("国庆节", date(2026, 10, 7), date(2026, 10, 1), date(2026, 10, 7)),
        ("十一", date(2026, 10, 8), date(2027, 10, 1), date(2027, 10, 5)),
        ("春节", date(2025, 11, 20), date(2026, 2, 15), date(2026, 2, 23)),
        ("过年", date(2026, 11, 20), date(2027, 2, 5), date(2027, 2, 10)),
        ("中秋", date(2025, 9, 1), date(2025, 10, 1), date(2025, 10, 8)),
        ("五一", date(2026, 3, 1), date(2026, 5, 1), date(2026, 5, 5)),
        ("元旦", date(2026, 11, 20), date(2027, 1, 1), date(2027, 1, 3)),
        ("清明节", date(2026, 3, 1), date(2026, 4, 4), date(2026, 4, 6)),
        ("端午", date(2026, 6, 1), date(2026, 6, 19), date(2026, 6, 21)),
    ],
)
def test_a_holiday_is_found_by_the_name_people_use(name, after, first, last):
    assert CALENDAR.holiday(name, after) == (first, last)


def test_a_day_that_is_no_statutory_holiday_is_refused():
    with pytest.raises(ValueError, match="statutory"):
        CALENDAR.holiday("双十一", date(2026, 11, 20))


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(0, 60))
def test_working_days_added_are_the_working_days_counted(day, n):
    later = CALENDAR.add_working_days(day, n)
    assert CALENDAR.working_days_between(day, later) == n
    assert later == day if n == 0 else CALENDAR.is_working_day(later)
    if CALENDAR.is_working_day(day):
        assert CALENDAR.add_working_days(later, -n) == day


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, DAYS, DAYS)
def test_counts_of_working_days_add_up(a, b, c):
    between = CALENDAR.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS)
def test_the_next_working_day_skips_only_days_off(day):
    following = CALENDAR.next_working_day(day)
    assert CALENDAR.is_working_day(following)
    assert CALENDAR.working_days_between(day - timedelta(days=1), following) == 1


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.sampled_from(["国庆", "春节", "中秋", "五一", "元旦", "清明", "端午"]))
def test_a_holiday_is_one_run_of_days_off_not_over_yet(day, name):
    first, last = CALENDAR.holiday(name, day)
    assert first <= last
    assert last >= day
    run = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert not any(CALENDAR.is_working_day(each) for each in run)
    assert CALENDAR.is_working_day(first - timedelta(days=1))
    assert CALENDAR.is_working_day(last + timedelta(days=1))


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(-40, 40))
def test_months_added_keep_the_day_or_end_with_the_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and later == month_end(later))


def test_the_county_day_begins_at_local_midnight():
    assert local_day(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert local_day(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_moment_without_a_zone_is_refused_everywhere():
    naive = datetime(2026, 11, 20, 9, tzinfo=LOCAL).replace(tzinfo=None)
    for use in (local_day, QuietHours().is_quiet, QuietHours().next_allowed):
        with pytest.raises(ValueError, match="naive"):
            use(naive)


def test_offices_close_at_six():
    assert end_of_day(date(2026, 11, 27)) == datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("2026-11-20T09:00", "2026-11-20T09:00"),
        ("2026-11-20T12:00", "2026-11-20T14:30"),
        ("2026-11-20T14:30", "2026-11-20T14:30"),
        ("2026-11-20T21:59", "2026-11-20T21:59"),
        ("2026-11-20T22:00", "2026-11-21T07:30"),
        ("2026-11-20T02:00", "2026-11-20T07:30"),
    ],
)
def test_quiet_hours_hold_a_notice_until_they_end(clock, allowed):
    moment = datetime.fromisoformat(clock).replace(tzinfo=LOCAL)
    assert QuietHours().next_allowed(moment) == datetime.fromisoformat(allowed).replace(
        tzinfo=LOCAL
    )


def test_a_reminder_waits_over_the_holiday_and_a_task_does_not():
    eve = datetime(2026, 9, 30, 23, 0, tzinfo=LOCAL)
    assert QuietHours().next_allowed(eve) == datetime(2026, 10, 1, 7, 30, tzinfo=LOCAL)
    assert QuietHours().next_allowed(eve, working_days=CALENDAR) == datetime(
        2026, 10, 8, 7, 30, tzinfo=LOCAL
    )


def test_quiet_hours_may_be_the_deputys_own_or_none():
    own = QuietHours(((time(20, 0), time(6, 0)), (time(5, 0), time(19, 30))))
    assert own.next_allowed(datetime(2026, 11, 20, 9, tzinfo=LOCAL)).time() == time(19, 30)
    noon = datetime(2026, 11, 20, 12, 30, tzinfo=LOCAL)
    assert QuietHours(()).next_allowed(noon) == noon


def test_quiet_hours_that_never_end_are_refused():
    with pytest.raises(ValueError, match="whole day"):
        QuietHours(((time(8, 0), time(20, 0)), (time(20, 0), time(8, 0))))


@settings(deadline=None)  # a busy machine is no failure
@given(MOMENTS)
def test_what_is_allowed_is_not_quiet_and_stays_allowed(moment):
    quiet = QuietHours()
    allowed = quiet.next_allowed(moment)
    assert allowed >= moment
    assert not quiet.is_quiet(allowed)
    assert quiet.next_allowed(allowed) == allowed
    assert (allowed == moment) is not quiet.is_quiet(moment)
