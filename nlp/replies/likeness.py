"""Kinds and states of what is pending that nobody taught the reader, read by what they are like.

Another service may use other names (「return」 for a hand-over that somebody wants to give
back). Such a name never stops the reading: it is taken for the nearest known one (replies.toml
[like]), and what is like nothing for what the role usually has to answer.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.replies.model import KINDS, Pending
from nlp.replies.rules import RULES

#: What a role usually has to answer, for a kind that is like nothing known.
_USUAL = {"bureau": "handover", "grid_worker": "revisit"}
_OTHERWISE = "issue"


def as_known(role: str, pending: tuple[Pending, ...]) -> tuple[Pending, ...]:
    """The same things with kinds of ``KINDS``; refs, titles and options stay."""
    return tuple(_known(role, item) for item in pending)


def _known(role: str, item: Pending) -> Pending:
    like = RULES.like.get(f"{item.kind}.{item.state}") or RULES.like.get(item.kind)
    if like is None:
        if item.kind in KINDS:
            return item
        formal = item.ref.lstrip("建议").startswith(("〔", "[", "【"))
        usual = "assignment" if role == "bureau" else "suggestion"
        return replace(item, kind=usual if formal else _USUAL.get(role, _OTHERWISE))
    kind, _, state = like.partition(".")
    return replace(item, kind=kind, state=state or item.state)
