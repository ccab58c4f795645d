"""The names that stand in a text, with how sure each is and in what role it is said."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlp.place_names import (
    BARE,
    BLOCKER,
    COMMON,
    EXACT,
    NUMERAL,
    VARIANT,
    Surface,
    ending_of,
    endings,
    may_be_misread,
    misprint_ends,
    misprints,
    misread,
    rules,
    sounds,
    surfaces,
)
from nlp.spelt_names import places as spelt_places
from nlp.spelt_names import spelling
from nlp.vocabulary import LEVELS, PlaceName

Spans = Sequence[tuple[int, int]]

#: Weight of a mention by its role.
PROBLEM, DIRECTION, ORIGIN, COMPARISON = 1.0, 0.6, 0.3, 0.1

#: A name recognised though misspelt, beside the ways of `nlp.place_names`.
HEARD = "heard"

#: Shorter names are not looked for by ear.
_LEAST_HEARD = 3

_ORDER = {EXACT: 0, VARIANT: 1}

#: 三组, 第3村民小组, 5号楼 after the name of what they belong to.
UNIT_WORDS = "村民小组|村民组|小组|组|社|队|号楼|栋|幢"
_UNIT_ENDS = frozenset(word[-1] for word in UNIT_WORDS.split("|"))
_UNIT_AT_END = re.compile(rf"的?第?{NUMERAL}(?:{UNIT_WORDS})$")
UNIT = re.compile(rf"(?:村民委员会|村委会)?的?第?(?P<number>{NUMERAL})(?P<unit>{UNIT_WORDS})")


@dataclass(slots=True)
class Hit:
    """A name as it stands in the text. ``areas``: codes of the areas that it may mean;
    ``role``: 1 as the place of the problem, less as where somebody comes from or is sent to."""

    start: int
    end: int
    how: str
    areas: tuple[str, ...]
    name: str
    landmark: bool = False
    role: float = 1.0


class NameFinder:
    """Looks for the names of ``places`` and for the words that mean one's own place (俺村)."""

    def __init__(self, places: Sequence[PlaceName]) -> None:
        self._surfaces = surfaces(places)
        known = {surface.text for surface in self._surfaces}
        self._surfaces += [
            Surface(word, f"own {kind}", ())
            for kind, words in rules()["own"].items()
            for word in words
            if word not in known
        ]
        self._meant = [_meaning([places[i] for i in s.places], s.how) for s in self._surfaces]
        self._number = {s.text: i for i, s in reversed([*enumerate(self._surfaces)])}
        exact = [(i, s.text) for i, s in enumerate(self._surfaces) if s.how == EXACT]
        self._exact = {text: index for index, text in exact}
        self._misprints = misprints(name for name in self._exact if not _UNIT_AT_END.search(name))
        self._misprint_ends = misprint_ends(self._misprints)
        self._heard: dict[str, set[str]] = defaultdict(set)
        for name in self._exact:
            if len(name) >= _LEAST_HEARD and ending_of(name):
                self._heard[name.translate(sounds())].add(name)
        #: How the names that may be heard end, by ear: most endings in a text are of none of them.
        self._heard_ends = {heard[-_LEAST_HEARD:] for heard in self._heard}
        self._spelt = {spelling(name): name for name in self._exact if ending_of(name)}
        self._endings = tuple({ending_of(name) for name in self._exact} - {""})
        self._last = _last_of(self._heard)
        self._lengths = sorted({len(name) for name in self._heard})

    def words(self) -> tuple[str, ...]:
        """What :meth:`named` wants to see scanned."""
        return tuple(self._number)

    def named(self, text: str, spans: Spans) -> list[Hit]:
        """Longest names first, none over another. ``spans``: where the words stand."""
        number = self._number
        found = [(s, e, number[w]) for s, e in spans if (w := text[s:e]) in number]
        if len(found) > 1:
            kinds = self._surfaces
            found.sort(key=lambda m: (m[0] - m[1], _ORDER.get(kinds[m[2]].how, 2), m[0]))
        hits: list[Hit] = []
        taken: list[tuple[int, int]] = []
        for start, end, index in found:
            if any(start < b and a < end for a, b in taken):
                continue
            how = self._surfaces[index].how
            if how == COMMON and not _said_as_place(text, start, end, taken):
                continue
            if how == BARE and start and text[start - 1] in "不很太更最":
                continue  # 不太平 is no village
            taken.append((start, end))
            if how != BLOCKER:
                role = PROBLEM if how.startswith("own") else _role(text, start, end)
                hits.append(Hit(start, end, how, *self._meant[index], role))
        hits.sort(key=lambda hit: hit.start)
        for before, hit in pairwise(hits):
            if before.end == hit.start and before.role == ORIGIN:
                hit.role = ORIGIN  # 我是城关镇|东坪村的
        return hits

    def misspelt(self, text: str, hits: Sequence[Hit], strings: Spans) -> list[Hit]:
        """The hits and the names written by ear (城官镇) or with one wrong or missing character
        (湖亭河). ``strings``: what `place_strings` says of the text."""
        if not self._exact:
            return list(hits)
        taken = [(hit.start, hit.end) for hit in hits if hit.how in (EXACT, VARIANT)]
        found: list[Hit] = []
        by_span: dict[tuple[int, int], set[str]] = defaultdict(set)
        ear_of = _ears().get
        for last in self._last.finditer(text) if self._last else ():
            end = last.end()
            tail = text[max(0, end - _LEAST_HEARD) : end]
            if "".join(map(ear_of, tail, tail)) not in self._heard_ends:
                continue
            ear = text[max(0, end - self._lengths[-1]) : end].translate(sounds())
            for length in self._lengths:
                for name in self._heard.get(ear[-length:], ()) if length <= len(ear) else ():
                    if _nearly(text[end - length : end], name):
                        by_span[end - length, end].add(name)
        for start, stop in strings:
            unit = text[stop - 1] in _UNIT_ENDS and _UNIT_AT_END.search(text[start:stop])
            end = start + unit.start() if unit else stop
            if not text.endswith(self._endings, start, end):
                continue
            ending = end - len(ending_of(text[start:end]))
            if not may_be_misread(text, ending, end, self._misprint_ends):
                continue
            for begin in range(start, ending - 1):
                misprint = misread(text[begin:end], ending - begin, self._misprints)
                if misprint:
                    by_span[begin, end].add(misprint)
        for start, end, name in spelt_places(text, self._spelt):
            by_span[start, end].add(name)
        longest_first = sorted(by_span, key=lambda span: span[0] - span[1])
        for start, end in longest_first:
            names = by_span[start, end]
            if len(names) > 1 or any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            meant = self._meant[self._exact[names.pop()]]
            found.append(Hit(start, end, HEARD, *meant, _role(text, start, end)))
        apart = [h for h in hits if not any(h.start < f.end and f.start < h.end for f in found)]
        return apart + found


