"""A short answer of somebody who has something pending → the acts it is, or one question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.calendars import CountyCalendar, local_day
from nlp.dates import find_days
from nlp.replies import questions
from nlp.replies.desk import is_beside_alarms, read_orders
from nlp.replies.extension import from_deadline
from nlp.replies.fields import read_fields
from nlp.replies.likeness import as_known
from nlp.replies.listener import Listener, Result, spoken_by
from nlp.replies.matching import Seen, acts_seen, fitting_items, in_conflict
from nlp.replies.model import ROLES, Act, Pending, Reply
from nlp.replies.normal import Text, normalise
from nlp.replies.options import by_option, digit_about, digit_alone, digit_with_words, leading_digit
from nlp.replies.references import Mention, find_mentions, tail_number
from nlp.replies.rules import ActRule
from nlp.replies.second import contradicts, likely_act, may_be_done
from nlp.replies.silence import no_act
from nlp.replies.spoken import coming_day
from nlp.replies.statements import Statement, cut

#: A longer text is no short answer; half of it read would be half understood.
LONGEST = 500


def read_reply(
    text: str,
    *,
    role: str,
    pending: Sequence[Pending],
    now: datetime,
    calendar: CountyCalendar,
    bodies: Sequence[str] = (),
    alone: bool = False,
) -> Reply:
    """Read one message of a person in ``role`` who has ``pending``.

    An act that is not clear is not performed; a question is returned instead (contract `answer`:
    "a wrong act weighs ten questions"). ``bodies``: the county's own, each "name" or
    "name|alias|alias"; ``to`` is then spelled as the county spells it. Kinds that are not known
    are taken for the nearest (:mod:`nlp.replies.likeness`). ``alone``: nothing but the text and
    ``pending`` is known, so that what a constituent or deputy tells is told of the only case there
    is; the service knows their other matters, and what they spoke of last. ``ValueError`` for an
    unknown role or a naive ``now``.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role: {role!r}")
    known = as_known(role, tuple(pending))
    listener = Listener(role, known, now, calendar, tuple(bodies), alone)
    words = normalise(text)
    result = Result()
    if len(words.plain) > LONGEST:
        return _too_long(listener)
    if digit_alone(listener, words.plain, result) or digit_about(listener, words.plain, result):
        return _reply(result)
    mentions = _mentions(listener, words)
    left = read_orders(listener, words, mentions, result)
    for part in (words,) if left is None else left:
        _read_part(listener, part, result)
    return _reply(result)


def _mentions(listener: Listener, words: Text) -> tuple[Mention, ...]:
    days = find_days(words.plain, now=listener.now, calendar=listener.calendar)
    return find_mentions(words.plain, listener.pending, days)


def _read_part(listener: Listener, words: Text, result: Result) -> None:
    days = find_days(words.plain, now=listener.now, calendar=listener.calendar)
    mentions = find_mentions(words.plain, listener.pending, days)
    if is_beside_alarms(listener, words.plain, mentions):
        return
    statements = cut(words, mentions, days, local_day(listener.now))
    for statement in statements:
        _read_statement(listener, statement, result, alone=len(statements) == 1)


def _too_long(listener: Listener) -> Reply:
    if listener.role == "constituent" or not listener.pending:
        return Reply()
    return Reply(ask=questions.about("long", listener.pending))


def _reply(result: Result) -> Reply:
    merged: list[Act] = []
    for act in result.acts:
        for i, other in enumerate(merged):
            if (other.act, dict(other.fields)) == (act.act, dict(act.fields)):
                refs = (*other.refs, *(ref for ref in act.refs if ref not in other.refs))
                merged[i] = Act(other.act, refs, other.fields)
                break
        else:
            merged.append(act)
    ask = result.asks[0] if result.asks else None
    return Reply(tuple(merged), ask, tuple(dict.fromkeys(result.notes)))


