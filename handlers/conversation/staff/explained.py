"""By what it is written that a sentence is of the case on which it would be done (design 1: people
decide). What moves a case, or reaches a constituent, needs a reason; where there is none, one
question names case and act, and the words wait for the answer.

The reasons: its number; a word of it (「篮球架转城管」 is not of a cistern, however alone the
cistern stands on the desk); who reported it, or the body that has it; a short reply of words of
work alone to what was shown or spoken of today, or to the only case; in the talk of the moment
about it, words of mending (「接头老化，配件明天到」), of its own line of things, and no others;
what is said in one breath with its receipt."""

import re

from sqlalchemy import select

from bot.actions import hand_overs
from bot.actions.casework import label
from bot.domain.workflows.hand_over import IN_HAND, RECEIVED
from bot.domain.workflows.issue import ANSWERED, TAKEN_UP, TOLD
from bot.store.models import Alarm, Exchange, HandOver, Issue, Message
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Talk
from handlers.conversation.how_far import is_once_more
from handlers.conversation.pending import Item
from handlers.conversation.staff import orders
from handlers.conversation.staff.known_cases import (
    Known,
    called_not_good,
    is_of_before_today,
    is_stale,
    is_subject,
    issue_of,
    known_to,
    remember_later,
)
from handlers.conversation.staff.left_over import (
    OTHERS,
    Left,
    akin,
    echoes,
    explains,
    in_title,
    left_of,
    names_another,
)
from handlers.conversation.staff.naming import (
    calls,
    fits,
    is_called,
    names_body,
    points_at,
    topic_of,
    without_bodies,
)
from nlp.replies import Act
from nlp.replies.rules import RULES
from nlp.things import is_wrong, things
from nlp.work_words import is_bare, is_mending

#: What moves a case, decides about it or ends it.
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
#: What the constituent reads.
_TELLS = frozenset(
    {"answer", "write", "write_word", "report_progress", "report_done", "promise", "ask", "take"}
)


def doubt(talk: Talk, role: str, act: Act, item: Item) -> tuple[str, str]:
    """The question to ask before ``act`` is done, and of which case; empty: there is a
    reason."""
    issue = issue_of(item)
    ref = item.pending.ref
    if issue is None or act.act not in _ORDERS | _TELLS:
        return "", ref
    cases = known_to(talk)
    case = next((case for case in cases if case.issue is issue), None)
    if case is None or reason(talk, case, cases, act):
        return "", ref
    if role == "deputy" and act.act in _ORDERS and not _was_asked(talk, ref):
        # What a deputy asks of the station, the station looks at first.
        return "", ref
    left = left_of(talk, talk.text)
    called = _PRONOUN.sub("", calls(talk.text))
    if act.act not in _ORDERS and not called:
        names = (*left.named, *left.letters)
        better = [
            each
            for each in cases
            if each is not case and each.open and any(in_title(word, each) for word in names)
        ]
        if len(better) == 1 and better[0].issue is not None:
            return question(talk, act, better[0].issue), better[0].ref
    what = (*left.named, called if len(called) > 1 else "", *left.letters, "")[0]
    return question(talk, act, issue, called if called and left.named else what), ref


def is_meant(talk: Talk, item: Item) -> bool:
    """Whether anything is written by which the words are of this case; what is no issue is."""
    cases = known_to(talk)
    case = next((case for case in cases if case.ref == item.pending.ref), None)
    return case is None or case.issue is None or bool(reason(talk, case, cases))


def is_not_another(talk: Talk, item: Item) -> bool:
    """Whether it is the only case at work, spoken of today, and nothing else that could be wrong is
    named: 「这个事我知道，去年就有」."""
    cases = known_to(talk)
    case = next((case for case in cases if case.ref == item.pending.ref), None)
    if case is None or is_wrong(talk.text) or is_of_before_today(talk, case):
        return False
    said = things(talk.text)
    return (not said.named or said.may_cause(case.named)) and _is_only(talk, case, cases)


