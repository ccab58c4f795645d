"""Deadlines that can prove themselves to a bureau's head in plain Chinese.

How days are counted: 民法典 201 (the first day is not counted), 202 (months: same day of the month,
or its last), 203 (a last day that is a day off moves to the next working day; office hours end it);
代表法 51 (three months, six at most). The numbers come from the county's rule rows, never from
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bot.domain.calendars import ONE_DAY, CountyCalendar, add_months

Unit = Literal["working_days", "days", "months"]

#: Up to so many counted days are named one by one; more are told in runs.
NAMED_ONE_BY_ONE = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """``due``: the last day, until the offices close. ``proof``: why, in Chinese.
    ``provisional``: a day of a year whose holidays are not announced took part (暂定)."""

    due: date
    proof: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A length as rule rows hold it: 5 working_days, 10 days (自然日), 3 months."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a term is at least one: {self.count}")

    def in_chinese(self) -> str:
        """「5个工作日」「10日」「3个月」."""
        words = {"working_days": "个工作日", "days": "日", "months": "个月"}
        return f"{self.count}{words[self.unit]}"


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still after the day ``since`` until the day ``until``, which is not counted
    either (asked on Monday, answered on Wednesday: Tuesday and Wednesday are free)."""

    since: date
    until: date
    reason: str

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"a pause ends before it begins: {self.since} – {self.until}")

    def holds(self, day: date) -> bool:
        """True if the clock stood still on this day."""
        return self.since < day <= self.until


def deadline(
    calendar: CountyCalendar,
    start: date,
    term: Term,
    *,
    event: str = "收到",
    pauses: Sequence[Pause] = (),
    roll: bool = True,
) -> Deadline:
    """The deadline ``term`` after ``start``, the day of ``event`` (收到, 交办 …).

    ``pauses`` count for working days only (``ValueError`` with other units): a term of months is
    set by law. ``roll=False``: a last day that is a day off stays where it is.
    """
    if term.unit == "working_days":
        return _working_days_after(calendar, start, term.count, event, pauses)
    if pauses:
        raise ValueError("only a term of working days can be paused")
    plain = (
        add_months(start, term.count)
        if term.unit == "months"
        else start + timedelta(days=term.count)
    )
    due = calendar.next_working_day(plain) if roll else plain
    told = [f"{say_day(start)}{event}", f"{term.in_chinese()}后是{say_day(plain, start)}"]
    if due != plain:
        told.append(_rolled(calendar, plain, due))
    return _deadline(calendar, due, told, (plain, due))


def _working_days_after(
    calendar: CountyCalendar, start: date, count: int, event: str, pauses: Sequence[Pause]
) -> Deadline:
    counted: list[date] = []
    stopped: list[date] = []
    day = start
    while len(counted) < count:
        day += ONE_DAY
        if calendar.is_working_day(day):
            held = any(pause.holds(day) for pause in pauses)
            (stopped if held else counted).append(day)
    told = [f"{say_day(start)}{event}", f"次日起算{count}个工作日：{_list_days(counted, start)}"]
    told += _exceptions(calendar, start, day)
    for pause in sorted(set(pauses), key=lambda each: (each.since, each.until)):
        days = [each for each in stopped if pause.holds(each)]
        if days:
            told.append(f"{_list_days(days, None)}{pause.reason}，不计这{len(days)}个工作日")
    told.append(say_day(day))
    return _deadline(calendar, day, told, (start, day))


def _rolled(calendar: CountyCalendar, plain: date, due: date) -> str:
    name = calendar.holiday_name(plain)
    return f"逢{name + '放假' if name else '休息日'}顺延到{say_day(due, plain)}"


def extend(
    calendar: CountyCalendar, current: Deadline, until: date, *, cap: Deadline | None = None
) -> Deadline:
    """The deadline after an extension to the day ``until`` was approved: never earlier than it was,
    never past ``cap`` (代表法 51: six months from the first assignment)."""
    wanted = calendar.next_working_day(until)
    told = [f"原期限{say_day(current.due)}"]
    due, reason = wanted, ""
    if wanted <= current.due:
        due = current.due
        told.append(f"申请的{say_day(until, due)}并不更晚，仍是{say_day(due)}")
    elif cap is not None and wanted > cap.due:
        due = max(cap.due, current.due)
        told.append(f"申请延到{say_day(until, due)}，超过最长期限，只能到{say_day(due)}")
        reason = f"。最长期限：{cap.proof}"
    else:
        told.append(f"同意延到{say_day(until, current.due)}")
        if wanted != until:
            told.append(_rolled(calendar, until, wanted))
    found = _deadline(calendar, due, told, (until, due))
    return replace(found, proof=found.proof + reason)


def _deadline(
    calendar: CountyCalendar, due: date, told: list[str], span: tuple[date, date]
) -> Deadline:
    first, last = min(span), max(span)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    unsure = sorted({day.year for day in days if calendar.is_provisional(day)})
    ends = f"（{'、'.join(map(str, unsure))}年放假安排未公布，暂定）" if unsure else ""
    return Deadline(due, f"{'，'.join(told)}下班前{ends}", bool(unsure))


def say_day(day: date, near: date | None = None) -> str:
    """「11月20日（周五）」; with the year if it is another than that of the day ``near``."""
    year = f"{day.year}年" if near is not None and near.year != day.year else ""
    return f"{year}{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def _list_days(days: list[date], near: date | None) -> str:
    """「23、24、25日，12月1日」: few days one by one, many in runs 「11月23日至27日」."""
    if len(days) <= NAMED_ONE_BY_ONE:
        return _one_by_one(days, near)
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_run(run, near) for run in runs)


def _run(run: list[date], near: date | None) -> str:
    first, last = run[0], run[-1]
    if first == last:
        return f"{_month(first, near)}{first.day}日"
    month = "" if last.month == first.month else f"{last.month}月"
    return f"{_month(first, near)}{first.day}日至{month}{last.day}日（{len(run)}天）"


def _one_by_one(days: list[date], near: date | None) -> str:
    parts: list[str] = []
    before = near
    for day in days:
        new_month = before is None or (day.year, day.month) != (before.year, before.month)
        if new_month and parts:
            parts[-1] += "日"
        parts.append(f"{_month(day, before) if new_month else ''}{day.day}")
        before = day
    return "、".join(parts) + "日"


def _month(day: date, near: date | None) -> str:
    year = f"{day.year}年" if near is not None and day.year != near.year else ""
    return f"{year}{day.month}月"


def _exceptions(calendar: CountyCalendar, start: date, due: date) -> list[str]:
    """Holidays passed over and weekends worked, for whoever counts on a wall calendar."""
    days = [start + timedelta(days=i) for i in range(1, (due - start).days + 1)]
    off: dict[str, list[date]] = {}
    for day in days:
        name = calendar.holiday_name(day)
        if name is None and not calendar.is_working_day(day) and day.weekday() < 5:
            name = "本县"
        if name:
            off.setdefault(name, []).append(day)
    told = [
        f"{_list_days(these, start) if len(these) < 3 else _span(these)}{name}放假不计"
        for name, these in off.items()
    ]
    worked = [day for day in days if day.weekday() >= 5 and calendar.is_working_day(day)]
    if worked:
        told.append(f"{'、'.join(say_day(day) for day in worked)}上班，计算在内")
    return told


def _span(days: list[date]) -> str:
    first, last = days[0], days[-1]
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{first.month}月{first.day}日至{month}{last.day}日"
