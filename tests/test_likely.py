"""Expressions that are tried only where a text holds what they need (nlp/likely.py)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import danger_kinds, danger_standing
from nlp.cues import Cues
from nlp.likely import Pattern, needed, needed_of

#: Characters that the expressions below are about, and some that they are not.
_TEXTS = st.text(
    alphabet="县人民医院一中食堂第三小学墙要塌了倒外村娘家那边局社救命着火ab1 ，。", max_size=24
)

_EXPRESSIONS = (
    r"县(?:人民)?(?:医院|一中)|第[一三](?:小学|中)",
    r"墙.{0,4}(?:要|快)?(?:塌|倒)(?!了)",
    r"(?<![一-鿿])(?:[一二三]|a)(?:中|小)(?:食|学)?",
    r"[^，。]{0,3}着火|(?:救命){1,2}",
    r"^外村|那边$",
    r"\w+",
    r"(?:外|娘家)?",
)
_PATTERNS = [(re.compile(expression), Pattern(expression)) for expression in _EXPRESSIONS]


@pytest.mark.parametrize(("plain", "pattern"), _PATTERNS)
@given(text=_TEXTS)
def test_a_pattern_finds_what_the_plain_expression_finds(
    plain: re.Pattern[str], pattern: Pattern, text: str
) -> None:
    assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in plain.finditer(text)]
    first, same = pattern.search(text), plain.search(text)
    assert (first and first.span()) == (same and same.span())


@pytest.mark.parametrize(
    ("plain", "pattern"), [both for both in _PATTERNS if needed(both[0].pattern) is not None]
)
@given(text=_TEXTS)
def test_near_the_words_it_needs_everything_is_found(
    plain: re.Pattern[str], pattern: Pattern, text: str
) -> None:
    spans = Cues({"its": needed_of([pattern])}).scan(text)["its"]
    assert [m.span() for m in pattern.near(text, spans)] == [m.span() for m in plain.finditer(text)]


@given(st.from_regex(r"(?:县(?:人民)?(?:医院|一中)|第[一三](?:小学|中))", fullmatch=True))
def test_every_match_holds_a_needed_word(match: str) -> None:
    words = needed(_EXPRESSIONS[0])
    assert words is not None
    assert any(word in match for word in words)


def test_what_can_match_anything_needs_nothing() -> None:
    assert needed(r"\w+") is None
    assert needed(r"(?:外|娘家)?") is None
    assert needed(r"(?i)abc") is None


def test_longer_words_are_needed_rather_than_single_characters() -> None:
    assert needed(r"[塌倒].{0,4}(?:县医院|人民医院)") == frozenset({"县医院", "人民医院"})


def test_a_word_that_holds_another_is_not_looked_for() -> None:
    assert needed(r"外村|外村人") == frozenset({"外村"})


@pytest.mark.parametrize(
    "pattern",
    [
        *(kind.pattern for kind in danger_kinds.KINDS if kind.pattern),
        *(found for found in vars(danger_standing).values() if isinstance(found, Pattern)),
    ],
)
def test_the_patterns_of_reading_are_not_tried_on_any_text(pattern: Pattern) -> None:
    assert not pattern.may_match("嗯嗯")


def test_text_that_only_touches_on_a_pattern_gives_nothing() -> None:
    assert not Pattern(r"县医院(?=门口)").search("县医院里")
