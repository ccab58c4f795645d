"""Place strings by their endings alone (北街, 青松岭路), for who has no gazetteer yet."""

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from nlp.place_names import NUMERAL, rules

LONGEST_CORE = 6

#: 路灯, 路过 … are no roads.
_NO_ROAD = frozenset("灯过况程费径线")

_GROUP = re.compile(rf"的?第?{NUMERAL}(?:村民小组|村民组|小组|组|社|队)")


@dataclass(frozen=True, slots=True)
class _Strings:
    """rules/places.toml [strings]. Only endings are looked for in the whole text; cuts only before
    an ending that was found."""

    endings: ahocorasick_rs.AhoCorasick
    cuts: ahocorasick_rs.AhoCorasick
    longest_cut: int
    tails: tuple[str, ...]
    alone: frozenset[str]
    #: Up to the last character that belongs to no name, or the last date.
    stop: re.Pattern[str]


@cache
def _strings() -> _Strings:
    table = rules()["strings"]
    endings = list(dict.fromkeys(table["endings"]))
    cuts = sorted(set(table["cut"]))
    return _Strings(
        ahocorasick_rs.AhoCorasick(endings),
        ahocorasick_rs.AhoCorasick(cuts),
        max(map(len, cuts)),
        tuple(table["tails"]),
        frozenset(table["alone"]),
        re.compile(rf".*(?:[\W_{re.escape(table['stop'])}]|\d[年月日时点分])", re.DOTALL),
    )


def place_strings(text: str) -> list[tuple[int, int]]:
    """(start, end) of what looks like a place, left to right, not overlapping."""
    known = _strings()
    found: list[tuple[int, int]] = []
    free = done = 0
    # Matches come in the order of their ends, of one end the longest first.
    for _, begin, end in known.endings.find_matches_as_indexes(text, overlapping=True):
        if end <= done:
            continue
        done = end
        start = _beginning(text, max(free, begin - LONGEST_CORE), begin, known)
        name = text[start:end]
        if start == begin and found and found[-1][1] == begin and name not in "路街桥河":
            found[-1] = (found[-1][0], end)  # 张庄|村
            free = end
        elif start < begin and not _is_no_name(text, name, end, known):
            group = _GROUP.match(text, end)
            free = done = group.end() if group else end
            found.append((start, free))
    return found


def _beginning(text: str, left: int, begin: int, known: _Strings) -> int:
    """Where the name before an ending at ``begin`` starts, not before ``left``."""
    first = max(0, left - known.longest_cut)
    cuts = known.cuts.find_matches_as_indexes(text[first:begin], overlapping=True)
    start = left
    if cuts:
        cut = first + cuts[-1][2]
        if cut == begin and text[begin - 1] in "路街":  # 城南路街道: the street names the area
            cut = next((first + end for _, _, end in reversed(cuts) if first + end < begin), 0)
        start = max(left, cut)
    stopped = known.stop.match(text, start, begin)
    return stopped.end() if stopped else start


def _is_no_name(text: str, name: str, end: int, known: _Strings) -> bool:
    if name in known.alone or name.endswith(known.tails):
        return True
    after = text[end : end + 1]
    if name[-1] == "路":
        return after in _NO_ROAD
    # 街道 comes next; 七里组|村民
    return (after == "道" and name[-1] == "街") or (after == "民" and name[-2] in "组社队屯庄")
