"""What somebody said about one set of cases, ready to be asked for its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.calendars import CountyCalendar, local_day
from nlp.dates import DayFound
from nlp.replies.statements import Statement

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with what is needed to read its fields."""

    statement: Statement
    now: datetime
    calendar: CountyCalendar
    #: The county's own bodies, each "name" or "name|alias|alias".
    bodies: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The county's day."""
        return local_day(self.now)


def coming_day(spoken: Spoken) -> DayFound | None:
    """The last day still to come that is named; a stretch counts from today.

    After 明年 a day without a year is one of next year: 「列入明年计划，6月30日前完工」."""
    days: list[DayFound] = []
    next_year = False
    for each in spoken.statement.days:
        if next_year and each.day.year == spoken.today.year and each.text[0].isdigit():
            year = each.day.year + 1
            first, day = (_in_year(each.first, year), _in_year(each.day, year))
            days.append(replace(each, first=first, day=day))
        elif each.day >= spoken.today:
            days.append(each)
        next_year = next_year or each.text.startswith("明年")
    return days[-1] if days else None


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def is_receipt(words: str) -> bool:
    """True if the words only say that something arrived."""
    return bool(re.fullmatch(r"(?:好的?|嗯|已)?(?:收到|收悉|知悉|已阅)(?:了|的)?", words))


def said_words(spoken: Spoken) -> str:
    """The words as written, without a receipt said beside them."""
    pieces = [piece for piece in spoken.statement.pieces if not is_receipt(piece.content)]
    return "，".join(piece.quote for piece in pieces if piece.quote)