def is_named(talk: Talk, item: Item) -> bool:
    """Whether its number or a word of it stands in what was said."""
    cases = known_to(talk)
    case = next((case for case in cases if case.ref == item.pending.ref), None)
    return case is not None and reason(talk, case, cases) in ("number", "word")


def reason(talk: Talk, case: Known, cases: list[Known], act: Act | None = None) -> str:
    """By what ``case`` is meant: number, word, body, again, bare, talk; empty: by nothing. ``act``:
    what would be done."""
    issue = case.issue
    text = talk.text
    if (issue is not None and issue.number in _numbers(text)) or _counts(text):
        return "number"
    if case.name and is_called(case.name, text):
        return "word"
    remember_later(talk, cases)
    is_order = act is not None and act.act in _ORDERS
    subject = is_subject(talk, case, cases)
    left = left_of(talk, text)
    if is_order and names_another(talk, case):
        return ""
    if act is not None and act.act == "hand_over" and _is_danger(talk, case):
        # What rang goes to nobody but by its number or a whole word of its title.
        return "word" if any(len(word) > 1 and word in case.title for word in left.named) else ""
    if explains(left, case, loosely=subject or is_order) or _is_called(text, case):
        return "word"
    topic = topic_of(text, cases)
    if topic and topic in case.title:
        return "word"
    if _has_it(talk, case):
        return "body"
    if is_order and _looks_like_theirs(talk, case, cases, left):
        return "body"
    if act is not None and act.act in _RETURNS:
        # 「那个去看了，是通信杆，归电信公司」: what stands behind says why.
        text = _WHY.split(text, maxsplit=1)[0]
    if act is not None and (is_order or talk.roles.deputies) and _was_asked(talk, case.ref):
        # 「是去看民282吗」 was not answered: what follows is of that case by its word alone.
        return ""
    if is_once_more(text) and called_not_good(talk, cases) == [case] and not left.named:
        return "again"
    today = subject or not is_of_before_today(talk, case) or _took_it(talk, case)
    if act is not None and act.act == "answer" and _is_by_another_body(talk, case):
        # 「供电所今天来换了，好了」 of a ditch: which one, nobody can tell.
        return ""
    if _is_short(talk, text, order=is_order) and (today or _is_only(talk, case, cases)):
        return "bare"
    if subject and not is_order and _is_of_the_work(talk, left, case):
        return "talk"
    if act is not None and act.act in _GOES_ON and _RECEIVED.match(text):
        # In one breath with the receipt of it: 「收到，明天带挖机去」.
        said = things(text)
        return "receipt" if not said.named or said.of(case.named) else ""
    if act is not None and today and _is_of_the_only(talk, case, cases, act, left):
        return "only"
    return ""


def _is_by_another_body(talk: Talk, case: Known) -> bool:
    """Whether a body of the county did it, and none that the case looks like."""
    named = [body for body in talk.reader.bodies if names_body(talk.text, body)]
    proposed = case.issue.bureaus if case.issue is not None else ()
    return bool(named and proposed) and not any(fits(case, body) for body in named)


def came_back(text: str) -> bool:
    """Whether it says what somebody found who went to see or to ask."""
    return _CAME_BACK.match(text) is not None


def _took_it(talk: Talk, case: Known) -> bool:
    """Whether it is in the hands of this deputy or bureau, who say how it goes on another day."""
    issue = case.issue
    if any(
        role == "bureau"
        and isinstance(item.case, HandOver)
        and item.case.state in (RECEIVED, IN_HAND)
        for role, item in case.held
    ):
        return True
    return (
        issue is not None
        and issue.state == TAKEN_UP
        and any(deputy.id == issue.deputy_id for deputy in talk.roles.deputies)
    )


