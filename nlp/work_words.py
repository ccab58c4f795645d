"""Words of people at work that are of any case and of none (``rules/work.toml``): a short reply
that holds nothing else is of what was just shown; of mending one speaks in a running talk."""

import re
from collections.abc import Iterable

from nlp.cues import rules

_RULES = rules("work")
_BARE = frozenset(_RULES["bare"])
_ORDER = _BARE | frozenset(_RULES["order"])
_MENDING = frozenset(_RULES["mending"])
_ALL = _BARE | _MENDING
_LONGEST = max(len(word) for word in _ORDER | _ALL)
_SIGNS = re.compile(r"[\W_\d]+")


def is_bare(text: str, *, order: bool = False, mending: bool = False) -> bool:
    """Whether ``text`` is made of words of work alone, whatever stands between them; ``order``: or
    of the words of a desk; ``mending``: or of those of mending. True of no words."""
    words = _ORDER if order else _ALL if mending else _BARE
    return all(_is_of(part, words) for part in _SIGNS.split(text) if part)


def _is_of(part: str, words: Iterable[str]) -> bool:
    ends = [True] + [False] * len(part)
    for end in range(1, len(part) + 1):
        ends[end] = any(
            ends[start] and part[start:end] in words for start in range(max(0, end - _LONGEST), end)
        )
    return ends[-1]


def is_mending(word: str) -> bool:
    """Whether it is spoken of while something is mended: 接头, 配件."""
    return word in _MENDING
