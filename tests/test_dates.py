"""Days as people name them."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendars import LOCAL, CountyCalendar
from nlp.chinese_numbers import chinese_number
from nlp.dates import find_days

CALENDAR = CountyCalendar()
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=LOCAL)
MONDAY = datetime(2026, 9, 21, 9, tzinfo=LOCAL)


def days(text, now=FRIDAY):
    return find_days(text, now=now, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("延到月底", "2026-11-30"),
        ("本月底", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("下个月5号", "2026-12-05"),
        ("下周三前答复", "2026-11-25"),
        ("周三", "2026-11-25"),
        ("周五", "2026-11-20"),
        ("下下周一", "2026-11-30"),
        ("礼拜天", "2026-11-22"),
        ("下周", "2026-11-27"),
        ("下周末前", "2026-11-27"),
        ("明天", "2026-11-21"),
        ("大后天", "2026-11-23"),
        ("12月5号", "2026-12-05"),
        ("十二月五号之前", "2026-12-05"),
        ("1月10日", "2027-01-10"),
        ("11月5号", "2026-11-05"),
        ("12/5前", "2026-12-05"),
        ("到12.5", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("2026年12月5日", "2026-12-05"),
        ("明年3月底", "2027-03-31"),
        ("年底前", "2026-12-31"),
        ("明年一季度末", "2027-03-31"),
        ("25号", "2026-11-25"),
        ("12号前", "2026-12-12"),
        ("二十五号", "2026-11-25"),
        ("再给半个月", "2026-12-05"),
        ("一个半月", "2027-01-04"),
        ("两周", "2026-12-04"),
        ("俩月", "2027-01-20"),
        ("5个工作日内", "2026-11-27"),
        ("十天内", "2026-11-30"),
        ("元旦后", "2027-01-04"),
        ("过完年", "2027-02-11"),
        ("年前", "2027-02-04"),
        ("春节前", "2027-02-04"),
        ("节后", "2027-01-04"),
    ],
)
def test_words_mean_a_day_of_the_calendar(text, day):
    found = days(text)
    assert [each.day.isoformat() for each in found] == [day]


def test_after_the_holiday_is_the_first_day_the_office_works_again():
    assert days("国庆后答复", MONDAY)[0].day.isoformat() == "2026-10-08"
    assert days("国庆前", MONDAY)[0].day.isoformat() == "2026-09-30"


@pytest.mark.parametrize(
    "text",
    ["三十七收到", "〔16-6〕14", "民12号", "12号楼", "第12号", "38号", "十一点", "年年"],
)
def test_what_only_looks_like_a_day_is_none(text):
    assert days(text) == ()


@pytest.mark.parametrize("text", ["下个月初", "过几天", "明年", "2月30号", "十天半个月"])
def test_words_that_leave_the_day_open_say_so(text):
    assert days(text)[0].vague


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("延到腊月二十", "2027-01-27"),
        ("正月初八开工", "2027-02-13"),
        ("小年前", "2027-01-30"),
        ("腊八", "2027-01-15"),
        ("除夕前", "2027-02-05"),
        ("腊月三十", "2027-02-05"),
        ("腊月前", "2027-01-07"),
        ("腊月底", "2027-02-05"),
        ("出了正月", "2027-03-08"),
        ("大年初七", "2027-02-12"),
        ("农历三月初三", "2027-04-09"),
        ("冬月十五", "2026-12-23"),
    ],
)
def test_days_of_the_farmers_calendar_are_counted(text, day):
    assert days(text)[0].day.isoformat() == day


def test_a_month_of_the_farmers_calendar_leaves_the_day_open():
    found = days("腊月里弄")[0]
    assert found.vague
    assert (found.first.isoformat(), found.day.isoformat()) == ("2027-01-08", "2027-02-05")
    # A day that has passed is the next year's.
    assert (
        days("正月十五", datetime(2027, 2, 21, 9, tzinfo=LOCAL))[0].day.isoformat() == "2028-02-09"
    )


def test_a_day_without_month_may_be_a_number():
    assert days("收到12号")[0].bare
    assert not days("12号前")[0].bare


def test_a_stretch_that_is_over_is_not_read_as_a_promise():
    assert not days("坏了5天")[0].future
    assert days("再给5天")[0].future


def test_the_verb_before_a_stretch_is_no_part_of_it():
    assert days("宽限一周")[0].text == "一周"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        days("月底", FRIDAY.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("37", 37),
        ("三十七", 37),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("两", 2),
        ("俩", 2),
        ("三七", 37),
        ("好", None),
        ("", None),
    ],
)
def test_numbers_are_read_in_digits_and_words(words, number):
    assert chinese_number(words) == number


@settings(deadline=None)
@given(st.integers(1, 999))
def test_every_number_in_words_is_read_back(number):
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{digits[tens]}十"
    elif hundreds and ones:
        words += "零"
    words += digits[ones] if ones else ""
    assert chinese_number(words) == number


@settings(deadline=None)
@given(
    st.text(
        st.sampled_from("下个月周底末前后天日号年国庆春节再给半1234567890一二十.-/工作日内到"),
        max_size=16,
    ),
    st.builds(
        datetime.combine,
        st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        st.times(),
        st.just(LOCAL),
    ),
)
def test_any_text_gives_days_in_order_that_lie_in_it(text, now):
    found = days(text, now)
    ends = [0]
    for each in found:
        assert each.start >= ends[-1]
        assert each.first <= each.day
        assert text[each.start : each.end] == each.text
        ends.append(each.end)
