"""How each way of naming a day is counted: one function per shape of words (day_shapes.py)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendars import CountyCalendar, add_months, month_end
from nlp.chinese_numbers import chinese_number


@dataclass(frozen=True, slots=True)
class Speaker:
    """The county's day on which somebody speaks, and its working days."""

    today: date
    calendar: CountyCalendar


@dataclass(frozen=True, slots=True)
class Days:
    """What one shape of words counts to; the fields are those of ``nlp.dates.DayFound``."""

    first: date
    day: date
    vague: bool = False
    length: bool = False
    future: bool = True
    bare: bool = False


Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match, Speaker], Days | None]]


def _one(day: date, *, vague: bool = False, bare: bool = False) -> Days:
    return Days(day, day, vague=vague, bare=bare)


def _near(today: date, month: int, day: int) -> date:
    """The day of this month nearest to come; one of the last half year stays past."""
    here = date(today.year, month, day)
    return here if here >= today - timedelta(days=180) else date(today.year + 1, month, day)


def _year(word: str | None, today: date) -> int | None:
    if not word:
        return None
    known = {"今年": today.year, "本年": today.year, "明年": today.year + 1, "后年": today.year + 2}
    return known.get(word) or int(word.rstrip("年"))


def read_month_and_day(match: Match, speaker: Speaker) -> Days | None:
    month, day = chinese_number(match["month"]), chinese_number(match["day"])
    if month is None or day is None:
        return None
    year = _year(match["year"], speaker.today)
    try:
        return _one(date(year, month, day) if year else _near(speaker.today, month, day))
    except ValueError:  # 「2月30号」: a day was meant, nobody knows which
        return Days(speaker.today, speaker.today, vague=True)


def read_iso(match: Match, speaker: Speaker) -> Days:
    return _one(date(int(match["y"]), int(match["m"]), int(match["d"])))


def read_short(match: Match, speaker: Speaker) -> Days:
    return _one(_near(speaker.today, int(match["m"]), int(match["d"])))


def _part_of_month(first: date, part: str | None, before: bool = False) -> Days:
    if before and not part:
        return _one(first - timedelta(days=1))
    last = month_end(first)
    if part in ("底", "末"):
        return _one(last)
    if part in ("初", "头上"):
        return Days(first, first.replace(day=10), vague=True)
    if part in ("中", "半"):
        return _one(first.replace(day=15))
    if part == "上旬":
        return Days(first, first.replace(day=10))
    if part == "中旬":
        return Days(first.replace(day=11), first.replace(day=20))
    if part == "下旬":
        return Days(first.replace(day=21), last)
    return Days(first, last, vague=part is None)


def read_named_month(match: Match, speaker: Speaker) -> Days | None:
    month = chinese_number(match["month"])
    year = _year(match["year"], speaker.today)
    if month is None:
        return None
    if year is None:
        passed = month < speaker.today.month
        year = speaker.today.year + 1 if passed else speaker.today.year
    return _part_of_month(date(year, month, 1), match["part"], bool(match["before"]))


def read_relative_month(match: Match, speaker: Speaker) -> Days | None:
    word = match["which"] or ""
    shift = 2 if word.startswith("下下") else 1 if word.startswith("下") else 0
    first = add_months(speaker.today.replace(day=1), shift)
    if match["day"]:
        day = chinese_number(match["day"])
        return _one(first.replace(day=day)) if day else None
    if not word and not match["part"]:
        return None
    return _part_of_month(first, match["part"])


def read_part_of_year(match: Match, speaker: Speaker) -> Days | None:
    part = match["part"]
    if not match["year"] and part in ("底", "末", "初", "春天", "开春", "年初"):
        return None  # 「底」 says nothing without its year
    year = _year(match["year"], speaker.today) or speaker.today.year
    if part in ("上半年", "年中", "年上半年"):
        last = date(year, 6, 30)
        return _one(last if last >= speaker.today or match["year"] else date(year + 1, 6, 30))
    if part in ("年初", "初", "开春", "春天"):
        return Days(date(year, 1, 1), date(year, 3, 31), vague=True)
    return _one(date(year, 12, 31))


def read_next_year(match: Match, speaker: Speaker) -> Days:
    year = speaker.today.year + 1
    return Days(date(year, 1, 1), date(year, 12, 31), vague=True)


