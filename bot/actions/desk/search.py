"""Search in what was said, in Chinese: every two neighbouring characters are indexed, masked words
only. On SQLite an FTS5 table, on PostgreSQL a GIN index (migration 0005)."""

import re
from collections.abc import Sequence

from sqlalchemy import Text, and_, cast, column, func, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bot.actions.desk_acts import ELSEWHERE
from bot.actions.words import bigrams
from bot.store.models import HandOver, History, Words

#: Longer than this nobody types into a search field.
LONGEST = 40
_PARTS = re.compile(r"[^\W_]+")


def parts_of(said: str) -> list[str]:
    """What was typed, in pieces without spaces and punctuation; each has to occur."""
    return _PARTS.findall(said[:LONGEST])


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
    rows = session.execute(
        select(History.words_id, History.case_id, HandOver.issue_id)
        .outerjoin(HandOver, and_(History.case_kind == "hand_over", HandOver.id == History.case_id))
        .where(History.words_id.in_(ids), History.case_kind.in_(("issue", "hand_over")))
    )
    return {words: (issue or case) for words, case, issue in rows if words is not None}


def words_like(
    session: Session, said: str, *, below: int | None = None, limit: int = 200
) -> Sequence[int]:
    """Ids of the words in which every piece of ``said`` occurs, newest first, under ``below``."""
    pieces = parts_of(said)
    grams = list(dict.fromkeys(gram for piece in pieces for gram in bigrams(piece).split()))
    if not pieces:
        return ()
    query = select(Words.id).where(
        *(Words.masked.contains(piece, autoescape=True) for piece in pieces)
    )
    if below is not None:
        query = query.where(Words.id < below)
    if grams and session.get_bind().dialect.name == "sqlite":
        # The index gives its rows newest first: a common word costs no more than a rare one.
        found = table("words_search", column("rowid"))
        query = query.select_from(found).join(Words, Words.id == found.c.rowid)
        query = query.where(text("words_search MATCH :grams")).order_by(found.c.rowid.desc())
        if below is not None:
            query = query.where(found.c.rowid < below)
        asked = " AND ".join(f'"{gram}"' for gram in grams)
        return session.scalars(query.limit(limit), {"grams": asked}).all()
    if grams:
        have = func.string_to_array(Words.bigrams, literal_column("' '"))
        query = query.where(have.op("@>")(cast(grams, ARRAY(Text))))
    return session.scalars(query.order_by(Words.id.desc()).limit(limit)).all()
