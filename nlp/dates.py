"""Days that people name in passing: 「月底」「下周三前」「国庆后」「再给半个月」.

Pure reading: the moment of speaking is passed in. What is found is literal; a last day that is a
day off is not moved here (the deadline rules do that and say so), except where the words themselves
mean a working day (「国庆后」「节前」「5个工作日」「下周」).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendars import CountyCalendar, local_day
from nlp.day_readers import Days, Match, Speaker
from nlp.day_shapes import RULES

_Reads = Callable[[Match, Speaker], Days | None]


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


def find_days(text: str, *, now: datetime, calendar: CountyCalendar) -> tuple[DayFound, ...]:
    """All days named in ``text``, left to right, without overlap, the longest first at each place.

    ``now``: aware moment of speaking (``ValueError`` if naive)."""
    speaker = Speaker(local_day(now), calendar)
    found: list[DayFound] = []
    # Where each rule matches next: from there to there, not letter by letter.
    ahead = [pattern.search(text) for pattern, _ in RULES]
    while starts := [match.start() for match in ahead if match]:
        position = min(starts)
        here = [
            (match, read)
            for match, (_, read) in zip(ahead, RULES, strict=True)
            if match and match.start() == position
        ]
        best = max(_readings(text, here, speaker), key=lambda each: each.end, default=None)
        if best is not None:
            found.append(best)
        position = best.end if best is not None else position + 1
        ahead = [
            pattern.search(text, position) if match and match.start() < position else match
            for match, (pattern, _) in zip(ahead, RULES, strict=True)
        ]
    return tuple(found)


def _readings(
    text: str, matches: Iterable[tuple[Match, _Reads]], speaker: Speaker
) -> Iterator[DayFound]:
    for match, read in matches:
        days = _safely(read, match, speaker)
        if days:
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


def _skip_lead(match: Match) -> int:
    # 「再给半个月」: the verb helps to recognise a day, but is no part of it.
    groups = match.groupdict()
    return (
        match.end("ahead")
        if groups.get("ahead")
        else max(match.start(), match.end("lead"))
        if (groups.get("lead"))
        else match.start()
    )


def _safely(read: _Reads, match: Match, speaker: Speaker) -> Days | None:
    # 「2月30号」「0月」 are no days; people do write them.
    try:
        return read(match, speaker)
    except (ValueError, OverflowError):
        return None
