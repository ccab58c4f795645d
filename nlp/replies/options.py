"""Digits that were offered in the last push: 「1」, 「37回1」, 「3，是西坪的」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.replies import questions
from nlp.replies.fields import read_fields
from nlp.replies.listener import Listener, Result, options_of, spoken_by
from nlp.replies.matching import Seen
from nlp.replies.model import Act, Pending
from nlp.replies.references import find_mentions
from nlp.replies.rules import RULES
from nlp.replies.statements import Statement, tidy

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


_DIGIT = re.compile(r"(?:我?(?:回复?|选择?|按))?\s*[（(]?([1-9一二三])[)）]?(?:号键?)?(?:吧|了)?")


def digit_alone(listener: Listener, plain: str, result: Result) -> bool:
    """A message that is one digit and nothing else: an option of the last push, if there is one."""
    match = _DIGIT.fullmatch(tidy(plain))
    if not match:
        return False
    digit = str("一二三".find(match[1]) + 1 or match[1])
    offered = [item for item in listener.pending if digit in options_of(listener, item)]
    pushed = [item for item in offered if item.options]
    if len(pushed) == 1:
        offered = pushed
    if len(offered) == 1:
        result.acts.append(option_act(options_of(listener, offered[0])[digit], offered[0]))
        return True
    if listener.pending and match[1] not in "一二三":
        result.asks.append(
            questions.which(offered or listener.pending, digit)
            if len(listener.pending) > 1
            else questions.unclear(listener.role, listener.pending)
        )
        return True
    return False


_DIGIT_FIRST = re.compile(r"(?:我?回|选|按)?([1-9])(?:[\s，,、.。:：]+|(?=民))(\S.*)")
_DIGIT_LAST = re.compile(
    r"(?=.*[1-9]$)(.*\S?)(?:[\s，,、。:：]++(?:我?回|选|按)?|(?:我?回|选|按))([1-9])"
)
_CASE_ONLY = re.compile(r"(?:(?:的|那|这|是|件|个|事|号|,|，|、| )*)")


def digit_about(listener: Listener, plain: str, result: Result) -> bool:
    """「民2 1」, 「1，民2」, 「路灯那件，1」: a digit and one case, nothing else. A question that
    was answered reads like this: first message and answer joined."""
    words = tidy(plain)
    for pattern, first, second in ((_DIGIT_FIRST, 1, 2), (_DIGIT_LAST, 2, 1)):
        match = pattern.fullmatch(words)
        if not match or re.fullmatch(r"[1-9]", match[second].strip()):
            continue  # 「1，2」 may be either way round
        case = match[second]
        mentions = find_mentions(case, listener.pending, ())
        if len(mentions) != 1 or len(mentions[0].refs) != 1:
            continue
        rest = case[: mentions[0].start] + case[mentions[0].end :]
        named = [item for item in listener.pending if item.ref in mentions[0].refs]
        if _CASE_ONLY.fullmatch(rest) and by_option(listener, match[first], named, result):
            return True
    return False


def option_act(option: str, item: Pending) -> Act:
    """「rate:好了」 → the act about this item."""
    name, _, value = option.partition(":")
    fields = {_FIRST_FIELD.get(name, "text"): value} if value else {}
    if name == "report_duty":
        fields.setdefault("duty", "grid_visit")
    return Act(name, (item.ref,), fields)


def leading_digit(content: str) -> tuple[str, str]:
    """The digit a statement opens with ("" if none), and the rest of it."""
    if re.fullmatch(
        r"[1-9](?:和|、|跟|或者?|，)[1-9](?:都|全|也)?(?:行|可以|要|好|中|选|办)?", content
    ):
        return content[0], content
    match = re.match(r"(?:回复?|选)?([1-9])(?:[、.:：，,\s]+|(?=[\u4e00-\u9fff])|$)", content)
    if not match or RULES.patterns["unit_after"].match(content, match.end(1)):
        return "", content
    return match[1], content[match.end() :]


def by_option(listener: Listener, digit: str, named: Sequence[Pending], result: Result) -> bool:
    """「37回1」: perform the option of the named items; False if it was not offered."""
    offered = [item for item in named if digit in options_of(listener, item)]
    for item in offered:
        result.acts.append(option_act(options_of(listener, item)[digit], item))
    return bool(offered)


def digit_with_words(
    listener: Listener,
    digit: str,
    candidates: Sequence[Pending],
    seen: list[Seen],
    statement: Statement,
    result: Result,
) -> bool:
    """「1我去看看」 and 「3，是西坪的」: digit and words agree, or the words explain the digit."""
    offered = [item for item in candidates if digit in options_of(listener, item)]
    if len(offered) != 1:
        return False
    option = option_act(options_of(listener, offered[0])[digit], offered[0])
    spoken = {each.rule.act for each in seen}
    two = re.match(r"[1-9](?:和|、|跟|或者?|，|\D$)[1-9](?!\d)", statement.content) or re.fullmatch(
        r"[1-9]\D[1-9]", statement.content
    )
    if two or (spoken and option.act not in spoken):
        result.asks.append(questions.choose(digit, offered[0]))
        return True
    if option.act in spoken:
        return False
    said = read_fields(listener.role, option.act, spoken_by(listener, statement))
    result.acts.append(Act(option.act, option.refs, {**said, **option.fields}))
    return True
