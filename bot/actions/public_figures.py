"""Yearly figures for everybody, with small numbers left unsaid: where few people spoke, a count may
tell who it was (common practice of statistical offices: suppress, and suppress a second one so that
the first cannot be worked out from the total)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.counting import uncounted
from bot.actions.desk import pictures
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.store.models import Grid
from bot.texts import say


@dataclass(frozen=True, slots=True)
class Said:
    """A name and its count as it may be said: 128, 少于5, or 不单独公布. ``exact``: the number,
    where that may be said."""

    name: str
    count: str
    exact: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    totals: tuple[Said, ...]
    topics: tuple[Said, ...]
    areas: tuple[Said, ...]
    least: int
    #: All that came is counted; else the counts are too small.
    complete: bool


def year_figures(session: Session, county: Grid, year: int, now: datetime) -> Year:
    """The year's counts of the county: in all, by topic, by township."""
    least = int(rule(session, "pictures.least_public", now))
    last = local_day(now).month if year == local_day(now).year else 12
    months = [f"{year}-{month:02}" for month in range(1, last + 1)]
    seen = pictures.GRID
    whole = pictures.totals(session, county, seen, months)
    topics = topics_of(session, county, months, least)
    areas = [
        (grid.name, counts["opened"])
        for grid, counts in pictures.by_area(session, county, seen, months)
    ]
    # Figures of the whole are no breakdown: only what is small itself is not said.
    names = (
        ("opened", "群众反映"),
        ("settled", "有了答复"),
        ("closed", "办结"),
        ("good", "说“好了”"),
    )
    totals = tuple(Said(name, _few(whole[key], least)) for key, name in names)
    parts = suppressed(_whole(areas, say("page.no_area"), whole["opened"]), least)
    return Year(year, totals, topics, parts, least, complete=not uncounted(session))


def topics_of(session: Session, area: Grid, months: Sequence[str], least: int) -> tuple[Said, ...]:
    """What was spoken of in an area, as it may be said: the same on every public page and screen,
    so that none tells what another leaves unsaid."""
    counted = pictures.by_topic(session, area, pictures.GRID, months).items()
    rows = [(name, counts["opened"]) for name, counts in counted]
    opened = pictures.totals(session, area, pictures.GRID, months)["opened"]
    return suppressed(_whole(rows, say("page.no_topic"), opened), least)


def _whole(rows: list[tuple[str, int]], rest_name: str, whole: int) -> list[tuple[str, int]]:
    """What is in none of the parts would be the difference to the whole: it is a part as well."""
    rest = whole - sum(count for _, count in rows)
    return [*rows, (rest_name, rest)] if rest > 0 else rows


def _few(count: int, least: int) -> str:
    return f"少于{least}" if 0 < count < least else f"{count:,}"


def suppressed(rows: Sequence[tuple[str, int]], least: int) -> tuple[Said, ...]:
    """The parts of a whole, so that no small one is said and none can be worked out: as long as
    the sum of what is hidden leaves a small one no second value, the next larger is hidden too."""
    small = {name for name, count in rows if 0 < count < least}
    hidden = {name: count for name, count in rows if name in small}
    others = sorted(((count, name) for name, count in rows if count >= least), reverse=True)
    while others and small and not _leaves_open(hidden.values(), least):
        count, name = others.pop()
        hidden[name] = count
    # Nothing more to hide it behind: then not even which of them are the small ones is said. Of a
    # whole that is small itself the sum is not said either.
    told = _leaves_open(hidden.values(), least) or sum(count for _, count in rows) < least
    few = f"少于{least}" if told else _UNSAID
    return tuple(
        Said(name, few if name in small else _UNSAID)
        if name in hidden
        else Said(name, f"{count:,}", count)
        for name, count in rows
    )


_UNSAID = "不单独公布"


def _leaves_open(hidden: Collection[int], least: int) -> bool:
    """Whether a small one among ``hidden`` may be this or that, for who knows what they are
    together, which are small (1 to ``least`` - 1) and which are not (``least`` or more)."""
    small = [count for count in hidden if count < least]
    large = len(hidden) - len(small)
    rest = sum(hidden) - (len(small) - 1) - large * least
    most = min(least - 1, rest)
    fewest = 1 if large else sum(hidden) - (len(small) - 1) * (least - 1)
    return most > max(fewest, 1)
