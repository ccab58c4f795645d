"""A short name for a group of messages: where, and what (青松岭小区 路灯)."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from math import log

from nlp.place_strings import place_strings

_RUN = re.compile(r"[\u4e00-\u9fff]+")
LONGEST = 8
#: A word must be shared by so many, and be so rare elsewhere, to say what the problem is.
ENOUGH = 1.0
#: Of all titles with the phrase of a topic, so many are in the topic.
RECOGNISABLE = 0.5
NO_BEGINNING = frozenset("市县区的了在和与及是有被把向请对于地得都也很就不")
NO_END = frozenset("的了在和与及是有被把向请对于地得都也很就不市我你")


class Naming:
    """Names groups of the messages that it is made with: titles, whole texts, words of the texts.
    No name is given twice."""

    def __init__(
        self, titles: Sequence[str], texts: Sequence[str], words: Sequence[list[str]]
    ) -> None:
        self._titles = titles
        #: All of them, one on a line: one search in it is worth hundreds of small ones.
        self._lines = "".join(title.replace("\n", " ") + "\n" for title in titles)
        self._phrases: dict[tuple[int, ...], str] = {}
        self._texts = texts
        self._words = words
        self._given: Counter[str] = Counter()

    @cached_property
    def _spread(self) -> Counter[str]:
        """In how many messages each word is."""
        return Counter(word for found in self._words for word in set(found))

    def place(self, group: Sequence[int]) -> str | None:
        """The place that at least half of the messages name, the longest of equal ones."""
        named: Counter[str] = Counter()
        for i in group:
            text = self._texts[i]
            named.update({text[a:b] for a, b in place_strings(text)})
        best = max(named, key=lambda name: (named[name], len(name), name), default=None)
        return best if best is not None and named[best] * 2 >= len(group) else None

    def recognisable(self, group: Sequence[int]) -> bool:
        """Whether the messages share a stretch of title that the others have not just as often:
        「建议加快…」 is a way of speaking, not a topic."""
        phrase = self._phrase(group)
        inside = sum(phrase in self._titles[i] for i in group)
        return not phrase or inside >= RECOGNISABLE * self._titles_with(phrase)

    def _titles_with(self, piece: str) -> int:
        """How many titles hold it (a stretch without line breaks, not empty)."""
        count = at = 0
        while (at := self._lines.find(piece, at)) >= 0:
            count += 1
            at = self._lines.index("\n", at)
        return count

    def name(self, group: Sequence[int]) -> str:
        """Up to about 14 characters; a number is added to a name that is already taken."""
        where = self._phrase(group)
        what = self._word(group, where)
        name = where + what or self._titles[group[0]][:14] or "未命名"
        self._given[name] += 1
        return name if self._given[name] == 1 else f"{name}（{self._given[name]}）"

    def _phrase(self, group: Sequence[int]) -> str:
        """The stretch of title that most of the messages share and few others have."""
        key = tuple(group)
        if key not in self._phrases:
            self._phrases[key] = self._best_phrase(group)
        return self._phrases[key]

    def _best_phrase(self, group: Sequence[int]) -> str:
        shared: Counter[str] = Counter()
        for i in group:
            shared.update(_pieces(self._titles[i]))
        likely = [piece for piece, n in shared.items() if n * 3 >= len(group) and n > 1]
        likely.sort(key=lambda piece: (-shared[piece] * len(piece), piece))
        best, best_score = "", 0.0
        for piece in likely[:40]:
            elsewhere = self._titles_with(piece) - shared[piece]
            rarity = log(len(self._titles) / (1 + elsewhere))
            score = shared[piece] / len(group) * rarity * (len(piece) ** 0.7)
            if score > best_score:
                best, best_score = piece, score
        return best

    def _word(self, group: Sequence[int], where: str) -> str:
        """The word beside the phrase that most of the messages share: what the problem is."""
        shared = Counter(word for i in group for word in set(self._words[i]))
        where += self.place(group) or ""
        titles = " ".join(self._titles[i] for i in group)
        best, best_score = "", 0.0
        for word, n in shared.items():
            if n < 2 or n * 4 < len(group) or word not in titles or not _RUN.fullmatch(word):
                continue
            if word in where or (where and where in word):
                continue
            score = (n / len(group)) ** 2 * log(len(self._words) / self._spread[word])
            if score > best_score:
                best, best_score = word, score
        return best if best_score > ENOUGH else ""


def _pieces(title: str) -> set[str]:
    pieces: set[str] = set()
    for run in _RUN.findall(title):
        for length in range(2, LONGEST + 1):
            pieces.update(run[k : k + length] for k in range(len(run) - length + 1))
    return {p for p in pieces if p[0] not in NO_BEGINNING and p[-1] not in NO_END}
