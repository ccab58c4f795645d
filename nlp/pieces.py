"""The pieces of a short text, and learned tables that weigh them.

Learned words for chat are runs of a few characters, so nothing has to be searched for: the runs
that a message has are looked up, each once. A message of twenty characters has sixty.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import sqrt
from operator import add

from nlp import sounds
from nlp.packed import Packed


@lru_cache(maxsize=4)  # one message is asked for by several tables, one after another
def pieces(text: str, longest: int) -> tuple[str, ...]:
    """The different runs of one to ``longest`` characters."""
    runs = list(text)
    found = dict.fromkeys(runs)
    for size in range(1, longest):
        runs = list(map(add, runs, text[size:]))
        found.update(dict.fromkeys(runs))
    return tuple(found)


def is_sound(word: str) -> bool:
    """Whether a row of a table is for a sound."""
    return word.startswith(sounds.MARK)


class PieceTable:
    """A learned table of pieces, sounds (:mod:`nlp.sounds`) and signs (words that stand for what
    else is known of a message). Pieces count as a vector of length one, sounds as another, each
    sign as much as ``sign_share``. Immutable."""

    def __init__(self, table: Packed, sign_share: float, mark: str) -> None:
        """``mark``: what the name of each sign holds, and no piece."""
        self.labels = table.weights.labels
        self._start = table.start
        self._weights = table.weights
        self._sign_share = sign_share
        words = [w for w in table.weights.words() if mark not in w and not is_sound(w)]
        self._longest = max(map(len, words), default=1)

    def scores(self, text: str, plain: str, signs: Iterable[str]) -> list[float]:
        """One score per label. ``text``: whose pieces count; ``plain``: whose sounds do."""
        totals = list(self._start)
        for words, share in (
            (pieces(text, self._longest), None),
            (sounds.pairs(plain), None),
            (signs, self._sign_share),
        ):
            count, sums = self._weights.total_of_known(words)
            if count:
                value = share or 1 / sqrt(count)
                totals = [total + value * more for total, more in zip(totals, sums, strict=True)]
        return totals

    def loudest(self, text: str, label: str) -> list[tuple[float, str]]:
        """(weight, piece) of the pieces of ``text`` for a label, the loudest first."""
        at = self.labels.index(label)
        weigh = self._weights.of
        found = [(weigh(w)[at], w) for w in pieces(text, self._longest) if w in self._weights]
        return sorted(found, key=lambda r: (-r[0], -len(r[1]), r[1]))
