"""Two learned yes-or-no decisions: is life in danger now, and is an office holder or body blamed.

The word rules explain, but people tell of both in ways that no list foresees. So each decision has
a table of words (runs of one or two characters), of sounds (``'mei'qi'``, so that slips of the pen
and pinyin count too) and of word groups (``@urgency.child``), each with a weight, learned from
made-up sentences (:mod:`nlp.learn_gates`). The tables (``nlp/gates/*.tsv``) are plain and may be
read and edited like the others. A third table, read when life is in danger, knows which danger it
is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from nlp import sounds
from nlp.keywords import Finder, Weights
from nlp.tables import Table, read_table

WHERE = Path(__file__).parent / "gates"
#: What a group counts beside the words, which together count as a vector of length one.
GROUP_SHARE = 0.3
#: Marks a group of words in a table.
GROUP = "@"


@dataclass(frozen=True, slots=True)
class Gate:
    """``words``, ``sounds``, ``groups``: each → weight; ``start``: score of an empty text."""

    words: dict[str, float]
    sounds: dict[str, float]
    groups: dict[str, float]
    start: float
    finder: Finder
    listener: Finder

    def score(self, plain: str, groups: Iterable[str] = ()) -> float:
        """Above 0: more likely yes than no. ``plain``: a plain form (:mod:`nlp.normal`);
        ``groups``: names of the word groups found in it; unknown ones count nothing."""
        score = self.start
        if found := self.finder.words_in(plain):
            score += sum(map(self.words.__getitem__, found)) / sqrt(len(found))
        if heard := self.listener.words_in(sounds.sounds(plain)):
            score += sum(map(self.sounds.__getitem__, heard)) / sqrt(len(heard))
        weight = self.groups.get
        return score + GROUP_SHARE * sum([weight(group, 0.0) for group in groups])

    def loudest(self, plain: str, most: int = 3) -> tuple[str, ...]:
        """The words of ``plain`` that spoke most for yes."""
        weights = self.words
        words = [w for w in self.finder.words_in(plain) if len(w) > 1 and weights[w] > 0]
        found = [(weights[w], w) for w in words]
        return tuple(word for _, word in sorted(found, reverse=True)[:most])


def is_sound(word: str) -> bool:
    """Whether a row of a table is for a sound."""
    return word.startswith(sounds.MARK)


def gate_of(table: Table, label: int = 0) -> Gate:
    """A gate for one label of a table."""
    column = {word: row[label] for word, row in table.rows.items()}
    groups = {w[1:]: weight for w, weight in column.items() if w.startswith(GROUP)}
    heard = {w: weight for w, weight in column.items() if is_sound(w)}
    words = {w: x for w, x in column.items() if w not in heard and not w.startswith(GROUP)}
    return Gate(
        words, heard, groups, table.start[label], Finder(sorted(words)), Finder(sorted(heard))
    )


@cache
def gate(name: str) -> Gate:
    """The gate "danger" or "blame", read once. Raises TableError for an unreadable table."""
    return gate_of(read_table(WHERE / f"{name}.tsv"))


class _Dangers:
    """The kinds of danger: like a :class:`Gate` for each, but the text is walked once."""

    def __init__(self, table: Table) -> None:
        self._start = table.start
        self._weights = Weights(table.labels, table.rows)
        heard = {word for word in table.rows if is_sound(word)}
        words = {word for word in table.rows if not word.startswith(GROUP)} - heard
        self._finder, self._listener = Finder(sorted(words)), Finder(sorted(heard))

    def best(self, plain: str, groups: Iterable[str]) -> tuple[float, str]:
        totals = list(self._start)
        marked = [GROUP + group for group in groups if GROUP + group in self._weights]
        for words, share in (
            (self._finder.words_in(plain), None),
            (self._listener.words_in(sounds.sounds(plain)), None),
            (marked, GROUP_SHARE),
        ):
            if words:
                value = share or 1 / sqrt(len(words))
                more = self._weights.total(words)
                totals = [total + value * one for total, one in zip(totals, more, strict=True)]
        return max(zip(totals, self._weights.labels, strict=True))


@cache
def _dangers() -> _Dangers:
    return _Dangers(read_table(WHERE / "dangers.tsv"))


def load() -> None:
    """Reads all tables now, so that nobody's first message waits for them. TableError when one
    cannot be read."""
    gate("danger")
    gate("blame")
    _dangers()


def likeliest_danger(plain: str, groups: Iterable[str]) -> tuple[str, float]:
    """(kind of danger, score) of a plain text in which life is in danger. Below 0 the text is like
    none that was learned."""
    score, label = _dangers().best(plain, groups)
    return label, score
