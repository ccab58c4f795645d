"""What is told in words that no rule knows: of a case at which somebody works it is how things go,
of one's own it is more about it. Taken so only where nothing else could be meant: one case, no
question, no decision, nothing about somebody else (rules/replies.toml [telling])."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.replies.fields import read_fields
from nlp.replies.listener import Listener, options_of, spoken_by
from nlp.replies.model import Act, Pending
from nlp.replies.references import shared_words
from nlp.replies.rules import RULES
from nlp.replies.spoken import coming_day
from nlp.replies.statements import Statement
from nlp.things import is_wrong, things

P = RULES.patterns
#: Kinds of case that are worked at, and the states in which somebody has begun.
_WORKED_AT = frozenset({"handover", "assignment"})
_BEGUN = frozenset({"received", "in_hand", "contacted", "consulted", "rework", "kept"})
#: States in which a constituent's case goes on.
_OPEN = frozenset(
    {"received", "asking", "routed", "taken_up", "at_station", "handed_over", "recheck", "in_hand"}
)
_LEAST = 2
#: So long a sentence of a constituent may hold a matter of its own.
_LONGEST = 40


def told(listener: Listener, statement: Statement, about: Sequence[Pending]) -> Act | None:
    """The act that a plain statement about the only case in ``about`` is; None if it may be
    something else."""
    content = statement.content
    if len(about) != 1 or len(content) < _LEAST or statement.question:
        return None
    kept = "not_more" if listener.role == "constituent" else "not_telling"
    if P[kept].search(content):
        return None
    if statement.days and coming_day(spoken_by(listener, statement)) is None:
        return None  # 「20号前弄好」 of a day that is over
    match listener.role:
        case "bureau":
            return _of_work(listener, statement, about[0])
        case "deputy" if listener.alone:
            return _of_a_look(listener, statement, about[0])
        case "constituent" if listener.alone:
            return _of_ones_own(listener, statement, about[0])
    return None


def _act(listener: Listener, statement: Statement, name: str, item: Pending) -> Act:
    return Act(name, (item.ref,), read_fields(listener.role, name, spoken_by(listener, statement)))


def _of_work(listener: Listener, statement: Statement, item: Pending) -> Act | None:
    if item.kind not in _WORKED_AT or item.state not in _BEGUN:
        return None
    if P["of_people"].search(statement.content) or not P["of_work"].search(statement.content):
        return None
    return _act(listener, statement, "report_progress", item)


def _of_a_look(listener: Listener, statement: Statement, item: Pending) -> Act | None:
    """「渠塌了七八米，人工清不了」 of a deputy: more exactly what is wrong than the title."""
    if item.kind != "issue" or P["of_people"].search(statement.content):
        return None
    spot = shared_words(statement.content, item.title) or things(statement.content).of(
        things(item.title)
    )
    seen = P["seen"].search(statement.content)
    return _act(listener, statement, "answer", item) if spot and seen else None


def _of_ones_own(listener: Listener, statement: Statement, item: Pending) -> Act | None:
    """「坏了快俩月了」, 「就在小卖部门口那根」: more about the only case that is open."""
    content = statement.content
    if item.kind != "issue" or item.state not in _OPEN or options_of(listener, item):
        return None
    if len(content) > _LONGEST or re.match(r"另外|还有(?:个|一)|再(?:说|反映)(?:个|一)", content):
        return None
    said = things(content)
    if said and is_wrong(content) and not said.of(things(item.title)):
        return None  # something else is wrong
    if not P["more_of_it"].search(content) and not shared_words(content, item.title):
        return None
    return _act(listener, statement, "supplement", item)
