"""Deadlines and the sentences that prove them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendars import CountyCalendar, add_months
from bot.domain.deadlines import Pause, Term, deadline, extend

CALENDAR = CountyCalendar()
FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
UNITS = st.sampled_from(["working_days", "days", "months"])


def working(count):
    return Term(count, "working_days")


def months(count):
    return Term(count, "months")


def test_five_working_days_are_named_one_by_one():
    found = deadline(CALENDAR, FRIDAY, working(5))
    assert found.due == date(2026, 11, 27)
    assert found.proof == (
        "11月20日（周五）收到，次日起算5个工作日：23、24、25、26、27日，11月27日（周五）下班前"
    )
    assert not found.provisional


def test_many_working_days_are_told_in_runs():
    found = deadline(CALENDAR, FRIDAY, working(10), event="交办")
    assert found.proof == (
        "11月20日（周五）交办，次日起算10个工作日：11月23日至27日（5天）、"
        "11月30日至12月4日（5天），12月4日（周五）下班前"
    )


def test_holidays_and_worked_weekends_are_named_in_the_proof():
    found = deadline(CALENDAR, date(2026, 9, 29), working(4))
    assert found.due == date(2026, 10, 10)
    assert "10月1日至7日国庆放假不计" in found.proof
    assert "10月10日（周六）上班，计算在内" in found.proof


def test_a_local_day_off_is_named_as_the_countys():
    calendar = CountyCalendar({date(2026, 11, 24): False})
    found = deadline(calendar, FRIDAY, working(2))
    assert found.due == date(2026, 11, 25)
    assert "24日本县放假不计" in found.proof


def test_three_months_roll_over_a_weekend_and_next_year_is_provisional():
    found = deadline(CALENDAR, FRIDAY, months(3), event="交办")
    assert found.due == date(2027, 2, 22)
    assert found.provisional
    assert found.proof == (
        "11月20日（周五）交办，3个月后是2027年2月20日（周六），"
        "逢休息日顺延到2月22日（周一）下班前（2027年放假安排未公布，暂定）"
    )


def test_a_month_without_that_day_ends_on_its_last():
    assert deadline(CALENDAR, date(2025, 12, 31), months(2)).due == date(2026, 2, 28)


def test_a_term_that_ends_in_a_holiday_says_which():
    found = deadline(CALENDAR, date(2026, 9, 23), Term(10, "days"))
    assert found.due == date(2026, 10, 8)
    assert "逢国庆放假顺延到10月8日（周四）" in found.proof


def test_rolling_can_be_switched_off():
    assert deadline(CALENDAR, FRIDAY, months(3), roll=False).due == date(2027, 2, 20)


def test_the_clock_stands_still_while_the_citizen_is_asked():
    asked = Pause(date(2026, 11, 23), date(2026, 11, 25), "等反映人回话")
    found = deadline(CALENDAR, FRIDAY, working(5), pauses=[asked])
    assert found.due == date(2026, 12, 1)
    assert "11月24、25日等反映人回话，不计这2个工作日" in found.proof


def test_asked_and_answered_on_one_day_stops_nothing():
    same_day = Pause(date(2026, 11, 23), date(2026, 11, 23), "等反映人回话")
    assert deadline(CALENDAR, FRIDAY, working(5), pauses=[same_day]) == deadline(
        CALENDAR, FRIDAY, working(5)
    )


def test_a_term_set_by_law_cannot_be_paused():
    with pytest.raises(ValueError, match="paused"):
        deadline(CALENDAR, FRIDAY, months(3), pauses=[Pause(FRIDAY, FRIDAY, "等")])


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(FRIDAY, FRIDAY - timedelta(days=1), "等")


def test_a_term_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        working(0)


def test_an_extension_never_makes_it_earlier():
    current = deadline(CALENDAR, FRIDAY, months(3), event="交办")
    found = extend(CALENDAR, current, date(2026, 12, 31))
    assert found.due == current.due
    assert "并不更晚，仍是2月22日（周一）下班前" in found.proof


def test_an_extension_stops_at_six_months_from_the_first_assignment():
    current = deadline(CALENDAR, FRIDAY, months(3), event="交办")
    cap = deadline(CALENDAR, FRIDAY, months(6), event="首次交办")
    found = extend(CALENDAR, current, date(2027, 7, 1), cap=cap)
    assert found.due == cap.due == date(2027, 5, 20)
    assert "超过最长期限，只能到5月20日（周四）" in found.proof
    assert "最长期限：11月20日（周五）首次交办，6个月后是2027年5月20日" in found.proof


def test_an_extension_to_a_sunday_ends_on_monday():
    current = deadline(CALENDAR, date(2026, 9, 1), months(2))
    found = extend(CALENDAR, current, date(2026, 11, 29))
    assert found.due == date(2026, 11, 30)
    assert "同意延到11月29日（周日），逢休息日顺延到11月30日（周一）下班前" in found.proof


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(1, 40))
def test_a_term_of_working_days_ends_on_the_working_day_counted(start, count):
    found = deadline(CALENDAR, start, working(count))
    assert CALENDAR.working_days_between(start, found.due) == count
    assert CALENDAR.is_working_day(found.due)


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(1, 12))
def test_a_term_of_months_is_the_same_day_or_the_next_working_day(start, count):
    found = deadline(CALENDAR, start, months(count))
    assert found.due == CALENDAR.next_working_day(add_months(start, count))


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, UNITS, st.integers(1, 20))
def test_a_longer_term_never_ends_earlier_and_every_proof_names_its_days(start, unit, count):
    short = deadline(CALENDAR, start, Term(count, unit))
    longer = deadline(CALENDAR, start, Term(count + 1, unit))
    assert start < short.due <= longer.due
    assert short.proof.startswith(f"{start.month}月{start.day}日")
    assert f"{short.due.month}月{short.due.day}日" in short.proof
    assert ("暂定" in short.proof) is short.provisional


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(1, 15), st.integers(0, 20), st.integers(0, 20))
def test_a_pause_gives_back_just_the_working_days_it_held(start, count, after, length):
    since = start + timedelta(days=after)
    pause = Pause(since, since + timedelta(days=length), "等反映人回话")
    plain = deadline(CALENDAR, start, working(count))
    found = deadline(CALENDAR, start, working(count), pauses=[pause, pause])
    assert found.due >= plain.due
    free = [
        start + timedelta(days=i)
        for i in range(1, (found.due - start).days + 1)
        if not pause.holds(start + timedelta(days=i))
    ]
    assert sum(CALENDAR.is_working_day(day) for day in free) == count


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, st.integers(1, 6), st.integers(-30, 300))
def test_an_extension_lies_between_the_old_deadline_and_the_cap(start, count, shift):
    current = deadline(CALENDAR, start, months(count))
    cap = deadline(CALENDAR, start, months(6))
    found = extend(CALENDAR, current, start + timedelta(days=max(shift, 0)), cap=cap)
    assert current.due <= found.due <= cap.due
    assert CALENDAR.is_working_day(found.due)
