"""Words that are no act: a question if they answer something pending, else nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.replies import questions
from nlp.replies.fields import read_fields
from nlp.replies.listener import Listener, Result, options_of, spoken_by
from nlp.replies.model import Act, Pending
from nlp.replies.ratings import judge
from nlp.replies.references import shared_words
from nlp.replies.rules import RULES
from nlp.replies.statements import DAY_MARK, Statement
from nlp.replies.telling import told

_FILLER = re.compile(
    r"(?:嗯|哦|噢|啊|好|好的|行|ok|👌|🙏|\.|。|…|,|，|是|对|可以|知道了|收到|了解|明白|收|中)+"
)


_SMALL_TALK = re.compile(
    rf"(?:{DAY_MARK}愉快|在|在吗|在不在|你好|您好|谢谢|辛苦|hi|hello|早|早安|晚安|周末愉快|周末好|节日快乐|再见|拜拜)*"
)


_AGAIN = re.compile(
    r"(?:^|今天|昨晚|昨天|刚才|今早|这两天|现在|夜里)(?:又|还|还在|更|越来越).{0,3}"
    r"(?:漫|堵|漏|坏|停|断|塌|淹|臭|黑|掉|灭|冒|溢|倒)"
)


#: More of the same, from somebody who waits for one thing only.
_MORE = re.compile(
    r"(?:他们?|她|它|那家|那人|对方|我|俺)?(?:又|还(?:是|在|往|来))[^，吗呢?？]{2,}|不(?:光|止|仅|但).{3,}"
)
#: 「撤回上一条」: the last message, or the case?
_WHICH_BACK = re.compile(r"撤(?:回|销|掉)?(?:了)?(?:上|刚|前)")


def no_act(
    listener: Listener,
    statement: Statement,
    named: Sequence[Pending],
    result: Result,
    *,
    alone: bool,
) -> None:
    """Words that are no act: a question if they answer something pending, else nothing."""
    content = statement.content
    if not listener.pending:
        return
    named_outright = [m for m in statement.mentions if m.sort in ("number", "ordinal", "rest")]
    about = tuple(named) or listener.pending
    if listener.role == "constituent" and named and _complains(content):
        _no_act_of_a_constituent(listener, statement, named, result)
    elif named and not statement.bare:
        result.asks.append(questions.only_named(listener.role, named))
    elif named_outright:
        result.asks.append(questions.unclear(listener.role, about))
    elif _SMALL_TALK.fullmatch(content) and not (statement.quote and "🙏" in statement.quote):
        return
    elif listener.role == "constituent":
        _no_act_of_a_constituent(listener, statement, named, result)
    elif result.acts and not alone and not named:
        return  # a remark beside what was understood
    elif _is_own_problem(listener, content) or _is_other_business(listener, statement):
        return
    elif ask := questions.answer_by(statement, spoken_by(listener, statement)):
        result.asks.append(ask)
    elif act := told(listener, statement, about):
        result.acts.append(act)
    else:
        result.asks.append(questions.unclear(listener.role, about))


def _is_own_problem(listener: Listener, content: str) -> bool:
    """Somebody with work pending may also complain as anybody does."""
    known = any(shared_words(content, item.title) for item in listener.pending)
    if listener.role != "deputy" and not RULES.patterns["own_home"].search(content):
        return False  # a bureau that says 停电 speaks of its work
    return len(content) >= 6 and not known and bool(RULES.patterns["own_problem"].search(content))


def _is_other_business(listener: Listener, statement: Statement) -> bool:
    """A festival, a meeting, wages: nothing that is pending is spoken of."""
    content = statement.content
    if any(shared_words(content, item.title) for item in listener.pending):
        return False
    return bool(RULES.patterns["other_business"].search(content))


def _complains(content: str) -> bool:
    if re.search("隔壁|别的|别处|邻村", content):
        return False
    return judge(content) in ("没好", "还差点") or bool(_AGAIN.search(content))


def _no_act_of_a_constituent(
    listener: Listener, statement: Statement, named: Sequence[Pending], result: Result
) -> None:
    content = statement.content
    asked = [item for item in listener.pending if item.state == "asking"]
    if len(asked) == 1 and len(content) >= 2 and not _FILLER.fullmatch(content):
        fields = read_fields("constituent", "supplement", spoken_by(listener, statement))
        result.acts.append(Act("supplement", (asked[0].ref,), fields))
        return
    waiting = [item for item in named or listener.pending if item.kind == "issue"]
    if len(waiting) == 1 and not options_of(listener, waiting[0]) and _complains(content):
        # Nobody told them yet that it is done: it goes on being as bad as they said.
        fields = read_fields("constituent", "supplement", spoken_by(listener, statement))
        result.acts.append(Act("supplement", (waiting[0].ref,), fields))
        return
    if len(listener.pending) == 1 == len(waiting) and _MORE.match(content):
        fields = read_fields("constituent", "supplement", spoken_by(listener, statement))
        result.acts.append(Act("supplement", (waiting[0].ref,), fields))
        return
    if act := told(listener, statement, named or listener.pending):
        result.acts.append(act)
        return
    if waiting and _WHICH_BACK.match(content):
        result.asks.append(questions.about("withdraw", waiting))
        return
    if len(waiting) == 1 and re.fullmatch(r"好了|行了|可以了|没事了|中了", content):
        result.asks.append(questions.about("mended", waiting))
        return
    rated = [item for item in listener.pending if options_of(listener, item)]
    if rated and re.fullmatch(r"好|行|可以|还行.{0,6}|嗯+好?|哦+|有点|👌+|[就还]那样", content):
        result.asks.append(questions.unclear("constituent", rated))
    elif re.fullmatch(r"算了吧?|不用了|不要了|没事了", content):
        result.asks.append(questions.about("withdraw", listener.pending))
