"""Days of the farmers' calendar: 腊月二十, 正月初八, 小年, 除夕, 出了正月 (counted by ``borax``,
whose table reaches from 1900 to 2100)."""

from __future__ import annotations

from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate

from nlp.chinese_numbers import chinese_number
from nlp.day_readers import Days, Match, Speaker

_MONTHS = {"正": 1, "冬": 11, "腊": 12}
#: Days with a name of their own: (month, day); day 0 is the last of the month.
_NAMED = {"小年": (12, 23), "腊八": (12, 8), "元宵": (1, 15), "除夕": (12, 0), "年三十": (12, 0)}
_LAST = 0

MONTH_AND_DAY = (
    r"(?:(?:农历|阴历|旧历)(?P<plain>十[一二]?|[一二三四五六七八九])|(?P<month>[正冬腊]))月"
    r"(?P<day>初[一二三四五六七八九十]|(?:二?十|廿)[一二三四五六七八九]?|三十|卅|[12]\d|30|[1-9](?!\d))"
    r"(?!天|多|来|几|个)[日号]?(?:晚上|晚|早上)?(?P<side>之前|以前|前|之后|以后|后)?"
)
MONTH = (
    r"(?P<over>过完|过了|出了|出|等过了)?(?P<month>[正冬腊])月(?P<part>里|底|末|初|头上|半|中旬|下旬|上旬)?"
    r"(?P<side>之前|以前|前|之后|以后|过后|后)?"
)
NEW_YEARS_DAY = r"大年初(?P<day>[一二三四五六七八九十])(?P<side>之前|以前|前|之后|以后|后)?"
NAMED = (
    r"(?P<over>过完|过了)?(?P<name>小年|腊八|元宵|除夕|(?:大)?年三十)(?:节|夜|晚上)?"
    r"(?P<side>之前|以前|前|之后|以后|后)?"
)


def read_lunar_day(match: Match, speaker: Speaker) -> Days | None:
    """「腊月二十」, 「农历三月初三」"""
    month = _MONTHS[match["month"]] if match["month"] else chinese_number(match["plain"])
    day = _day(match["day"])
    if month is None or day is None:
        return None
    return _around(_coming(month, day, speaker.today), match["side"], speaker)


def read_new_years_day(match: Match, speaker: Speaker) -> Days | None:
    """「大年初八」"""
    day = chinese_number(match["day"])
    return _around(_coming(1, day, speaker.today), match["side"], speaker) if day else None


def read_lunar_name(match: Match, speaker: Speaker) -> Days | None:
    """「小年前」, 「除夕」"""
    month, day = _NAMED[match["name"].removeprefix("大")]
    side = "后" if match["over"] else match["side"]
    return _around(_coming(month, day, speaker.today), side, speaker)


def read_lunar_month(match: Match, speaker: Speaker) -> Days | None:
    """「腊月」, 「腊月底」, 「出了正月」"""
    month, today = _MONTHS[match["month"]], speaker.today
    last = _coming(month, _LAST, today)
    first = _solar(LunarDate.from_solar(last).year, month, 1)
    side, part = match["side"] or "", match["part"]
    if match["over"] or side.endswith("后"):
        return _one(speaker.calendar.next_working_day(last))
    if part in ("底", "末"):
        return _one(last)
    if part in ("半", "中旬"):
        return _one(first + timedelta(days=14))
    if side and not part:
        return _one(first - timedelta(days=1))
    return Days(first, last, vague=True)


def _one(day: date) -> Days:
    return Days(day, day)


def _around(day: date, side: str | None, speaker: Speaker) -> Days:
    return _one(speaker.calendar.next_working_day(day) if side and side.endswith("后") else day)


def _day(word: str) -> int | None:
    word = word.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    return 20 if word == "二十" else chinese_number(word)


def _coming(month: int, day: int, today: date) -> date:
    """The next such day from ``today`` on. ValueError if the month has none (腊月三十 in a short
    year is its last day)."""
    here = LunarDate.from_solar(today).year
    return next(found for year in (here, here + 1) if (found := _solar(year, month, day)) >= today)


def _solar(year: int, month: int, day: int) -> date:
    if day == _LAST or (month, day) == (12, 30):
        after = (year, month + 1) if month < 12 else (year + 1, 1)
        last: date = LunarDate(*after, 1).to_solar_date() - timedelta(days=1)
        return last
    solar: date = LunarDate(year, month, day).to_solar_date()
    return solar
