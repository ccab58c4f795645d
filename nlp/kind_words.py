"""Learned words for the kind of a short message, beside the hand rules (nlp/kind_rules.py).

The table ``nlp/model/kinds.tsv`` is plain text, learned from ``nlp/corpus`` by
``python -m nlp kinds``: pieces of one to three characters, the sounds of two (``'mei'qi'``), and a
weight for each kind. What the hand rules say is one more word of the message (``rule=thanks``), so
that the table also holds how far each rule may be trusted.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from nlp.cues import Found
from nlp.packed import read_packed
from nlp.pieces import PieceTable

TABLE = Path(__file__).parent / "model" / "kinds.tsv"
#: What the signs (what the hand rules say, what else is known) count beside the pieces.
SIGN_SHARE = 0.5

_NOISE = re.compile(r"[^\w+?？]+")
_DIGITS = re.compile(r"[0-9]+")


def bare(plain: str) -> str:
    """The plain form without pauses, with its ends marked and all numbers alike."""
    text = _DIGITS.sub("0", _NOISE.sub("", plain)).replace("？", "?")
    return f"^{text}$"


def signs(rule: str, *, far: bool, place: bool, ours: bool, cadre: bool) -> tuple[str, ...]:
    """What else is known of a message, as words of the table. ``rule``: the kind that the hand
    rules gave it; ``far``: a place far away is named; ``place``: any is, ``ours``: one of the
    county's own; ``cadre``: :func:`speaks_of_cadres`."""
    found = [f"rule={rule}"]
    if far and not ours:
        found.append("has=far")
    if place:
        found.append("has=place")
    if cadre:
        found.append("has=cadre")
    return tuple(found)


_ANYBODY = frozenset({"他们", "村里", "领导", "代表", "派出所", "镇政府", "村委"})


def speaks_of_cadres(found: Found) -> bool:
    """Whether the message names a cadre's office, and not only 他们 or 村里."""
    return any(found.text[start:end] not in _ANYBODY for start, end in found["kinds.cadre"])


class KindWords:
    """Reads the table once; immutable."""

    def __init__(self, path: Path = TABLE) -> None:
        self._table = PieceTable(read_packed(path), SIGN_SHARE, "=")

    def scores(self, plain: str, known: Collection[str]) -> list[tuple[float, str]]:
        """(score, kind), surest first; above 0 speaks for the kind."""
        scores = self._table.scores(bare(plain), plain, known)
        return sorted(zip(scores, self._table.labels, strict=True), reverse=True)

    def loudest(self, plain: str, kind: str) -> tuple[str, ...]:
        """At most three pieces that spoke for ``kind``, as they stand in the text."""
        found: list[str] = []
        for weight, word in self._table.loudest(bare(plain), kind)[:12]:
            text = word.strip("^$")
            if weight > 0 and len(text) > 1 and not any(text in w or w in text for w in found):
                found.append(text)
        return tuple(found[:3])


@cache
def kind_words() -> KindWords:
    """The table that comes with the project. TableError when it cannot be read."""
    return KindWords()
