"""Who is named in pinyin, and which place: 「sundesheng zhan wo jia di」, 「wang shu ji bu gan
huo」, 「dongping cun」. Nobody who types so writes of a book (shu ji) or a guest; in doubt somebody
in office is meant."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from nlp import sounds

#: Offices as they are called, and the level that whoever holds them sits at.
_OFFICES: Mapping[str, tuple[str, ...]] = {
    "village": (
        *("村支书", "支书", "书记", "村主任", "主任", "村长", "队长", "组长", "会计", "村干部"),
        *("村委", "网格员"),
    ),
    "township": ("镇长", "乡长", "所长", "站长", "派出所", "供电所", "镇政府", "民政所"),
    "county": ("局长", "县长", "城管", "交警"),
}
#: Before the slower look: so many letters in a row are pinyin, mostly.
_LATIN = re.compile(r"[a-z]{2,}(?:[ ']?[a-z]+)+")
_LEAST = 6
#: Titles behind a surname.
_TITLES = (
    "书记",
    "支书",
    "主任",
    "代表",
    "村长",
    "镇长",
    "会计",
    "校长",
    "老师",
    "队长",
    "站长",
    "所长",
)


def runs(plain: str) -> tuple[str, ...]:
    """The stretches of Latin letters in ``plain``, each without its spaces."""
    return tuple(re.sub("[ ']", "", run) for run in _LATIN.findall(plain))


def places(plain: str, names: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where in ``plain`` places are named in pinyin: start, end and name. ``names``: spelling →
    name; of two within each other the longer one."""
    lengths = sorted({len(spelt) for spelt in names}, reverse=True)
    found: list[tuple[int, int, str]] = []
    for run in _LATIN.finditer(plain):
        letters = [(char, at) for at, char in enumerate(run[0], run.start()) if char not in " '"]
        written = "".join(char for char, _ in letters)
        for length in lengths:
            for begin in range(len(written) - length + 1):
                name = names.get(written[begin : begin + length])
                start, end = letters[begin][1], letters[begin + length - 1][1] + 1
                if name and not any(start < b and a < end for a, b, _ in found):
                    found.append((start, end, name))
    return found


@cache
def spelling(word: str) -> str:
    """``word`` as it is typed without characters: 支书 → zhishu."""
    return sounds.in_pinyin(word).replace(" ", "")


@cache
def _offices() -> tuple[tuple[str, str, str], ...]:
    rows = [(spelling(word), word, level) for level, words in _OFFICES.items() for word in words]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def offices(plain: str) -> tuple[tuple[str, str], ...]:
    """(office, level) of each that is named, the longest name of one only."""
    found: dict[str, str] = {}
    for run in runs(plain):
        for spelt, word, level in _offices():
            if spelt in run:
                found[word] = level
                run = run.replace(spelt, " ")
    return tuple(found.items())


def names(plain: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those of the ``known`` names that are spelt out."""
    said = runs(plain)
    if not said:
        return ()
    spelt = ((name, spelling(name)) for name in known)
    return tuple(n for n, s in spelt if len(s) >= _LEAST and any(s in run for run in said))


def is_spelt(plain: str, name: str) -> bool:
    """Whether somebody is named by their whole name, or by surname and a title."""
    said = runs(plain)
    if not said:
        return False
    called = [spelling(name)] if len(spelling(name)) >= _LEAST else []
    called += [spelling(name[0] + title) for title in _TITLES]
    return any(word in run for word in called for run in said)
