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
from nlp.packed import read_packed
from nlp.pieces import PieceTable, is_sound, pieces
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
    longest: int

    def score(self, plain: str, groups: Iterable[str] = ()) -> float:
        """Above 0: more likely yes than no. ``plain``: a plain form (:mod:`nlp.normal`);
        ``groups``: names of the word groups found in it; unknown ones count nothing."""
        score = self.start
        for words, known in (
            (pieces(plain, self.longest), self.words),
            (sounds.pairs(plain), self.sounds),
        ):
            if weights := [w for w in map(known.get, words) if w is not None]:
                score += sum(weights) / sqrt(len(weights))
        weight = self.groups.get
        return score + GROUP_SHARE * sum([weight(group, 0.0) for group in groups])

    def loudest(self, plain: str, most: int = 3) -> tuple[str, ...]:
        """The words of ``plain`` that spoke most for yes."""
        weigh = self.words.get
        found = [(weigh(w, 0.0), w) for w in pieces(plain, self.longest) if len(w) > 1]
        return tuple(word for weight, word in sorted(found, reverse=True)[:most] if weight > 0)


def gate_of(table: Table, label: int = 0) -> Gate:
    """A gate for one label of a table."""
    column = {word: row[label] for word, row in table.rows.items()}
    groups = {w[1:]: weight for w, weight in column.items() if w.startswith(GROUP)}
    heard = {w: weight for w, weight in column.items() if is_sound(w)}
    words = {w: x for w, x in column.items() if w not in heard and not w.startswith(GROUP)}
    longest = max(map(len, words), default=1)
    return Gate(words, heard, groups, table.start[label], longest)


@cache
def gate(name: str) -> Gate:
    """The gate "danger" or "blame", read once. Raises TableError for an unreadable table."""
    return gate_of(read_table(WHERE / f"{name}.tsv"))


@cache
def _dangers() -> PieceTable:
    """The kinds of danger: like a :class:`Gate` for each."""
    return PieceTable(read_packed(WHERE / "dangers.tsv"), GROUP_SHARE, GROUP)


def load() -> None:
    """Reads all tables now, so that nobody's first message waits for them. TableError when one
    cannot be read."""
    gate("danger")
    gate("blame")
    _dangers()


def likeliest_danger(plain: str, groups: Iterable[str]) -> tuple[str, float]:
    """(kind of danger, score) of a plain text in which life is in danger. Below 0 the text is like
    none that was learned."""
    table = _dangers()
    scores = table.scores(plain, plain, [GROUP + group for group in groups])
    score, label = max(zip(scores, table.labels, strict=True))
    return label, score