def _is_of_the_only(talk: Talk, case: Known, cases: list[Known], act: Act, left: Left) -> bool:
    """What the only case there is explains by itself: that they go or what they heard
    (「供电所说这两天来人」), a question where it is (「哪根杆？」), or what came of ringing;
    no thing of another line is named in it."""
    plain = not (left.named or left.letters)
    if act.act in _OF_A_CALL:
        return plain and (_is_only(talk, case, cases) or _is_only_answered(case, cases))
    if act.act in _HOW_IT_GOES | _WORDS and came_back(talk.text) and _took_it(talk, case):
        return _is_only(talk, case, cases)
    said = things(_PAPERS.sub(" ", talk.text))
    if said.named and not said.may_cause(case.named):
        return False
    tells = act.act in _WORDS and orders.says_to_tell(talk.text)
    asks_where = act.act == "ask" and _WHERE.search(talk.text) and not _SELF.search(talk.text)
    goes = act.act in _HOW_IT_GOES and (plain or _is_of_the_work(talk, left, case))
    points = act.act in (*_GOES_ON, *_WORDS, "take") and _THIS_ONE.match(talk.text)
    return bool(asks_where or goes or tells or points) and _is_only(talk, case, cases)


#: 「问了，说是管道消毒」: what who went to see or to ask found there.
_CAME_BACK = re.compile(
    r"^\W*(?:我|俺)?(?:刚才?|已经?|都|今天|上午|下午|早上)?(?:去|到[^，,]{1,6})?"
    r"(?:问|看|查|打听|了解|瞧|检查|核实)(?:过|了|清楚了?|明白了?)[，,。！!\s]+.*[^？?吗么没]$"
)
#: What somebody is to bring along is the thing of no case.
_PAPERS = re.compile(r"身份证|户口[本簿]|银行卡|存折|复印件|结婚证|残疾证|病历|发票")


def _is_called(text: str, case: Known) -> bool:
    called = _PRONOUN.sub("", calls(text))
    told = f"{case.title}，{case.told}"
    if points_at(text) & set(case.title):
        return True
    if things(called).named & case.named.named:
        # 「厕所那个」 of a 公厕.
        return True
    return bool(called) and all(letter in told for letter in called)


_HOW_IT_GOES = frozenset(
    {"take", "write_word", "report_progress", "report_done", "request_extension"}
)
#: What is asked of a place, a number of pieces or a measure is asked of what was reported.
_WHERE = re.compile(
    r"哪(?:一)?[里儿个家户根盏段条处边头块片]|(?:在|是)哪|几(?:号|组|队|楼|根|盏|处|户|家|天|米|块)|谁家|具体"
    r"|多(?:长|宽|深|高|大|久|少[天米户])|位置|地址|定位|照片|拍(?:个|张)"
)
_SELF = re.compile(r"[我俺咱]")
#: 「回他一句，已经报上去了」
_WORDS = frozenset({"write", "write_word", "answer"})
#: 「收到群众电话了」 is of something else that they got.
_OF_OTHERS = (
    r"了?[^，,。\s]{0,4}?(?:群众|百姓|村民|户主|人家|电话|短信|材料"
    r"|配件|货|钱|款|消息|反映|投诉|举报)"
)
_RECEIVED = re.compile(rf"^\W*(?:好的?|嗯)?[，,\s]*(?:已经?|都)?(?:收到|签收|收悉)(?!{_OF_OTHERS})")
_GOES_ON = frozenset({"report_progress", "promise"})
#: 「这事我来协调」.
_THIS_ONE = re.compile(r"^\W*(?:好的?|行|嗯)?[，,\s]*[这那](?:个|件)?(?:事|件|个)(?!人)")
#: What came of ringing somebody: 「打通了，他说满意」.
_OF_A_CALL = frozenset({"spoken_by_phone", "revisit"})
#: So much at most is a short reply.
_SHORT = 24


def _is_short(talk: Talk, text: str, *, order: bool) -> bool:
    """Whether it holds words of work, bodies and times, and nothing else."""
    said = OTHERS.sub(" ", without_bodies(talk.reader.bodies, text))
    return len(text.strip()) <= _SHORT and is_bare(said, order=order)