def read_quarter(match: Match, speaker: Speaker) -> Days | None:
    today = speaker.today
    which = match["which"]
    if which in ("本", "这个", "这"):
        quarter, year = (today.month - 1) // 3, today.year
    elif which in ("下", "下个"):
        quarter, year = (today.month - 1) // 3 + 1, today.year
    else:
        number = chinese_number(which)
        if number is None or not 1 <= number <= 4:
            return None
        quarter, year = number - 1, _year(match["year"], today) or today.year
        if match["year"] is None and quarter < (today.month - 1) // 3:
            year += 1
    last = month_end(add_months(date(year, 1, 1), quarter * 3 + 2))
    return Days(add_months(last.replace(day=1), -2), last)


def read_holiday(match: Match, speaker: Speaker) -> Days:
    calendar = speaker.calendar
    name = match["name"]
    first, last = calendar.holiday(name, speaker.today)
    return _around(match["side"] or "", bool(match["over"]), first, last, calendar)


def _around(side: str, over: bool, first: date, last: date, calendar: CountyCalendar) -> Days:
    if over or side.endswith(("后", "完")):
        return _one(calendar.next_working_day(last))
    if side.endswith("前"):
        return _one(calendar.add_working_days(first, -1))
    return Days(first, last, vague=not side)


def read_spring_festival(match: Match, speaker: Speaker) -> Days:
    first, last = speaker.calendar.holiday("春节", speaker.today)
    before = match[0].startswith(("年前", "节前"))
    return _around("前" if before else "后", False, first, last, speaker.calendar)


def read_coming_holiday(match: Match, speaker: Speaker) -> Days:
    names = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
    first, last = min(speaker.calendar.holiday(name, speaker.today) for name in names)
    side = "前" if "前" in match[0] else "后"
    return _around(side, False, first, last, speaker.calendar)


_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {
    "天": 6,
    **{str(i + 1): i for i in range(7)},
}
_WEEK_SHIFT = {"上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def read_weekday(match: Match, speaker: Speaker) -> Days:
    today = speaker.today
    monday = today - timedelta(days=today.weekday())
    which = (match["which"] or "").rstrip("个")
    day = monday + timedelta(weeks=_WEEK_SHIFT.get(which, 0), days=_WEEKDAYS[match["weekday"]])
    if not which and day < today:
        day += timedelta(weeks=1)
    return _one(day)


def read_week(match: Match, speaker: Speaker) -> Days:
    today = speaker.today
    which = (match["which"] or "本").rstrip("个")
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_WEEK_SHIFT[which])
    sunday = monday + timedelta(days=6)
    if match["end"]:
        if match[0].endswith("前"):
            return _one(speaker.calendar.add_working_days(monday + timedelta(days=5), -1))
        return Days(monday + timedelta(days=5), sunday)
    # A week ends for an office on its last working day (a worked Sunday counts).
    last = speaker.calendar.add_working_days(sunday + timedelta(days=1), -1)
    return Days(max(monday, today), last if last >= max(monday, today) else sunday)


_NEAR_DAYS = {"昨": -1, "前": -2, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}


def read_near_day(match: Match, speaker: Speaker) -> Days:
    return _one(speaker.today + timedelta(days=_NEAR_DAYS[match["which"]]))


def read_vague(match: Match, speaker: Speaker) -> Days:
    return Days(speaker.today, speaker.today + timedelta(days=7), vague=True)


def read_length(match: Match, speaker: Speaker) -> Days | None:
    today, unit = speaker.today, match["unit"]
    half = bool(match["half"] or match["only"])
    count = 0 if match["only"] else chinese_number(match["count"])
    if count is None or (count == 0 and not half):
        return None
    future = bool(match["ahead"] or match["within"])
    if unit == "月" and not half and "个" not in match[0] and match["count"] not in ("俩", "仨"):
        return None  # 「2月」 is a month of the year
    if unit == "工作日":
        day = speaker.calendar.add_working_days(today, count)
    elif unit in ("天", "日"):
        day = today + timedelta(days=count)
    elif unit in ("周", "星期", "礼拜"):
        day = today + timedelta(weeks=count, days=4 if half else 0)
    elif unit == "月":
        day = add_months(today, count) + timedelta(days=15 if half else 0)
    else:
        day = add_months(today, 12 * count + (6 if half else 0))
    return Days(today, day, length=True, future=future)


def read_day_of_month(match: Match, speaker: Speaker) -> Days | None:
    number = chinese_number(match["day"])
    if number is None or not 1 <= number <= 31:
        return None
    month = speaker.today.replace(day=1)
    for shift in range(12):
        first = add_months(month, shift)
        if month_end(first).day >= number and first.replace(day=number) >= speaker.today:
            bare = match["sign"] == "号" and not match["side"]
            return _one(first.replace(day=number), bare=bare)
    return None
