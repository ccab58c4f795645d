"""Place strings by their endings alone (北街, 月亮岛路), for who has no gazetteer yet."""

import re
from functools import cache

from nlp.place_names import NUMERAL, rules

LONGEST_CORE = 6

_GROUP = re.compile(rf"的?第?{NUMERAL}(?:村民小组|村民组|小组|组|社|队)")


@cache
def _last_characters() -> re.Pattern[str]:
    return re.compile("[" + "".join({ending[-1] for ending in rules()["strings"]["endings"]}) + "]")


@cache
def _endings_by_last() -> dict[str, tuple[str, ...]]:
    by_last: dict[str, list[str]] = {}
    for ending in sorted(rules()["strings"]["endings"], key=len, reverse=True):
        by_last.setdefault(ending[-1], []).append(ending)
    return {last: tuple(endings) for last, endings in by_last.items()}


@cache
def _cut() -> re.Pattern[str]:
    words = sorted(rules()["strings"]["cut"], key=len, reverse=True)
    stops = re.escape(rules()["strings"]["stop"])
    return re.compile(rf".*(?:{'|'.join(words)}|[\W_{stops}]|\d[年月日时点分])", re.DOTALL)


@cache
def _tails() -> tuple[str, ...]:
    return tuple(rules()["strings"]["tails"])


@cache
def _alone() -> frozenset[str]:
    return frozenset(rules()["strings"]["alone"])


def place_strings(text: str) -> list[tuple[int, int]]:
    """(start, end) of what looks like a place, left to right, not overlapping."""
    endings, cut, tails, alone = _endings_by_last(), _cut(), _tails(), _alone()
    found: list[tuple[int, int]] = []
    free = 0  # first character that no place has taken
    for last in _last_characters().finditer(text):
        end = last.end()
        ending = next((e for e in endings[last[0]] if text.endswith(e, free, end)), "")
        left = max(free, end - len(ending) - LONGEST_CORE)
        core = text[left : end - len(ending)]
        rest = cut.match(core)
        start = left + rest.end() if rest else left
        if rest and start == end - len(ending) and core[-1:] in "路街" and len(core) >= 3:
            # 城南路街道: the street names the area.
            inner = cut.match(core[:-1])
            start = left + inner.end() if inner else left
        name = text[start:end] if ending else ""
        if len(name) <= max(1, len(ending)) or name in alone or name.endswith(tails):
            continue
        if text.startswith("道", end) and ending == "街":
            continue  # 街道 comes next
        if text.startswith("民", end) and name[-2] in "组社队屯庄":
            continue  # 七里组|村民
        group = _GROUP.match(text, end)
        end = group.end() if group else end
        found.append((start, end))
        free = end
    return found