def _is_only(talk: Talk, case: Known, cases: list[Known]) -> bool:
    """Whether it is the only one at work, and was spoken of in these days."""
    at_work = [
        each for each in cases if each.open and any(role != "constituent" for role, _ in each.held)
    ]
    return at_work == [case] and not is_stale(talk, case.held[0][1])


def _is_only_answered(case: Known, cases: list[Known]) -> bool:
    """Whether no other waits for what somebody says to its result."""
    waits = [each for each in cases if each.issue and each.issue.state in (ANSWERED, TOLD)]
    return waits == [case]


def _is_of_the_work(talk: Talk, left: Left, case: Known) -> bool:
    """Whether it speaks of mending it, and of nothing else: a thing of mending that people report
    too (灯泡) is of a case of its own line only."""
    if is_bare(without_bodies(talk.reader.bodies, talk.text), mending=True):
        return True
    words = (*left.named, *left.letters)
    return bool(words) and all(
        akin(word, case)
        or things(word).may_cause(case.named)
        or (is_mending(word) and not things(word))
        for word in words
    )


def _is_danger(talk: Talk, case: Known) -> bool:
    if case.issue is None:
        return False
    rang = select(Alarm.id).where(Alarm.issue_id == case.issue.id, Alarm.over_at.is_(None))
    return talk.session.scalar(rang.limit(1)) is not None


def _was_asked(talk: Talk, ref: str) -> bool:
    """Whether their last sentence named a thing and was answered by the question if it is of this
    case, and this one is no answer to it."""
    words = talk.message.words
    if words is None or words.text is None or talk.text.strip() != words.text.strip():
        return False
    before = talk.session.scalars(
        select(Message)
        .where(Message.contact_id == talk.contact.id, Message.id < talk.message.id)
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    asked = talk.session.scalars(
        select(Exchange)
        .where(Exchange.contact_id == talk.contact.id, Exchange.kind == "which")
        .order_by(Exchange.id.desc())
        .limit(1)
    ).first()
    if before is None or asked is None or asked.waiting.get("message") != before.id:
        return False
    if asked.waiting.get("refs") != [ref] or before.words is None:
        return False
    said = before.words.text or ""
    left = left_of(talk, said)
    return bool(left.named or left.letters or things(said).named)


_RETURNS = frozenset({"request_return", "request_extension", "approve", "reject"})
_WHY = re.compile(r"不是|不归|不属|是|归|退|延|[，,。；]")
_PRONOUN = re.compile(r"^[那这]?[条段家个件块处]?")


def _counts(text: str) -> bool:
    """Whether it says of which by their place in a list, or that it is all of them."""
    said = text.strip()
    return bool(
        pending.ORDINAL.search(said)
        or RULES.patterns["all"].search(said)
        or RULES.patterns["rest"].search(said)
    )


def _has_it(talk: Talk, case: Known) -> bool:
    """Whether a body is named with which it lies: 「请民政再核一下」."""
    row = hand_overs.latest(talk.session, case.issue) if case.issue is not None else None
    return row is not None and any(
        names_body(talk.text, body) and body.split("|")[0] == row.bureau.name
        for body in talk.reader.bodies
    )


def _looks_like_theirs(talk: Talk, case: Known, cases: list[Known], left: Left) -> bool:
    """「确实塌了，转水利局」: no thing is named, and what is wrong is this one's, like the body."""
    said = without_bodies(talk.reader.bodies, talk.text)
    named = any(fits(case, body) for body in talk.reader.bodies if names_body(talk.text, body))
    return named and not (left.named or left.letters) and echoes(said, case, cases)


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d{1,7}", text)} | set(named(text))


def question(talk: Talk, act: Act, issue: Issue, what: str = "") -> str:
    """「“篮球架”没对上您手上的事。是把民254“蓄水池裂了”转县城市管理局吗？」"""
    key = _WOULD.get(act.act, "staff.would_tell" if act.act in _TELLS else "staff.would")
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
    "take": "staff.would_take",
}
