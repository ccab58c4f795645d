"""A short answer of somebody who has something pending → the acts it is, or one question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.calendars import CountyCalendar, local_day
from nlp.dates import find_days
from nlp.replies import questions
from nlp.replies.fields import Spoken, coming_day, judge, read_fields
from nlp.replies.model import KINDS, ROLES, Act, Pending, Reply
from nlp.replies.normal import normalise
from nlp.replies.references import find_mentions, shared_words
from nlp.replies.rules import RULES, ActRule
from nlp.replies.statements import Statement, cut, tidy

#: A longer text is no short answer; half of it read would be half understood.
LONGEST = 500

#: The first field of an act, for options such as "rate:好了".
_FIRST_FIELD = {
    "rate": "rating",
    "told": "how",
    "revisit": "result",
    "report_duty": "duty",
    "hand_over": "to",
    "refer": "where",
    "reject": "reason",
    "request_extension": "until",
}


@dataclass
class _Result:
    acts: list[Act] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A rule that fits a statement, where, and what it is about."""

    rule: ActRule
    start: int
    matched: str


@dataclass(frozen=True, slots=True)
class _Listener:
    role: str
    pending: tuple[Pending, ...]
    now: datetime
    calendar: CountyCalendar


def read_reply(
    text: str,
    *,
    role: str,
    pending: Sequence[Pending],
    now: datetime,
    calendar: CountyCalendar,
) -> Reply:
    """Read one message of a person in ``role`` who has ``pending``.

    An act that is not clear is not performed; a question is returned instead (contract `answer`:
    "a wrong act weighs ten questions"). ``ValueError`` for an unknown role or kind, or a naive
    ``now``.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role: {role!r}")
    if unknown := {item.kind for item in pending} - set(KINDS):
        raise ValueError(f"unknown kind: {sorted(unknown)}")
    listener = _Listener(role, tuple(pending), now, calendar)
    words = normalise(text)
    result = _Result()
    if len(words.plain) > LONGEST:
        return _too_long(listener)
    if _digit_alone(listener, words.plain, result):
        return _reply(result)
    days = find_days(words.plain, now=now, calendar=calendar)
    mentions = find_mentions(words.plain, pending, days)
    statements = cut(words, mentions, days, local_day(now))
    for statement in statements:
        _read_statement(listener, statement, result, alone=len(statements) == 1)
    return _reply(result)


def _too_long(listener: _Listener) -> Reply:
    if listener.role == "constituent" or not listener.pending:
        return Reply()
    return Reply(ask=questions.about("long", listener.pending))


def _reply(result: _Result) -> Reply:
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


# ------------------------------------------------------------------ digits


def _options(listener: _Listener, item: Pending) -> dict[str, str]:
    if item.options:
        return dict(item.options)
    for role, kind, states, options in RULES.defaults:
        if role == listener.role and kind == item.kind and (not states or item.state in states):
            return dict(options)
    return {}


_DIGIT = re.compile(r"(?:我?(?:回复?|选择?|按))?\s*[（(]?([1-9一二三])[)）]?(?:号键?)?(?:吧|了)?")


def _digit_alone(listener: _Listener, plain: str, result: _Result) -> bool:
    """A message that is one digit and nothing else: an option of the last push, if there is one."""
    match = _DIGIT.fullmatch(tidy(plain))
    if not match:
        return False
    digit = str("一二三".find(match[1]) + 1 or match[1])
    offered = [item for item in listener.pending if digit in _options(listener, item)]
    pushed = [item for item in offered if item.options]
    if len(pushed) == 1:
        offered = pushed
    if len(offered) == 1:
        result.acts.append(_option_act(_options(listener, offered[0])[digit], offered[0]))
        return True
    if listener.pending and match[1] not in "一二三":
        result.asks.append(
            questions.which(offered or listener.pending, digit)
            if len(listener.pending) > 1
            else questions.unclear(listener.role, listener.pending)
        )
        return True
    return False


def _option_act(option: str, item: Pending) -> Act:
    name, _, value = option.partition(":")
    fields = {_FIRST_FIELD.get(name, "text"): value} if value else {}
    if name == "report_duty":
        fields.setdefault("duty", "grid_visit")
    return Act(name, (item.ref,), fields)


# ------------------------------------------------------------------ statements


def _read_statement(
    listener: _Listener, statement: Statement, result: _Result, *, alone: bool
) -> None:
    named, problem = _named(listener, statement)
    if problem:
        result.asks.append(problem)
        return
    content = statement.content
    digit, rest = _leading_digit(content)
    candidates = named or listener.pending
    if digit and not rest and named and _by_option(listener, digit, named, result):
        return
    seen = _seen(listener, statement, candidates)
    explained = digit and rest and not _names_a_number(statement)
    if explained and _digit_with_words(listener, digit, candidates, seen, statement, result):
        return
    if not seen:
        _no_act(listener, statement, named, result, alone=alone)
        return
    if _in_conflict(seen):
        result.asks.append(questions.conflict(listener.role, candidates))
        return
    for each in seen:
        _perform(listener, statement, each, named, result)


def _names_a_number(statement: Statement) -> bool:
    return any(mention.sort == "number" for mention in statement.mentions)


def _leading_digit(content: str) -> tuple[str, str]:
    if re.fullmatch(r"[1-9](?:和|、|跟|或者?|，)[1-9]", content):
        return content[0], content
    match = re.match(r"(?:回复?|选)?([1-9])(?:[、.:：，,\s]+|(?=[\u4e00-\u9fff])|$)", content)
    if not match or RULES.patterns["unit_after"].match(content, match.end(1)):
        return "", content
    return match[1], content[match.end() :]


def _named(listener: _Listener, statement: Statement) -> tuple[tuple[Pending, ...], str]:
    """The pending things a statement names, or a question if that is not clear."""
    unknown = [mention.unknown for mention in statement.mentions if mention.unknown]
    if unknown:
        if not listener.pending:
            return (), ""
        return (), questions.unknown(unknown[0], listener.pending)
    refs = [ref for mention in statement.mentions for ref in mention.refs]
    return tuple(item for item in listener.pending if item.ref in refs), ""


def _by_option(listener: _Listener, digit: str, named: Sequence[Pending], result: _Result) -> bool:
    offered = [item for item in named if digit in _options(listener, item)]
    for item in offered:
        result.acts.append(_option_act(_options(listener, item)[digit], item))
    return bool(offered)


def _digit_with_words(
    listener: _Listener,
    digit: str,
    candidates: Sequence[Pending],
    seen: list[_Seen],
    statement: Statement,
    result: _Result,
) -> bool:
    """「1我去看看」 and 「3，是西坪的」: digit and words agree, or the words explain the digit."""
    offered = [item for item in candidates if digit in _options(listener, item)]
    if len(offered) != 1:
        return False
    option = _option_act(_options(listener, offered[0])[digit], offered[0])
    spoken = {each.rule.act for each in seen}
    two = re.fullmatch(r"[1-9]\D[1-9]", statement.content)
    if two or (spoken and option.act not in spoken):
        result.asks.append(questions.choose(digit, offered[0]))
        return True
    if option.act in spoken:
        return False
    said = read_fields(listener.role, option.act, _spoken(listener, statement))
    result.acts.append(Act(option.act, option.refs, {**said, **option.fields}))
    return True


def _spoken(listener: _Listener, statement: Statement, matched: str = "") -> Spoken:
    return Spoken(statement, listener.now, listener.calendar, matched)


def _seen(listener: _Listener, statement: Statement, candidates: Sequence[Pending]) -> list[_Seen]:
    found: dict[str, _Seen] = {}
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


def _has_required(listener: _Listener, rule: ActRule, statement: Statement) -> bool:
    if not rule.require:
        return True
    said = read_fields(listener.role, rule.act, _spoken(listener, statement))
    return any(name in said for name in rule.require)


def _applies(rule: ActRule, candidates: Sequence[Pending]) -> bool:
    if rule.free and not candidates:
        return True
    return rule.free or bool(_fitting(rule, candidates))


def _fitting(rule: ActRule, candidates: Sequence[Pending]) -> tuple[Pending, ...]:
    return tuple(
        item
        for item in candidates
        if (not rule.kinds or item.kind in rule.kinds) and item.state not in rule.later
    )


def _match(rule: ActRule, statement: Statement) -> _Seen | None:
    content = statement.content
    if rule.unless and rule.unless.search(content):
        return None
    for words in (content, statement.bare):
        if rule.whole and (match := rule.whole.fullmatch(words)):
            return _Seen(rule, match.start(), match[0])
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
            return _Seen(rule, content.find(match[0]), match[0])
    return None


def _is_negated(before: str) -> bool:
    plain = re.sub("能不能|可不可以|会不会|要不要|是不是|行不行", "", before)
    return bool(RULES.patterns["negation"].search(plain))


def _in_conflict(seen: Sequence[_Seen]) -> bool:
    acts = {each.rule.act for each in seen}
    return any(len(acts & conflict) > 1 for conflict in RULES.conflicts)


def _perform(
    listener: _Listener,
    statement: Statement,
    seen: _Seen,
    named: Sequence[Pending],
    result: _Result,
) -> None:
    rule = seen.rule
    refs, ask = _refs(listener, statement, rule, named, seen.matched)
    if ask:
        result.asks.append(ask)
        return
    items = [item for item in listener.pending if item.ref in refs]
    fields: dict[str, Any] = {
        **read_fields(listener.role, rule.act, _spoken(listener, statement, seen.matched)),
        **rule.fields,
    }
    if rule.needs and rule.needs not in fields:
        ask = _missing(listener, statement, rule, items)
        if ask:
            result.asks.append(ask)
        return
    result.notes += _notes(listener, statement, fields)
    result.acts.append(Act(rule.act, refs, fields))


def _too_early(
    listener: _Listener, rule: ActRule, candidates: Sequence[Pending], statement: Statement
) -> bool:
    """「还没修」 before anybody was told it is mended complains; it rates nothing."""
    if rule.act != "rate" or listener.role != "constituent":
        return False
    told = any(_options(listener, item) for item in candidates)
    return not told and judge(statement.content) != "好了"


def _refs(
    listener: _Listener,
    statement: Statement,
    rule: ActRule,
    named: Sequence[Pending],
    matched: str,
) -> tuple[tuple[str, ...], str]:
    """Which cases an act is about, or a question."""
    if named:
        fitting = _fitting(rule, named)
        if not fitting and rule.free:
            return _refs(listener, statement, rule, (), matched)
        if not fitting:
            return (), questions.unclear(listener.role, named)
        doubtful = [mention for mention in statement.mentions if mention.doubtful]
        for mention in doubtful:
            meant = [item for item in fitting if item.ref in mention.refs]
            if len(meant) > 1:
                return (), questions.which(meant, matched)
        if any(mention.sort == "all" for mention in statement.mentions) and rule.states:
            fitting = tuple(item for item in fitting if item.state in rule.states) or fitting
        return tuple(item.ref for item in fitting), ""
    if rule.free and not rule.kinds:
        return (), ""  # about the person, whatever is pending
    fitting = _fitting(rule, listener.pending)
    expected = tuple(item for item in fitting if item.state in rule.states)
    if len(fitting) > 1 and len(expected) == 1:
        return (expected[0].ref,), ""
    if len(fitting) == 1 or (rule.many and fitting):
        return tuple(item.ref for item in fitting), ""
    if not fitting or (rule.free and rule.kinds == ("duty",)):
        return (), ""
    return (), questions.which(expected or fitting, matched)


def _missing(
    listener: _Listener, statement: Statement, rule: ActRule, items: Sequence[Pending]
) -> str:
    if rule.ask == "until":
        return questions.until(statement, _spoken(listener, statement))
    if not rule.ask:
        return questions.unclear(listener.role, items or listener.pending)
    return questions.about(rule.ask, items or listener.pending)


def _notes(listener: _Listener, statement: Statement, fields: dict[str, Any]) -> list[str]:
    notes = []
    found = coming_day(_spoken(listener, statement))
    if found and ({"until", "expected"} & fields.keys()) and not found.text[0].isdigit():
        notes.append(questions.note_day(found.text, found.day))
    for mention in statement.mentions:
        if mention.sort == "number" and len(mention.refs) == 1:
            words = statement.pieces[0]
            if any(day.bare and day.start <= mention.start < day.end for day in words.days):
                notes.append(questions.note_number(mention.refs[0]))
    return notes


# ------------------------------------------------------------------ nothing seen

_FILLER = re.compile(
    r"(?:嗯|哦|噢|啊|好|好的|行|ok|👌|🙏|\.|。|…|,|，|是|对|可以|知道了|收到|了解|明白|收|中)+"
)
_SMALL_TALK = re.compile(r"(?:在|在吗|在不在|你好|您好|谢谢|辛苦|hi|hello|早|早安|晚安|再见|拜拜)*")


def _no_act(
    listener: _Listener,
    statement: Statement,
    named: Sequence[Pending],
    result: _Result,
    *,
    alone: bool,
) -> None:
    """Words that are no act: a question if they answer something pending, else nothing."""
    content = statement.content
    if not listener.pending:
        return
    named_outright = [m for m in statement.mentions if m.sort in ("number", "ordinal", "rest")]
    about = tuple(named) or listener.pending
    if named_outright or (named and not content):
        result.asks.append(questions.unclear(listener.role, about))
    elif _SMALL_TALK.fullmatch(content) and not (statement.quote and "🙏" in statement.quote):
        return
    elif listener.role == "constituent":
        _no_act_of_a_constituent(listener, statement, result)
    elif result.acts and not alone and not named:
        return  # a remark beside what was understood
    elif _is_own_problem(content, listener.pending):
        return
    elif ask := questions.answer_by(statement, _spoken(listener, statement)):
        result.asks.append(ask)
    else:
        result.asks.append(questions.unclear(listener.role, about))


def _is_own_problem(content: str, pending: Sequence[Pending]) -> bool:
    """Somebody with work pending may also complain as anybody does."""
    known = any(shared_words(content, item.title) for item in pending)
    return len(content) >= 6 and not known and bool(RULES.patterns["own_problem"].search(content))


def _no_act_of_a_constituent(listener: _Listener, statement: Statement, result: _Result) -> None:
    content = statement.content
    asked = [item for item in listener.pending if item.state == "asking"]
    if len(asked) == 1 and len(content) >= 2 and not _FILLER.fullmatch(content):
        fields = read_fields("constituent", "supplement", _spoken(listener, statement))
        result.acts.append(Act("supplement", (asked[0].ref,), fields))
        return
    rated = [item for item in listener.pending if _options(listener, item)]
    if rated and re.fullmatch(r"好|行|可以|还行.{0,6}|嗯好|有点|👌+|[就还]那样", content):
        result.asks.append(questions.unclear("constituent", rated))
    elif re.fullmatch(r"算了吧?|不用了|不要了|没事了", content):
        result.asks.append(questions.about("withdraw", listener.pending))
