"""The index that searches look into: in which words each character, and each two neighbouring ones,
stand; in blocks of words, the same on both databases. Of masked words only, and nothing of it at
the door: the newest words, of which no block is full yet, a search reads one by one.

A block is written once it is full and has rested (``due``), and again after words in it changed:
whoever erases words need not know of the index."""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.actions.counting import counter, keep_counter
from bot.store.models import StaleBlock, WordBlock, Words
from bot.store.models.search import BLOCK

#: Counters: so many blocks are written; no word up to this id is still being written by anybody
#: (it was the newest at the look before; looks are a minute apart).
BUILT, SEEN = "search.blocks", "search.seen"
_RUNS = re.compile(r"[^\W_]+")
_BLOCKS = cast(Table, WordBlock.__table__)
#: Blocks that a search reads with one statement: few at first, since a common word fills its page
#: from the newest; a rare one is soon looked up in all of them.
_STEPS = (2, 6, 24, 96, 400)


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


def pack(places: Sequence[int]) -> bytes:
    """``places`` in a block, ascending: two bytes each, or one bit for each place of the block."""
    if len(places) < BLOCK // 16:
        return struct.pack(f"<{len(places)}H", *places)
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits.to_bytes(BLOCK // 8, "little")


def unpack(packed: bytes) -> int:
    """As a number with one bit for each place."""
    if len(packed) == BLOCK // 8:
        return int.from_bytes(packed, "little")
    bits = 0
    for place in struct.unpack(f"<{len(packed) // 2}H", packed):
        bits |= 1 << place
    return bits


def candidates(session: Session, grams: set[int], top: int) -> Iterator[int]:
    """Ids below ``top``, newest first, of words in written blocks that have all of ``grams``: a
    few more than have the text, and each of those."""
    blocks = range(min(counter(session, BUILT), -(-top // BLOCK)) - 1, -1, -1)
    at, step = 0, 0
    while at < len(blocks):
        size = _STEPS[min(step, len(_STEPS) - 1)]
        yield from _in_blocks(session, grams, blocks[at : at + size], top)
        at, step = at + size, step + 1


def _in_blocks(session: Session, grams: set[int], blocks: Sequence[int], top: int) -> Iterator[int]:
    rows = session.execute(
        select(_BLOCKS.c.block, _BLOCKS.c.places).where(
            _BLOCKS.c.block.in_(blocks), _BLOCKS.c.gram.in_(grams)
        )
    )
    found: dict[int, list[bytes]] = {}
    for block, places in rows:
        found.setdefault(block, []).append(places)
    for block in blocks:
        have = found.get(block, ())
        if len(have) < len(grams):
            continue
        # The shortest first: often nothing is left before the long ones are opened.
        bits = -1
        for places in sorted(have, key=len):
            bits &= unpack(places)
            if not bits:
                break
        while bits:
            place = bits.bit_length() - 1
            bits ^= 1 << place
            if block * BLOCK + place < top:
                yield block * BLOCK + place


@dataclass(frozen=True, slots=True)
class Task:
    """A block to be written; ``times``: how often it has changed since it was written before."""

    block: int
    times: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a block has to be written, and which grams do not stand in it any more."""

    changed: dict[int, bytes] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def due(session: Session) -> Task | None:
    """The next block to be written: one that changed, else the next that is full and rests."""
    built = counter(session, BUILT)
    stale = session.scalars(select(StaleBlock).order_by(StaleBlock.block).limit(1)).first()
    if stale is not None:
        return Task(stale.block, stale.times)
    full = (built + 1) * BLOCK - 1 <= counter(session, SEEN)
    return Task(built, 0) if full else None


def see(session: Session) -> None:
    """Nothing is due: by the next look all that is there now will have been written."""
    keep_counter(session, SEEN, session.scalar(select(func.max(Words.id))) or 0)


def is_seen(session: Session) -> bool:
    return counter(session, SEEN) == (session.scalar(select(func.max(Words.id))) or 0)


def compare(session: Session, task: Task) -> Difference:
    """What has to be written for ``task``. Nothing, if it is a change in a block that has not been
    written yet."""
    if task.times and task.block >= counter(session, BUILT):
        return Difference()
    first = task.block * BLOCK
    wanted = {gram: pack(places) for gram, places in _places(session, first).items()}
    rows = session.execute(
        select(_BLOCKS.c.gram, _BLOCKS.c.places).where(_BLOCKS.c.block == task.block)
    )
    there = {gram: bytes(places) for gram, places in rows}
    changed = {gram: packed for gram, packed in wanted.items() if there.get(gram) != packed}
    return Difference(changed, [gram for gram in there if gram not in wanted])


def _places(session: Session, first: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = session.execute(
        select(Words.id, Words.masked)
        .where(Words.id >= first, Words.id < first + BLOCK)
        .order_by(Words.id)
    )
    for words_id, masked in rows:
        for gram in grams_of(masked):
            found.setdefault(gram, []).append(words_id - first)
    return found


def write(session: Session, block: int, rows: Sequence[tuple[int, bytes]]) -> None:
    """Grams and their places, new or instead of those that are there."""
    made: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = made.insert(_BLOCKS)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["block", "gram"], set_={"places": insert.excluded.places}
        ),
        [{"block": block, "gram": gram, "places": places} for gram, places in rows],
    )


def forget(session: Session, block: int, grams: Sequence[int]) -> None:
    session.execute(
        delete(_BLOCKS).where(_BLOCKS.c.block == block, _BLOCKS.c.gram.in_(list(grams)))
    )


def done(session: Session, task: Task) -> None:
    """All of ``task`` is written. If it changed again meanwhile it is due again."""
    if counter(session, BUILT) == task.block and not task.times:
        keep_counter(session, BUILT, task.block + 1)
    session.execute(
        delete(StaleBlock).where(StaleBlock.block == task.block, StaleBlock.times == task.times)
    )


def written(session: Session) -> int:
    """The words below this id are in the index."""
    return counter(session, BUILT) * BLOCK


def is_complete(session: Session) -> bool:
    """Whether all is in the index but the newest words, of which no block is full."""
    return counter(session, SEEN) - written(session) < 2 * BLOCK
