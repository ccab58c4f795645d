"""Where the problem is: names found in a message, and the finest area they point to (X01, X03).

The place of the problem wins over where the sender comes from; equal names are told apart by what
else is named and by the sender's own grid; what stays open is asked in one short question.
"""

import csv
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from nlp import place_strings
from nlp.cues import Cues, Found
from nlp.geo import inside, metres_between, ring_size
from nlp.place_hits import HEARD, ORIGIN, PROBLEM, UNIT, UNIT_WORDS, Hit, NameFinder, Spans
from nlp.place_names import BARE, COMMON, EXACT, NUMERAL, VARIANT, chinese, number_of
from nlp.vocabulary import LEVELS, PlaceName, Vocabulary

#: How far a location may be from the nearest known point of an area, metres, by level.
REACH_M = {"grid": 5_000.0, "village": 5_000.0, "township": 15_000.0, "county": 60_000.0}

_SURENESS = {
    EXACT: 1.0,
    VARIANT: 1.0,
    HEARD: 0.9,
    "own": 0.8,
    BARE: 0.7,
    COMMON: 0.5,
    "near": 0.1,
}
_FINENESS = {"county": 0.3, "township": 1.0, "village": 1.2, "grid": 1.3}
_OWN_UNIT = re.compile(
    rf"(?<![0-9一二三四五六七八九十])第?(?P<number>{NUMERAL})(?P<unit>村民小组|村民组|小组|组|队)"
    "(?!数据|照片|图|成员|人员)"
)
_UNIT_NAME = re.compile(rf"第?({NUMERAL})({UNIT_WORDS}|网格)$")
_SAME_UNIT = {"村民小组": "组", "村民组": "组", "小组": "组", "社": "组", "队": "组"}


#: The group of the names of places.
NAMES = "place.name"


class FoundPlace(NamedTuple):
    """A place named in the text. ``code`` is the area it lies in, None when only its ending says
    that it is a place, or when several areas bear the name."""

    text: str
    start: int
    end: int
    code: str | None
    name: str
    level: str | None
    landmark: bool = False


class Places(NamedTuple):
    """What a message says about where. ``grid``: name of the finest area; ``ask``: the question
    that tells equal names apart; ``narrow``: the question for the village when only its township
    is known."""

    found: tuple[FoundPlace, ...] = ()
    grid: str | None = None
    grid_code: str | None = None
    level: str | None = None
    ask: str | None = None
    certain: bool = False
    narrow: str | None = None


