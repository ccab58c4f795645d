"""Whether blame is a report of corruption: then it is 12388's, and nobody here receives it."""

from functools import cache

from nlp.cues import word_groups
from nlp.normal import normal


@cache
def _words() -> tuple[str, ...]:
    return word_groups("kinds")["kinds.accusation"]


def is_corruption(text: str) -> bool:
    """True if ``text`` speaks of graft (贪污, 受贿, 回扣, 冒领 …), not of unfairness or rudeness.
    The words are those of ``rules/kinds.toml``."""
    plain = normal(text).text
    return any(word in plain for word in _words())
