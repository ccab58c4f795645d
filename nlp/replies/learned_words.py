"""What was learned from labelled replies: which act a statement reads like, beside the rules.

The table ``nlp/model/replies.tsv`` is plain text, learned by ``python -m nlp replies FILES``:
pieces of one to three characters (with the beginning and the end marked) and signs of what else is
known (the role, what is pending, whether a day, a number, a body, a "not" or a question is said),
each with a weight for each act and for ``none``, words that are no act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.packed import read_packed
from nlp.pieces import PieceTable
from nlp.replies.model import Pending
from nlp.replies.rules import RULES
from nlp.replies.statements import Statement

TABLE = Path(__file__).resolve().parent.parent / "model" / "replies.tsv"
#: The label of words that are no act.
NONE = "none"
#: What each sign counts beside the pieces, which together count as a vector of length one.
SIGN_SHARE = 0.5

_NOISE = re.compile(r"[^\w+?？，\ue000]+")
_DIGITS = re.compile(r"[0-9]+")
_BODY = RULES.compiled("<body>")
_NOT = re.compile("[没不别未无莫甭]")
#: Desks answer the same things.
_DESK = {"officer": "desk", "station": "desk", "grid_worker": "desk"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """``act``: what it reads like most; ``lead``: by how much more than the next one."""

    act: str
    lead: float


def bare(content: str) -> str:
    """The words of a statement without pauses, with its ends marked and all numbers alike."""
    return f"^{_DIGITS.sub('0', _NOISE.sub('', content)).replace('？', '?')}$"


def signs(role: str, about: Sequence[Pending], statement: Statement, *, named: bool) -> list[str]:
    """What else is known, as words of the table. ``about``: the things it may be about."""
    desk = _DESK.get(role, role)
    found = [f"role={desk}"]
    for item in about:
        found += [f"kind={item.kind}", f"kind={item.kind}.{item.state}"]
    content = statement.content
    for name, known in (
        ("one", len(about) == 1),
        ("named", named),
        ("day", bool(statement.days)),
        ("number", bool(_DIGITS.search(content))),
        ("body", bool(_BODY.search(content))),
        ("not", bool(_NOT.search(content))),
        ("question", statement.question),
    ):
        if known:
            found.append(f"has={name}")
    found.append(f"long={min(4, len(content) // 5)}")
    return list(dict.fromkeys((*found, *(f"{desk}/{sign}" for sign in found))))


@cache
def _table() -> PieceTable:
    return PieceTable(read_packed(TABLE), SIGN_SHARE, "=")


@cache
def acts_of(role: str) -> frozenset[str]:
    """The acts that somebody in this role can say, and ``none``."""
    return frozenset(rule.act for rule in RULES.acts if role in rule.roles) | {NONE}


def opinion(role: str, about: Sequence[Pending], statement: Statement, *, named: bool) -> Opinion:
    """What the statement reads like."""
    table = _table()
    text = bare(statement.content)
    totals = table.scores(text, "", signs(role, about, statement, named=named))
    allowed = acts_of(role)
    scored = sorted(
        (score, act) for act, score in zip(table.labels, totals, strict=True) if act in allowed
    )
    (second, _), (first, best) = scored[-2:]
    return Opinion(best, first - second)
