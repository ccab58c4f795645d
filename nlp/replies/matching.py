"""Which rules fit a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.replies.fields import read_fields
from nlp.replies.listener import Listener, options_of, spoken_by
from nlp.replies.model import Pending
from nlp.replies.ratings import judge
from nlp.replies.rules import RULES, ActRule
from nlp.replies.statements import Statement


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule that fits a statement, where, and what it is about."""

    rule: ActRule
    start: int
    matched: str


def acts_seen(
    listener: Listener, statement: Statement, candidates: Sequence[Pending]
) -> list[Seen]:
    """The acts a statement is, in the order they are said, without those that another beats."""
    found: dict[str, Seen] = {}
    for rule in RULES.acts:
        if listener.role not in rule.roles or not _applies(rule, candidates):
            continue
        match = _match(rule, statement)
        if match is None or not _has_required(listener, rule, statement):
            continue
        if _too_early(listener, rule, candidates, statement):
            continue
        known = found.get(rule.act)
        if known is None or (known.rule.fields != rule.fields and match.start >= known.start):
            found[rule.act] = match
    beaten = {name for each in found.values() for name in each.rule.beats}
    seen = [each for name, each in found.items() if name not in beaten]
    return sorted(seen, key=lambda each: each.start)


def _has_required(listener: Listener, rule: ActRule, statement: Statement) -> bool:
    if not rule.require:
        return True
    said = read_fields(listener.role, rule.act, spoken_by(listener, statement))
    return any(name in said for name in rule.require)


def _too_early(
    listener: Listener, rule: ActRule, candidates: Sequence[Pending], statement: Statement
) -> bool:
    """「还没修」 before anybody was told it is mended complains, a bare 「好了」 may only say
    "all right": neither rates anything yet."""
    if rule.act != "rate" or listener.role != "constituent":
        return False
    told = any(options_of(listener, item) for item in candidates)
    if told:
        return False
    vague = re.fullmatch("好了|行了|可以了|没事了|中了", statement.content)
    return bool(vague) or judge(statement.content) != "好了"


def _applies(rule: ActRule, candidates: Sequence[Pending]) -> bool:
    if rule.free and not candidates:
        return True
    return rule.free or bool(fitting_items(rule, candidates))


def fitting_items(rule: ActRule, candidates: Sequence[Pending]) -> tuple[Pending, ...]:
    """The items that the act of a rule can be about."""
    return tuple(
        item
        for item in candidates
        if (not rule.kinds or item.kind in rule.kinds) and item.state not in rule.later
    )


def _match(rule: ActRule, statement: Statement) -> Seen | None:
    content = statement.content
    if rule.unless and rule.unless.search(content):
        return None
    for words in (content, statement.bare):
        if rule.whole and (match := rule.whole.fullmatch(words)):
            return Seen(rule, match.start(), match[0])
    if rule.say is None:
        return None
    # Piece by piece as well, so that ^ and $ in a rule mean a breath, not the whole message.
    spoken = [(content, statement.question)]
    spoken += [
        (words, piece.question)
        for piece in statement.pieces
        for words in dict.fromkeys((piece.content, piece.bare))
    ]
    for words, asks in spoken:
        for match in rule.say.finditer(words):
            if _is_negated(words[: match.start()]) or (asks and not rule.question):
                continue
            return Seen(rule, content.find(match[0]), match[0])
    return None


def _is_negated(before: str) -> bool:
    plain = re.sub("能不能|可不可以|会不会|要不要|是不是|行不行", "", before)
    return bool(RULES.patterns["negation"].search(plain))


def in_conflict(seen: Sequence[Seen]) -> bool:
    """True if two decisions are said that exclude each other."""
    acts = {each.rule.act for each in seen}
    return any(len(acts & conflict) > 1 for conflict in RULES.conflicts)
