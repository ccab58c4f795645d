"""Days that people name in passing: 「月底」「下周三前」「国庆后」「再给半个月」.

Pure reading: the moment of speaking is passed in. What is found is literal; a last day that is a
day off is not moved here (the deadline rules do that and say so), except where the words themselves
mean a working day (「国庆后」「节前」「5个工作日」「下周」).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.calendars import CountyCalendar, add_months, local_day, month_end

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}

#: A number as people write it, in digits or words.
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十两俩仨百零〇]{1,6})"

_HOLIDAYS = (
    "国庆|春节|中秋|五一|劳动节|元旦|阳历年|清明|端午|端阳|八月十五|过年|大年"
    "|十一(?![月号日个户人点年家件条盏])"
)


@dataclass(frozen=True, slots=True)
class DayFound:
    """``text[start:end]`` names the days ``first`` to ``day`` (one day: both the same).

    ``vague``: the words leave the day open (月初, 过几天); ``day`` is then only a guess.
    ``length``: a stretch from now on (半个月), not a day. ``future``: the words themselves look
    ahead (再给半个月, 三天内). ``bare``: 「12号」 alone, which may be the number of a case.
    """

    start: int
    end: int
    first: date
    day: date
    text: str
    vague: bool = False
    length: bool = False
    future: bool = True
    bare: bool = False


def chinese_number(text: str) -> int | None:
    """「37」「三十七」「一百零三」「俩」 → int; None if it is no number."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit and not total else _DIGITS[char]
        else:
            return None
    return total + digit if text else None


def find_days(text: str, *, now: datetime, calendar: CountyCalendar) -> tuple[DayFound, ...]:
    """All days named in ``text``, left to right, without overlap, the longest first at each place.

    ``now``: aware moment of speaking (``ValueError`` if naive)."""
    today = local_day(now)
    found: list[DayFound] = []
    position = 0
    while position < len(text):
        best = max(
            _readings(text, position, today, calendar),
            key=lambda each: each.end,
            default=None,
        )
        if best is None:
            position += 1
        else:
            found.append(best)
            position = best.end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Speaker:
    today: date
    calendar: CountyCalendar


@dataclass(frozen=True, slots=True)
class _Days:
    first: date
    day: date
    vague: bool = False
    length: bool = False
    future: bool = True
    bare: bool = False


_Match = re.Match[str]
_Rule = tuple[re.Pattern[str], Callable[[_Match, _Speaker], _Days | None]]


def _readings(
    text: str, position: int, today: date, calendar: CountyCalendar
) -> Iterator[DayFound]:
    speaker = _Speaker(today, calendar)
    for pattern, read in _RULES:
        match = pattern.match(text, position)
        days = _safely(read, match, speaker) if match else None
        if match and days:
            start = _skip_lead(match)
            yield DayFound(
                start,
                match.end(),
                days.first,
                days.day,
                text[start : match.end()],
                days.vague,
                days.length,
                days.future,
                days.bare,
            )


def _skip_lead(match: _Match) -> int:
    # 「再给半个月」: the verb helps to recognise a day, but is no part of it.
    groups = match.groupdict()
    return (
        match.end("ahead")
        if groups.get("ahead")
        else max(match.start(), match.end("lead"))
        if (groups.get("lead"))
        else match.start()
    )


def _safely(
    read: Callable[[_Match, _Speaker], _Days | None], match: _Match, speaker: _Speaker
) -> _Days | None:
    # 「2月30号」「0月」 are no days; people do write them.
    try:
        return read(match, speaker)
    except (ValueError, OverflowError):
        return None


def _one(day: date, *, vague: bool = False, bare: bool = False) -> _Days:
    return _Days(day, day, vague=vague, bare=bare)


def _near(today: date, month: int, day: int) -> date:
    """The day of this month nearest to come; one of the last half year stays past."""
    here = date(today.year, month, day)
    return here if here >= today - timedelta(days=180) else date(today.year + 1, month, day)


def _year(word: str | None, today: date) -> int | None:
    if not word:
        return None
    known = {"今年": today.year, "本年": today.year, "明年": today.year + 1, "后年": today.year + 2}
    return known.get(word) or int(word.rstrip("年"))


_YEAR = r"(?P<year>\d{4}年|今年|本年|明年|后年)?"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份|月)"
_BEFORE = r"(?:之前|以前|前)?"


def _month_and_day(match: _Match, speaker: _Speaker) -> _Days | None:
    month, day = chinese_number(match["month"]), chinese_number(match["day"])
    if month is None or day is None:
        return None
    year = _year(match["year"], speaker.today)
    try:
        return _one(date(year, month, day) if year else _near(speaker.today, month, day))
    except ValueError:  # 「2月30号」: a day was meant, nobody knows which
        return _Days(speaker.today, speaker.today, vague=True)


def _iso(match: _Match, speaker: _Speaker) -> _Days:
    return _one(date(int(match["y"]), int(match["m"]), int(match["d"])))


