"""Days of a county: working days with 调休, holidays by name, office hours, quiet hours.

Pure: nobody here asks the time. Moments are aware datetimes (naive ones are refused with
``ValueError``), days are plain dates in Asia/Shanghai.
"""

from __future__ import annotations

import calendar as month_table
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar

#: China keeps UTC+8 all year (no summer time since 1991), so a fixed offset needs no zone files.
LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")

#: End of office hours: 民法典 203 条, business hours end the last day of a period.
CLOSING_TIME = time(18, 0)

ONE_DAY = timedelta(days=1)

#: What people call a holiday → its label in chinesecalendar.
HOLIDAY_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "元旦": "New Year's Day",
        "阳历年": "New Year's Day",
        "春节": "Spring Festival",
        "过年": "Spring Festival",
        "大年": "Spring Festival",
        "年": "Spring Festival",
        "清明": "Tomb-sweeping Day",
        "五一": "Labour Day",
        "劳动节": "Labour Day",
        "端午": "Dragon Boat Festival",
        "端阳": "Dragon Boat Festival",
        "中秋": "Mid-autumn Festival",
        "八月十五": "Mid-autumn Festival",
        "国庆": "National Day",
        "十一": "National Day",
    }
)

#: First word of a statutory day's Chinese name in ``holidays`` → the same labels.
_STATUTORY_NAMES = {
    "元旦": "New Year's Day",
    "农历除夕": "Spring Festival",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}

#: Label → what a notice calls the holiday.
HOLIDAY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明",
        "Labour Day": "五一",
        "Dragon Boat Festival": "端午",
        "Mid-autumn Festival": "中秋",
        "National Day": "国庆",
    }
)


def require_aware(moment: datetime) -> datetime:
    """The same moment; ``ValueError`` if it has no time zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"naive datetime refused: {moment!r}")
    return moment


def local_time(moment: datetime) -> datetime:
    """The moment on the clocks of the county."""
    return require_aware(moment).astimezone(LOCAL)


def local_day(moment: datetime) -> date:
    """The day it is in the county at this moment."""
    return local_time(moment).date()


def end_of_day(day: date) -> datetime:
    """When the offices close on this day (18:00 local), as an aware datetime."""
    return datetime.combine(day, CLOSING_TIME, LOCAL)


def add_months(day: date, months: int) -> date:
    """Same day of the month, or its last day if there is none (民法典 202 条)."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = month_table.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    """The last day of this day's month."""
    return day.replace(day=month_table.monthrange(day.year, day.month)[1])


def days_from(first: date) -> Iterator[date]:
    """Day after day, ``first`` included, without end."""
    day = first
    while True:
        yield day
        day += ONE_DAY


@lru_cache(maxsize=16)
def _statutory_days(year: int) -> Mapping[date, str]:
    """Days off of a year by law alone, without the 调休 that is announced each November."""
    import holidays  # slow to import, and only needed for a year not announced yet

    days = holidays.country_holidays("CN", years=year, language="zh_CN")
    found = {}
    for day, name in days.items():
        for part in name.split("; "):
            label = _STATUTORY_NAMES.get(part.split("（")[0])
            if label:
                found[day] = label
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _announced_years() -> range:
    known = chinese_calendar.holidays
    return range(min(known).year, max(known).year + 1)


def _is_announced(day: date) -> bool:
    return day.year in _announced_years()


def _label(day: date) -> str | None:
    if _is_announced(day):
        name = chinese_calendar.holidays.get(day)
        return str(name) if name is not None else None
    return _statutory_days(day.year).get(day)


@dataclass(frozen=True)
class CountyCalendar:
    """Which days the county works. ``overrides`` (True: works, False: does not) win over all else:
    a local holiday, a snow day, next year's 调休 typed in before the library knows it."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def is_working_day(self, day: date) -> bool:
        """True if offices are open. A year not announced yet: statutory days off and weekends."""
        known = self.overrides.get(day)
        if known is not None:
            return known
        if _is_announced(day):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and day not in _statutory_days(day.year)

    def is_provisional(self, day: date) -> bool:
        """True (暂定) if the State Council's arrangement of that year is not known here."""
        return day not in self.overrides and not _is_announced(day)

    def holiday_name(self, day: date) -> str | None:
        """国庆, 春节 …: the holiday this day off belongs to, else None (plain weekends too)."""
        label = None if self.is_working_day(day) else _label(day)
        return HOLIDAY_NAMES.get(label) if label else None

    def next_working_day(self, day: date) -> date:
        """This day if it is a working day, else the first one after it."""
        return next(each for each in days_from(day) if self.is_working_day(each))

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which is not counted (民法典 201 条);
        with a negative n before it. n = 0: the day itself."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to and with ``b``; negative if b is before a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

    def holiday(self, name: str, after: date) -> tuple[date, date]:
        """First and last day off of the next 国庆, 春节 … that is not over on the day ``after``.

        Days off that touch it belong to it (weekends, a 中秋 that meets 国庆).
        ``ValueError`` for a name that is no statutory holiday.
        """
        label = HOLIDAY_LABELS.get(name.removesuffix("节")) or HOLIDAY_LABELS.get(name)
        if label is None:
            raise ValueError(f"not a statutory holiday: {name!r}")
        # A long holiday may have begun before `after`; two weeks back reaches every first day.
        start = after - timedelta(days=14)
        for day in (start + timedelta(days=i) for i in range(800)):
            if _label(day) == label and not self.is_working_day(day):
                last = self._edge(day, ONE_DAY)
                if last >= after:
                    return self._edge(day, -ONE_DAY), last
        raise ValueError(f"{name!r} does not come within two years after {after}")

    def _edge(self, day: date, step: timedelta) -> date:
        while not self.is_working_day(day + step):
            day += step
        return day


#: 22:00–7:30 and the noon nap (design 4); a county or a deputy may set others.
DEFAULT_QUIET = ((time(22, 0), time(7, 30)), (time(12, 0), time(14, 30)))


@dataclass(frozen=True)
class QuietHours:
    """Spans of local time, (from, until), until exclusive, in which nobody is disturbed. A span
    whose end is not after its start runs over midnight. ``ValueError`` if nothing is left free."""

    spans: tuple[tuple[time, time], ...] = DEFAULT_QUIET

    def __post_init__(self) -> None:
        ends = [end for _, end in self.spans]
        if self.spans and all(self._covers(end) for end in ends):
            raise ValueError("quiet hours fill the whole day")

    def _covers(self, clock: time) -> bool:
        return any(
            start <= clock < end if start < end else clock >= start or clock < end
            for start, end in self.spans
        )

    def is_quiet(self, moment: datetime) -> bool:
        """True if people are not to be disturbed at this moment."""
        return self._covers(local_time(moment).time())

    def next_allowed(
        self, moment: datetime, *, working_days: CountyCalendar | None = None
    ) -> datetime:
        """The first moment, not before this one, that is not quiet; with ``working_days`` also on a
        working day (reminders and broadcasts wait over holidays, tasks do not)."""
        here = local_time(moment)
        while True:
            if working_days is not None and not working_days.is_working_day(here.date()):
                following = working_days.next_working_day(here.date())
                here = datetime.combine(following, time(0, 0), LOCAL)
            if not self._covers(here.time()):
                return here
            here = self._end_of_quiet(here)

    def _end_of_quiet(self, here: datetime) -> datetime:
        ends = [end for _, end in self.spans if not self._covers(end)]
        days = (here.date(), here.date() + ONE_DAY)
        moments = [datetime.combine(day, end, LOCAL) for day in days for end in ends]
        return min(each for each in moments if each > here)
