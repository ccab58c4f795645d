"""The index of words: the same on both databases, block by block, and of nothing that is gone."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.actions import word_index
from bot.actions.desk.search import words_like
from bot.store.database import Database
from bot.store.models import WordBlock, Words
from bot.store.models.search import LARGE, SMALL
from scheduler.indexing import index_words

COMMON, RARE = "路灯不亮，麻烦来看看", "水渠塌了，找KTV旁边的老井"


def fill(database: Database, to: int, rare: Sequence[int], now: datetime) -> None:
    """Words with ids up to ``to``."""
    with database.write() as session:
        first = (session.scalar(select(func.max(Words.id))) or 0) + 1
        session.execute(
            insert(Words),
            [
                {"id": n, "masked": RARE if n in rare else COMMON, "said_at": now}
                for n in range(first, to + 1)
            ],
        )


def all_found(session: Session, said: str) -> list[int]:
    """Page after page, to the end."""
    found: list[int] = []
    below = None
    while below != 0:
        page = words_like(session, said, below=below, limit=50)
        found += page.ids
        below = page.below
    return found


def holds(session: Session, piece: str) -> set[int]:
    """Blocks in which ``piece`` stands in the index."""
    [gram] = word_index.grams_of(piece, alone=False)
    return set(session.scalars(select(WordBlock.block).where(WordBlock.gram == gram)))


def test_words_are_found_before_and_after_their_block_is_written(
    database: Database, monday: datetime
) -> None:
    rare = [5, SMALL - 1, SMALL, 2 * SMALL + 7]
    last = 2 * SMALL + 9
    fill(database, last, rare, monday)

    def look() -> None:
        with database.read() as session:
            for said in ("水渠", "井", "ktv旁", "老井 水渠", "找KTV旁边的老井"):
                assert all_found(session, said) == rare[::-1], said
            for said in ("水渠不亮", "路灯 水渠", "飞碟", "老渠"):
                assert all_found(session, said) == [], said
            newest = words_like(session, "路灯", limit=3)
            common = [n for n in range(last, 0, -1) if n not in rare]
            assert list(newest.ids)[:3] == common[:3]
            assert all_found(session, "路灯") == common

    written = []
    for _ in range(3):
        written.append(index_words(database))
        look()
    assert written == [0, 2, 0], "what has only just been said is left to rest first"
    with database.read() as session:
        assert word_index.is_complete(session) and holds(session, "水渠") == {0, 1}
    rare, last = [*rare, LARGE - 2, LARGE + 3, LARGE + SMALL + 4], LARGE + SMALL + 8
    fill(database, last, rare, monday)
    look()
    assert [index_words(database), index_words(database)] == [0, 2]
    look()
    with database.read() as session:
        assert holds(session, "水渠") == {-1, LARGE // SMALL}, "the small ones have gone"
    with database.write() as session:
        session.execute(update(Words).where(Words.id.in_(rare[:-2])).values(masked="", text=None))
    assert index_words(database) == 1
    with database.read() as session:
        assert holds(session, "水渠") == {LARGE // SMALL}
        assert all_found(session, "水渠") == rare[:-3:-1]


@pytest.mark.parametrize("how", ["erased", "gone"])
def test_what_is_erased_is_found_no_more_and_soon_stands_nowhere_in_the_index(
    database: Database, monday: datetime, how: str
) -> None:
    fill(database, SMALL + 3, [5, 6], monday)
    index_words(database)
    index_words(database)
    with database.write() as session:
        if how == "erased":
            for n in (5, 6):
                session.execute(update(Words).where(Words.id == n).values(masked="", text=None))
        else:
            session.execute(delete(Words).where(Words.id.in_((5, 6))))
    with database.read() as session:
        assert all_found(session, "水渠") == [] and holds(session, "水渠") == {0}
    assert index_words(database) == 1
    with database.read() as session:
        assert holds(session, "水渠") == set() and holds(session, "路灯") == {0}
    assert index_words(database) == 0


def test_words_that_are_read_late_come_into_their_block(
    database: Database, monday: datetime
) -> None:
    fill(database, SMALL + 3, [], monday)
    with database.write() as session:
        session.execute(update(Words).where(Words.id == 9).values(masked=""))
    index_words(database)
    index_words(database)
    with database.write() as session:
        session.execute(update(Words).where(Words.id == 9).values(masked=RARE))
    assert index_words(database) == 1
    with database.read() as session:
        assert all_found(session, "水渠") == [9]


def test_places_come_back_however_many_they_are() -> None:
    for size in (SMALL, LARGE):
        for places in ([0], [1, 7, size - 1], list(range(0, size, 3)), list(range(size))):
            packed = word_index.pack(places, size)
            bits = word_index.unpack(packed, size)
            assert [n for n in range(size) if bits >> n & 1] == places
            assert len(packed) <= size // 8
