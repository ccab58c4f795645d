"""Why a case was routed so: the words that decided, marked in the text itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text; ``why``: what it was taken for, in Chinese, or nothing."""

    text: str
    why: str = ""


def marked(text: str, reasons: Sequence[dict[str, Any]]) -> list[Piece]:
    """``text`` cut at the words of ``reasons`` ([{"word", "for", "weight"}]); the longest word
    wins where two lie over each other."""
    why: dict[str, list[str]] = {}
    for reason in reasons:
        what = str(reason["for"]).rpartition(":")[2]
        if str(reason["word"]) and not what.isascii():
            why.setdefault(str(reason["word"]), []).append(what)
    owner: list[str] = [""] * len(text)
    for word in sorted(why, key=len, reverse=True):
        at = text.find(word)
        while at >= 0:
            if not any(owner[at : at + len(word)]):
                owner[at : at + len(word)] = [word] * len(word)
            at = text.find(word, at + len(word))
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        word = owner[at]
        end = at + len(word) if word else at + 1
        while not word and end < len(text) and not owner[end]:
            end += 1
        pieces.append(Piece(text[at:end], "、".join(dict.fromkeys(why[word])) if word else ""))
        at = end
    return pieces
