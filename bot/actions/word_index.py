"""The index that searches look into: in which words each character, and each two neighbouring ones,
stand; in blocks of words, the same on both databases. Of masked words only, and nothing of it at
the door: the newest words, of which no block is full yet, a search reads one by one.

A block is written once it is full and has rested (``due``), small ones first, which go when a large
one holds their words; and again after words in it changed: whoever erases words need not know of
the index."""

import re
import struct
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.actions.counting import counter, keep_counter
from bot.store.models import Counter, StaleBlock, WordBlock, Words
from bot.store.models.search import LARGE, SMALL

#: Counters: words below these ids are in large blocks, in blocks at all; words up to this id are
#: written by nobody any more (it was the newest at the look before; looks are a minute apart).
KEPT, BUILT, SEEN = "search.kept", "search.built", "search.seen"
#: So many words that are in no block yet one look of a search reads at most.
ONE_BY_ONE = 8 * SMALL
_RUNS = re.compile(r"[^\W_]+")
_BLOCKS = cast(Table, WordBlock.__table__)
#: Blocks that a search reads with one statement: few at first, since a common word fills its page
#: from the newest; a rare one is soon looked up in all of them.
_STEPS = (2, 8, 100)


def pieces_of(text: str) -> list[str]:
    """Without spaces and punctuation: 路灯，不亮! → 路灯, 不亮."""
    return _RUNS.findall(text)


def grams_of(text: str, *, alone: bool = True) -> set[int]:
    """The characters (with ``alone``, else only where a piece is no longer) and neighbouring pairs
    of ``text``, as numbers."""
    found: set[int] = set()
    for piece in pieces_of(text.lower()):
        letters = [ord(letter) for letter in piece]
        if alone or len(letters) == 1:
            found.update(letters)
        found.update(one << 21 | two for one, two in pairwise(letters))
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """``key``: as stored; ``first``: the least id of its words."""

    key: int
    first: int
    size: int


