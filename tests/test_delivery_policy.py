"""Which way, when, and again after what: the pure part, for all inputs."""

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendars import LOCAL, CountyCalendar, QuietHours, local_day, local_time
from bot.domain.channel_policy import (
    AFTER_EVENT,
    DELAYS,
    EVENT_WINDOW,
    IN_WINDOW,
    WINDOW,
    HoldRules,
    Reach,
    TemplateIds,
    Way,
    allowed_at,
    retry_at,
    ways,
)

START = datetime(2026, 1, 1, tzinfo=LOCAL)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
PRIORITIES = st.sampled_from(["danger", "answer", "task", "result", "reminder", "broadcast"])
AGO = st.none() | st.timedeltas(timedelta(0), timedelta(days=4))
CALENDAR = CountyCalendar()
RULES = HoldRules(QuietHours(), timedelta(minutes=30))


@given(PRIORITIES, MOMENTS, AGO)
def test_nothing_goes_out_before_now_and_once_allowed_it_stays_allowed(
    priority: str, now: datetime, ago: timedelta | None
) -> None:
    last = now - ago if ago is not None else None
    at = allowed_at(priority, now, last, CALENDAR, RULES)
    assert at >= now
    assert at - now < timedelta(days=20)
    assert allowed_at(priority, at, last, CALENDAR, RULES) == at


@given(MOMENTS, AGO)
def test_danger_is_never_held(now: datetime, ago: timedelta | None) -> None:
    last = now - ago if ago is not None else None
    assert allowed_at("danger", now, last, CALENDAR, RULES) == now


@given(st.sampled_from(["answer", "result"]), MOMENTS, st.timedeltas(timedelta(0), RULES.fresh))
def test_an_answer_to_somebody_who_wrote_within_half_an_hour_is_never_held(
    priority: str, now: datetime, ago: timedelta
) -> None:
    assert allowed_at(priority, now, now - ago, CALENDAR, RULES) == now


@given(st.sampled_from(["task", "result", "answer", "reminder", "broadcast"]), MOMENTS)
def test_nobody_silent_is_disturbed_at_night_or_at_noon(priority: str, now: datetime) -> None:
    at = local_time(allowed_at(priority, now, None, CALENDAR, RULES)).time()
    assert time(7, 30) <= at < time(12, 0) or time(14, 30) <= at < time(22, 0)


@given(st.sampled_from(["reminder", "broadcast"]), MOMENTS)
def test_reminders_and_broadcasts_wait_for_a_working_day(priority: str, now: datetime) -> None:
    at = allowed_at(priority, now, None, CALENDAR, RULES)
    assert CALENDAR.is_working_day(local_day(at))


@given(MOMENTS)
def test_a_task_waits_for_the_hour_but_not_for_the_holiday(now: datetime) -> None:
    at = allowed_at("task", now, None, CALENDAR, RULES)
    assert at - now <= timedelta(hours=9, minutes=30)


def test_a_reminder_in_the_national_holiday_waits_for_the_moved_working_day() -> None:
    now = datetime(2026, 10, 1, 9, 0, tzinfo=LOCAL)
    at = allowed_at("reminder", now, None, CALENDAR, RULES)
    assert at == datetime(2026, 10, 8, 7, 30, tzinfo=LOCAL)


@given(st.integers(1, 30), st.sampled_from(["task", "danger"]), MOMENTS)
def test_tries_end_and_each_waits_longer_than_the_one_before(
    tries: int, priority: str, now: datetime
) -> None:
    at = retry_at(tries, priority, now)
    if at is None:
        assert tries > (1 if priority == "danger" else len(DELAYS))
    else:
        assert at > now
        before = retry_at(tries - 1, priority, now)
        assert before is None or before < at


@given(
    MOMENTS,
    st.booleans(),
    AGO,
    AGO,
    st.integers(0, 9),
    st.integers(0, 9),
    st.frozensets(st.sampled_from(["S", "X"])),
    st.sampled_from([TemplateIds(), TemplateIds("S"), TemplateIds("", "T"), TemplateIds("S", "T")]),
)
def test_no_way_is_offered_that_the_platform_would_refuse(
    now: datetime,
    following: bool,
    spoke: timedelta | None,
    clicked: timedelta | None,
    in_window: int,
    after_event: int,
    consents: frozenset[str],
    ids: TemplateIds,
) -> None:
    reach = Reach(
        following,
        now - spoke if spoke is not None else None,
        now - clicked if clicked is not None else None,
        in_window,
        after_event,
        consents,
    )
    offered = list(ways(reach, ids, now))
    assert Way.TELEPHONE not in offered
    if not following:
        assert offered == []
        return
    chat = (spoke is not None and spoke < WINDOW and in_window < IN_WINDOW) or (
        clicked is not None and clicked < EVENT_WINDOW and after_event < AFTER_EVENT
    )
    assert Way.CUSTOMER_SERVICE not in offered or chat
    assert (Way.SUBSCRIPTION in offered) == (
        ids.subscription in consents and bool(ids.subscription)
    )
    assert (Way.TEMPLATE in offered) == bool(ids.template)
    assert list(ways(None, ids, now)) == []
