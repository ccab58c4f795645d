"""The thing that a sentence is about, and whether something is wrong with it: 路灯, 自来水, 补贴
(``rules/things.toml``, and the things of ``rules/split.toml``)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.cues import rules

_CLAUSES = re.compile(r"[，,。；;！!？?、\s]+")


#: 「五组的路灯」 speaks of no road.
_NOT_BEFORE = {"路": "(?![灯口边牌])", "水": "(?![果稻])", "电": "(?![话视脑影工梯焊])"}


def _longest_first(words: Iterable[str]) -> re.Pattern[str]:
    shapes = (re.escape(word) + _NOT_BEFORE.get(word[-1], "") for word in words)
    return re.compile("|".join(sorted(shapes, key=len, reverse=True)))


_RULES = rules("things")
_LINES: Sequence[Sequence[str]] = (*rules("split")["things"], *_RULES["more"])
_LINE_OF = {word: n for n, words in enumerate(_LINES) for word in words}
_SHORT = {
    short: frozenset(_LINE_OF[word] for word in words) for short, words in _RULES["short"].items()
}
_WORD = _longest_first(_LINE_OF)
_SHORT_WORD = _longest_first(_SHORT)
_BEHIND = {
    _LINE_OF[cause]: frozenset(_LINE_OF[word] for word in reported)
    for cause, *reported in _RULES["behind"]
}
_NEVER = _longest_first(_RULES["never"]["words"])
_WRONG = re.compile(str(_RULES["wrong"]["words"]))


@dataclass(frozen=True, slots=True)
class Things:
    """``named``: lines of the table whose words stand in a text; ``meant``: lines that a short word
    of it may mean as well."""

    named: frozenset[int] = frozenset()
    meant: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.named or self.meant)

    def of(self, other: "Things") -> bool:
        """Whether both may speak of one thing."""
        return bool((self.named | self.meant) & (other.named | other.meant))

    def may_cause(self, other: "Things") -> bool:
        """Whether it is of ``other``, or what is found at fault where that is reported."""
        behind = frozenset().union(*(_BEHIND.get(line, frozenset()) for line in self.named))
        return self.of(other) or bool(behind & other.named)


NOTHING = Things()


def things(text: str, besides: Iterable[str] = ()) -> Things:
    """What ``text`` is about. ``besides``: names of places in it, which name no thing."""
    for place in besides:
        text = text.replace(place, "\n")
    text = _NEVER.sub("\n", text)
    # 「水渠塌了，浇不上水」 speaks of no tap: a short word counts where nothing is named.
    words = _WORD.findall(text) or _SHORT_WORD.findall(text)
    return Things(
        frozenset(_LINE_OF[word] for word in words if word in _LINE_OF),
        frozenset().union(*(_SHORT[word] for word in words if word in _SHORT)),
    )


def up_to_thing(text: str) -> str:
    """「东坪村路灯」 of 「东坪村路灯亮了」; the whole where nothing is named."""
    found = _WORD.search(text)
    return text[: found.end()] if found else text


def word_of(text: str) -> str:
    """The first word that names a thing, 「沟」; empty where none does."""
    found = _WORD.search(_NEVER.sub("\n", text)) or _SHORT_WORD.search(_NEVER.sub("\n", text))
    return found[0] if found else ""


def is_wrong(text: str) -> bool:
    """Whether something is wrong with whatever ``text`` is about."""
    return _WRONG.search(text) is not None


def holds_a_matter(text: str, besides: Iterable[str] = ()) -> bool:
    """Whether a clause of ``text`` names a thing and says what is wrong with it."""
    places = tuple(besides)
    return any(
        things(clause, places) and is_wrong(clause) for clause in _CLAUSES.split(text) if clause
    )
