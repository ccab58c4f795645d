"""A second opinion, learned from labelled replies, where the rules alone are not enough.

Where they see no act in a statement and would ask, and it surely reads like one, that act is taken;
what cannot be taken back only when it reads so more surely still. Where they see such an act and
the words plainly read like none (a question, a case supposed, a tale of others), it is asked about.
The bars were chosen on replies kept out of learning (docs/reading.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.replies import questions
from nlp.replies.desk import COMMANDS
from nlp.replies.desk import ROLES as DESKS
from nlp.replies.learned_words import NONE, opinion
from nlp.replies.listener import Listener
from nlp.replies.matching import Seen, fitting_items
from nlp.replies.model import Act, Pending
from nlp.replies.rules import RULES, ActRule
from nlp.replies.statements import Statement

#: By how much an act must lead before it is taken, if more words set it right, and if it cannot be
#: taken back; a decision or rating ends a case, and a secret takes it from those who work at it.
_SURE, _SURER, _SUREST = 0.6, 0.8, 1.0
#: By how much "no act" must lead before what the rules see is asked about.
_CONTRADICTS = 0.8
#: What more words set right: nothing is decided by it, nobody is told a result.
_EASY = frozenset(
    {
        "acknowledge",
        "ask",
        "confirm_receipt",
        "human",
        "leave_to_station",
        "record_meeting",
        "report_duty",
        "report_progress",
        "status",
        "supplement",
        "take",
        "told",
    }
)
_ENDS = frozenset({"approve", "keep_secret", "rate", "reject", "withdraw"})
#: What a constituent or deputy tells is taken so only where nobody else decides to which matter a
#: sentence belongs.
_TELLS = frozenset({"answer", "supplement", "correct", "status"})
#: What is asked about when it reads like none; of the others nobody is told anything by it.
_TOLD_ON = frozenset(
    {
        "answer",
        "approve",
        "ask",
        "hand_over",
        "not_mine",
        "promise",
        "refer",
        "reject",
        "report_done",
        "request_return",
        "withdraw",
    }
)
#: What a desk orders it says by verbs of its own (nlp/replies/desk.py).
_ORDERS = frozenset(command.act for command in COMMANDS)
#: What it decides stands in its words: 「收到，谢谢领导」 lets no bureau off.
_DECISIONS = frozenset({"approve", "reject"})
#: Who gives a case back says whose it is not, or whose it is; not 「路的事镇上开会研究了」.
_GIVES_BACK = re.compile(r"[不非无没未]|归|退|该|属|错|找|管|转|改派")
#: 「我的链接」: what one works with, and nothing done with a case; 「照片发过了」 is of the case.
_TOOLS = re.compile(r"链接|网址|网页|页面|密码|账号|登录|二维码|公众号|验证码|(?:我的|换了?)手机")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
#: So long a statement tells more than one thing.
_LONGEST = 60


def likely_act(
    listener: Listener, statement: Statement, named: Sequence[Pending], asked: Sequence[str]
) -> Seen | None:
    """The act that a statement surely reads like in which the rules see none; ``asked``: what they
    would ask (nothing: they are silent). None: the question stands."""
    about = tuple(named) or listener.pending
    content = statement.content
    if not about or len(content) > _LONGEST or not _WORDS.search(content):
        return None
    if _TOOLS.search(content):
        return None
    if any(mention.sort in ("all", "rest") for mention in statement.mentions):
        return None  # 「三件收到两件」: so many at once only in words that a rule knows
    if any(ask != questions.unclear(listener.role, about) for ask in asked):
        return None  # a question of its own, that says what is missing
    if not asked and listener.role != "constituent":
        return None  # small talk, or a remark beside what was understood
    if RULES.patterns["supposed"].search(content):
        return None
    if listener.role == "bureau" and RULES.patterns["of_people"].search(content):
        return None  # what others do is nothing that the bureau does
    read = opinion(listener.role, about, statement, named=bool(named))
    if read.act == NONE or read.lead < _bar(read.act):
        return None
    if read.act in _TELLS and not listener.alone:
        return None
    if read.act in _ORDERS | _DECISIONS and listener.role in DESKS:
        return None
    if read.act == "request_return" and not _GIVES_BACK.search(content):
        return None
    rule = _rule(listener.role, read.act, about, statement)
    return Seen(rule, 0, content) if rule else None


def _bar(act: str) -> float:
    return _SURE if act in _EASY else _SUREST if act in _ENDS else _SURER


def _rule(role: str, act: str, about: Sequence[Pending], statement: Statement) -> ActRule | None:
    """The rule that says what the act is about and needs; not in a question, unless it may be."""
    for rule in RULES.acts:
        if rule.act != act or role not in rule.roles or rule.fields:
            continue
        if statement.question and not rule.question and act not in ("ask", "status", "human"):
            continue
        if rule.unless and rule.unless.search(statement.content):
            continue
        if rule.free or fitting_items(rule, about):
            return rule
    return None


def contradicts(
    listener: Listener, statement: Statement, named: Sequence[Pending], seen: Sequence[Seen]
) -> bool:
    """Whether the words plainly read like no act, though the rules see one of which others are
    told."""
    if not seen or not {each.rule.act for each in seen} & _TOLD_ON:
        return False
    if len(statement.content) < 2:
        return False
    about = tuple(named) or listener.pending
    read = opinion(listener.role, about, statement, named=bool(named))
    return read.act == NONE and read.lead >= _CONTRADICTS


def may_be_done(
    listener: Listener, statement: Statement, named: Sequence[Pending], told: Sequence[Act]
) -> bool:
    """Whether what no rule knows, and would be taken for how work goes, rather tells its end."""
    if [act.act for act in told] != ["report_progress"]:
        return False
    about = tuple(named) or listener.pending
    return opinion(listener.role, about, statement, named=bool(named)).act == "report_done"
