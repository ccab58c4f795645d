"""One spelling for many: full-width and traditional letters, emoji, slips of the input method."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nlp.replies.rules import RULES

_DROPPED = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
#: 「收 到」: some keyboards put a space after each word.
_SPACED = re.compile(r"(?:[\u4e00-\u9fff] )+[\u4e00-\u9fff]")
_DIGITS = str.maketrans("①②③④⑤⑥⑦⑧⑨❶❷❸", "123456789123")


@dataclass(frozen=True, slots=True)
class Text:
    """``shown``: the words as written, tidied; ``plain``: the same length, spelled one way for
    matching, so that what is found in ``plain`` can be quoted from ``shown``."""

    shown: str
    plain: str


def normalise(raw: str) -> Text:
    """Tidy a message for reading."""
    shown = unicodedata.normalize("NFC", raw)
    for word, emoji in RULES.emoji:
        shown = shown.replace(word, emoji)
    shown = _from_pinyin(shown)
    shown = _DROPPED.sub("", shown).translate(_DIGITS)
    # Brackets keep their form (〔16-6〕); letters, digits and the wide space become narrow.
    shown = "".join(_narrow(char) for char in shown).strip()
    if _SPACED.fullmatch(shown):
        shown = shown.replace(" ", "")
    plain = shown.translate(RULES.simplified).lower()
    for wrong, right in RULES.slips:
        plain = wrong.sub(right, plain)
    return Text(shown, plain)


_PINYIN = tuple(
    (re.compile(rf"(?<![a-z]){' ?'.join(spelt.split())}(?![a-z])", re.IGNORECASE), words)
    for spelt, words in RULES.pinyin
)


#: What is written so even beside characters.
_RECEIVED = re.compile(r"(?<![a-zA-Z])(?:shou ?dao|sd)(?: ?le)?(?![a-zA-Z])", re.IGNORECASE)


def _from_pinyin(words: str) -> str:
    """「shou dao 37」 → 「收到 37」; only where nothing is written in characters."""
    if not re.search("[a-zA-Z]{2}", words):
        return words
    if not words.isascii():
        return _RECEIVED.sub("收到", words)
    for spelt, chinese in _PINYIN:
        words = spelt.sub(chinese, words)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", words)


def _narrow(char: str) -> str:
    code = ord(char)
    if char in "\u3000\u00a0\t\r":
        return " "
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A:
        return chr(code - 0xFEE0)
    return char
