"""Other voices of the same problem at the same place, found as they come in (G07, P26). Found is
offered, never merged: a person at the desk decides, and can undo it."""

import json
import re
from datetime import datetime, timedelta
from functools import cache, lru_cache

from sqlalchemy import Select, String, Text, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from bot.actions import places
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store import quick
from bot.store.models import Grid, Issue
from nlp.similar import Recent, Signature, candidates, signature
from nlp.things import things

#: Older open issues are not offered: the desk knows them by now.
WITHIN = timedelta(days=60)
#: Compared with at most so many of the same place.
MOST = 60


def remember(session: Session, issue: Issue, text: str, *, now: datetime) -> None:
    """Note what ``issue`` is like, and which open issues of its village are like it. What is kept
    above the grid (avoidance) is compared with nothing and offered to nobody."""
    grid = issue.grid
    made = _made(text, issue.topic, grid)
    issue.signature = made.dump()
    if grid is None or issue.seen_by != "grid":
        return
    recent = [case for case in _recent(session, grid, now) if case.ref != str(issue.number)]
    issue.alike = [
        {"number": int(match.ref), "score": round(match.score, 2), "words": list(match.words)}
        for match in candidates(made, recent, now=now)
        if _same_thing(session, text, int(match.ref))
    ]


#: 三组, 2号楼: where it is, and no likeness.
_SPOT = re.compile(r"[一二三四五六七八九十\d]{1,3}(?:组|队|社(?!会)|号楼|单元|号)")


def _made(text: str, topic: str | None, grid: Grid | None) -> Signature:
    """What the text is like, without the names of its village: two things may be broken there."""
    bare = _SPOT.sub("，", text)
    place = grid
    while place is not None:
        core = re.sub(r"(?:社区|村|镇|乡|街道|县|网格|居委会)+$", "", place.name)
        for name in (place.name, core):
            bare = bare.replace(name, "，") if len(name) > 1 else bare
        place = place.parent
    return signature(bare, topic, grid.code if grid else None)


def _same_thing(session: Session, text: str, number: int) -> bool:
    """Whether both speak of the same thing, or one of them of none that we know by name."""
    said = things(text)
    case = session.scalar(select(Issue).where(Issue.number == number)) if said else None
    if case is None:
        return True
    told = things(f"{case.title}，{case.words.text or ''}")
    return not told or bool(said.of(told))


def most_like(
    session: Session, grid: Grid, text: str, topic: str | None, *, now: datetime
) -> int | None:
    """Number of the open issue of that village which ``text`` is about, if one stands out."""
    made = _made(text, topic, grid)
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
