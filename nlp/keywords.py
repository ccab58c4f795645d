"""Weighted words, found in one pass over the text with overlaps.

A word's weights for all labels are packed into one integer, a lane of 32 bits per label, so that
adding up a long message is one `sum` over integers instead of a loop over labels.
"""

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

#: Steps per unit of weight.
_STEPS = 1024
#: Added to every weight so that a lane never goes below zero; the sum takes it off again.
_LIFT = 32 * _STEPS
#: Weights beyond this are cut, so that 60,000 of them fit a lane.
_MOST = 31.0


class Weights:
    """Word → weight per label. ``labels`` fixes the order of the sums."""

    def __init__(self, labels: Sequence[str], rows: Mapping[str, Sequence[float]]) -> None:
        """Weights beyond ±31 count as ±31."""
        self.labels = tuple(labels)
        layout = struct.Struct(f"<{len(self.labels)}I")
        self._size, self._unpack_lanes = layout.size, layout.unpack
        pack, read = layout.pack, int.from_bytes
        largest = max((max(map(abs, row)) for row in rows.values() if row), default=0.0)
        if largest > _MOST:
            rows = {word: [min(max(w, -_MOST), _MOST) for w in row] for word, row in rows.items()}
        self._packed = {
            word: read(pack(*[int(w * _STEPS + _LIFT + 0.5) for w in row]), "little")
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
        shift, packed = 32 * at, self._packed
        return [((packed[w] >> shift & 0xFFFFFFFF) - _LIFT) / _STEPS for w in words]

    def total(self, words: Collection[str]) -> list[float]:
        """Sum of the weights of ``words``, all of which must be here (≤ 60,000 of them)."""
        total = sum(map(self._packed.__getitem__, words))
        lift = _LIFT * len(words)
        lanes = self._unpack_lanes(total.to_bytes(self._size, "little"))
        return [(lane - lift) / _STEPS for lane in lanes]


class Finder:
    """All the words of a list in a text, overlapping ones too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = AhoCorasick(
            list(words), store_patterns=True, implementation=Implementation.ContiguousNFA
        )

    def words_in(self, text: str) -> set[str]:
        """The different words that occur in ``text`` (a plain form, see nlp.normal)."""
        return set(self._automaton.find_matches_as_strings(text, overlapping=True))
