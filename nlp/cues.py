"""One automaton over all small word lists that reading needs, so that a text is walked once.

A *cue* is a word that belongs to one or more named groups (``"danger.gas"``, ``"kind.thanks"``).
:meth:`Cues.scan` gives a :class:`Found`: which groups occur and where. Offsets are code points of
the text that was scanned.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nlp.keywords import Finder

RULES = Path(__file__).parent / "rules"

Span = tuple[int, int]
_NOTHING: tuple[Span, ...] = ()


class Found:
    """What a scan found: spans by group, in the order of the text. Truth: anything found."""

    __slots__ = ("_spans", "text")

    def __init__(self, text: str, spans: defaultdict[str, list[Span]]) -> None:
        self.text = text
        self._spans = spans

    def __contains__(self, group: str) -> bool:
        return group in self._spans

    def __bool__(self) -> bool:
        return bool(self._spans)

    def __getitem__(self, group: str) -> Sequence[Span]:
        return self._spans.get(group, _NOTHING)

    def groups(self) -> Iterable[str]:
        return self._spans.keys()

    def words(self, group: str) -> list[str]:
        """The words of ``group`` that occur, each once, first come first."""
        return list(dict.fromkeys(self.text[s:e] for s, e in self[group]))

    def any(self, groups: Iterable[str]) -> bool:
        return not self._spans.keys().isdisjoint(groups)


class Cues:
    """``groups``: name → words, in any case; a word may stand in several groups. ValueError for an
    empty word."""

    __slots__ = ("_groups_of", "_hits")

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        of: dict[str, list[str]] = {}
        for name, words in groups.items():
            for written in words:
                word = written.lower()  # as in the plain form of nlp.normal
                if not word:
                    raise ValueError(f"empty word in group {name}")
                names = of.setdefault(word, [])
                if name not in names:
                    names.append(name)
        finder = Finder(sorted(of))
        self._hits = finder.hits
        self._groups_of: list[tuple[str, ...]] = [tuple(of[word]) for word in finder.words]

    def scan(self, text: str, known: Found | None = None) -> Found:
        """What occurs in ``text``; together with what is ``known`` of the same text."""
        spans = defaultdict(list) if known is None else known._spans
        groups_of = self._groups_of
        for start, end, number in self._hits(text):
            span = (start, end)
            for group in groups_of[number]:
                spans[group].append(span)
        return Found(text, spans)


@cache
def rules(name: str) -> dict[str, Any]:
    """``nlp/rules/{name}.toml`` as a dict, read once. Raises FileNotFoundError, TOMLDecodeError."""
    with (RULES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def word_groups(name: str) -> dict[str, tuple[str, ...]]:
    """The ``[words]`` tables of ``nlp/rules/{name}.toml`` as groups ``"{name}.{group}"``."""
    return {f"{name}.{group}": tuple(words) for group, words in rules(name)["words"].items()}


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    start, end = span
    return any(s < end and start < e for s, e in others)
