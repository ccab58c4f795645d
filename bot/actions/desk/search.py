"""Search in what was said, in Chinese: every character and every two neighbouring ones are indexed,
masked words only (``bot.actions.word_index``)."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from bot.actions import word_index
from bot.actions.desk_acts import ELSEWHERE
from bot.store.hints import seldom
from bot.store.models import HandOver, History, Issue, Words

#: Longer than this nobody types into a search field.
LONGEST = 40
#: Words that may have what was typed, of which one look reads so many at most.
_CANDIDATES = 1_000


def parts_of(said: str) -> list[str]:
    """What was typed, in pieces without spaces and punctuation; each has to occur."""
    return word_index.pieces_of(said[:LONGEST])


def number_in(said: str) -> int | None:
    """民312, 312号 and 312 mean an issue by its number."""
    found = re.fullmatch(r"民?\s*(\d{1,9})\s*号?", said.strip())
    return int(found[1]) if found else None


def outside_in(said: str) -> tuple[str, ...]:
    """How the number that was typed is kept if it is one of 12345 or 信访 ("12345 QH2026112300017":
    the place, a space, the number there); nothing if it does not look like a number."""
    given = " ".join(said.split())
    if not re.search(r"\d{2}", given):
        return ()
    return (given, *(f"{where} {given}" for where in ELSEWHERE))


def said_later(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Words id → issue id, of words that stand in the history of a case or of its hand-overs."""
    if not ids:
        return {}
    # Not asked for the kind: by it a whole index would be walked.
    rows = session.execute(
        select(History.words_id, History.case_kind, History.case_id, HandOver.issue_id)
        .outerjoin(HandOver, and_(History.case_kind == "hand_over", HandOver.id == History.case_id))
        .where(History.words_id.in_(ids))
    )
    return {
        words: (issue or case)
        for words, kind, case, issue in rows
        if words is not None and kind in ("issue", "hand_over")
    }


def words_under_way(session: Session, states: Sequence[str], most: int) -> Set[int] | None:
    """All words, first and later, of the issues in ``states``; None if more than ``most`` are."""
    rows = session.execute(
        select(Issue.id, Issue.words_id).where(seldom(Issue.state.in_(states))).limit(most + 1)
    ).all()
    if len(rows) > most:
        return None
    cases = [row.id for row in rows]
    handed = session.scalars(select(HandOver.id).where(HandOver.issue_id.in_(cases))).all()
    found = {row.words_id for row in rows}
    for kind, ids in (("issue", cases), ("hand_over", handed)):
        of_these = (History.case_kind == kind, History.case_id.in_(ids))
        found.update(session.scalars(select(History.words_id).where(*of_these)))
    return {words_id for words_id in found if words_id is not None}


def first_words_of(session: Session, states: Sequence[str], most: int) -> Set[int]:
    """The first words of the issues in ``states`` that are no other case's as well; none if more
    than ``most`` are in them."""
    twin = aliased(Issue)
    elsewhere = or_(
        select(twin.id).where(twin.words_id == Issue.words_id, twin.id != Issue.id).exists(),
        select(History.id)
        .where(
            History.words_id == Issue.words_id,
            or_(History.case_kind != "issue", History.case_id != Issue.id),
        )
        .exists(),
    )
    query = select(Issue.words_id, elsewhere).where(seldom(Issue.state.in_(states)))
    rows = session.execute(query.limit(most + 1)).all()
    if len(rows) > most:
        return frozenset()
    return {words_id for words_id, is_elsewhere in rows if not is_elsewhere}


def has_said(session: Session, said: str) -> ColumnElement[bool]:
    """SQL: some of what was said in the issue, first or later, has every piece of ``said``: read
    one by one, so ask it of few issues."""
    pieces = parts_of(said)
    if not pieces:
        return false()
    words = select(Words.id).where(*_has(session, pieces))
    later = words.join(History, History.words_id == Words.id)
    rows = select(HandOver.id).where(HandOver.issue_id == Issue.id).correlate(Issue)
    return or_(
        words.where(Words.id == Issue.words_id).correlate(Issue).exists(),
        later.where(History.case_kind == "issue", History.case_id == Issue.id)
        .correlate(Issue)
        .exists(),
        later.where(History.case_kind == "hand_over", History.case_id.in_(rows))
        .correlate(Issue)
        .exists(),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of words, newest first. ``below``: nobody has looked under this id yet; 0: to the end."""

    ids: Sequence[int]
    below: int


def _has(session: Session, pieces: Sequence[str]) -> list[ColumnElement[bool]]:
    # SQLite's LIKE makes no difference between large and small letters; PostgreSQL's does.
    sqlite = session.get_bind().dialect.name == "sqlite"
    contains = Words.masked.contains if sqlite else Words.masked.icontains
    return [contains(piece, autoescape=True) for piece in pieces]


def words_like(
    session: Session,
    said: str,
    *,
    below: int | None = None,
    only: Set[int] | None = None,
    without: Set[int] = frozenset(),
    far: word_index.Reach | None = None,
    limit: int = 200,
) -> Found:
    """Words in which every piece of ``said`` occurs, newest first, under ``below``: about ``limit``
    of them, after a look at so many that the cost does not depend on how many there are. ``only``:
    nothing but these are asked for; ``without``: these are not. ``far``: what was known of the
    index at the look before."""
    pieces = parts_of(said)
    if not pieces:
        return Found((), 0)
    where = _has(session, pieces)
    far = far or word_index.reach(session)
    written = far.built
    top = min(below, far.newest + 1) if below is not None else far.newest + 1
    found: list[int] = []
    if top > written:
        # What the index does not hold yet.
        bottom = max(written, top - word_index.ONE_BY_ONE)
        inside = [Words.id < top, Words.id >= bottom]
        if only is not None:
            inside.append(Words.id.in_([each for each in only if bottom <= each < top]))
        if leave := [each for each in without if bottom <= each < top]:
            inside.append(Words.id.not_in(leave))
        query = select(Words.id).where(*inside, *where).order_by(Words.id.desc())
        found += session.scalars(query.limit(limit))
        if len(found) >= limit:
            return Found(found, found[-1])
        if bottom > written:
            return Found(found, bottom)
    looked = 0
    grams = word_index.grams_of(" ".join(pieces), alone=False)
    possible = (
        words_id
        for words_id in word_index.candidates(session, far, grams, min(top, written), only)
        if words_id not in without
    )
    while some := list(islice(possible, limit)):
        query = select(Words.id).where(Words.id.in_(some), *where)
        found += session.scalars(query.order_by(Words.id.desc()))
        looked += len(some)
        if len(found) >= limit or looked >= _CANDIDATES:
            return Found(found, some[-1])
    return Found(found, 0)
