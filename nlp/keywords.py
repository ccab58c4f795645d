"""Weighted words, found in one pass over the text with overlaps.

A word's weights for all labels are packed into one integer, a lane of 32 bits per label, so that
adding up a long message is one `sum` over integers instead of a loop over labels. Lanes are signed
(a lane below zero borrows from the next, as in any sum), so that a word which only speaks for the
first labels is a small number.
"""

import struct
from collections import Counter, _count_elements  # type: ignore[attr-defined]
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import sqrt
from operator import itemgetter, mul
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

#: Steps per unit of weight.
STEPS = 1024
#: Weights beyond this are cut, so that 7,500 of them, each counted once, fit a lane.
_MOST = 31.0


class _Eighths(dict[int, int]):
    def __missing__(self, times: int) -> int:
        eighths = self[times] = round(8 * sqrt(times))
        return eighths


#: What a word counts that was found so often, in eighths: the square root, so that a word said
#: again says less each time.
EIGHTHS = _Eighths()
#: The highest bit of a lane.
_HALF = 1 << 31


def _steps(weight: float) -> int:
    return int(weight * STEPS + _HALF + 0.5) - _HALF


class Weights:
    """Word → weight per label. ``labels`` fixes the order of the sums."""

    def __init__(self, labels: Sequence[str], rows: Mapping[str, Sequence[float]]) -> None:
        """Weights beyond ±31 count as ±31."""
        self.labels = tuple(labels)
        width = len(self.labels)
        self._size, self._unpack_lanes = 4 * width, struct.Struct(f"<{width}i").unpack
        shifts = range(0, 32 * width, 32)
        self._halves = sum(_HALF << shift for shift in shifts)
        largest = max((max(map(abs, row)) for row in rows.values() if row), default=0.0)
        if largest > _MOST:
            rows = {word: [min(max(w, -_MOST), _MOST) for w in row] for word, row in rows.items()}
        self._packed = {
            word: sum(
                # Most weights of a word are 0.
                [_steps(w) << shift for shift, w in zip(shifts, row, strict=True) if w]
            )
            for word, row in rows.items()
        }
        self._numbered = list(self._packed.values())

    @classmethod
    def of_packed(cls, labels: Sequence[str], packed: Mapping[str, int]) -> "Weights":
        """The same from what :attr:`packed` gave."""
        weights = cls(labels, {})
        weights._packed = dict(packed)
        weights._numbered = list(packed.values())
        return weights

    @property
    def packed(self) -> Mapping[str, int]:
        """Word → its weights as one integer."""
        return self._packed

    def __contains__(self, word: str) -> bool:
        return word in self._packed

    def __len__(self) -> int:
        return len(self._packed)

    def words(self) -> Iterable[str]:
        return self._packed.keys()

    def of(self, word: str) -> tuple[float, ...]:
        """The weights of one word, in the order of ``labels``; zeros if it is not here."""
        if word not in self._packed:
            return (0.0,) * len(self.labels)
        return tuple(self.total((word,)))

    def column(self, numbers: Collection[int], at: int) -> list[float]:
        """The weights for the label at ``at`` of the words with these numbers, in their order."""
        shift, packed, halves = 32 * at, self._numbered, self._halves
        return [((packed[n] + halves >> shift & 0xFFFFFFFF) - _HALF) / STEPS for n in numbers]

    def steps(self, found: Mapping[int, int]) -> tuple[int, ...]:
        """Sum of the weights of the words, by number → how often each was found, in steps of
        1/(8 × `STEPS`). A word's number is its place among the rows, as in a Finder of them."""
        return self._unpacked(self._sum(self._numbered.__getitem__, found))

    def _sum(self, of: Callable[[Any], int], found: Mapping[Any, int]) -> int:
        return sum(map(mul, map(of, found), map(EIGHTHS.__getitem__, found.values())))

    def _unpacked(self, total: int) -> tuple[int, ...]:
        # Lifted by half a lane, none is below zero; turning the highest bit makes it signed.
        lanes = (total + self._halves) ^ self._halves
        return self._unpack_lanes(lanes.to_bytes(self._size, "little"))

    def total_of_known(self, words: Iterable[str]) -> tuple[int, list[float]]:
        """How many of ``words`` are here, and the sum of their weights."""
        known = [packed for packed in map(self._packed.get, words) if packed is not None]
        return len(known), [lane / STEPS for lane in self._unpacked(sum(known))]

    def total(self, words: Iterable[str]) -> list[float]:
        """Sum of the weights of ``words``, all of which must be here."""
        total = sum(map(self._packed.__getitem__, words))
        return [lane / STEPS for lane in self._unpacked(total)]

    def total_of_counted(self, found: Mapping[str, int]) -> list[float]:
        """The same for word → how often it was found."""
        total = self._sum(self._packed.__getitem__, found)
        return [lane / (8 * STEPS) for lane in self._unpacked(total)]


Hit = tuple[int, int, int]
_number = itemgetter(2)


def times_of(hits: Iterable[Hit]) -> dict[int, int]:
    """Number of a word → how often it was hit (what Counter does, without what it does beside)."""
    times: dict[int, int] = {}
    _count_elements(times, map(_number, hits))
    return times


class Finder:
    """All the words of a list in a text, overlapping ones too. A word's number is its place in the
    list without repetitions."""

    __slots__ = ("hits", "words")

    #: (start, end, number of the word) of each occurrence, in the order of their ends, of one end
    #: the longest first. Offsets are code points.
    hits: Callable[[str], list[Hit]]

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(words))
        self.hits = (
            CharwiseDoubleArrayAhoCorasick(list(self.words)).find_overlapping
            if self.words
            else _nowhere
        )

    def numbers_in(self, text: str) -> set[int]:
        """The numbers of the different words that occur in ``text``."""
        return {number for _, _, number in self.hits(text)}

    def counted_in(self, text: str) -> Counter[str]:
        """The words that occur in ``text``, each with how often."""
        words = self.words
        return Counter([words[number] for _, _, number in self.hits(text)])

    def words_in(self, text: str) -> set[str]:
        """The different words that occur in ``text`` (a plain form, see nlp.normal)."""
        return {self.words[number] for number in self.numbers_in(text)}


def _nowhere(_text: str) -> list[Hit]:
    return []
