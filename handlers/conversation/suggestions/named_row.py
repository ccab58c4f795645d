"""What a bureau says of a suggestion that it names, by number (建11, 城关镇1号, 11号), by a word of
its title or by its deputy: that they have it, that another bureau should, whom they met, how it
goes. What names a suggestion is never told of, or written into, a citizen's case; what is none of
these is kept with it, and told to the deputy only when they say so."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions import bureaus as bodies
from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.suggestions import parties, receipts
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import (
    ASSIGNED,
    OPINION_GIVEN,
    REPLIED,
    RESPONSIBLE,
    RETURN_REQUESTED,
    REWORK,
    WORKING,
)
from bot.store.models import Assignment, Message
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_to_come
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.naming import without_bodies
from handlers.conversation.staff.own_matter import is_theirs
from handlers.conversation.staff.performing import ask_back
from handlers.conversation.suggestions import appointed, items
from handlers.conversation.suggestions.which_row import acted_on
from handlers.conversation.suggestions.words import bare, do
from nlp.replies import Reply
from nlp.replies.references import shared_words
from nlp.things import is_wrong, things

_ISSUE = re.compile(r"民\s*\d")
_NUMBER = re.compile(
    r"(?P<mark>建)?(?P<place>[一-鿿]{2,4}?[镇乡])?(?P<session>〔\d{1,2}[-－]\d{1,2}〕)?(?<![\d.])(?P<n>\d{1,5})(?P<no>号)?"
    r"(?!\d|\s*[月日年点米个户盏万元次天公里人%％.])"
)
DEPUTY = re.compile(r"(?P<name>[一-鿿]{1,3}?)(?:代表|老师)")
_HAVE = re.compile(r"(?:收|接|签|领)(?:到|下|了|收|悉)+|会办意见.{0,6}(?:按时|照办|会给)")
_ALL = re.compile(
    r"(?:好的?|行)?[，, ]*(?:我们)?(?:全部?|都|统统)"
    r"(?:收[下到了悉]?|签收?|接[收下了]?)(?:了|啦|哈|啊|呀|过|的)*[。！!]?"
)
#: A question is answered elsewhere, and changes nothing.
_QUESTION = re.compile(
    r"[?？吗呢]\W*$|怎么|咋|几[号天时]|多少|什么时候|啥时候|期限|哪[天里些]|没有?\W*$|还.{1,3}不.{0,3}$"
)
#: A bare number answers a question of ours.
_LEAST = 2
_NOT_HAVE = re.compile(r"没(?:有)?(?:收|接)|不(?:收|接)")
_RETURNS = re.compile(
    r"申退|退回"
    r"|(?:^|[，,。；; ])(?:请|要|申请|只能|得|先|我们|给你们)*退(?:了|掉|吧|给你们|一下)?\W*$"
    r"|不该(?:由)?(?:我们|我局|我所|我单位)?(?:主办|办|牵头|管)|不(?:归|属于?)(?:我们|我局|我所|我单位)?"
    r"|(?:该|应|得)(?:由|归|是)?.{2,12}?(?:主办|牵头|来?办|管)"
)
_RIGHT = re.compile(
    r"(?:该|应|得|归|由|属于?|是)(?:由|归|是)?(?P<to>[^，,。不我该应得归由是]{2,12}?)(?:主办|牵头|来办|办理?|管|负责|的(?:事|职责|活儿?|摊子|口子)|[，,。]|$)"
)
_MET = re.compile(
    r"三见面|见的(?=\W*$|[，,])|见(?:了|过|着|到)?面|碰(?:了|过|个)?(?:头|面)|面商|座谈|当面|到(?:了)?现场|在场|一起(?:去|看|到)|(?:去|看)了.{0,12}(?:路|现场|村|小学|组)|谈(?:过|了)|坐下来"
)
_SPOKE = re.compile(r"联系(?:了|上|过)|沟通(?:了|过)|电话|约(?:好|了|定)")
_NOT_YET = re.compile(
    r"没(?:有)?(?:联系|见|谈)|未|准备|打算|计划|想(?:约|去|请)|联系不上|明天|后天再|下周(?:去|再)"
)
_MORE_TIME = re.compile(r"延|推|缓|宽限|晚(?:几|一|两|点|些)")
#: 「在办」, 「正在协调」: of the only one there is, whatever it is about.
_SHORT = re.compile(
    r"(?:已经?|正在|还在|都在|我们)*(?:办理?|协调|安排|处理|落实|推进|研究|沟通|对接)(?:中|着|了)?[。！!]?"
)
ALLOWED = frozenset(
    {"report_progress", "request_extension", "report_done", "record_meeting", "ask", "promise"}
)
#: What a supporting bureau has to say of it.
_OPINION = re.compile(
    r"会办意见(?:再|又)?(?:补充?|加上?|改[成为])?(?:一[句条点个])?(?:是|如下)?[，,：: ]*"
    r"(?P<text>.{2,})"
    r"|(?=.*(?:意见|同意|建议|要走|需要?|应|须|得(?:先|办|走|经)))(?P<all>.*(?:意见|同意|建议).*)",
    re.DOTALL,
)
#: 「会办意见补充：…」, 「再补一条意见」, 「意见改成…」.
_ADDS = re.compile(r"会办意见|补充?|再加|再提|还有|另外|改[成为]|更正|修改")
#: That work is done or begins, of whoever does it.
_WORK = re.compile(
    r"进场|开工|动工|开挖|完工|竣工|验收|招标|中标|采购|到货|立项|批复|拨(?:付|款)|资金.{0,4}(?:到|下)"
    r"|设计|勘[察测探]|测量|预算|(?:已经?|正在|开始|完成|准备|计划|打算|列入|安排|下周|本周|明天|后天|月底|年底)"
    r".{0,16}(?:[修换装铺挖清建改焊埋打拆刷浇砌种查量定订买运]|处理|施工|实施|改造|现场)"
    r"|[修换装铺挖清建改焊埋拆刷浇砌种](?:好|完|了|到|上)"
)
#: For the own house, or of people: never told on unread.
_INSIDE = re.compile(
    r"局长|主任|[王李张刘陈杨赵周吴孙钱]局|领导|分管|股|科(?:里|长)|转给|交给|交[^，,]{0,4}办|你们|您|难缠|无理|态度|不归|谁"
    r"|签字|盖章|公章|抄送|内部|别(?:跟|告诉|说)|保密|[?？吗]"
)
_PLANNED = re.compile(
    r"(?:[月年]底|明[天年]|后天|下[周月]|\d{1,2}[号日]|月[前内]|[前内])[^，,。了]{0,6}[一-鿿](?:完|好|上|成)(?!了)"
)
_TELL = re.compile(
    r"(?:好的?|行|那|就|请|把?(?:这|它)句?话?|\d{1,5}(?!\d)|[，, ])*"
    r"(?:告诉|转给|发给|转告|说给|让|给)"
    r"(?:[一-鿿]{0,3})代表(?:听|看|知道|说|吧|了|一声|一下)*[。！!]?"
)
#: What the conversation remembers: words that are kept, and may be told on.
NOTED = "bureau_noted"


def heard(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """None: no suggestion of theirs is named."""
    said = bare(talk)
    if (
        _ISSUE.search(said)
        or _QUESTION.search(said)
        or len(_NUMBER.sub("", said).strip("，,。 的")) < _LEAST
    ):
        return None
    if _ALL.fullmatch(said):
        # 「全部收下」: in the word that is known, of both kinds of cases.
        talk.text = "全部收到"
        return None
    rows = _named(talk, bureaus, said)
    if not rows and re.match(r"(?:再?补充?)?(?:一[条句])?会办意见", said):
        # A lead bureau has none to give: it is of the only one that they support.
        listed = (
            receipts.open_of(talk.session, bureaus),
            receipts.answered_of(talk.session, bureaus),
        )
        rows = [row for rows in listed for row in rows if row.role == "supporting"]
    return on(talk, rows[0], said) if len(rows) == 1 else None


def on(talk: Talk, row: Assignment, said: str, *, only: bool = False) -> Answer | None:
    """What they say of this very one; ``only``: it is not named, and the only one they have. Then
    the deputy is told what has to do with it by its words."""
    said = _without_number(said, row)
    if row.state == OPINION_GIVEN and _ADDS.search(said) and (more := _OPINION.search(said)):
        # What a supporting bureau adds goes where its opinion went.
        text = (more["text"] or said).strip("，,：:。 ")
        return Answer(_done(talk, row, "give_opinion", text=text), "bureau")
    if row.state == REPLIED and _met(said) and not _QUESTION.search(said):
        # 办后回访 is one of the three meetings.
        return Answer(_done(talk, row, "record_meeting", text=said, stage="办后"), "bureau")
    if row.state not in RESPONSIBLE:
        return Answer(kept(talk, row, said), "bureau")
    lines: list[str] = []
    if row.state in (ASSIGNED, REWORK) and _HAVE.search(said) and not _NOT_HAVE.search(said):
        lines.append(_done(talk, row, "confirm_receipt"))
    listed = [item for item in items.for_bureau(talk) if item.case is row]
    reply = reply_of(talk, "bureau", listed, said) if listed else Reply()
    fields = {one.act: dict(one.fields) for one in reply.acts}
    if (right := _right(talk, row, said, fields.get("request_return", {}))) is not None:
        lines.append(_done(talk, row, "request_return", to=right, text=said))
    elif _of_deputy(said) and appointed.is_appointed(talk, said):
        lines.append(appointed.told(talk, row, said))
    elif _met(said):
        given = fields.get("record_meeting", {}) | {"text": said}
        lines.append(_done(talk, row, "record_meeting", **given))
    elif row.role == "supporting" and (opinion := _OPINION.search(said)) is not None:
        text = opinion["text"] or said
        lines.append(_done(talk, row, "give_opinion", text=text.strip("，,：:。 ")))
    else:
        done = [act for act in fields if act in ALLOWED][:1] if not lines else []
        if not lines and not done and _MORE_TIME.search(said):
            ask = reply.ask or _done(talk, row, "request_extension", text=said)
            return ask_back(talk, "bureau", ask)
        if done == ["report_done"] and (_PLANNED.search(said) or is_to_come(said)):
            # 「月底换完」 is a plan, and no answer yet.
            done, fields = ["report_progress"], {"report_progress": {"text": said}}
        aside = only and not (_WORK.search(said) or _shared(said, row.suggestion.title))
        inside = talk.sure and _INSIDE.search(said) and "进展" not in said
        if done == ["report_progress"] and (aside or inside) and not _SHORT.fullmatch(said):
            done = []
        if not done and _WORK.search(said) and not _INSIDE.search(said):
            done, fields = ["report_progress"], {"report_progress": {"text": said}}
        if done == ["report_progress"] and row.state == RETURN_REQUESTED:
            done = []
        lines += [_done(talk, row, act, **fields[act]) for act in done]
    return Answer("\n".join(lines) if lines else kept(talk, row, said), "bureau")


def _without_number(said: str, row: Assignment) -> str:
    """What is said of it, without the number that only says so."""
    number = rf"(?:〔[\d\-－]+〕)?建?{row.suggestion.serial}号?(?:这?件|建议)?"
    # 「1水管」 may be how many; 「建1水管」 is of the first.
    behind = rf"(?:建{number}[，,：: 、]*|{number}[，,：: 、]+)"
    return re.sub(rf"^\s*{behind}(?=[^\d\s])", "", said, count=1)


def kept(talk: Talk, row: Assignment, said: str) -> str:
    """With the case, for bureau and office; the deputy reads it once they say so."""
    noted = _done(talk, row, "pass_inside", text=said)
    if row.role != "lead" or row.state not in WORKING:
        return noted
    case, message = ("assignment", row.id), talk.message.id
    exchanges.ask(
        talk.session, talk.contact.id, "words", now=talk.now, case=case, act=NOTED, message=message
    )
    return noted + say("handling.tell_deputy")


def told_on(talk: Talk) -> Answer | None:
    """「告诉代表」: what was kept a moment ago is told as it was said."""
    if not _TELL.fullmatch(bare(talk)):
        return None
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    asked = next((row for row in reversed(rows) if row.waiting.get("act") == NOTED), None)
    before = acted_on(talk) if asked is None else None
    if before is not None:
        return Answer(say("handling.told_already", case=label(before)), "bureau")
    message = talk.session.get(Message, asked.waiting["message"]) if asked is not None else None
    if asked is None or message is None or message.words is None or not message.words.text:
        return None
    exchanges.finish(asked, talk.now)
    row = talk.session.get_one(Assignment, asked.case_id)
    return Answer(_done(talk, row, "report_progress", text=message.words.text), "bureau")


def _met(said: str) -> bool:
    """That they have met the deputy, or been in touch."""
    spoke = _MET.search(said) or _SPOKE.search(said)
    return bool(spoke) and not _NOT_YET.search(said) and _of_deputy(said)


def _of_deputy(said: str) -> bool:
    return bool(re.search(r"代表|老师|三见面|面商", said))


def _named(talk: Talk, bureaus: Sequence[int], said: str) -> list[Assignment]:
    """Open ones of theirs; a bare number only where no citizen's case of theirs has it."""
    handed = {
        item.pending.ref for item in items_of(talk, "bureau") if item.pending.kind == "handover"
    }
    for found in _NUMBER.finditer(said):
        numbered = list(receipts.find(talk.session, bureaus, int(found["n"])))
        rows = [row for row in numbered if row.state in RESPONSIBLE] or numbered
        place = found["place"] or ""
        if place:
            rows = [row for row in rows if place in (row.suggestion.number or "")]
        elif len(rows) > 1:
            rows = [row for row in rows if row.suggestion.congress == "county"] or rows
        sure = found["mark"] or place or found["session"]
        if rows and (sure or f"民{found['n']}" not in handed):
            return rows
    names = [found["name"] for found in DEPUTY.finditer(said)]
    open_ones = receipts.open_of(talk.session, bureaus)
    if not names:
        answered = receipts.answered_of(talk.session, bureaus)
        return called(talk, open_ones, said) or called(talk, answered, said)
    of_deputy = [row for row in open_ones if any(is_called(talk, row, name) for name in names)]
    return called(talk, of_deputy or open_ones, said) or of_deputy