def _short(match: _Match, speaker: _Speaker) -> _Days:
    return _one(_near(speaker.today, int(match["m"]), int(match["d"])))


def _part_of_month(first: date, part: str | None, before: bool = False) -> _Days:
    if before and not part:
        return _one(first - timedelta(days=1))
    last = month_end(first)
    if part in ("底", "末"):
        return _one(last)
    if part in ("初", "头上"):
        return _Days(first, first.replace(day=10), vague=True)
    if part in ("中", "半"):
        return _one(first.replace(day=15))
    if part == "上旬":
        return _Days(first, first.replace(day=10))
    if part == "中旬":
        return _Days(first.replace(day=11), first.replace(day=20))
    if part == "下旬":
        return _Days(first.replace(day=21), last)
    return _Days(first, last, vague=part is None)


_PART = r"(?P<part>底|末|初|头上|中旬|上旬|下旬|中(?!午|间)|半(?!个)|内|里)?"


def _named_month(match: _Match, speaker: _Speaker) -> _Days | None:
    month = chinese_number(match["month"])
    year = _year(match["year"], speaker.today)
    if month is None:
        return None
    if year is None:
        passed = month < speaker.today.month
        year = speaker.today.year + 1 if passed else speaker.today.year
    return _part_of_month(date(year, month, 1), match["part"], bool(match["before"]))


def _relative_month(match: _Match, speaker: _Speaker) -> _Days | None:
    word = match["which"] or ""
    shift = 2 if word.startswith("下下") else 1 if word.startswith("下") else 0
    first = add_months(speaker.today.replace(day=1), shift)
    if match["day"]:
        day = chinese_number(match["day"])
        return _one(first.replace(day=day)) if day else None
    if not word and not match["part"]:
        return None
    return _part_of_month(first, match["part"])


def _part_of_year(match: _Match, speaker: _Speaker) -> _Days | None:
    part = match["part"]
    if not match["year"] and part in ("底", "末", "初", "春天", "开春", "年初"):
        return None  # 「底」 says nothing without its year
    year = _year(match["year"], speaker.today) or speaker.today.year
    if part in ("上半年", "年中", "年上半年"):
        last = date(year, 6, 30)
        return _one(last if last >= speaker.today or match["year"] else date(year + 1, 6, 30))
    if part in ("年初", "初", "开春", "春天"):
        return _Days(date(year, 1, 1), date(year, 3, 31), vague=True)
    return _one(date(year, 12, 31))


def _next_year(match: _Match, speaker: _Speaker) -> _Days:
    year = speaker.today.year + 1
    return _Days(date(year, 1, 1), date(year, 12, 31), vague=True)


def _quarter(match: _Match, speaker: _Speaker) -> _Days | None:
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
    return _Days(add_months(last.replace(day=1), -2), last)


def _holiday(match: _Match, speaker: _Speaker) -> _Days:
    calendar = speaker.calendar
    name = match["name"]
    first, last = calendar.holiday(name, speaker.today)
    return _around(match["side"] or "", bool(match["over"]), first, last, calendar)


def _around(side: str, over: bool, first: date, last: date, calendar: CountyCalendar) -> _Days:
    if over or side.endswith(("后", "完")):
        return _one(calendar.next_working_day(last))
    if side.endswith("前"):
        return _one(calendar.add_working_days(first, -1))
    return _Days(first, last, vague=not side)


def _spring_festival(match: _Match, speaker: _Speaker) -> _Days:
    first, last = speaker.calendar.holiday("春节", speaker.today)
    before = match[0].startswith(("年前", "节前"))
    return _around("前" if before else "后", False, first, last, speaker.calendar)


def _coming_holiday(match: _Match, speaker: _Speaker) -> _Days:
    names = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
    first, last = min(speaker.calendar.holiday(name, speaker.today) for name in names)
    side = "前" if "前" in match[0] else "后"
    return _around(side, False, first, last, speaker.calendar)


_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {
    "天": 6,
    **{str(i + 1): i for i in range(7)},
}
_WEEK_SHIFT = {"上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def _weekday(match: _Match, speaker: _Speaker) -> _Days:
    today = speaker.today
    monday = today - timedelta(days=today.weekday())
    which = (match["which"] or "").rstrip("个")
    day = monday + timedelta(weeks=_WEEK_SHIFT.get(which, 0), days=_WEEKDAYS[match["weekday"]])
    if not which and day < today:
        day += timedelta(weeks=1)
    return _one(day)


def _week(match: _Match, speaker: _Speaker) -> _Days:
    today = speaker.today
    which = (match["which"] or "本").rstrip("个")
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_WEEK_SHIFT[which])
    sunday = monday + timedelta(days=6)
    if match["end"]:
        if match[0].endswith("前"):
            return _one(speaker.calendar.add_working_days(monday + timedelta(days=5), -1))
        return _Days(monday + timedelta(days=5), sunday)
    # A week ends for an office on its last working day (a worked Sunday counts).
    last = speaker.calendar.add_working_days(sunday + timedelta(days=1), -1)
    return _Days(max(monday, today), last if last >= max(monday, today) else sunday)


