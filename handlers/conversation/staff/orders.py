"""Orders in the words of people at a desk that the reader of replies knows not:
「猪圈的甩给农业局吧」, 「窨井盖也给城管」, 「跟三婶说一声，三天内盖」. Each is an act on the case
that is meant."""

import re
from datetime import timedelta

from bot.actions import hand_overs
from bot.domain.workflows.issue import AT_STATION, RECHECK, ROUTED, TAKEN_UP
from bot.store.models import Issue
from handlers.conversation.context import Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff.naming import is_called
from nlp.replies import Act, Reply

#: Nobody has it yet to whom it could be given a second time.
_TO_GIVE = (ROUTED, TAKEN_UP, AT_STATION, RECHECK)
_GIVES = re.compile(r"(?:转|给|交|派|甩|丢|推|扔|归)(?:给|到|去|由)?$")
_CALLS_IN = re.compile(r"(?:让|叫|请|喊|通知|麻烦)$")
#: Behind the body: that it shall do something, and no more.
_END = re.compile(
    r"(?:那边|的人?|来|去|吧|办|管|处理|弄|负责|接|跟|好了|就行|试试|看看|先|[，,。！! ])*"
    r"(?:[，,。！! ].*)?$",
    re.DOTALL,
)
#: Behind who is called in: what they shall do.
_DOES = re.compile(
    r"(?:的人|那边)?(?!说|讲|的|知道|答应|已)[\u4e00-\u9fff]{1,10}[^\u4e00-\u9fff]*$|$"
)
_NOT = re.compile(
    r"(?:不|没|别)(?:用|要|必|该|能|归|是|给|转|交|派|让|同意)|吗|[?？]|谁|哪|是不是|还是|了没"
)
#: 「也给他们」: whom the last one was given to.
_THE_SAME = re.compile(
    r"(?:也|都|还是)*(?:转|给|交给?|派给?|转给|甩给)(?:他们|它们?|同一家|一样的?)(?:家|局|所|办|吧|了|去)*\W*$"
)
#: 「渠的事水利局管，派给他们」, 「限高杆是交通局的，转给他们」.
_HAS_TO = re.compile(
    r"(?:的(?:事|活)?|管|负责)?(?:吧|嘛|啊)?[，,。 ]?.{0,4}"
    r"(?:派|转|交|给)(?:过?去|给?(?:他们|它们?)|过来|吧|了|$)"
)
_JUST_NOW = timedelta(minutes=30)


def read(talk: Talk, role: str, item: Item) -> Reply:
    """What it orders about this one; no acts: nothing of this kind."""
    issue = item.case
    if role not in ("station", "deputy") or not isinstance(issue, Issue):
        return Reply()
    ref = (item.pending.ref,)
    words = _told(talk, issue)
    if words:
        act = "write" if role == "station" else "write_word"
        return Reply((Act(act, ref, {"text": words}),))
    if role == "deputy":
        return Reply()
    body = (given_to(talk) or _agreed(talk, issue)) if issue.state in _TO_GIVE else ""
    row = hand_overs.latest(talk.session, issue) if body and issue.state == RECHECK else None
    if row is not None and row.bureau.name == body:
        # 「让供电所再去一趟」 of what they have mended already.
        return Reply((Act("rework", ref, {"text": talk.text.strip()}),))
    return Reply((Act("hand_over", ref, {"to": body}),)) if body else Reply()


def is_told(reply: Reply) -> bool:
    """Whether it is a word for the constituent, as said in so many words."""
    return any(act.act in ("write", "write_word") for act in reply.acts)


def given_to(talk: Talk) -> str:
    """Name of the body to which it is to go; empty: to none."""
    text = talk.text.strip()
    if _NOT.search(text):
        return ""
    named = [pair for pair in _spellings(talk) if pair[0] in text]
    for name, body in named:
        before, behind = text[: text.index(name)], text[text.rindex(name) + len(name) :]
        if _GIVES.search(text[: text.rindex(name)]) and _END.match(behind):
            return body
        if (_CALLS_IN.search(before) and _DOES.match(behind)) or _HAS_TO.match(behind):
            return body
        if before.endswith(("，", ",", " ")) and not behind.strip("。！!吧"):
            # 「幼儿园的围墙，住建局」
            return body
    if not named and _THE_SAME.search(text):
        row = hand_overs.newest_by(talk.session, talk.contact.id, talk.now - _JUST_NOW)
        return row.bureau.name if row is not None else ""
    return ""