def _read_statement(
    listener: Listener, statement: Statement, result: Result, *, alone: bool
) -> None:
    named, problem = _named(listener, statement)
    if problem:
        result.asks.append(problem)
        return
    content = statement.content
    digit, rest = leading_digit(content)
    candidates = named or listener.pending
    if digit and not rest and named and by_option(listener, digit, named, result):
        return
    if riddle := _number_or_day(listener, statement):
        result.asks.append(riddle)
        return
    seen = acts_seen(listener, statement, candidates)
    explained = digit and rest and not _names_a_number(statement)
    if explained and digit_with_words(listener, digit, candidates, seen, statement, result):
        return
    if not seen:
        _no_act_by_rules(listener, statement, named, result, alone=alone)
        return
    seen = _without_late_receipt(seen, candidates if named or len(candidates) == 1 else ())
    if contradicts(listener, statement, named, seen):
        result.asks.append(questions.unclear(listener.role, candidates))
        return
    if in_conflict(seen):
        result.asks.append(questions.conflict(listener.role, candidates))
        return
    own = Result()
    for each in seen:
        _perform(listener, statement, each, named, own)
    if own.asks and own.acts and not named and len({(s.start, s.matched) for s in seen}) == 1:
        own.acts.clear()  # 「好了」 with two pending: the same word cannot be act and riddle
    result.acts += own.acts
    result.asks += own.asks
    result.notes += own.notes


def _no_act_by_rules(
    listener: Listener,
    statement: Statement,
    named: Sequence[Pending],
    result: Result,
    *,
    alone: bool,
) -> None:
    """No rule knows an act: what the learned words surely know, else what is asked or nothing."""
    plain = Result(list(result.acts))
    no_act(listener, statement, named, plain, alone=alone)
    if may_be_done(listener, statement, named, plain.acts[len(result.acts) :]):
        # 「捅开了，水哗哗往下走」: done in words no rule knows, or only how it goes?
        ask = questions.unclear(listener.role, named or listener.pending)
        plain = Result(list(result.acts), [ask])
    silent = len(plain.acts) == len(result.acts)
    beside = bool(result.acts) and not plain.asks  # a remark beside what was understood
    if silent and not beside:
        own = Result()
        if seen := likely_act(listener, statement, named, plain.asks):
            _perform(listener, statement, seen, named, own)
        if own.acts and (named or all(len(act.refs) < 2 for act in own.acts)):
            plain = Result(result.acts + own.acts, [], own.notes)
    result.acts[:] = plain.acts
    result.asks += plain.asks
    result.notes += plain.notes


def _without_late_receipt(seen: list[Seen], named: Sequence[Pending]) -> list[Seen]:
    """「收到，灯已经亮了」 about what was received long ago: the receipt is mere politeness."""
    rest = [each for each in seen if each.rule.act != "confirm_receipt"]
    if not rest or len(rest) == len(seen) or not named:
        return seen
    states = next(each.rule.states for each in seen if each.rule.act == "confirm_receipt")
    return seen if any(item.state in states for item in named) else rest


_TO_BE_DONE = re.compile(
    r"(?P<day>\d{1,2})[号日](?:左右)?(?:(?:能|可以|会)[办修弄搞做处][完好结妥]|[修弄搞做][完好])$"
)


def _number_or_day(listener: Listener, statement: Statement) -> str:
    """「12号能办完」 where 12 is pending: the case or the day? Nothing in the words tells."""
    if listener.role != "bureau" or len(statement.pieces) != 1:
        return ""
    words = statement.pieces[0].quote
    if any(mention.sort == "number" for mention in statement.mentions):
        day = next((day for day in statement.days if day.bare), None)
        words = f"{day.text}{words}" if day else ""
    found = _TO_BE_DONE.match(words)
    if not found:
        return ""
    refs = [item.ref for item in listener.pending if tail_number(item.ref) == int(found["day"])]
    if not refs:
        return ""
    return questions.number_or_day(f"{found['day']}号", refs[0])


def _names_a_number(statement: Statement) -> bool:
    return any(mention.sort == "number" for mention in statement.mentions)


