"""Until when 「延十天」 asks: from the deadline in force, which only the case knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from nlp.dates import DayFound, find_days
from nlp.replies import questions
from nlp.replies.model import Pending
from nlp.replies.spoken import Fields, Spoken, coming_day

#: Days from which on nobody means a festival without naming the year.
_FAR = 200


def from_deadline(fields: Fields, items: Sequence[Pending], spoken: Spoken) -> tuple[Fields, str]:
    """``fields`` of an extension, and how its day was counted. A stretch of time (十天) counts from
    the deadline of ``items``, or from today if that has passed; where no one deadline is known
    there is no ``until``, so that it is asked for."""
    found = coming_day(spoken)
    if found is None or "until" not in fields:
        return fields, ""
    if (found.day - spoken.today).days > _FAR and "年" not in spoken.statement.quote:
        # 「国庆后」 said in November: next year's is hardly meant.
        return {name: value for name, value in fields.items() if name != "until"}, ""
    if not found.length:
        return fields, ""
    dues = {item.due for item in items}
    due = dues.pop() if len(dues) == 1 else None
    if due is None:
        return {name: value for name, value in fields.items() if name != "until"}, ""
    start = max(due, spoken.today)
    until = _counted(found, replace(spoken, now=_noon(start, spoken.now)))
    if until is None:
        return fields, ""
    return {**fields, "until": until.isoformat()}, questions.note_from(
        found.text, start, until, in_force=start == due
    )


def _counted(found: DayFound, spoken: Spoken) -> date | None:
    days = find_days(found.text, now=spoken.now, calendar=spoken.calendar)
    return next((day.day for day in days if day.length), None)


def _noon(day: date, now: datetime) -> datetime:
    """A moment of ``day`` on the county's clock."""
    return now.replace(year=day.year, month=day.month, day=day.day, hour=12)