class Gazetteer:
    """The places of a county, ready to be found in text. Immutable after building; thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._places = vocabulary.places
        self._areas = {place.code: place for place in self._places if not place.landmark}
        for place in self._places:  # a landmark whose area is not listed stands for its code
            self._areas.setdefault(place.code, place)
        self._units = self._numbered()
        self._names = NameFinder(self._places)

    @classmethod
    def from_csv(cls, path: str | Path) -> "Gazetteer":
        """From columns place,district: each place is a landmark of its district. OSError, or
        ValueError naming the missing column."""
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"place", "district"} - set(reader.fieldnames or ())
            if missing:
                raise ValueError(f"{path}: no column {', '.join(sorted(missing))}")
            rows = [(row["place"].strip(), row["district"].strip()) for row in reader]
        districts = dict.fromkeys(district for _, district in rows if district)
        places = [PlaceName(code=name, name=name, level="township") for name in districts]
        places += [
            PlaceName(code=district, name=name, level="township", landmark=True)
            for name, district in rows
            if name and district and name != district
        ]
        return cls(Vocabulary(places=tuple(places)))

    def area(self, code: str) -> PlaceName | None:
        """The area with this code."""
        return self._areas.get(code)

    def line(self, code: str) -> list[str]:
        """The area and everything above it, finest first."""
        codes: list[str] = []
        at: str | None = code
        while at is not None and at not in codes and at in self._areas:
            codes.append(at)
            at = self._areas[at].parent
        return codes

    def at_level(self, code: str, level: str) -> str | None:
        """The area of that level which the area is or lies in."""
        return next((c for c in self.line(code) if self._areas[c].level == level), None)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Word groups that :meth:`find` wants to see scanned."""
        return {**place_strings.groups(), NAMES: self._names.words()}

    @cached_property
    def _cues(self) -> Cues:
        return Cues(self.groups())

    def find(self, text: str, *, home: str | None = None, scan: Found | None = None) -> Places:
        """Places in the text. ``home``: code of the sender's grid, for 俺村 and equal names;
        ``scan``: one of ``text`` that covered :meth:`groups`, if there is one."""
        if scan is None:
            scan = self._cues.scan(text)
        hits = self._names.named(text, scan[NAMES])
        strings: list[tuple[int, int]] = []
        if not hits or not any(
            h.how in (EXACT, VARIANT) and h.role > ORIGIN and self._is_fine(h) for h in hits
        ):
            # Only now, as it costs more than all the rest: what the gazetteer has not by its names.
            strings = place_strings.place_strings(text, scan)
            hits = self._names.misspelt(text, hits, strings)
        home = home if home in self._areas else None
        if not hits and home is None:
            return Places(self._found(text, hits, strings))
        hits.sort(key=lambda hit: hit.start)
        self._resolve_own(hits, home)
        if not hits and home is None:  # only 俺村, said by somebody whose village is not known
            return Places(self._found(text, hits, strings))
        self._tell_apart(hits, home)
        self._add_units(text, hits, home)
        self._drop_out_of_place(hits)
        open_hit = self._tell_apart(hits, home)
        found = self._found(text, hits, strings)
        return self._decide(hits, open_hit, found)

    def nearest(self, latitude: float, longitude: float) -> str | None:
        """Code of the finest area at a point (GCJ-02, degrees): the smallest boundary around it,
        else the nearest known point within `REACH_M`; None when far from everything."""
        around = [
            (-LEVELS.index(area.level), ring_size(area.boundary), code)
            for code, area in self._areas.items()
            if area.boundary and inside(latitude, longitude, area.boundary)
        ]
        if around:
            return min(around)[2]
        near: list[tuple[int, float, str]] = []
        for place in self._places:
            if place.latitude is None or place.longitude is None:
                continue
            metres = metres_between((latitude, longitude), (place.latitude, place.longitude))
            if metres <= REACH_M[place.level]:
                coarse = 0 if place.level in ("grid", "village") else -LEVELS.index(place.level) + 9
                near.append((coarse, metres, place.code))
        return min(near)[2] if near else None

    # How the names are found.

    def _numbered(self) -> dict[tuple[str, str, int], list[str]]:
        """(code of the parent, kind of unit, number) → codes: 三组 of 东坪村."""
        units: dict[tuple[str, str, int], list[str]] = defaultdict(list)
        for place in self._places:
            match = _UNIT_NAME.search(place.name)
            if match and place.parent and not place.landmark:
                kind = _SAME_UNIT.get(match[2], match[2])
                units[place.parent, kind, number_of(match[1])].append(place.code)
        return dict(units)

    def _is_fine(self, hit: Hit) -> bool:
        return hit.landmark or any(
            self._areas[code].level in ("village", "grid") for code in hit.areas
        )

    def _resolve_own(self, hits: list[Hit], home: str | None) -> None:
        """俺村 is the village that the sender says to come from, else the sender's own."""
        origins = [h.areas[0] for h in hits if h.role == ORIGIN and len(h.areas) == 1]
        base = max(origins, key=lambda c: LEVELS.index(self._areas[c].level), default=home)
        for hit in hits:
            if not hit.how.startswith("own "):
                continue
            level = hit.how.removeprefix("own ")
            wanted = {"near": "village"}.get(level, level)
            code = (
                None if base is None else base if wanted == "grid" else self.at_level(base, wanted)
            )
            hit.how = "near" if level == "near" else "own"
            hit.areas = (code,) if code else ()
            hit.name = self._areas[code].name if code else ""
        hits[:] = [hit for hit in hits if hit.areas]

    def _add_units(self, text: str, hits: list[Hit], home: str | None) -> None:
        """东坪三组, 东坪村的第3小组; a bare 三组 is of the one village named, or of the home's."""
        for hit in hits:
            unit = UNIT.match(text, hit.end)
            if not unit or hit.landmark:
                continue
            codes = tuple(c for area in hit.areas for c in self._unit(area, unit))
            hit.end = unit.end()
            if codes:
                hit.areas, hit.name, hit.how = codes, self._areas[codes[0]].name, EXACT
        if "组" not in text and "队" not in text:
            return
        villages = {self.at_level(c, "village") for h in hits for c in h.areas} - {None}
        if not villages and home:
            at = self.at_level(home, "village")
            villages = {at} if at else set()
        village = villages.pop() if len(villages) == 1 else None
        if village is None:
            return
        for unit in _OWN_UNIT.finditer(text):
            codes = self._unit(village, unit)
            if codes and not any(h.start < unit.end() and unit.start() < h.end for h in hits):
                hits.append(Hit(*unit.span(), EXACT, codes, self._areas[codes[0]].name))

    def _unit(self, area: str, unit: re.Match[str]) -> tuple[str, ...]:
        kind = _SAME_UNIT.get(unit["unit"], unit["unit"])
        number = number_of(unit["number"])
        parents = (area, self._areas[area].parent)
        for parent in parents:
            if parent and (codes := self._units.get((parent, kind, number))):
                return tuple(codes)
        return ()

    # What the names mean together.

    def _drop_out_of_place(self, hits: list[Hit]) -> None:
        """俺村, and a name that is only like one, count for nothing when the message itself names
        another township: 石桥镇柳树沟村 is not the 柳树湾村 of 城关镇."""
        said = self._townships(hits, (EXACT, VARIANT))
        named = said or self._townships(hits, (HEARD,))
        weak = ("own", "near", HEARD) if said else ("own", "near")
        hits[:] = [
            hit
            for hit in hits
            if hit.how not in weak or not named or named & set(self.line(hit.areas[0]))
        ]

    def _townships(self, hits: list[Hit], ways: tuple[str, ...]) -> set[str]:
        """The townships of the places that the problem is said to be at, found in these ways."""
        return {
            code
            for hit in hits
            if hit.how in ways and hit.role == PROBLEM
            for area in hit.areas
            for code in self.line(area)
            if self._areas[code].level == "township"
        }

    def _tell_apart(self, hits: list[Hit], home: str | None) -> Hit | None:
        """Narrows names that several areas bear; returns the first that stays open."""
        single = {c for h in hits if len(h.areas) == 1 for c in self.line(h.areas[0])}
        own = set(self.line(home)) if home else set()
        open_hit = None
        for hit in hits:
            for known in (single, own):
                if len(hit.areas) < 2:
                    break
                fits = [c for c in hit.areas if self._closeness(c, known)]
                best = max((self._closeness(c, known) for c in fits), default=0)
                hit.areas = tuple(c for c in fits if self._closeness(c, known) == best) or hit.areas
            if len(hit.areas) > 1 and open_hit is None and hit.role == PROBLEM:
                open_hit = hit
        return open_hit

    def _closeness(self, code: str, known: set[str]) -> int:
        """How many of the area's own line, county apart, are among the known ones."""
        return sum(c in known for c in self.line(code) if self._areas[c].level != "county")

    def _found(self, text: str, hits: list[Hit], strings: Spans) -> tuple[FoundPlace, ...]:
        if not hits:  # strings come in the order of the text
            return tuple([FoundPlace(text[s:e], s, e, None, text[s:e], None) for s, e in strings])
        found = []
        for hit in hits:
            code = hit.areas[0] if len(hit.areas) == 1 else None
            level = self._areas[hit.areas[0]].level
            at = (text[hit.start : hit.end], hit.start, hit.end)
            found.append(FoundPlace(*at, code, hit.name, level, hit.landmark))
        for start, end in strings:
            if not any(hit.start < end and start < hit.end for hit in hits):
                found.append(FoundPlace(text[start:end], start, end, None, text[start:end], None))
        return tuple(sorted(found, key=lambda place: place.start))

    def _decide(
        self, hits: list[Hit], open_hit: Hit | None, found: tuple[FoundPlace, ...]
    ) -> Places:
        score: dict[str, float] = defaultdict(float)
        sure: dict[str, bool] = defaultdict(bool)
        for order, hit in enumerate(hits):
            if len(hit.areas) != 1:
                continue
            code = hit.areas[0]
            fine = 1.15 if hit.landmark else 1.0
            weight = hit.role * _SURENESS[hit.how] * fine / (1 + 0.01 * order)
            # A second mention adds little: 东坪村 named twice on the way to 西坪村 once.
            score[code] = max(score[code], weight) + (0.1 * weight if code in score else 0.0)
            sure[code] |= hit.how in (EXACT, VARIANT, HEARD, "own") and hit.role > 0.5
        if open_hit and not any(sure[c] and self._areas[c].level != "township" for c in score):
            return self._open(open_hit, found)
        if not score:
            return Places(found=found)
        total = {
            code: sum(score.get(up, 0.0) for up in self.line(code))
            * _FINENESS[self._areas[code].level]
            for code in score
        }
        ranked = sorted(total, key=lambda code: -total[code])
        best = ranked[0]
        rivals = [c for c in ranked[1:] if best not in self.line(c) and c not in self.line(best)]
        close = {c for c in rivals if total[c] > 0.9 * total[best]}
        village = self.at_level(best, "village")
        if village and close and all(village in self.line(c) for c in close):
            best, close = village, set()  # 三组和五组 are both of the village
        certain = sure[ranked[0]] and not close
        area = self._areas[best]
        narrow = None
        if area.level == "township" and any(p.parent == best for p in self._areas.values()):
            narrow = f"是{area.name}哪个村（社区）的？"
        return Places(found, area.name, best, area.level, None, certain, narrow)

    def _open(self, hit: Hit, found: tuple[FoundPlace, ...]) -> Places:
        """Equal names that nothing tells apart: the question, and the area they share, if any."""
        shared = [c for c in self.line(hit.areas[0]) if all(c in self.line(a) for a in hit.areas)]
        area = self._areas[shared[0]] if shared else None
        if area is not None and area.level == "county":
            area = None
        return Places(
            found=found,
            grid=area.name if area else None,
            grid_code=area.code if area else None,
            level=area.level if area else None,
            ask=self._question(hit),
        )

    def _question(self, hit: Hit) -> str:
        # Told apart by their townships; a landmark of several townships by these themselves.
        towns = [self.at_level(code, "township") or self._areas[code].parent for code in hit.areas]
        names = list(dict.fromkeys(self._areas[t].name for t in towns if t in self._areas))
        count = len(hit.areas)
        many = "两" if count == 2 else chinese(count) if count < 100 else str(count)
        if 2 <= len(names) <= 4:
            choice = "、".join(f"{name}的" for name in names[:-1])
            return f"{hit.name}有{many}个，是{choice}还是{names[-1]}的？"
        return f"{hit.name}有{many}个，是哪个乡镇的？"
