"""Whether a sentence is explained by the case on which it would be done (design 1: people decide).

What is left of it without the words of the act, bodies, persons, times and places has to be of that
case: of its title, its text, or what was said since. 「篮球架转城管」 is not of a cistern, however
alone the cistern stands on the desk. What cannot be taken back quietly is asked about first."""

import re
from dataclasses import dataclass

from bot.actions import hand_overs
from bot.actions.casework import label
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff.known_cases import (
    Known,
    is_of_before_today,
    is_subject,
    issue_of,
    known_to,
    remember_later,
)
from handlers.conversation.staff.naming import (
    DID,
    TIMES,
    VAGUE,
    calls,
    is_called,
    names_body,
    pairs_of,
    without_bodies,
)
from nlp.nouns import words_of
from nlp.replies import Act
from nlp.replies.rules import RULES
from nlp.things import things

#: What moves a case, decides about it or ends it: every word of such a sentence counts.
_ORDERS = frozenset(
    {
        "hand_over",
        "approve",
        "reject",
        "rework",
        "reroute",
        "decline",
        "merge",
        "close",
        "revisit",
        "request_return",
        "request_extension",
        "refer",
        "spoken_by_phone",
    }
)
#: What the constituent reads: it may speak of new things (「保险烧了」) in a running talk.
_TELLS = frozenset(
    {"answer", "write", "write_word", "report_progress", "report_done", "promise", "ask", "take"}
)
#: Words of every case and of none.
_OF_ANY = re.compile(
    r"事[情儿]?|问题|情况|群众|老乡|人[家员]?|大家|领导|单位|[村镇站县乡家]里|电话|照片|材料|时间|办法|结果|意见|师傅|工人"
    r"|工程队|施工队|现场|上级|部门|同志|代表|手续|地方|本人|对方|负责|民众|干事|站长|主任|书记|[镇局所村]长|干部|话|件"
    r"|[局所队]|公司|意思|理由|说法|[天人]|[回口]?信|消息|样子|东西|[你他]们|[那这上下里]边|[上下里]面|老人|孩子|娃"
)
_ACT_WORDS = re.compile(
    r"同意退回?|不同意退?回?|同意|退回|申退|延期|答复|回复|回话|转告|告诉|通知|收到|签收|办结|销号|再办|返工|"
    r"抓紧|赶紧|尽快|马上|落实|催[一]?下?|站里办|打(?:过|了|通)?电话|进展|核实|确认|情况属实|"
    r"派给|交给|转给|转办|转交|麻烦|辛苦|谢谢|不是|不归|不属于?|归|属于"
)
#: Bodies that are none of the county's.
OTHERS = re.compile(
    r"[\u4e00-\u9fff]{2}(?:公司|[局所站委办]|大队|中心)(?=的|管|办|负责|[，,。！!]|$)|"
    r"移动|联通|电信|铁塔|物业|环保|城管|交警|民政|住建|水利|公路|国土|林业|农业|消防|社区|村委会?|村[里上]"
)


#: Letters that the list has as nouns too.
_DOING = frozenset("换修装补焊填铺抽拉拆扶刷接挖清扫办弄管批报量查问")


@dataclass(frozen=True, slots=True)
class Left:
    """``named``: words for things that are left; ``letters``: nouns of one letter (沟, 渠);
    ``others``: longer words that name nothing; ``pairs``: letters that stand side by side."""

    named: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    pairs: frozenset[str] = frozenset()


def left_of(talk: Talk, text: str) -> Left:
    """What of ``text`` says something, without act, bodies, persons, times and places."""
    said = text
    for place in talk.reader.place(text).found:
        said = said.replace(place.text, " ") if len(place.text) > 1 else said
    said = without_bodies(talk.reader.bodies, said)
    for shape in (OTHERS, TIMES, _ACT_WORDS, DID, RULES.patterns["title_stop"]):
        said = shape.sub(" ", said)
    words = [word for word in words_of(said) if not _says_nothing(word.text)]
    long = [word for word in words if len(word.text) > 1]
    return Left(
        tuple(word.text for word in long if word.names),
        tuple(
            word.text
            for word in words
            if word.names and len(word.text) == 1 and word.text not in _DOING
        ),
        tuple(word.text for word in long if not word.names),
        frozenset(pairs_of(said)),
    )


def _in_title(word: str, case: Known) -> bool:
    return is_of(word, case) if len(word) > 1 else word in case.title and word not in VAGUE


def _says_nothing(word: str) -> bool:
    """事, 群众; 问问, 看看."""
    return _OF_ANY.fullmatch(word) is not None or (len(word) == 2 and word[0] == word[1])