def called(talk: Talk, rows: Sequence[Assignment], said: str) -> list[Assignment]:
    """Those of whose title most is said; none where a citizen's case that they have is called so
    as well."""
    if is_theirs(said) and is_wrong(said):
        # 「我家门口的水管漏了」 is told as anybody tells it.
        return []
    about = without_bodies(talk.reader.bodies, said)
    weights = [_words(about, row.suggestion.title) for row in rows]
    most = max(weights, default=0)
    others = (case.held[0][1].pending.title for case in known_to(talk) if case.issue is not None)
    if most <= max((_shared(about, title) for title in others), default=0):
        return []
    return [row for row, weight in zip(rows, weights, strict=True) if weight == most]


def _shared(said: str, title: str) -> int:
    """How many letters of words they share; a thing that both name counts as one."""
    return _words(said, title) or int(things(said).of(things(title)))


def _words(said: str, title: str) -> int:
    return sum(map(len, shared_words(said, title)))


def is_called(talk: Talk, row: Assignment, name: str) -> bool:
    """陈代表, 陈志远代表; 「和陈代表」 begins with a word that is no name."""
    following = parties.follower(talk.session, row.suggestion, talk.now)
    if following is None:
        return False
    return name.endswith(following.name) or name[-1] == following.name[0]


def _right(talk: Talk, row: Assignment, said: str, read: Mapping[str, Any]) -> str | None:
    """Whose it is, as they say who give it back; None: they do not."""
    if not _RETURNS.search(said):
        return None
    for found in _RIGHT.finditer(said):
        named = bodies.find(talk.session, found["to"], None)
        if named is not None and named.id != row.bureau_id:
            return named.name
        if named is None and re.search(r"(?:局|所|政府|委|院|站|公司|街道)$", found["to"]):
            return found["to"]
    return str(read.get("to", "")) if re.search(r"申退|退回|不(?:归|该|属)", said) else None


def _done(talk: Talk, row: Assignment, act: str, **fields: Any) -> str:
    try:
        with talk.session.begin_nested():
            return do(talk, act, row, role="bureau", **fields)
    except Refused as refused:
        return say(refused.key, **refused.fields)
