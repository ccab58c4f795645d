"""Words of a sentence and which of them name something: 篮球架, 蓄水池, 闸刀. The words are those
of jieba's list, cut as jieba cuts (the likeliest of all ways), without what it needs for names."""

import re
from dataclasses import dataclass
from functools import cache
from math import log

from nlp.place_names import dictionary

#: Longer words of the list are idioms and titles.
_LONGEST = 5
_RUN = re.compile(r"[\u4e00-\u9fff]+")
#: Tags of the list for what names something: nouns, places, short names. Its names of towns hold
#: many a verb (拴上, 填平).
_NAMES = ("n", "s", "j", "g")
_NOT_NAMES = ("ns",)
#: 夯实, 装好: what was done, however the list tags it.
_DONE = "上下平实好完走净正掉开紧稳牢通满齐成过"
#: A letter that is no word of the list is as rare as this.
_RARE = -18.0


@dataclass(frozen=True, slots=True)
class Word:
    """``names``: whether it is, by the list, a word for a thing, a place or somebody."""

    text: str
    names: bool


@cache
def _words() -> dict[str, tuple[float, bool]]:
    found: dict[str, tuple[int, bool]] = {}
    for line in dictionary().splitlines():
        word, count, tag = line.split(" ")
        if len(word) <= _LONGEST:
            names = tag.startswith(_NAMES) and not tag.startswith(_NOT_NAMES)
            found[word] = int(count) or 1, names and not (len(word) == 2 and word[1] in _DONE)
    total = log(sum(count for count, _ in found.values()) or 1)
    return {word: (log(count) - total, names) for word, (count, names) in found.items()}


def words_of(text: str) -> tuple[Word, ...]:
    """The Chinese words of ``text``, in their order."""
    return tuple(word for run in _RUN.findall(text) for word in _cut(run))


def _cut(run: str) -> list[Word]:
    known = _words()
    best: list[tuple[float, int]] = [(0.0, len(run))] * (len(run) + 1)
    for start in range(len(run) - 1, -1, -1):
        ways = [
            (known.get(run[start:end], (_RARE, False))[0] + best[end][0], end)
            for end in range(start + 1, min(len(run), start + _LONGEST) + 1)
            if end == start + 1 or run[start:end] in known
        ]
        best[start] = max(ways)
    found, start = [], 0
    while start < len(run):
        end = best[start][1]
        word = run[start:end]
        found.append(Word(word, known.get(word, (0.0, False))[1]))
        start = end
    return found