def _last_of(heard: Mapping[str, Iterable[str]]) -> re.Pattern[str] | None:
    """Finds the last characters of names behind what sounds like the one before.

    ``heard``: how they sound → the names."""
    if not heard:
        return None
    said = {name[-2] for name in heard}
    before = said | {char for char, sound in _ears().items() if sound in said}
    lasts = {name[-1] for names in heard.values() for name in names}
    return re.compile(f"(?<=[{_listed(before)}])[{_listed(lasts)}]")


def _listed(characters: Iterable[str]) -> str:
    return re.escape("".join(sorted(characters)))


@cache
def _ears() -> dict[str, str]:
    """Character → the one that stands for its sound, of those that have another."""
    return {chr(code): sound for code, sound in sounds().items()}


def _nearly(heard: str, name: str) -> bool:
    """Whether what sounds like the name has its ending and at most one in two other characters."""
    ending = ending_of(name)
    core = len(name) - len(ending)
    wrong = sum(a != b for a, b in zip(heard, name, strict=True))
    return heard.endswith(ending) and wrong <= core // 2


def _meaning(places: Sequence[PlaceName], how: str) -> tuple[tuple[str, ...], str, bool]:
    """(codes of the areas, name, whether it is a landmark) that a string stands for. A full name
    shared by a town and its village is the village; the bare word is the town, which is safe."""
    if not places:
        return (), "", False
    levels = [LEVELS.index(place.level) for place in places]
    level = max(levels) if how == EXACT else min(levels)
    same = [place for place in places if place.level == LEVELS[level]]
    same = [place for place in same if not place.landmark] or same
    return tuple(dict.fromkeys(p.code for p in same)), same[0].name, same[0].landmark


_COMPARED = re.compile(rf"[^\W_]{{0,6}}(?:{'|'.join(rules()['roles']['compare_after'])})")


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(rules()["roles"][kind])


def _role(text: str, start: int, end: int) -> float:
    """What weight the mention has as the place of the problem."""
    if start and text.endswith(_words("origin_before"), 0, start):
        return ORIGIN
    if start and text.endswith(_words("compare_before"), 0, start):
        return COMPARISON
    if _COMPARED.match(text, end):
        return COMPARISON
    if start and text.endswith(_words("direction_before"), 0, start):
        return DIRECTION
    if text.startswith(_words("origin_after"), end):
        return ORIGIN
    return PROBLEM


def _said_as_place(text: str, start: int, end: int, names: Spans) -> bool:
    """Whether a word that is also a common one (太平, 红旗) is used as the name of a place."""
    if UNIT.match(text, end) or text.startswith(endings(), end):
        return True
    if any(end == begin or start == stop for begin, stop in names):
        return True  # 石门|东坪村
    before, after = text[start - 1 : start], text[end : end + 1]
    return before == "住" or (before in ("在", "从") and after in ("这", "那", "，"))