def is_of(word: str, case: Known) -> bool:
    """Whether ``word`` is one of this case: itself, or a part of one of its words."""
    told = f"{case.title}，{case.told}，{case.later}"
    pairs = [word[n : n + 2] for n in range(len(word) - 1)]
    if word in told or (len(word) > 2 and any(pair in told for pair in pairs)):
        return True
    if len(word) == 2 and word[1] in "子头儿" and word[0] in told:
        return True
    if len(word) == 2 and all(letter in case.title for letter in word):
        return True
    parts = (set(each.text) for each in words_of(case.title) if len(each.text) > 1)
    return any(set(word) <= part for part in parts)


def explains(left: Left, case: Known, *, loosely: bool = True) -> bool:
    """Whether anything that is left is of this case; ``loosely``: or of the same line of things."""
    if any(is_of(word, case) for word in (*left.named, *left.others)):
        return True
    if loosely and any(things(word).of(case.named) for word in (*left.named, *left.letters)):
        return True
    if any(pair in case.title for pair in left.pairs):
        return True
    return (
        bool(left.letters)
        and not left.named
        and all(letter in case.title or letter in case.told for letter in left.letters)
    )


def doubt(talk: Talk, role: str, act: Act, item: Item) -> tuple[str, str]:
    """The question to ask before ``act`` is done, and of which case; empty: what was said explains
    it."""
    issue = issue_of(item)
    ref = item.pending.ref
    if issue is None:
        return "", ref
    asked = _doubt(talk, role, act, issue)
    if isinstance(asked, Known) and asked.issue is not None:
        return question(talk, act, asked.issue), asked.ref
    return (asked, ref) if isinstance(asked, str) else ("", ref)


def _doubt(talk: Talk, role: str, act: Act, issue: Issue) -> str | Known:
    """The question, or the case that explains it better."""
    if act.act not in _ORDERS | _TELLS or issue.number in _numbers(talk.text):
        return ""
    cases = known_to(talk)
    case = next((case for case in cases if case.issue is issue), None)
    if case is None or (case.name and is_called(case.name, talk.text)):
        return ""
    left = left_of(talk, talk.text)
    remember_later(talk, cases)
    subject = is_subject(talk, case, cases)
    if explains(left, case, loosely=subject or act.act in _ORDERS) or _has_it(talk, case):
        return ""
    if act.act in _RETURNS:
        # 「那个去看了，是通信杆，归电信公司」: what stands behind says why.
        left = left_of(talk, _WHY.split(talk.text, maxsplit=1)[0])
    called = _PRONOUN.sub("", calls(talk.text))
    if called and all(letter in case.title for letter in called):
        return ""
    what = (left.named or (called if len(called) > 1 else "",))[0]
    others = [each for each in cases if each is not case]
    # What a deputy asks of the station, the station looks at first.
    orders = act.act in _ORDERS and role != "deputy"
    if orders and (what or left.letters):
        return question(talk, act, issue, called or what or "".join(left.letters))
    if called and what:
        return question(talk, act, issue, called)
    names = (*left.named, *left.letters)
    better = [each for each in others if each.open and any(_in_title(word, each) for word in names)]
    if better:
        return better[0] if len(better) == 1 else question(talk, act, issue, what or names[0])
    if role == "deputy" and act.act in _ORDERS:
        return ""
    if not subject and (what or (others and is_of_before_today(talk, case))):
        return question(talk, act, issue, what)
    return ""


_RETURNS = frozenset({"request_return", "request_extension", "approve", "reject"})
_WHY = re.compile(r"不是|不归|不属|是|归|退|延|[，,。；]")
_PRONOUN = re.compile(r"^[那这]?[条段家个件块处]?")


def _has_it(talk: Talk, case: Known) -> bool:
    """Whether a body is named with which it lies: 「请民政再核一下」."""
    row = hand_overs.latest(talk.session, case.issue) if case.issue is not None else None
    return row is not None and any(
        names_body(talk.text, body) and body.split("|")[0] == row.bureau.name
        for body in talk.reader.bodies
    )


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d{1,7}", text)} | set(named(text))


def question(talk: Talk, act: Act, issue: Issue, what: str = "") -> str:
    """「“篮球架”没对上您手上的事。是把民254“蓄水池裂了”转县城市管理局吗？」"""
    key = _WOULD.get(act.act, "staff.would")
    would = say(key, case=label(issue), to=str(act.fields.get("to") or ""))
    if what:
        return say("staff.unexplained", what=what, would=would)
    return say("staff.is_it_so", would=would)


#: What would be done, by the act.
_WOULD = {
    "hand_over": "staff.would_hand_over",
    "approve": "staff.would_approve",
    "request_return": "staff.would_request_return",
    "report_done": "staff.would_report_done",
    "spoken_by_phone": "staff.would_spoken_by_phone",
    "close": "staff.would_close",
}
