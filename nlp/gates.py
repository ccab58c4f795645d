"""Two learned yes-or-no decisions: is life in danger now, and is an office holder or body blamed.

The word rules explain, but people tell of both in ways that no list foresees. So each decision has
a table of words (runs of one or two characters) and of word groups (``@urgency.child``), each with
a weight, learned from sentences written for it (``nlp/training``; :mod:`nlp.learn_gates`). The
tables (``nlp/gates/*.tsv``) are plain and may be read and edited like the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from nlp.keywords import Finder
from nlp.tables import Table, read_table

WHERE = Path(__file__).parent / "gates"
#: What a group counts beside the words, which together count as a vector of length one.
GROUP_SHARE = 0.3
#: Marks a group of words in a table.
GROUP = "@"


@dataclass(frozen=True, slots=True)
class Gate:
    """``words``: word → weight; ``groups``: group → weight; ``start``: score of an empty text."""

    words: dict[str, float]
    groups: dict[str, float]
    start: float
    finder: Finder

    def score(self, plain: str, groups: Iterable[str] = ()) -> float:
        """Above 0: more likely yes than no. ``plain``: a plain form (:mod:`nlp.normal`);
        ``groups``: names of the word groups found in it; unknown ones count nothing."""
        found = self.finder.words_in(plain)
        score = self.start
        if found:
            score += sum(map(self.words.__getitem__, found)) / sqrt(len(found))
        weight = self.groups.get
        return score + GROUP_SHARE * sum([weight(group, 0.0) for group in groups])

    def loudest(self, plain: str, most: int = 3) -> tuple[str, ...]:
        """The words of ``plain`` that spoke most for yes."""
        weights = self.words
        words = [w for w in self.finder.words_in(plain) if len(w) > 1 and weights[w] > 0]
        found = [(weights[w], w) for w in words]
        return tuple(word for _, word in sorted(found, reverse=True)[:most])


def gate_of(table: Table) -> Gate:
    """A gate of a table with one label."""
    words = {w: row[0] for w, row in table.rows.items() if not w.startswith(GROUP)}
    groups = {w[1:]: row[0] for w, row in table.rows.items() if w.startswith(GROUP)}
    return Gate(words, groups, table.start[0], Finder(sorted(words)))


@cache
def gate(name: str) -> Gate:
    """The gate "danger" or "blame", read once. Raises TableError for an unreadable table."""
    return gate_of(read_table(WHERE / f"{name}.tsv"))
