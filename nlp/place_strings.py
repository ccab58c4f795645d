"""Place strings by their endings alone (北街, 青松岭路), for who has no gazetteer yet."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.cues import Cues, Found, Span
from nlp.place_names import NUMERAL, rules

LONGEST_CORE = 6

#: 路灯, 路过 … are no roads.
_NO_ROAD = frozenset("灯过况程费径线")

#: What a group begins with.
_BEFORE_GROUP = frozenset("的第0123456789０１２３４５６７８９一二三四五六七八九十")

#: After a figure they make a date, which belongs to no name.
_UNITS_OF_TIME = frozenset("年月日时点分")

_GROUP = re.compile(rf"的?第?{NUMERAL}(?:村民小组|村民组|小组|组|社|队)")


#: What a character may be to a name: part of it, its bound, or perhaps its bound.
_PART, _BOUND, _PERHAPS = range(3)


class _Bounds(dict[str, int]):
    """Character → what it may be to a name, told when first met."""

    def __init__(self, stops: str, cuts: Collection[str]) -> None:
        super().__init__(dict.fromkeys((*_UNITS_OF_TIME, *cuts), _PERHAPS))
        self.update(dict.fromkeys(stops, _BOUND))

    def __missing__(self, character: str) -> int:
        what = self[character] = _PART if character.isalnum() else _BOUND
        return what


@dataclass(frozen=True, slots=True)
class _Strings:
    """rules/places.toml [strings]. Only endings are looked for in the whole text; what bounds a
    name only before an ending that was found."""

    alone: frozenset[str]
    bounds: "_Bounds"
    #: By their last character: words that are no names, words after which a name begins.
    tails: dict[str, tuple[str, ...]]
    cuts: dict[str, tuple[str, ...]]


@cache
def _strings() -> _Strings:
    table = rules()["strings"]
    cuts = _by_last(table["cut"])
    return _Strings(
        frozenset(table["alone"]),
        _Bounds(table["stop"], cuts),
        _by_last(table["tails"]),
        cuts,
    )


def _by_last(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    lasts = {word[-1] for word in words}
    return {last: tuple({word for word in words if word[-1] == last}) for last in lasts}


#: The group of words that names end with.
ENDINGS = "place.ending"


def groups() -> dict[str, tuple[str, ...]]:
    """Word groups that :func:`place_strings` wants to see scanned."""
    return {ENDINGS: tuple(rules()["strings"]["endings"])}


@cache
def _cues() -> Cues:
    return Cues(groups())


def place_strings(text: str, scan: Found | None = None) -> list[Span]:
    """(start, end) of what looks like a place, left to right, not overlapping. ``scan``: one of
    ``text`` that covered :func:`groups`, if there is one."""
    ends = (_cues().scan(text) if scan is None else scan)[ENDINGS]
    known = _strings()
    bounds = known.bounds
    found: list[Span] = []
    free = done = 0
    # They come in the order of their ends, of one end the longest first.
    for begin, end in ends:
        if end <= done:
            continue
        done = end
        left = max(free, begin - LONGEST_CORE)
        for start in range(begin, left, -1):
            what = bounds[text[start - 1]]
            if what == _BOUND or (what and _is_bound(text, left, start, begin, known)):
                break
        else:
            start = left
        if start == begin:
            if found and found[-1][1] == begin and text[begin:end] not in "路街桥河":
                found[-1] = (found[-1][0], end)  # 张庄|村
                free = end
        elif start < begin and not _is_no_name(text, text[start:end], end, known):
            group = _GROUP.match(text, end) if text[end : end + 1] in _BEFORE_GROUP else None
            free = done = group.end() if group else end
            found.append((start, free))
    return found


def _is_bound(text: str, left: int, at: int, begin: int, known: _Strings) -> bool:
    """Whether a name before an ending at ``begin`` starts at ``at``, not before ``left``: after a
    date or a word that is cut off."""
    last = text[at - 1]
    if last in _UNITS_OF_TIME and at - 2 >= left and text[at - 2].isdecimal():
        return True
    cuts = known.cuts.get(last)
    # 城南路|街道: the street names the area.
    return bool(cuts and text.endswith(cuts, 0, at) and not (at == begin and last in "路街"))


def _is_no_name(text: str, name: str, end: int, known: _Strings) -> bool:
    last = name[-1]
    if name in known.alone or name.endswith(known.tails.get(last, ())):
        return True
    after = text[end : end + 1]
    if last == "路":
        return after in _NO_ROAD
    # 街道 comes next; 七里组|村民
    return (after == "道" and last == "街") or (after == "民" and name[-2] in "组社队屯庄")
