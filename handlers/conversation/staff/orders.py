"""Orders in the words of people at a desk that the reader of replies knows not:
「猪圈的甩给农业局吧」, 「窨井盖也给城管」, 「跟三婶说一声，三天内盖」. Each is an act on the case
that is meant."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions import hand_overs
from bot.domain.workflows.issue import AT_STATION, RECHECK, ROUTED, TAKEN_UP
from bot.store.models import BureauLiaison, Deputy, Issue, Message, Officer
from handlers.conversation.context import Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.naming import is_called, short_of
from nlp.replies import Act, Reply

#: Nobody has it yet to whom it could be given a second time.
_TO_GIVE = (ROUTED, TAKEN_UP, AT_STATION, RECHECK)
_GIVES = re.compile(r"(?:转|给|交|派|甩|丢|推|扔|归)(?:给|到|去|由)?$")
_CALLS_IN = re.compile(r"(?:让|叫|请|喊|通知|麻烦)$")
#: 「水渠找水利」 of a desk sends it there, as 「水渠给水利」 does.
_SENDS_TO = re.compile(r"[^，,。我俺咱你您他她得要想已去再先]{2,10}找")
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
    r"(?:不|没|别)(?:用|要|必|该|能|归|是|给|转|交|派|让|同意)|吗|[?？]|谁|哪|是不是|还是(?!给|转|交|派|归)|(?:转|给|交|派)[^，,。]{1,8}还是|了没|没(?:有)?\W*$"
)
#: 「也给他们」: whom the last one was given to.
_THE_SAME = re.compile(
    r"(?:也|都|还是)*(?:转|给|交给?|派给?|转给|甩给)(?:他们|它们?|同一家|一样的?)(?:家|局|所|办|吧|了|去|好了|得了|就行)*\W*$"
)
#: 「渠的事水利局管，派给他们」, 「限高杆是交通局的，转给他们」.
_HAS_TO = re.compile(
    r"(?:的(?:事|活)?|管|负责)?(?:吧|嘛|啊)?[，,。 ]?.{0,4}"
    r"(?:派|转|交|给|发|推)(?:过?去|给?(?:他们|它们?)|过来|吧|了|$)"
)
_JUST_NOW = timedelta(minutes=30)
#: The act and the message that ordered it bear the same time, but for a breath.
_A_MOMENT = timedelta(seconds=1)
#: 「让供电所来看一下就行了」 is an order; 「叫供电所来看了」 is told.
_HAS_CALLED = re.compile(
    r"(?:让|叫|请|喊|通知|麻烦|安排|派|联系)[^，,。；]{2,}?(?<![好行算得对])[了过](?=\W|$)"
)


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
        bodies = named_bodies(talk) if _ASKS_DESK.search(talk.text) else set()
        bodies = set() if _NOT.search(talk.text) or _SAID_OR_DONE.search(talk.text) else bodies
        # 「站里给联系供水站呗」
        return Reply((Act("hand_over", ref, {"to": bodies.pop()}),) if len(bodies) == 1 else ())
    body = (given_to(talk) or _agreed(talk, issue)) if issue.state in _TO_GIVE else ""
    row = hand_overs.latest(talk.session, issue) if body and issue.state == RECHECK else None
    if row is not None and row.bureau.name == body:
        # 「让供电所再去一趟」 of what they have mended already.
        return Reply((Act("rework", ref, {"text": talk.text.strip()}),))
    return Reply((Act("hand_over", ref, {"to": body}),)) if body else Reply()


_ASKS_DESK = re.compile(
    r"(?:请|让|麻烦|叫|烦)?(?:站里|站上|联络站)(?:给|帮|帮忙|出面|去|跟|操个?心|费个?心|受累|辛苦)*(?:联系|找|请|叫|让|转|派|说|对接|协调)"
)


def is_told(reply: Reply) -> bool:
    """Whether it is a word for the constituent, as said in so many words."""
    return any(act.act in ("write", "write_word") for act in reply.acts)


def given_to(talk: Talk) -> str:
    """Name of the body to which it is to go; empty: to none."""
    text = talk.text.strip()
    if _NOT.search(text):
        return ""
    named = [pair for pair in spellings(talk) if pair[0] in text]
    if tells_done(text):
        return ""
    for name, body in named:
        before, behind = text[: text.index(name)], text[text.rindex(name) + len(name) :]
        if _GIVES.search(text[: text.rindex(name)]) and _END.match(behind):
            return body
        if (_CALLS_IN.search(before) and _DOES.match(behind)) or _HAS_TO.match(behind):
            return body
        if _SENDS_TO.fullmatch(before) and not behind.strip("。！!吧"):
            return body
        if before.endswith(("，", ",", " ")) and not behind.strip("。！!吧"):
            # 「幼儿园的围墙，住建局」
            return body
    if not named and _TO_TOWN.search(text):
        return seat(talk)
    if not named and _THE_SAME.search(text):
        return _just_given(talk)
    return ""


def _just_given(talk: Talk) -> str:
    """Name of the body to which their last sentence gave something; empty: it gave nothing, and
    「他们」 may be anybody."""
    last = talk.session.scalar(
        select(Message.received_at)
        .where(Message.contact_id == talk.contact.id, Message.id < talk.message.id)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if last is None:
        return ""
    since = max(last - _A_MOMENT, talk.now - _JUST_NOW)
    row = hand_overs.newest_by(talk.session, talk.contact.id, since)
    return row.bureau.name if row is not None else ""


def is_to_them(text: str) -> bool:
    """「也给他们」: whoever they are."""
    return bool(_THE_SAME.search(text)) and not _NOT.search(_THE_SAME.sub("", text))


def tells_done(text: str) -> bool:
    """「水塔那边我让供水站的人先撤开了」: told as done, and no order."""
    return _HAS_CALLED.search(text) is not None


def may_be_for(talk: Talk, issue: Issue) -> str:
    """Name of the one body that is named without a word of giving (「斑马线交警」), or is meant
    by 「镇里」; empty: none, or it is only spoken of."""
    text = talk.text.strip()
    if issue.state not in _TO_GIVE or _NOT.search(text) or len(text) > _SHORT:
        return ""
    if _TOWN.search(text) and issue.station is not None:
        town = _seat_of(talk, issue.station.name)
        if town:
            return town
    if _SAID_OR_DONE.search(text):
        return ""
    bodies = named_bodies(talk)
    return bodies.pop() if len(bodies) == 1 else ""


def seat(talk: Talk) -> str:
    """Name of the government of the township at whose station they sit; empty: of several or
    none."""
    stations = (role.station for role in talk.roles.officer_roles if role.station)
    found = {town for station in stations if (town := _seat_of(talk, station.name))}
    return found.pop() if len(found) == 1 else ""


def _seat_of(talk: Talk, station: str) -> str:
    for entry in talk.reader.bodies:
        name = entry.split("|")[0]
        town = name.removesuffix("政府").removesuffix("人民")
        if name != town and station.startswith(town):
            return name
    return ""


def named_bodies(talk: Talk) -> set[str]:
    """Names of the bodies that stand in it."""
    return {body for name, body in spellings(talk) if name in talk.text}


_FOR_SEVERAL = re.compile(r"找|让|叫|请|转|给|交|派|归")


def is_for_several(talk: Talk) -> bool:
    """「梧桐枝子找供电所和城管」: which of them is to have it is asked."""
    return (
        len(talk.text.strip()) <= _SHORT
        and len(named_bodies(talk)) > 1
        and bool(_FOR_SEVERAL.search(talk.text))
        and not _SAID_OR_DONE.search(talk.text)
    )


#: 「下水让镇里疏一下」.
_TOWN = re.compile(r"(?:让|叫|请|喊|通知|麻烦|给|交)(?:镇|乡|街道)(?:里|上|政府)?(?!长|村)")
#: 「垃圾还是给镇政府吧」 of who sits at that township's station.
_TO_TOWN = re.compile(
    r"(?:转|给|交|派)给?(?:镇|乡|街道)(?:政府|[里上]|办)(?:去|来|办|管|处理|吧|了)*[。！!]?$"
)
_SAID_OR_DONE = re.compile(
    r"说(?!声|一声|一下)|讲|回话|答应|来(?:过|了|人)|[了过]|联系(?:好|上|过)|电话|知道|正在|已"
)
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
        _HAS_ORDERED.search(text) or _NOT.search(text) or tells_done(text)
    )


def spellings(talk: Talk) -> list[tuple[str, str]]:
    """(name or alias, name) of each body, the longest first."""
    pairs = [
        (spelt, entry.split("|")[0])
        for entry in talk.reader.bodies
        for each in entry.split("|")
        for spelt in (each, short_of(each))
    ]
    return sorted((pair for pair in pairs if len(pair[0]) > 1), key=lambda pair: -len(pair[0]))


#: 「给卢婶回个话，…」, 「跟群众说一声，…」, 「告诉李大山…」, 「回陶二：…」.
#: 「跟反映路灯的说」, 「告诉那个说垃圾的，…」: whoever reported it.
_WHO_TOLD = (
    r"(?:那个|那位|这个|这位)?(?:反映|反应|报|说|提|问|投诉|打电话)[\u4e00-\u9fff]{0,6}?的"
    r"(?:那?个?(?:人家?|户|群众|老乡|同志|[大老]?[娘爷妈婶叔伯哥嫂姐]))?"
)
_SAY = r"(?:说|讲|回|带|捎|透)(?:一?[声下]|个?(?:话|信|口信))?(?:一?[声下]|个?(?:话|信|口信))?"
_TELLS = re.compile(
    rf"(?:跟|给|告诉|通知|转告|和|对)(?P<whom>{_WHO_TOLD}|[\u4e00-\u9fff]{{1,5}}?)(?:那边|家)?也?"
    rf"(?:{_SAY}(?![了过])|一声)[，,：: ]*(?:就说)?(?P<words>.*)$"
    r"|^(?:回|回复)(?P<back>[\u4e00-\u9fff]{1,5}?)(?:一?[声句下]|个?[话信])?[，,：: ]+"
    r"(?P<said>.*)$",
    re.DOTALL,
)
#: 「药店老板批评过了，回给群众」.
_TOLD_ON = re.compile(
    r"^(?P<words>.+?)[，,。 ]+(?:把这话|这话)?"
    r"(?:(?:回|说|讲|告诉|转告|发)(?:给|一下)?(?:群众|人家|老人家|老乡|反映人|他|她)"
    r"|(?:跟|给)(?:群众|人家|老人家|老乡|反映人|他|她)(?:说|讲|回)"
    r"|(?:让|叫|请)(?:群众|人家|老人家|老乡|反映人|他|她)们?(?:先|再)?(?:别|不要|莫|甭)?着?(?:放心|急|等|耐心)[等着一几两]*[天下]?)"
    r"(?:一?[声下]|个话)?\W*$",
    re.DOTALL,
)
#: 「让他带身份证去村委会填表」
_LETS = re.compile(
    r"(?:那就?|就|先)?(?:让|叫|请)(?:他|她|人家|老人家?|群众|老乡)们?(?P<words>(?:先|再|直接|自己|明天|后天|下午|上午|抽空|有空|周[一二三四五])*"
    r"(?:带|拿|来|到|去|找|打|填|联系).{2,})",
    re.DOTALL,
)
_EVERYBODY = re.compile(
    rf"(?:{_WHO_TOLD}|群众|人家|老人家?|老乡|老百姓|他|她|人|反映人|当事人|[一-鿿]{{0,4}}那(?:位|家|户|边)|[大老]?[娘爷妈婶叔伯哥嫂姐舅姑姨奶]+|家属|户主|村民)(?:们)?"
)
_ANYBODY = rf"{_WHO_TOLD}|群众|人家|老乡|反映人|当事人"
_ENDS_AS_QUESTION = re.compile(r"(?:吗|[?？]|没)$")
#: So much at least is worth telling.
_LEAST = 3


_HAS_SAID = re.compile(
    r"(?:已经?|都|刚才?|昨天|早)(?:告诉|通知|给|跟)|(?:说|讲|回|通知|告诉|联系|打)(?:一?[声下]|话|电话|给)?[过了]"
)


def addressed(text: str, names: Sequence[str]) -> str:
    """The one of ``names`` to whom something is to be said by it; empty: none of them."""
    if _HAS_SAID.search(text):
        return ""
    for name in names:
        called = _called(name)
        if name and re.search(rf"(?:跟|给|告诉|通知|转告|和|对|^回复?){called}", text):
            return name
    return ""


def to_whom(text: str) -> str:
    """Whom a word for somebody names; empty: nobody, or whoever it was."""
    found = _TELLS.search(text.strip()) or _BY_NAME.search(text.strip())
    if found is None or _HAS_SAID.search(text):
        return ""
    whom: str = next(each for each in found.groups() if each).removesuffix("也")
    return "" if _EVERYBODY.fullmatch(whom) or _NO_CITIZEN.search(whom) else whom


def for_nobody(talk: Talk) -> str:
    """Whom a word is for who reported nothing of theirs and is no colleague: it is told to nobody
    else. Empty: it is for no such person."""
    text = talk.text.strip()
    whom = to_whom(text) if talk.roles.officer_roles and not talk.sure else ""
    if not whom or any(whom in case.told or is_called(case.name, text) for case in known_to(talk)):
        return ""
    return "" if _is_colleague(talk, whom) else whom


def _is_colleague(talk: Talk, whom: str) -> bool:
    at_work = (
        select(row.id).where(row.name == whom).limit(1) for row in (Deputy, Officer, BureauLiaison)
    )
    return any(talk.session.scalar(each) is not None for each in at_work)


def is_word_for(text: str) -> bool:
    """「跟那位说，下周来办」: a word for somebody, and nothing that somebody came to say."""
    found = _TELLS.search(text.strip())
    if found is None or _HAS_SAID.search(text):
        return False
    whom = (found["whom"] or found["back"] or "").removesuffix("也")
    return bool(_EVERYBODY.fullmatch(whom) or to_whom(text))


def says_to_tell(text: str) -> bool:
    """Whether it says to whom its words are to be told."""
    return bool(_TELLS.search(text) or _TOLD_ON.match(text) or _LETS.fullmatch(text.strip()))


def told_by(text: str) -> str:
    """「周五来换」 of 「跟群众说一声，周五来换」; the whole where it begins with no such word."""
    found = _TELLS.match(text.strip())
    whom = (found["whom"] or found["back"] or "").removesuffix("也") if found else ""
    words = ((found["words"] or found["said"]) if found else "") or ""
    words = words.strip(" ，,：:")
    return words if _EVERYBODY.fullmatch(whom) and len(words) >= _LEAST else text


_BY_NAME = re.compile(
    r"(?:告诉|转告)([\u4e00-\u9fff](?:大?[娘爷妈婶叔伯哥嫂姐舅姑姨奶]|师傅|老师)|[\u4e00-\u9fff]{2,3})"
    r"(?=[，,：: ])"
)
#: Colleagues, bodies, and we ourselves.
_NO_CITIZEN = re.compile(
    r"[局所站委办队长员处科司]$|书记|主任|干事|代表|领导|政府|公司|单位|[村镇乡县站]里|我|咱|你|自己|城管|交警|民政|住建|水利|供电"
)


def _called(name: str) -> str:
    """A shape for the name, and for 李大娘 and 老李 of who is called 李…."""
    if len(name) < len("李四"):
        return re.escape(name) or "(?!)"
    elder = "(?:大?[娘爷妈婶叔伯哥嫂姐舅姑姨奶]|奶奶|师傅|老师|老汉|家)"
    return rf"(?:{re.escape(name)}|{name[0]}{elder}|老{name[0]})"


def _told(talk: Talk, issue: Issue) -> str:
    """What is to be said to who reported it; empty: it says nothing of the kind."""
    name = issue.reporter.name or ""
    text = talk.text.strip()
    if _ENDS_AS_QUESTION.search(text):
        return ""
    by_name = re.search(
        rf"(?:告诉|通知|转告)(?:{_called(name)}|{_ANYBODY})(?:一?[声下])?[，,：: ]*", text
    )
    if by_name is not None and len(text) - by_name.end() >= _LEAST:
        # 「告诉李大山路牌月底装」
        return text[by_name.end() :]
    lets = _LETS.fullmatch(text)
    if lets is not None:
        return lets["words"]
    on = _TOLD_ON.match(text)
    if on is not None:
        return on["words"] if len(on["words"]) >= _LEAST else ""
    found = _TELLS.search(text)
    if found is None:
        return ""
    whom = (found["whom"] or found["back"]).removesuffix("也")
    theirs = _EVERYBODY.fullmatch(whom) or (name and is_called(name, found[0]))
    if not theirs and (not talk.sure or _NO_CITIZEN.search(whom) or _is_colleague(talk, whom)):
        return ""
    words = (found["words"] or found["said"] or "").strip(" ，,：:")
    return words if len(words) >= _LEAST else ""
