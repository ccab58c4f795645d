"""Weighted words, found in one pass over the text with overlaps.

A word's weights for all labels are packed into one integer, a lane of 32 bits per label, so that
adding up a long message is one `sum` over integers instead of a loop over labels. Lanes are signed
(a lane below zero borrows from the next, as in any sum), so that a word which only speaks for the
first labels is a small number.
"""

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

#: Steps per unit of weight.
STEPS = 1024
#: Weights beyond this are cut, so that 60,000 of them fit a lane.
_MOST = 31.0
#: The highest bit of a lane.
_HALF = 1 << 31


class Weights:
    """Word → weight per label. ``labels`` fixes the order of the sums."""

    def __init__(self, labels: Sequence[str], rows: Mapping[str, Sequence[float]]) -> None:
        """Weights beyond ±31 count as ±31."""
        self.labels = tuple(labels)
        width = len(self.labels)
        self._size, self._unpack_lanes = 4 * width, struct.Struct(f"<{width}i").unpack
        pack, read = struct.Struct(f"<{width}I").pack, int.from_bytes
        halves = self._halves = sum(_HALF << 32 * i for i in range(width))
        largest = max((max(map(abs, row)) for row in rows.values() if row), default=0.0)
        if largest > _MOST:
            rows = {word: [min(max(w, -_MOST), _MOST) for w in row] for word, row in rows.items()}
        self._packed = {
            word: read(pack(*[int(w * STEPS + _HALF + 0.5) for w in row]), "little") - halves
            for word, row in rows.items()
        }

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

    def column(self, words: Collection[str], at: int) -> list[float]:
        """The weights for the label at ``at`` of words that are all here, in their order."""
        shift, packed, halves = 32 * at, self._packed, self._halves
        return [((packed[w] + halves >> shift & 0xFFFFFFFF) - _HALF) / STEPS for w in words]

    def steps(self, words: Collection[str]) -> tuple[int, ...]:
        """Sum of the weights of ``words``, all of which must be here (≤ 60,000 of them), in
        steps of 1/`STEPS`."""
        return self._unpacked(sum(map(self._packed.__getitem__, words)))

    def _unpacked(self, total: int) -> tuple[int, ...]:
        # Lifted by half a lane, none is below zero; turning the highest bit makes it signed.
        lanes = (total + self._halves) ^ self._halves
        return self._unpack_lanes(lanes.to_bytes(self._size, "little"))

    def total_of_known(self, words: Iterable[str]) -> tuple[int, list[float]]:
        """How many of ``words`` are here, and the sum of their weights."""
        known = [packed for packed in map(self._packed.get, words) if packed is not None]
        return len(known), [lane / STEPS for lane in self._unpacked(sum(known))]

    def total(self, words: Collection[str]) -> list[float]:
        """The same in units of weight."""
        return [lane / STEPS for lane in self.steps(words)]


class Finder:
    """All the words of a list in a text, overlapping ones too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = AhoCorasick(
            list(words), store_patterns=True, implementation=Implementation.ContiguousNFA
        )

    def words_in(self, text: str) -> set[str]:
        """The different words that occur in ``text`` (a plain form, see nlp.normal)."""
        return set(self._automaton.find_matches_as_strings(text, overlapping=True))