def _named(listener: Listener, statement: Statement) -> tuple[tuple[Pending, ...], str]:
    """The pending things a statement names, or a question if that is not clear."""
    unknown = [mention.unknown for mention in statement.mentions if mention.unknown]
    if unknown:
        if not listener.pending:
            return (), ""
        return (), questions.unknown(unknown[0], listener.pending)
    refs = [ref for mention in statement.mentions for ref in mention.refs]
    return tuple(item for item in listener.pending if item.ref in refs), ""


def _perform(
    listener: Listener,
    statement: Statement,
    seen: Seen,
    named: Sequence[Pending],
    result: Result,
) -> None:
    rule = seen.rule
    refs, ask = _refs(listener, statement, rule, named, seen.matched)
    if ask:
        result.asks.append(ask)
        return
    items = [item for item in listener.pending if item.ref in refs]
    fields: dict[str, Any] = {
        **read_fields(listener.role, rule.act, spoken_by(listener, statement)),
        **rule.fields,
    }
    counted = ""
    if rule.act == "request_extension":
        fields, counted = from_deadline(fields, items, spoken_by(listener, statement))
    if rule.needs and rule.needs not in fields:
        ask = _missing(listener, statement, rule, items)
        if ask:
            result.asks.append(ask)
        return
    result.notes += [counted] if counted else _notes(listener, statement, fields)
    result.acts.append(Act(rule.act, refs, fields))


def _refs(
    listener: Listener,
    statement: Statement,
    rule: ActRule,
    named: Sequence[Pending],
    matched: str,
) -> tuple[tuple[str, ...], str]:
    """Which cases an act is about, or a question."""
    if named:
        fitting = fitting_items(rule, named)
        if not fitting and rule.free:
            return _refs(listener, statement, rule, (), matched)
        if not fitting:
            return (), questions.unclear(listener.role, named)
        doubtful = [mention for mention in statement.mentions if mention.doubtful]
        for mention in doubtful:
            meant = [item for item in fitting if item.ref in mention.refs]
            if len(meant) > 1:
                return (), questions.which(meant, matched)
        if any(mention.sort in ("all", "rest") for mention in statement.mentions) and rule.states:
            fitting = tuple(item for item in fitting if item.state in rule.states) or fitting
        return tuple(item.ref for item in fitting), ""
    if rule.free and not rule.kinds:
        if len(listener.pending) == 1 and re.search("这件|这个|该件|此件", statement.content):
            return (listener.pending[0].ref,), ""
        return (), ""  # about the person, whatever is pending
    fitting = fitting_items(rule, listener.pending)
    expected = tuple(item for item in fitting if item.state in rule.states)
    if len(fitting) > 1 and len(expected) == 1:
        return (expected[0].ref,), ""
    if len(fitting) == 1 or (rule.many and fitting):
        return tuple(item.ref for item in fitting), ""
    if not fitting or (rule.free and rule.kinds == ("duty",)):
        return (), ""
    return (), questions.which(expected or fitting, matched)


def _missing(
    listener: Listener, statement: Statement, rule: ActRule, items: Sequence[Pending]
) -> str:
    if rule.ask == "until":
        return questions.until(statement, spoken_by(listener, statement))
    if not rule.ask:
        return questions.unclear(listener.role, items or listener.pending)
    return questions.about(rule.ask, items or listener.pending)


def _notes(listener: Listener, statement: Statement, fields: dict[str, Any]) -> list[str]:
    notes = []
    found = coming_day(spoken_by(listener, statement))
    if found and ({"until", "expected"} & fields.keys()) and not found.text[0].isdigit():
        notes.append(questions.note_day(found.text, found.day))
    for mention in statement.mentions:
        if mention.sort == "number" and len(mention.refs) == 1:
            words = statement.pieces[0]
            if any(day.bare and day.start <= mention.start < day.end for day in words.days):
                notes.append(questions.note_number(mention.refs[0]))
    return notes