_NEAR_DAYS = {"昨": -1, "前": -2, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}


def _near_day(match: _Match, speaker: _Speaker) -> _Days:
    return _one(speaker.today + timedelta(days=_NEAR_DAYS[match["which"]]))


def _vague(match: _Match, speaker: _Speaker) -> _Days:
    return _Days(speaker.today, speaker.today + timedelta(days=7), vague=True)


def _length(match: _Match, speaker: _Speaker) -> _Days | None:
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
    return _Days(today, day, length=True, future=future)


def _day_of_month(match: _Match, speaker: _Speaker) -> _Days | None:
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


_WEEK_WORD = r"(?:周|星期|礼拜)"
_DAY_NUMBER = r"(?P<day>[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"

_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (
            r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?!\d)[日号]?"
            + _BEFORE,
            _iso,
        ),
        (
            r"(?<![\d.〔\[(（-])(?P<m>1[0-2]|0?[1-9])[./](?P<d>[12]\d|3[01]|0?[1-9])(?![\d.年%类〕\]])"
            r"(?:[日号](?:之前|以前|前)?|之前|以前|前)",
            _short,
        ),
        (
            r"(?<=[到至])(?P<m>1[0-2]|0?[1-9])[./](?P<d>[12]\d|3[01]|0?[1-9])(?![\d.年%米公里])",
            _short,
        ),
        (rf"(?<!\d){_YEAR}{_MONTH}{_DAY_NUMBER}(?![\d个天])[日号]?{_BEFORE}", _month_and_day),
        (rf"(?<!\d){_YEAR}{_MONTH}(?!\d){_PART}(?P<before>之前|以前|前)?", _named_month),
        (
            r"(?P<which>本|这个?|当|下下个?|下个?)?月(?:份)?"
            rf"(?:{_DAY_NUMBER}[日号]|{_PART}){_BEFORE}",
            _relative_month,
        ),
        (
            rf"{_YEAR}(?P<part>年底|年末|底|末|年内|下半年|上半年|年中|年初|初|开春|春天){_BEFORE}",
            _part_of_year,
        ),
        (r"明年", _next_year),
        (
            rf"{_YEAR}第?(?P<which>本|这个|这|下个|下|[一二三四1-4])季度(?:末|底|内)?{_BEFORE}",
            _quarter,
        ),
        (
            rf"(?P<over>过完|过了|等过了)?(?P<name>{_HOLIDAYS})节?(?:假期|长假|放假|假)?"
            r"(?P<side>之前|以前|前|之后|以后|过后|后|完|期间)?",
            _holiday,
        ),
        (r"年前|节前(?=.{0,4}年)|年后|过完年|过了年|出了年", _spring_festival),
        (r"节前|节后|假期后|放假前|放完假|收假后|假后", _coming_holiday),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?)?{_WEEK_WORD}(?P<weekday>[一二三四五六日天1-7])"
            rf"(?![个天周月\d年])(?:上午|下午|早上|晚上|晚)?(?:下班)?{_BEFORE}",
            _weekday,
        ),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?)?(?:周|星期|礼拜)(?P<end>末|底){_BEFORE}",
            _week,
        ),
        (
            rf"(?P<which>下下个?|下个?|上个?|本|这个?){_WEEK_WORD}(?![一二三四五六日天1-7末底])"
            rf"(?P<end>)(?:之内|以内|内|里)?{_BEFORE}",
            _week,
        ),
        (
            r"(?P<which>大后|[昨前今明后当])[天日儿](?:个)?(?:上午|下午|早上|晚上|一早|晚|中午)?"
            r"(?:下班)?(?:之前|以前|前)?",
            _near_day,
        ),
        (r"(?P<which>[今明])(?:早|晚|上午|下午)", _near_day),
        (
            r"过几天|过两天|过些日子|过段时间|过一阵子?|这几天|这两天|近期|近日|不久|过些天"
            r"|[一二三四五六七八九十几]+[天日]?半个?月|[十几二三]+来天|个把月",
            _vague,
        ),
        (
            r"(?P<ahead>(?:再|还)?(?:给|要|需要?|用|宽限|延长?|延期|推迟|缓|晚|等|请假?|过)"
            r"(?:我们|我|俺们?)?(?:大概|大约|个)?|预计|大概|大约|再)?\s?"
            rf"(?:(?P<count>{NUMBER})个?(?P<half>半)?|(?P<only>半))个?"
            r"(?P<unit>工作日|天|日|周|星期|礼拜|月|年)(?![份底末初])(?:的?时间)?"
            r"(?P<within>之内|以内|内|之后|以后|后|左右)?",
            _length,
        ),
        (
            rf"(?<![\d第.〕\]）)民#])(?P<lead>到|至|等)?{_DAY_NUMBER}(?P<sign>[号日])(?![内线楼院门房店巷车])"
            r"(?P<side>之前|以前|前|左右|上午|下午|以后|之后|后)?",
            _day_of_month,
        ),
    )
)