def may_be_for(talk: Talk, issue: Issue) -> str:
    """Name of the one body that is named without a word of giving (「斑马线交警」), or is meant
    by 「镇里」; empty: none, or it is only spoken of."""
    text = talk.text.strip()
    if issue.state not in _TO_GIVE or _NOT.search(text) or len(text) > _SHORT:
        return ""
    town = _TOWN.search(text)
    if town is not None and issue.station is not None:
        for entry in talk.reader.bodies:
            name = entry.split("|")[0]
            seat = name.removesuffix("政府").removesuffix("人民")
            if name != seat and issue.station.name.startswith(seat):
                return name
    if _SAID_OR_DONE.search(text):
        return ""
    bodies = {body for name, body in _spellings(talk) if name in text}
    return bodies.pop() if len(bodies) == 1 else ""


#: 「下水让镇里疏一下」.
_TOWN = re.compile(r"(?:让|叫|请|喊|通知|麻烦|给|交)(?:镇|乡|街道)(?:里|上|政府)?(?!长|村)")
_SAID_OR_DONE = re.compile(r"说|讲|回话|答应|来(?:过|了|人)|[了过]|联系|电话|知道|正在|已")
_SHORT = 24


def _agreed(talk: Talk, issue: Issue) -> str:
    """The body that was asked about, and is given it by 「是」."""
    return may_be_for(talk, issue) if talk.sure else ""


#: An order to one who is no body, or a word for somebody: 「让李明去看看」, 「告诉李大山…」,
#: 「给尤大姐回个话」.
_ORDERS_SOMEBODY = re.compile(
    r"(?:^|[，,。 ]|[\u4e00-\u9fff]{1,6}(?:的事|那[件个边头]|这[件个])?)"
    r"(?:让|叫|请|派|通知|告诉|转告)(?!人|谁|我|您|你)[\u4e00-\u9fff]{2,}"
    r"|(?:给|跟|和|对)[\u4e00-\u9fff]{1,6}(?:说|讲|回|带|捎|透)(?:一?[声下]|个?(?:话|信|口信))?|回给(?:群众|人家)"
)
_HAS_ORDERED = re.compile(
    r"(?:已经?|都|刚才?|昨天|早)(?:让|叫|请|派|通知|告诉|给|跟)|(?:说|讲|回|派|通知|告诉|联系|打)[^，,。]{0,4}[过了](?![，,。]?\S{2,}好)"
)


def commands(text: str) -> bool:
    """Whether somebody is to do or to hear something by it, and has not yet."""
    return bool(_ORDERS_SOMEBODY.search(text)) and not (
        _HAS_ORDERED.search(text) or _NOT.search(text)
    )


def _spellings(talk: Talk) -> list[tuple[str, str]]:
    """(name or alias, name) of each body, the longest first."""
    pairs = [
        (each, entry.split("|")[0]) for entry in talk.reader.bodies for each in entry.split("|")
    ]
    return sorted((pair for pair in pairs if len(pair[0]) > 1), key=lambda pair: -len(pair[0]))


_TELLS = re.compile(
    r"(?:跟|给|告诉|和|对)(?P<whom>[\u4e00-\u9fff]{1,5}?)(?:那边|家)?也?"
    r"(?:(?:说|讲|回|带|捎|透)(?:一?[声下]|个?(?:话|信|口信))*|一声)[，,：: ]*"
    r"(?:就说)?(?P<words>.*)$",
    re.DOTALL,
)
_EVERYBODY = re.compile(
    r"(?:群众|人家|老乡|老百姓|他|她|人|反映人|当事人|[大老]?[娘爷妈婶叔伯哥嫂姐舅姑姨奶]+|家属|户主|村民)(?:们)?"
)
_ANYBODY = r"群众|人家|老乡|反映人|当事人"
_ENDS_AS_QUESTION = re.compile(r"(?:吗|[?？]|没)$")
#: So much at least is worth telling.
_LEAST = 3


def _told(talk: Talk, issue: Issue) -> str:
    """What is to be said to who reported it; empty: it says nothing of the kind."""
    name = issue.reporter.name or ""
    text = talk.text.strip()
    by_name = re.search(
        rf"(?:告诉|通知|转告)(?:{re.escape(name) or _ANYBODY}|{_ANYBODY})[，,：: ]*", text
    )
    if by_name is not None and len(text) - by_name.end() >= _LEAST:
        # 「告诉李大山路牌月底装」
        return "" if _ENDS_AS_QUESTION.search(text) else text[by_name.end() :]
    found = _TELLS.search(text)
    if found is None:
        return ""
    whom = found["whom"].removesuffix("也")
    if not (_EVERYBODY.fullmatch(whom) or (name and is_called(name, found[0]))):
        return ""
    words = found["words"].strip(" ，,：:")
    if _ENDS_AS_QUESTION.search(words) or len(words) < _LEAST:
        return ""
    return words
