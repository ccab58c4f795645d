"""How the words of a message count, the same when learning and when reading.

A word counts the square root of how often it stands there (nlp.keywords.EIGHTHS); the text is taken
as long as the square root of what all its words count together, and the beginning (where people say
what it is about) is taken so again with ``LEAD_SHARE``.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

from nlp.keywords import EIGHTHS, Finder, Weights

#: Characters of the beginning that count again.
LEAD = 25
LEAD_SHARE = 0.7
#: Characters that are read where speed counts: what comes after them adds 0.1 points of accuracy in
#: cross-validation, and costs as much time as what came before.
READ = 300

#: Word → how often it was found.
Counted = Mapping[str, int]


def lead_of(text: str, title: str | None = None) -> str:
    """The beginning of a plain text: its title if known, else its first characters."""
    return title[: 2 * LEAD] if title else text[:LEAD]


def words_of(finder: Finder, text: str, title: str | None = None) -> tuple[Counted, Counted]:
    """The words of the plain text and of its beginning."""
    whole = finder.counted_in(text)
    if len(text) <= LEAD and not title:
        return whole, whole
    return whole, finder.counted_in(lead_of(text, title))


def counts_as(times: int) -> float:
    """What a word counts that was found so often."""
    return EIGHTHS[times] / 8


def scale_of(found: Counted) -> float:
    """What one step of weight counts in a text with these words, of which there is at least one."""
    return 1 / sqrt(sum(map(counts_as, found.values())))


def scores(weights: Weights, start: Sequence[float], whole: Counted, lead: Counted) -> list[float]:
    """One score per label of ``weights``: above 0 speaks for it, below against."""
    if not whole:
        return list(start)
    sums, of_whole = weights.total_of_counted(whole), scale_of(whole)
    if lead is whole:
        of_whole *= 1 + LEAD_SHARE
        return [s + of_whole * w for s, w in zip(start, sums, strict=True)]
    of_lead = LEAD_SHARE * scale_of(lead) if lead else 0.0
    return [
        s + of_whole * w + of_lead * b
        for s, w, b in zip(start, sums, weights.total_of_counted(lead), strict=True)
    ]
