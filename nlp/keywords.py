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
_LIFT = 32
#: Weights beyond this are cut, so that 60,000 of them fit a lane.
_MOST = 31.0


class Weights:
    """Word → weight per label. ``labels`` fixes the order of the sums."""

    def __init__(self, labels: Sequence[str], rows: Mapping[str, Sequence[float]]) -> None:
        self.labels = tuple(labels)
        self._layout = struct.Struct(f"<{len(self.labels)}I")
        self._packed = {word: self._pack(weights) for word, weights in rows.items()}
        self._nothing = self._pack([0.0] * len(self.labels))

    def _pack(self, weights: Sequence[float]) -> int:
        lanes = (round((min(max(w, -_MOST), _MOST) + _LIFT) * _STEPS) for w in weights)
        return int.from_bytes(self._layout.pack(*lanes), "little")

    def __contains__(self, word: str) -> bool:
        return word in self._packed

    def __len__(self) -> int:
        return len(self._packed)

    def words(self) -> Iterable[str]:
        return self._packed.keys()

    def of(self, word: str) -> tuple[float, ...]:
        """The weights of one word, in the order of ``labels``; zeros if it is not here."""
        return self._unpack(self._packed.get(word, self._nothing), 1)

    def _unpack(self, total: int, count: int) -> tuple[float, ...]:
        lift = _LIFT * _STEPS * count
        lanes = self._layout.unpack(total.to_bytes(self._layout.size, "little"))
        return tuple([(lane - lift) / _STEPS for lane in lanes])

    def total(self, words: Collection[str]) -> tuple[float, ...]:
        """Sum of the weights of ``words``, all of which must be here (≤ 60,000 of them)."""
        return self._unpack(sum(map(self._packed.__getitem__, words)), len(words))


class Finder:
    """All the words of a list in a text, overlapping ones too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = AhoCorasick(
            list(words), store_patterns=True, implementation=Implementation.ContiguousNFA
        )

    def words_in(self, text: str) -> set[str]:
        """The different words that occur in ``text`` (a plain form, see nlp.normal)."""
        return set(self._automaton.find_matches_as_strings(text, overlapping=True))
