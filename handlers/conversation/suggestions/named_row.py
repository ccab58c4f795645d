"""What a bureau says of a suggestion that it names, by number (建11, 城关镇1号, 11号) or by its
deputy: that they have it, that another bureau should, whom they met, how it goes. What names a
suggestion is never told of, or written into, a citizen's case; what is not understood is asked."""

import re
from collections.abc import Sequence
from typing import Any

from bot.actions import bureaus as bodies
from bot.actions.casework import label
from bot.actions.suggestions import parties, receipts
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE
from bot.store.models import Assignment
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff.performing import ask_back
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.words import bare, do
from nlp.replies import Reply

_ISSUE = re.compile(r"民\s*\d")
_NUMBER = re.compile(
    r"(?P<mark>建)?(?P<place>[一-鿿]{2,4}?[镇乡])?(?P<session>〔\d{1,2}[-－]\d{1,2}〕)?(?<![\d.])(?P<n>\d{1,5})(?P<no>号)?"
    r"(?!\d|\s*[月日年点米个户盏万元次天公里人%％.])"
)
DEPUTY = re.compile(r"(?P<name>[一-鿿]{1,3}?)(?:代表|老师)")
_HAVE = re.compile(r"(?:收|接|签|领)(?:到|下|了|收|悉)+|会办意见.{0,6}(?:按时|照办|会给)")
_ALL = re.compile(
    r"(?:好的?|行)?[，, ]*(?:我们)?(?:全部?|都|统统)"
    r"(?:收下|收了|签收|接收|接下|接了|收悉)(?:了|啦)?[。！!]?"
)
#: A question is answered elsewhere, and changes nothing.
_QUESTION = re.compile(
    r"[?？吗呢]\W*$|怎么|咋|几[号天时]|多少|什么时候|啥时候|期限|哪[天里些]|没有?\W*$"
)
#: A bare number answers a question of ours.
_LEAST = 2
_NOT_HAVE = re.compile(r"没(?:有)?(?:收|接)|不(?:收|接)")
_RETURNS = re.compile(
    r"申退|退回|不该(?:由)?(?:我们|我局|我所|我单位)?(?:主办|办|牵头|管)|不(?:归|属于?)(?:我们|我局|我所|我单位)?|(?:该|应|得)(?:由|归|是)?.{2,12}?(?:主办|牵头|来?办|管)"
)
_RIGHT = re.compile(
    r"(?:该|应|得|归|由|属于?|是)(?:由|归|是)?(?P<to>[^，,。不我该应得归由是]{2,12}?)(?:主办|牵头|来办|办理?|管|负责|的(?:事|职责)|[，,。]|$)"
)
_MET = re.compile(
    r"见(?:了|过|着|到)?面|碰(?:了|过|个)?(?:头|面)|面商|座谈|当面|到(?:了)?现场|在场|一起(?:去|看|到)|(?:去|看)了.{0,12}(?:路|现场|村|小学|组)|谈(?:过|了)|坐下来"
)
_SPOKE = re.compile(r"联系(?:了|上|过)|沟通(?:了|过)|电话|约(?:好|了|定)")
_NOT_YET = re.compile(
    r"没(?:有)?(?:联系|见|谈)|未|准备|打算|计划|想(?:约|去|请)|联系不上|明天|后天再|下周(?:去|再)"
)
_MORE_TIME = re.compile(r"延|推|缓|宽限")
_ALLOWED = frozenset(
    {"report_progress", "request_extension", "report_done", "record_meeting", "ask"}
)


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
    if len(rows) != 1:
        return None
    row, lines = rows[0], []
    if row.state == ASSIGNED and _HAVE.search(said) and not _NOT_HAVE.search(said):
        lines.append(_done(talk, row, "confirm_receipt"))
    listed = [item for item in items.for_bureau(talk) if item.case is row]
    reply = reply_of(talk, "bureau", listed) if listed else Reply()
    fields = {one.act: dict(one.fields) for one in reply.acts}
    if (right := _right(talk, row, said)) is not None:
        lines.append(_done(talk, row, "request_return", to=right, text=said))
    elif (
        (_MET.search(said) or _SPOKE.search(said))
        and not _NOT_YET.search(said)
        and _of_deputy(said)
    ):
        given = fields.get("record_meeting", {}) | {"text": said}
        lines.append(_done(talk, row, "record_meeting", **given))
    elif not lines:
        lines += [
            _done(talk, row, act, **given) for act, given in fields.items() if act in _ALLOWED
        ][:1]
    if not lines and reply.ask and _MORE_TIME.search(said):
        return ask_back(talk, "bureau", reply.ask)
    if not lines:
        serial = row.suggestion.serial or ""
        lines.append(say("handling.unclear_on", case=label(row), serial=serial))
    return Answer("\n".join(lines), "bureau")


def _of_deputy(said: str) -> bool:
    return bool(re.search(r"代表|老师", said))


def _named(talk: Talk, bureaus: Sequence[int], said: str) -> list[Assignment]:
    """Open ones of theirs; a bare number only where no citizen's case of theirs has it."""
    handed = {
        item.pending.ref for item in items_of(talk, "bureau") if item.pending.kind == "handover"
    }
    for found in _NUMBER.finditer(said):
        rows = [
            row
            for row in receipts.find(talk.session, bureaus, int(found["n"]))
            if row.state in RESPONSIBLE
        ]
        place = found["place"] or ""
        if place:
            rows = [row for row in rows if place in (row.suggestion.number or "")]
        elif len(rows) > 1:
            rows = [row for row in rows if row.suggestion.congress == "county"] or rows
        sure = found["mark"] or place or found["session"]
        if rows and (sure or f"民{found['n']}" not in handed):
            return rows
    names = [found["name"] for found in DEPUTY.finditer(said)]
    open_ones = [row for row in receipts.open_of(talk.session, bureaus) if row.state in RESPONSIBLE]
    return [row for row in open_ones if any(is_called(talk, row, name) for name in names)]


def is_called(talk: Talk, row: Assignment, name: str) -> bool:
    """陈代表, 陈志远代表; 「和陈代表」 begins with a word that is no name."""
    following = parties.follower(talk.session, row.suggestion, talk.now)
    if following is None:
        return False
    return name.endswith(following.name) or name[-1] == following.name[0]


def _right(talk: Talk, row: Assignment, said: str) -> str | None:
    """Whose it is, as they say who give it back; None: they do not."""
    if not _RETURNS.search(said):
        return None
    for found in _RIGHT.finditer(said):
        named = bodies.find(talk.session, found["to"], None)
        if named is not None and named.id != row.bureau_id:
            return named.name
        if named is None and re.search(r"(?:局|所|政府|委|院|站|公司|街道)$", found["to"]):
            return found["to"]
    return "" if re.search(r"申退|退回|不(?:归|该|属)", said) else None


def _done(talk: Talk, row: Assignment, act: str, **fields: Any) -> str:
    try:
        with talk.session.begin_nested():
            return do(talk, act, row, role="bureau", **fields)
    except Refused as refused:
        return say(refused.key, **refused.fields)