def small(first: int) -> Block:
    return Block(first // SMALL, first // SMALL * SMALL, SMALL)


def large(first: int) -> Block:
    return Block(-1 - first // LARGE, first // LARGE * LARGE, LARGE)


def pack(places: Sequence[int], size: int) -> bytes:
    """``places`` in a block, ascending: two bytes each, or one bit for each place of the block."""
    if 2 * len(places) < size // 8:
        return struct.pack(f"<{len(places)}H", *places)
    bits = bytearray(size // 8)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def unpack(packed: bytes, size: int) -> int:
    """As a number with one bit for each place."""
    if len(packed) == size // 8:
        return int.from_bytes(packed, "little")
    bits = bytearray(size // 8)
    for place in _numbers(packed):
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the index reaches: words below ``kept`` are in large blocks, below ``built`` in
    blocks at all, and ``newest`` is the last one there is."""

    kept: int
    built: int
    newest: int


def reach(session: Session) -> Reach:
    """As it is now: a search asks once and looks many times."""
    query = select(Counter.name, Counter.value).where(Counter.name.in_((KEPT, BUILT)))
    values: dict[str, int] = dict(session.execute(query).all())
    newest = session.scalar(select(func.max(Words.id))) or 0
    return Reach(values.get(KEPT, 0), values.get(BUILT, 0), newest)


def candidates(
    session: Session, far: Reach, grams: set[int], top: int, only: Set[int] | None = None
) -> Iterator[int]:
    """Ids below ``top``, newest first, of words in written blocks that have all of ``grams``: a
    few more than have the text, and each of those. ``only``: of these words, whose blocks alone
    are looked into."""
    kept, built = far.kept, far.built
    young = [small(first) for first in range(built - SMALL, kept - 1, -SMALL) if first < top]
    old = [large(first) for first in range(kept - LARGE, -1, -LARGE) if first < top]
    blocks = young + old
    if only is not None:
        inside = {block.key for words_id in only for block in (small(words_id), large(words_id))}
        blocks = [block for block in blocks if block.key in inside]
    at, step = 0, 0
    while at < len(blocks):
        size = _STEPS[min(step, len(_STEPS) - 1)]
        found = _in_blocks(session, grams, blocks[at : at + size], top)
        yield from (words_id for words_id in found if only is None or words_id in only)
        at, step = at + size, step + 1


def _in_blocks(
    session: Session, grams: set[int], blocks: Sequence[Block], top: int
) -> Iterator[int]:
    rows = session.execute(
        select(_BLOCKS.c.block, _BLOCKS.c.places).where(
            _BLOCKS.c.block.in_([block.key for block in blocks]), _BLOCKS.c.gram.in_(grams)
        )
    )
    found: dict[int, list[bytes]] = {}
    for key, places in rows:
        found.setdefault(key, []).append(places)
    for block in blocks:
        have = found.get(block.key, ())
        if len(have) < len(grams):
            continue
        for place in _shared(have, block.size):
            if block.first + place < top:
                yield block.first + place


def _shared(packed: Sequence[bytes], size: int) -> Iterator[int]:
    """The places that all of these have, highest first. The shortest are opened first: often
    nothing is left before it comes to the long ones."""
    packed = sorted(packed, key=len)
    if len(packed[0]) == size // 8:
        bits = -1
        for places in packed:
            bits &= unpack(places, size)
        yield from _falling(bits)
        return
    # Few have it: these few are looked up, and nothing as long as the block is made.
    left = set(_numbers(packed[0]))
    for places in packed[1:]:
        if not left:
            return
        if len(places) == size // 8:
            left = {place for place in left if places[place >> 3] >> (place & 7) & 1}
        else:
            left.intersection_update(_numbers(places))
    yield from sorted(left, reverse=True)


def _numbers(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 2}H", packed)


def _falling(bits: int) -> Iterator[int]:
    """The places of the bits, highest first."""
    text = f"{bits:b}" if bits else ""
    last = len(text) - 1
    at = text.find("1")
    while at >= 0:
        yield last - at
        at = text.find("1", at + 1)


@dataclass(frozen=True, slots=True)
class Task:
    """A block to be written; ``stale``: the small ones in it that changed, and how often."""

    block: Block
    stale: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a block has to be written, and which grams do not stand in it any more."""

    changed: dict[int, bytes] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def due(session: Session) -> Task | None:
    """The next block to be written: one that changed, else the next that is full and rests."""
    kept, built, seen = (counter(session, name) for name in (KEPT, BUILT, SEEN))
    stale = session.scalars(select(StaleBlock).order_by(StaleBlock.block).limit(1)).first()
    if stale is not None:
        first = stale.block * SMALL
        block = large(first) if first < kept else small(first)
        rows = session.execute(
            select(StaleBlock.block, StaleBlock.times).where(
                StaleBlock.block >= block.first // SMALL,
                StaleBlock.block < (block.first + block.size) // SMALL,
            )
        )
        return Task(block, tuple((number, times) for number, times in rows))
    if kept + LARGE - 1 <= seen:
        return Task(large(kept))
    return Task(small(built)) if built + SMALL - 1 <= seen else None


def see(session: Session) -> None:
    """Nothing is due: by the next look all that is there now will have been written."""
    keep_counter(session, SEEN, session.scalar(select(func.max(Words.id))) or 0)


def is_seen(session: Session) -> bool:
    return counter(session, SEEN) == (session.scalar(select(func.max(Words.id))) or 0)


def compare(session: Session, task: Task) -> Difference:
    """What has to be written for ``task``. Nothing, if it is a change in a block that has not been
    written yet."""
    block = task.block
    if task.stale and block.first >= counter(session, BUILT):
        return Difference()
    wanted = {gram: pack(places, block.size) for gram, places in _places(session, block).items()}
    rows = session.execute(
        select(_BLOCKS.c.gram, _BLOCKS.c.places).where(_BLOCKS.c.block == block.key)
    )
    there = {gram: bytes(places) for gram, places in rows}
    changed = {gram: packed for gram, packed in wanted.items() if there.get(gram) != packed}
    return Difference(changed, [gram for gram in there if gram not in wanted])


def _places(session: Session, block: Block) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = session.execute(
        select(Words.id, Words.masked)
        .where(Words.id >= block.first, Words.id < block.first + block.size)
        .order_by(Words.id)
    )
    for words_id, masked in rows:
        for gram in grams_of(masked):
            found.setdefault(gram, []).append(words_id - block.first)
    return found


def write(session: Session, block: Block, rows: Sequence[tuple[int, bytes]]) -> None:
    """Grams and their places, new or instead of those that are there."""
    made: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = made.insert(_BLOCKS)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["block", "gram"], set_={"places": insert.excluded.places}
        ),
        [{"block": block.key, "gram": gram, "places": places} for gram, places in rows],
    )


def forget(session: Session, block: Block, grams: Sequence[int]) -> None:
    where = (_BLOCKS.c.block == block.key, _BLOCKS.c.gram.in_(list(grams)))
    session.execute(delete(_BLOCKS).where(*where))


def done(session: Session, task: Task) -> None:
    """All of ``task`` is written. What changed again meanwhile is due again."""
    for number, times in task.stale:
        gone = delete(StaleBlock).where(StaleBlock.block == number, StaleBlock.times == times)
        session.execute(gone)
    if task.stale:
        return
    end = task.block.first + task.block.size
    keep_counter(session, BUILT, max(counter(session, BUILT), end))
    if task.block.size == LARGE:
        keep_counter(session, KEPT, end)


def outgrown(session: Session) -> int | None:
    """The key of a small block whose words a large one holds now, to be dropped."""
    last = counter(session, KEPT) // SMALL
    inside = (_BLOCKS.c.block >= 0, _BLOCKS.c.block < last)
    found: int | None = session.scalar(select(func.min(_BLOCKS.c.block)).where(*inside))
    return found


def drop(session: Session, key: int) -> None:
    session.execute(delete(_BLOCKS).where(_BLOCKS.c.block == key))


def is_complete(session: Session) -> bool:
    """Whether all is in the index but some of the newest words, which a search reads one by one."""
    far = reach(session)
    return far.newest - far.built <= ONE_BY_ONE
