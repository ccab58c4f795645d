"""Other voices of the same problem at the same place, found as they come in (G07, P26). Found is
offered, never merged: a person at the desk decides, and can undo it."""

import json
from datetime import datetime, timedelta
from functools import cache, lru_cache

from sqlalchemy import Select, String, Text, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from bot.actions import places
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store import quick
from bot.store.models import Grid, Issue
from nlp.similar import Recent, Signature, candidates, signature

#: Older open issues are not offered: the desk knows them by now.
WITHIN = timedelta(days=60)
#: Compared with at most so many of the same place.
MOST = 60


def remember(session: Session, issue: Issue, text: str, *, now: datetime) -> None:
    """Note what ``issue`` is like, and which open issues of its village are like it. What is kept
    above the grid (avoidance) is compared with nothing and offered to nobody."""
    grid = issue.grid
    made = signature(text, issue.topic, grid.code if grid else None)
    issue.signature = made.dump()
    if grid is None or issue.seen_by != "grid":
        return
    recent = [case for case in _recent(session, grid, now) if case.ref != str(issue.number)]
    issue.alike = [
        {"number": int(match.ref), "score": round(match.score, 2), "words": list(match.words)}
        for match in candidates(made, recent, now=now)
    ]


def most_like(
    session: Session, grid: Grid, text: str, topic: str | None, *, now: datetime
) -> int | None:
    """Number of the open issue of that village which ``text`` is about, if one stands out."""
    made = signature(text, topic, grid.code)
    found = candidates(made, _recent(session, grid, now), now=now)
    if not found or (len(found) > 1 and found[1].score > 0.8 * found[0].score):
        return None
    return int(found[0].ref)


@cache
def _like(count: int) -> Select[int, str, datetime]:
    """Asked at every new case, so built once. By the ids of ``count`` places: by their path it
    would look at every open case of the county."""
    return (
        select(Issue.number, cast(Issue.signature, Text), Issue.created_at)
        .where(
            Issue.grid_id.in_(quick.several("place", count)),
            Issue.seen_by == "grid",
            Issue.state.in_([literal(state, String) for state in (*EARLY, *OPEN)]),
            Issue.created_at > bindparam("since"),
            Issue.signature.is_not(None),
        )
        .order_by(Issue.id.desc())
        .limit(MOST)
    )


def _recent(session: Session, grid: Grid, now: datetime) -> list[Recent]:
    """Open issues of the village that ``grid`` is or lies in, that anybody there may know of.
    Every case that anybody else may know of is written when its message is done."""
    area = grid.path.rstrip("/").rsplit("/", 1)[0] + "/" if grid.level == "grid" else grid.path
    ids = places.below(session, area)
    # What came a moment ago of another village need not be written for this.
    elsewhere = quick.held(session, Issue, "grid_id").isdisjoint(ids)
    given = quick.each("place", ids)
    rows = quick.ask(session, _like(len(ids)), at_ease=elsewhere, since=now - WITHIN, **given)
    return [Recent(str(number), _loaded(stored), at) for number, stored, at in rows]


@lru_cache(maxsize=4096)
def _loaded(stored: str) -> Signature:
    """Each open case of a village is compared with all that come after it."""
    return Signature.load(json.loads(stored))
