"""Near duplicates as they come in: one problem at one place, to be offered for merging (G07).

A signature is small and holds no readable words, so that it may be kept when the words are erased.
What is found here is offered to a person, never merged by itself.
"""

import re
import tomllib
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

from nlp.place_names import ending_of
from nlp.places import Places

#: From this likeness on, merging is offered.
OFFER = 0.32
#: How long after a case another voice is taken to mean the same one.
WITHIN = timedelta(days=60)
MOST_MARKS = 96
WEAK = 0.35

_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """``marks``: digests of the pairs of characters that say what it is about, ascending, odd if
    they say little; ``place``: the code of a village or grid; ``names``: digests of the
    place names' pairs. ``words`` is only there right after reading, never stored."""

    marks: "array[int]"
    topic: str | None = None
    place: str | None = None
    names: tuple[int, ...] = ()
    words: tuple[tuple[int, str], ...] = field(default=(), compare=False, repr=False)

    def dump(self) -> dict[str, object]:
        """JSON-ready, without words."""
        return {
            "marks": list(self.marks),
            "topic": self.topic,
            "place": self.place,
            "names": list(self.names),
        }

    @classmethod
    def load(cls, stored: dict[str, object]) -> "Signature":
        """What `dump` gave. ValueError if it is something else."""
        marks, names = stored.get("marks"), stored.get("names")
        topic, place = stored.get("topic"), stored.get("place")
        if not (isinstance(marks, list) and isinstance(names, list)):
            raise ValueError("no signature")
        return cls(
            array("I", marks),
            topic if isinstance(topic, str) else None,
            place if isinstance(place, str) else None,
            tuple(names),
        )


@dataclass(frozen=True, slots=True)
class Recent:
    """A case that a new message may belong to. ``at``: when its last voice came, aware."""

    ref: str
    signature: Signature
    at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """``score``: 0–1; ``words``: what both say, in the order of the new message."""

    ref: str
    score: float
    words: tuple[str, ...]


def signature(
    text: str, topic: str | None, grid_code: str | None, places: Places | None = None
) -> Signature:
    """Of one message, title and detail together. ``grid_code``: the area of the problem, if known;
    not counted as a place if ``places`` says that it is as coarse as a township."""
    spoken = text
    names: set[int] = set()
    for place in reversed(places.found if places else ()):
        if place.level in ("county", "township"):
            continue
        core = place.name.removesuffix(ending_of(place.name))
        core = core if len(core) > 1 else place.name
        names.update(_digest(a + b) for a, b in pairwise(core))
        spoken = spoken[: place.start] + "，" + spoken[place.end :]
    everywhere, often = _common()
    pairs = dict.fromkeys(
        pair
        for run in _HAN.findall(spoken)
        for i in range(len(run) - 1)
        if (pair := run[i : i + 2]) not in everywhere
    )
    digests = [(_digest(pair) & ~1 | (pair in often), pair) for pair in pairs]
    # The smallest digests are a fair sample, the same for all messages.
    kept = sorted(digests)[:MOST_MARKS]
    coarse = places is not None and places.level in ("county", "township")
    return Signature(
        marks=array("I", (digest for digest, _ in kept)),
        topic=topic,
        place=None if coarse else grid_code,
        names=tuple(sorted(names)),
        words=tuple(digests),
    )


def similarity(a: Signature, b: Signature) -> float:
    """0–1, symmetric: how surely both are about the same problem at the same place."""
    return _similarity(a, b, lambda mark: WEAK if mark & 1 else 1.0)


def _similarity(a: Signature, b: Signature, weight: Callable[[int], float]) -> float:
    shared = set(a.marks).intersection(b.marks)
    if not shared:
        return 0.0
    both = sum(map(weight, shared))
    of_a, of_b = sum(map(weight, a.marks)), sum(map(weight, b.marks))
    words = both / sqrt(of_a * of_b)
    if both >= 2:  # a short message may say in few words what the long one says in many
        words = (words + both / min(of_a, of_b)) / 2
    same_topic = a.topic is not None and a.topic == b.topic
    where = _same_place(a, b)
    if where == 1.0 and same_topic:
        words += (1 - words) * 0.35
    if a.topic and b.topic and not same_topic:
        where *= 0.8
    return min(1.0, words) * where


def _same_place(a: Signature, b: Signature) -> float:
    if a.place and b.place:
        if a.place != b.place:
            return 0.25
        return 1.0
    if a.names and b.names:
        few = min(len(a.names), len(b.names))
        return 1.0 if 2 * len(set(a.names).intersection(b.names)) >= few else 0.4
    if a.place or b.place or a.names or b.names:
        return 0.75
    return 0.6


