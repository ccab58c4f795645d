"""How a text sounds, so that 煤气, 没气, meiqi and "mei qi" meet.

Characters and pinyin are both put into syllables without tone; what dialects and typing confuse
(zh/z, n/l, ang/an …) sounds alike. ``rules/pinyin.txt`` says how a character is read.
"""

import re
from functools import cache, lru_cache
from itertools import pairwise

from nlp.cues import RULES

#: Chinese characters in a row; words of Latin letters with single spaces or apostrophes between.
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+(?:[ '][a-z]+)*")
_ALIKE = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n(?=[a-z])"), "l"),
    (re.compile("^h(?=u[a-z]|u$)"), "f"),
    (re.compile("([aei]n)g$"), r"\1"),
)
#: Stands before, between and after syllables.
MARK = "'"
#: How a character sounds that no list has.
_UNKNOWN = MARK + "?"


def _alike(syllable: str) -> str:
    for pattern, plain in _ALIKE:
        syllable = pattern.sub(plain, syllable)
    return syllable


@cache
def _readings() -> dict[str, str]:
    """Character → syllable as written in pinyin."""
    readings: dict[str, str] = {}
    for line in (RULES / "pinyin.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            syllable, characters = line.split()
            readings |= dict.fromkeys(characters, syllable)
    return readings


@cache
def _sounds() -> dict[str, str]:
    """The same with a mark before it and as it sounds."""
    return {character: MARK + _alike(syllable) for character, syllable in _readings().items()}


@cache
def _whole() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a word that is pinyin looks like, and one syllable of it, the longest first."""
    syllables = sorted(set(_readings().values()), key=lambda s: (-len(s), s))
    one = "|".join(s for s in syllables if len(s) > 1 or s in "ae")
    return re.compile(f"(?:{one})+"), re.compile(one)


@lru_cache(maxsize=4096)
def _spelt(word: str) -> tuple[str, ...]:
    whole, one = _whole()
    if not whole.fullmatch(word):
        return ()
    parts = one.findall(word)
    if sum(map(len, parts)) != len(word):
        return ()  # the longest first led astray (a word of another language, mostly)
    return tuple(MARK + _alike(part) for part in parts)


@lru_cache(maxsize=4)  # one message is asked for by several readers, one after another
def _runs(plain: str) -> list[list[str]]:
    """The syllables between two pauses, each with a mark before it."""
    of = _sounds().get
    runs: list[list[str]] = []
    for run in _RUN.findall(plain):
        if run[0] < "\u0100":
            words = [_spelt(word) for word in run.replace("'", " ").split()]
            runs.append([syllable for word in words for syllable in word])
        else:
            runs.append([of(character, _UNKNOWN) for character in run])
    return runs


def sounds(plain: str) -> str:
    """The syllables of a plain text: ``"'mei'qi'lou'le' 'kuai'lai'"``, a space where it pauses."""
    return " ".join("".join(run) + MARK for run in _runs(plain) if run)


@lru_cache(maxsize=4)
def pairs(plain: str) -> frozenset[str]:
    """The runs of two syllables in a plain text, marked: ``"'mei'qi'"``."""
    return frozenset([a + b + MARK for run in _runs(plain) for a, b in pairwise(run)])


def in_pinyin(plain: str) -> str:
    """A text as somebody writes it who types no characters."""
    of = _readings().get
    return " ".join(of(character, character) for character in plain if not character.isspace())
