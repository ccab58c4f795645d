"""Regular expressions that are tried only where a text holds what they need.

Reading knows a hundred of them, and of one message hardly any is true. What a match cannot do
without (「塌了」, 「人社局」) is read from each expression itself; all these words are looked for
together in one walk over the text, and the expressions without any are not tried. The answers are
those of plain ``re`` (tests/test_likely.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from nlp.expressions import Expression
from nlp.keywords import Finder

#: More words than this are not looked for instead of one expression.
_MOST = 200
#: A repeated part is spelt out up to so many times.
_OFTEN = 3
#: A match of more characters may begin anywhere.
_WIDE = 40

_Words = frozenset[str]
_NOTHING: _Words = frozenset({""})
_NO_WORDS: _Words = frozenset()


class Pattern:
    """Like a compiled expression, but tried only where its words stand in the text."""

    __slots__ = ("_expression", "_number", "_reach")

    def __init__(self, pattern: str) -> None:
        self._expression = Expression(pattern)
        self._number = _ALL.add(pattern)
        self._reach: tuple[int, _Words] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself, for who has looked for its words already (:func:`needed_of`)."""
        return self._expression.compiled

    def may_match(self, text: str) -> bool:
        """False: certainly not."""
        return self._number in _likely(text)

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text) if self._number in _likely(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text) if self._number in _likely(text) else iter(())

    def near(self, text: str, spans: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
        """As ``finditer`` of the expression itself, where ``spans`` are all places in ``text`` of
        the words that it needs: it is tried only where a match that holds one of them may begin."""
        if self._reach is None:
            self._reach = reach(self._expression.pattern)
        widest, firsts = self._reach
        if not firsts:
            yield from self.compiled.finditer(text)
            return
        begin = 0
        for first, last in spans:
            begin = max(begin, last - widest)
            while begin <= first:
                if text[begin] in firsts and (match := self.compiled.match(text, begin)):
                    yield match
                    begin = max(match.end(), begin + 1)
                else:
                    begin += 1

    def sub(self, put: Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(put, text) if self._number in _likely(text) else text


class _All:
    """All expressions of this process and the one automaton over what they need; it is built when
    first asked, after every module has named its own."""

    def __init__(self) -> None:
        self._needed: list[_Words | None] = []
        self._always: frozenset[int] = frozenset()
        self._by_word: list[tuple[int, ...]] = []
        self._finder: Finder | None = None

    def add(self, pattern: str) -> int:
        self._needed.append(needed(pattern))
        self._finder = None
        return len(self._needed) - 1

    def needed(self, pattern: Pattern) -> _Words | None:
        """What an expression needs, as :func:`needed` says."""
        return self._needed[pattern._number]

    def build(self) -> Finder:
        by_word: dict[str, tuple[int, ...]] = {}
        for number, words in enumerate(self._needed):
            for word in words or ():
                by_word[word] = (*by_word.get(word, ()), number)
        self._by_word = list(by_word.values())
        self._always = frozenset(n for n, words in enumerate(self._needed) if words is None)
        self._finder = Finder(by_word)
        return self._finder

    def likely(self, text: str) -> frozenset[int] | set[int]:
        finder = self._finder or self.build()
        return self._always.union(*map(self._by_word.__getitem__, finder.numbers_in(text)))


_ALL = _All()


def load() -> None:
    """Builds now what the first message would wait for."""
    _ALL.likely("")


@lru_cache(maxsize=4)  # one message is asked for by many, one after another
def _likely(text: str) -> frozenset[int] | set[int]:
    return _ALL.likely(text)


def needed_of(patterns: Iterable[Pattern]) -> _Words:
    """Words of which every text holds one that any of ``patterns`` matches, for looking for them
    together with others (:mod:`nlp.cues`). ValueError where that cannot be told."""
    found = [_ALL.needed(pattern) for pattern in patterns]
    if None in found:
        raise ValueError("an expression that may match anything")
    return _NO_WORDS.union(*filter(None, found))


def needed(pattern: str) -> _Words | None:
    """Words of which every match of ``pattern`` holds at least one; None where no such list is
    short. The longer the words, the less often they stand somewhere by chance."""
    tree = _parser.parse(pattern)
    words = None if tree.state.flags & re.IGNORECASE else _needed(tree)
    return words and frozenset(word for word in words if not _holds_another(word, words))


def _holds_another(word: str, words: _Words) -> bool:
    size = len(word)
    return any(
        word[i:j] in words for i in range(size) for j in range(i + 1, size + 1) if j - i < size
    )


def _needed(tree: Iterable[tuple[Any, Any]]) -> _Words | None:
    """The best of what the parts of a sequence need."""
    best: _Words | None = None
    run = _NOTHING
    for part in tree:
        spelt = _spelt([part])
        joined = None if spelt is None else _one_after_another(run, spelt)
        if joined is not None:
            run = joined
            continue
        best = _better(best, run)
        run = spelt or _NOTHING
        if spelt is None:
            best = _better(best, _inside(*part))
    return _better(best, run)


def _inside(kind: Any, given: Any) -> _Words | None:
    """What a part needs that cannot be spelt out."""
    if kind is op.SUBPATTERN:
        return _needed(given[-1])
    if kind is op.BRANCH:
        every = [_needed(branch) for branch in given[1]]
        words = [words for words in every if words is not None]
        return frozenset().union(*words) if len(words) == len(every) else None
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and given[0] >= 1:
        return _needed(given[2])
    return None


def reach(pattern: str) -> tuple[int, _Words]:
    """The most characters that a match has, and all that it may begin with; none where it may be
    wider than :data:`_WIDE` or begin with anything."""
    tree = _parser.parse(pattern)
    widest = tree.getwidth()[1]
    firsts = None if tree.state.flags & re.IGNORECASE else _begins(tree)
    if firsts is None or "" in firsts or widest > _WIDE:
        return 0, _NO_WORDS
    return widest, firsts


def _begins(tree: Iterable[tuple[Any, Any]]) -> _Words | None:
    """The characters that a match of a sequence begins with; None: any, or no list of them."""
    found = _NO_WORDS
    for kind, given in tree:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        own = _begins_part(kind, given)
        if own is None:
            return None
        found |= own - _NOTHING
        if "" not in own:
            return found
    return found | _NOTHING


def _begins_part(kind: Any, given: Any) -> _Words | None:
    """The same for a part, with "" if it may be empty."""
    if kind is op.LITERAL:
        return frozenset({chr(given)})
    if kind is op.IN:
        return _characters(given)
    if kind is op.SUBPATTERN:
        return _begins(given[-1])
    if kind is op.BRANCH:
        branches = [_begins(branch) for branch in given[1]]
        return None if None in branches else _NO_WORDS.union(*filter(None, branches))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        inner = _begins(given[2])
        return inner if inner is None or given[0] else inner | _NOTHING
    return None


def _spelt(tree: Iterable[tuple[Any, Any]]) -> _Words | None:
    """All texts that a sequence can match, if they are few; lookarounds match nothing."""
    run: _Words | None = _NOTHING
    for kind, given in tree:
        texts: _Words | None = None
        if kind is op.LITERAL:
            texts = frozenset({chr(given)})
        elif kind is op.IN:
            texts = _characters(given)
        elif kind is op.SUBPATTERN:
            texts = _spelt(given[-1])
        elif kind is op.BRANCH:
            branches = [_spelt(branch) for branch in given[1]]
            if None not in branches:
                texts = frozenset().union(*filter(None, branches))
        elif kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            texts = _NOTHING
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT) and given[1] <= _OFTEN:
            texts = _repeated(given[0], given[1], _spelt(given[2]))
        run = None if run is None or texts is None else _one_after_another(run, texts)
        if run is None:
            return None
    return run


def _characters(given: Sequence[tuple[Any, Any]]) -> _Words | None:
    found: set[str] = set()
    for kind, what in given:
        if kind is op.LITERAL:
            found.add(chr(what))
        elif kind is op.RANGE and what[1] - what[0] < _MOST:
            found.update(map(chr, range(what[0], what[1] + 1)))
        else:
            return None
    return frozenset(found)


def _repeated(least: int, most: int, texts: _Words | None) -> _Words | None:
    times: list[_Words | None] = [_NOTHING]
    for _ in range(most):
        before = times[-1]
        times.append(None if before is None or texts is None else _one_after_another(before, texts))
    wanted = times[least:]
    return None if None in wanted else frozenset().union(*filter(None, wanted))


def _one_after_another(first: _Words, second: _Words) -> _Words | None:
    if len(first) * len(second) > _MOST:
        return None
    return frozenset(a + b for a in first for b in second)


def _better(one: _Words | None, other: _Words | None) -> _Words | None:
    """Which of two lists is likelier to be missing from a text."""
    lists = [words for words in (one, other) if words and "" not in words]
    return min(lists, key=_chance, default=None)


def _chance(words: _Words) -> float:
    """How often some of them stand somewhere, roughly: a character more makes a word rarer."""
    return sum(20.0 ** -len(word) for word in words)
