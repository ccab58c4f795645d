"""Every way a place's name is written: without its ending, with other numerals, by ear, by eye.

Built once per vocabulary; `nlp.places` asks it per message. The rules are in rules/places.toml.
"""

import importlib.util
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nlp.keywords import Finder
from nlp.vocabulary import PlaceName

#: How a piece of text came to be read as a name, surest first.
EXACT, VARIANT, BARE, COMMON, BLOCKER = "exact", "variant", "bare", "common", "blocker"

DIGITS = "零一二三四五六七八九"
NUMERAL = "[0-9０-９一二三四五六七八九十]{1,3}"
_NUMERAL = re.compile(rf"{NUMERAL}(?=[支组路街号区桥队社中小巷弄])")


@cache
def rules() -> dict[str, Any]:
    """rules/places.toml as read."""
    with (Path(__file__).parent / "rules" / "places.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def sounds() -> dict[int, str]:
    """A table for str.translate: each character → the one that stands for its sound."""
    return {ord(char): line[0] for line in rules()["sounds"].values() for char in line}


@cache
def shapes() -> dict[str, str]:
    """Character → the characters it is mistaken for."""
    alike: dict[str, str] = defaultdict(str)
    for group in rules()["shapes"]["groups"]:
        for char in group:
            alike[char] += group
    return dict(alike)


@cache
def endings() -> tuple[str, ...]:
    """Every ending of a place name, longest first."""
    known = {ending for kind in rules()["suffixes"].values() for ending in kind}
    return tuple(sorted(known, key=lambda ending: (-len(ending), ending)))


@lru_cache(maxsize=4096)
def ending_of(name: str) -> str:
    """The longest known ending of the name, "" if there is none."""
    if not name.endswith(endings()):
        return ""
    return next((e for e in endings() if name.endswith(e) and len(name) > len(e)), "")


def stem_of(name: str) -> str:
    """The name as people say it, without 村, 镇, 河 …; "" if less than two characters are left."""
    for ending in sorted(rules()["stems"]["drop"], key=len, reverse=True):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return ""


def number_of(numeral: str) -> int:
    """三 → 3, 十二 → 12, 二十 → 20, ３ → 3; what is no number → -1."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not all(part in DIGITS for part in (tens, ones)) or len(tens) > 1 or len(ones) > 1:
        return -1
    return (DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (
        DIGITS.index(ones) if ones else 0
    )


def chinese(number: int) -> str:
    """3 → 三, 12 → 十二; only below 100."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def spellings(name: str) -> set[str]:
    """The name with Chinese and with Arabic numerals, and 第三中学 as 三中."""
    ways = {name}
    found = _NUMERAL.search(name)
    if found and number_of(found[0]) > 0 and (found[0].isdecimal() or len(name) > 2):
        number = number_of(found[0])
        for numeral in (str(number), chinese(number) if number < 100 else ""):
            if numeral:
                ways.add(name[: found.start()] + numeral + name[found.end() :])
    for way in tuple(ways):
        school = re.search(rf"第({NUMERAL})(中|小)学$", way)
        if school:
            ways.add(way[: school.start()] + school[1] + school[2])
    return ways


@dataclass(frozen=True, slots=True)
class Surface:
    """One string to look for, how sure it is, and the indexes of the places it may be."""

    text: str
    how: str
    places: tuple[int, ...]


def surfaces(places: Sequence[PlaceName]) -> list[Surface]:
    """All strings to look for. A full name beats another place's stem written alike."""
    exact: dict[str, set[int]] = defaultdict(set)
    variant: dict[str, set[int]] = defaultdict(set)
    bare: dict[str, set[int]] = defaultdict(set)
    stems = rules()["stems"]
    for index, place in enumerate(places):
        for name in (place.name, *place.aliases):
            for way in spellings(name):
                if len(way) >= 2:
                    exact[way].add(index)
                stem = stem_of(way)
                if not stem:
                    continue
                # 阳光花园 of 阳光花园小区 is a full name in itself.
                (variant if len(ending_of(stem)) > 1 else bare)[stem].add(index)
                if way[-1] in "河溪江港库渠":
                    kinds = ["same_water"]
                else:
                    town = place.level in ("county", "township") and not place.landmark
                    kinds = ["same_township" if town else "same_village", "same_place"]
                for ending in (ending for kind in kinds for ending in stems[kind]):
                    variant[stem + ending].add(index)
    waters = {stem for stem, ids in bare.items() if all(_is_water(places[i]) for i in ids)}
    towns = {stem for stem, ids in bare.items() if any(_is_town(places[i]) for i in ids)}
    common, longer = _in_dictionary(bare, waters, towns)
    made: list[Surface] = []
    taken: set[str] = set()
    plain = {text: ids for text, ids in bare.items() if text not in common}
    for how, found in ((EXACT, exact), (VARIANT, variant), (BARE, plain), (COMMON, bare)):
        for text, ids in found.items():
            if text not in taken:
                taken.add(text)
                made.append(Surface(text, how, tuple(sorted(ids))))
    return made + [Surface(word, BLOCKER, ()) for word in sorted(longer - taken)]


def _is_water(place: PlaceName) -> bool:
    return place.landmark and place.name[-1] in "河溪江港库渠"


def _is_town(place: PlaceName) -> bool:
    return place.level == "township" and not place.landmark


def dictionary() -> str:
    """jieba's word list as text ("word count tag" lines), without loading jieba."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        return ""
    return (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8")


#: A word more frequent than this in jieba's list is more often itself than a village, or a town.
_OFTEN, _OFTEN_FOR_TOWN = 300, 2_000


def _in_dictionary(
    stems: Iterable[str], waters: set[str], towns: set[str]
) -> tuple[set[str], set[str]]:
    """(stems that mean something else by themselves: 跃进, 红旗; longer words that only contain a
    stem: 太平洋 is not 太平村). A town or a village may go by a stem that is a rare noun; a river
    may not: 济南 is not 济南河."""
    patterns = sorted(stems)
    if not patterns:
        return set(), set()
    text = dictionary()
    common, longer = set(), set()
    for start, _, index in Finder(patterns).hits(text):
        begin = text.rfind("\n", 0, start) + 1
        word, _, rest = text[begin : text.find("\n", start)].partition(" ")
        stem, (count, tag) = patterns[index], rest.split(" ")
        often = _OFTEN_FOR_TOWN if stem in towns else _OFTEN
        if word != stem:
            longer.add(word)
        elif int(count) > often or not tag.startswith("n") or stem in waters:
            common.add(word)
    return common, longer


#: Stands for any one character in the keys of `misprints`.
ANY = "\0"


def misprints(names: Iterable[str]) -> dict[str, set[str]]:
    """Key → names it may be: the name with one character of its core replaced by `ANY`, or (core of
    three or more) left out. The ending always stays, so that 镇, 村, 河 support the guess."""
    keys: dict[str, set[str]] = defaultdict(set)
    for name in names:
        core = len(name) - len(ending_of(name))
        if core < 2 or core == len(name):
            continue
        for at in range(core):
            keys[name[:at] + ANY + name[at + 1 :]].add(name)
            if core >= 3:
                keys[name[:at] + name[at + 1 :]].add(name)
    return dict(keys)


def misprint_ends(keys: Iterable[str]) -> set[str]:
    """What the keys of :func:`misprints` end with: their ending and what is said before it."""
    ends: set[str] = set()
    for key in keys:
        core = len(key) - len(ending_of(key))
        if core >= 2:
            ends.add(key[core - 1 :] if key[core - 1] != ANY else key[core - 2 :])
    return ends


def may_be_misread(text: str, ending: int, end: int, ends: set[str]) -> bool:
    """False: no name with an ending at ``ending`` is a misprint (:func:`misread`), wherever it
    begins. ``ends``: of :func:`misprint_ends`."""
    return (
        text[ending - 1 : end] in ends
        or text[ending - 2 : ending - 1] + ANY + text[ending:end] in ends
    )


def misread(written: str, core: int, names: dict[str, set[str]]) -> str | None:
    """The one name that ``written`` (whose first ``core`` characters stand before the ending) is a
    misprint of; None when there is none or more than one."""
    guesses = set(names.get(written, ()))
    for at in range(core):
        for name in names.get(written[:at] + ANY + written[at + 1 :], ()):
            if core >= 3 or name[at] in shapes().get(written[at], ""):
                guesses.add(name)
    return guesses.pop() if len(guesses) == 1 else None
