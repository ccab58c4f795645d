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
    return {character: _alike(syllable) for character, syllable in _readings().items()}


@cache
def _whole() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a word that is pinyin looks like, and one syllable of it, the longest first."""
    syllables = sorted(set(_readings().values()), key=lambda s: (-len(s), s))
    one = "|".join(s for s in syllables if len(s) > 1 or s in "ae")
    return re.compile(f"(?:{one})+"), re.compile(one)


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str | None:
    whole, one = _whole()
    if not whole.fullmatch(word):
        return None
    parts = one.findall(word)
    if sum(map(len, parts)) != len(word):
        return None  # the longest first led astray (a word of another language, mostly)
    return MARK.join(map(_alike, parts))


@lru_cache(maxsize=2)  # one message is asked for by several readers, one after another
def sounds(plain: str) -> str:
    """The syllables of a plain text: ``"'mei'qi'lou'le' 'kuai'lai'"``, a space where it pauses."""
    of = _sounds().get
    runs: list[str] = []
    for run in _RUN.findall(plain):
        if run[0] < "\u0100":
            words = [_spelt(word) for word in run.replace("'", " ").split()]
            spelt = MARK.join([word for word in words if word])
        else:
            spelt = MARK.join([of(character, "?") for character in run])
        if spelt:
            runs.append(f"{MARK}{spelt}{MARK}")
    return " ".join(runs)


def pairs(plain: str) -> set[str]:
    """The runs of two syllables in a plain text, marked: ``"'mei'qi'"``."""
    found: set[str] = set()
    for run in sounds(plain).split():
        syllables = run.strip(MARK).split(MARK)
        found.update(f"{MARK}{a}{MARK}{b}{MARK}" for a, b in pairwise(syllables))
    return found


def in_pinyin(plain: str) -> str:
    """A text as somebody writes it who types no characters."""
    of = _readings().get
    return " ".join(of(character, character) for character in plain if not character.isspace())