def candidates(
    new: Signature, recent: Iterable[Recent], *, now: datetime, least: float = OFFER, most: int = 3
) -> list[Match]:
    """The cases of the last `WITHIN` that the message may belong to, surest first."""
    return _best(new, recent, similarity, now=now, least=least, most=most)


def _best(
    new: Signature,
    recent: Iterable[Recent],
    likeness: Callable[[Signature, Signature], float],
    *,
    now: datetime,
    least: float,
    most: int,
) -> list[Match]:
    found = []
    for case in recent:
        if timedelta() <= now - case.at <= WITHIN:
            score = likeness(new, case.signature)
            if score >= least:
                shared = set(case.signature.marks)
                found.append(Match(case.ref, round(score, 4), _phrases(new, shared)))
    return sorted(found, key=lambda match: (-match.score, match.ref))[:most]


def _phrases(new: Signature, shared: set[int]) -> tuple[str, ...]:
    """Shared pairs that follow each other are one word: 路灯, 灯不, 不亮 → 路灯不亮."""
    phrases: list[str] = []
    follows = False
    for digest, pair in new.words:
        if digest not in shared:
            follows = False
            continue
        if follows and phrases[-1][-1] == pair[0]:
            phrases[-1] += pair[1]
        else:
            phrases.append(pair)
        follows = True
    return tuple(dict.fromkeys(phrases))


class RecentIndex:
    """Recent cases, for finding without comparing with all of them. Not thread-safe."""

    #: How many of the rarest marks of a message are looked up, and in how many cases each may be.
    LOOKED_UP, HOLDERS = 20, 200
    #: So many of the cases that share most of them are compared.
    COMPARED = 25

    def __init__(self, cases: Iterable[Recent] = ()) -> None:
        self._fill(cases)

    def _fill(self, cases: Iterable[Recent]) -> None:
        self._cases: dict[int, Recent] = {}
        self._number: dict[str, int] = {}
        self._holders: dict[int, array[int]] = {}
        self._here: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
        self._next = 0
        for case in cases:
            self.add(case)

    def __len__(self) -> int:
        return len(self._cases)

    def add(self, case: Recent) -> None:
        """Adds a case, or replaces the one with the same ref."""
        self.remove(case.ref)
        number, self._next = self._next, self._next + 1
        self._cases[number] = case
        self._number[case.ref] = number
        for mark in case.signature.marks:
            holders = self._holders.get(mark)
            if holders is None:
                holders = self._holders[mark] = array("I")
            holders.append(number)
        self._here[case.signature.place, case.signature.topic].append(number)

    def remove(self, ref: str) -> None:
        """Forgets a case; unknown refs are no error. Its numbers are skipped when met."""
        number = self._number.pop(ref, None)
        if number is not None:
            del self._cases[number]

    def forget_before(self, moment: datetime) -> None:
        """Drops the cases whose last voice is older, and what only they held."""
        kept = [case for case in self._cases.values() if case.at >= moment]
        self._fill(kept)

    def find(
        self, new: Signature, *, now: datetime, least: float = OFFER, most: int = 3
    ) -> list[Match]:
        """As `candidates`, of all cases in the index."""
        lists = [held for mark in new.marks if (held := self._holders.get(mark))]
        lists.sort(key=len)
        met: Counter[int] = Counter()
        for held in lists[: self.LOOKED_UP]:
            met.update(held[-self.HOLDERS :])
        if new.place is not None:
            met.update(self._here[new.place, new.topic][-20:])
        likely = (self._cases.get(number) for number, _ in met.most_common(self.COMPARED))
        cases = [case for case in likely if case]
        rarity: dict[int, float] = {}

        def weight(mark: int) -> float:
            """Words that many recent cases share say less about one problem."""
            known = rarity.get(mark)
            if known is None:
                holders = len(self._holders.get(mark, ()))
                known = rarity[mark] = log(2 + len(self._cases) / (1 + holders))
            return known

        def likeness(a: Signature, b: Signature) -> float:
            return _similarity(a, b, weight)

        return _best(new, cases, likeness, now=now, least=least, most=most)


def _digest(word: str) -> int:
    return zlib.crc32(word.encode())


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    with (Path(__file__).parent / "rules" / "similar.toml").open("rb") as file:
        table = tomllib.load(file)
    return frozenset(table["everywhere"].split()), frozenset(table["often"].split())
