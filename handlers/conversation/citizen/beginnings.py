"""How people begin before they have said what is wrong: 「我想说个事但我怕」, 「我替我二姨说的」,
「我在北街开了个面馆」, 「你们到底管不管事」. None of it is a matter and
nobody is told of it; what it carries (a place, a wish for secrecy, in whose name) holds for the
matter that follows and goes along with it."""

import re
from collections.abc import Sequence

from bot.actions import exchanges, places
from bot.actions.issues.routing import bind
from bot.store.models import Exchange, Issue, Message
from bot.texts import say
from handlers.conversation.citizen.spoken import is_talking
from handlers.conversation.citizen.wishes import is_told_beside, wishes
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.reading import is_complaint, is_grumble
from nlp.conduct import is_never_seen
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.things import holds_a_matter, is_wrong, things

_HELLO = r"(?:你们?好|您好|喂|请问|同志|领导)?[，,。！! ]*"
_I = r"(?:(?:我|俺|咱)(?:们)?)"
#: 「我想说个事」, 「我说个事你们可别往外传」: what it is comes next.
_ANNOUNCES = re.compile(
    rf"{_HELLO}(?:那)?{_I}?(?:再|还)?(?:有|想|要|来|得)*(?:跟|给|向)?(?:你们?|您)?"
    r"(?:说|反映|讲|问|打听|咨询|举报|投诉|有)"
    r"(?P<what>(?:个|一个|件|一件|点|下|一下|几个|些)*(?:事情?|问题|情况|话)?)"
    r"(?P<rest>[，, ]*.{0,14})"
)
_SHY = re.compile(
    r"怕|想[问说]|不敢|传|保密|匿名|别(?:说|告诉|让|写|留|提|报)|不能让|不(?:知道|晓得).{0,6}(?:不|行|能|该)|行(?:不|吗)|可以|敢|中不中|方便"
)
_INTRODUCES = re.compile(
    rf"{_HELLO}(?:{_I}?想?(?:问|说|反映|咨询)(?:一?下|个事)?[，, ]*)?"
    rf"{_I}(?:家)?(?:就)?(?:是|在|住|住在|来自|叫)[^，,。；;]{{1,16}}"
    r"(?:[，,]?(?:今年)?\d{2}(?:岁)?了?|[，,]?(?:就)?(?:住)?在[^，,。；;]{2,12})?"
)
_FOR_ANOTHER = re.compile(
    rf"{_HELLO}{_I}?(?:是)?(?:替|帮|代)(?:我|俺|咱)?(?:们)?(?:家)?[^，,。]{{1,6}}?"
    r"(?:说|反映|问|讲|发|写|打听)(?:的|个事|一下)?"
    r"(?:[，, ]*(?:她|他|老人|人家|我[妈爸爷奶姨])[^，,。]{0,12}"
    r"(?:不会|不识字|没有?|看不|不懂|不方便|不在)[^，,。]{0,8})?"
)
_GRUMBLES = re.compile(
    r"(?:你们?|您们?|这里|这)?(?:到底|究竟)?(?:还)?"
    r"(?:管不管[事用]?|有没有人管?|有人管吗|管事不|有用(?:吗|没)|是干(?:啥|什么)吃?的|干啥吃的)"
    r"|(?:气死|急死|烦死|愁死)(?:我|人)?(?:了)?|(?:没|有没)人管(?:了)?(?:吗)?"
)
#: 「供电所的电话打不通」: what they rang for comes next.
_UNREACHED = re.compile(
    rf"{_HELLO}{_I}?(?:打)?(?:你们?|站里|村里|镇里|[一-鿿]{{1,8}}(?:局|所|站|委|办|公司|政府|村委会|中心))的?"
    r"(?:值班|报修|办公|服务)?电话(?:号)?(?:一直|老是?|总是?|都|也|又|根本)*"
    r"(?:打不[通进]|没人接|不接|占线|忙音|空号|关机|停机)(?:了|啊|的)?"
)
_LONGEST = 40
#: A wish for silence and nothing else.
_SHORT = 20
#: 「骗人」 is a grunt.
_LEAST = 4
#: So many letters say what is wrong with something that was named before.
_SAYS_WHAT = 3


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """The answer to such a beginning; None: it is a matter, or goes on with one."""
    said = talk.text.strip().strip("。！!？?~～ ")
    if len(said) > _LONGEST or talk.roles.any or reading.urgency != "普通":
        return None
    if _UNREACHED.fullmatch(said) and not is_talking(talk):
        exchanges.begin(talk.session, talk.contact.id, talk.message.id, now=talk.now)
        return Answer(say("answer.unreached"), AS_CONSTITUENT)
    announces, other = _announces(said), _other(said)
    if not announces and not other:
        return _shy(talk, said)
    told = holds_a_matter(said, reading.places) or (things(said, reading.places) and is_wrong(said))
    grave = is_complaint(said) or is_corruption(said) or is_never_seen(said)
    if told or grave or (not announces and is_talking(talk)):
        return None
    exchanges.begin(talk.session, talk.contact.id, talk.message.id, now=talk.now)
    grid = places.by_code(talk.session, reading.grid_code) if reading.grid_code else None
    if grid is not None and reading.places:
        bind(talk.session, talk.contact, grid)
        exchanges.promise_place(talk.session, talk.contact.id, grid.code, now=talk.now)
    if announces and _SHY.search(said) and _is_for_silence(said):
        exchanges.promise_secrecy(talk.session, talk.contact.id, now=talk.now)
        return Answer(say("answer.secret_nothing"), AS_CONSTITUENT)
    key = {"": "answer.go_on", "grumbles": "answer.abuse"}.get(other, "answer.begun")
    return Answer(say(key), AS_CONSTITUENT)


#: 「怕他们报复」, 「先说好，别让村里知道是我说的」, before anything is told.
_AFRAID = re.compile(rf"{_I}?(?:就|主要|也)?(?:是)?(?:怕|担心|不敢)[^，,。]{{0,12}}")


def _shy(talk: Talk, said: str) -> Answer | None:
    told = is_told_beside(said) or things(said) or is_complaint(said) or is_corruption(said)
    asks = _AFRAID.fullmatch(said) or (wishes(said) and not told and len(said) <= _SHORT)
    if not asks or is_talking(talk):
        return None
    exchanges.promise_secrecy(talk.session, talk.contact.id, now=talk.now)
    return Answer(say("answer.secret_nothing"), AS_CONSTITUENT)


_SILENCE = re.compile(r"怕|不敢|传|保密|匿名|别(?:说|告诉|让|写|留|提|报)|不能让")


def _is_for_silence(said: str) -> bool:
    return _SILENCE.search(said) is not None


def _announces(said: str) -> bool:
    found = _ANNOUNCES.fullmatch(said)
    if found is None:
        return False
    rest = found["rest"].strip("，, ")
    return len(rest) <= 1 or (bool(found["what"]) and _SHY.search(rest) is not None)


def _other(said: str) -> str:
    if _INTRODUCES.fullmatch(said):
        return "introduces"
    if _FOR_ANOTHER.fullmatch(said):
        return "for_another"
    return (
        "grumbles"
        if _GRUMBLES.fullmatch(said) or (len(said) >= _LEAST and is_grumble(said))
        else ""
    )


def carried(talk: Talk) -> Sequence[Message]:
    """What was said before the matter, oldest first; it is used up."""
    begun = exchanges.begun(talk.session, talk.contact.id, talk.now)
    if begun is None:
        return ()
    exchanges.finish(begun, talk.now)
    return _messages(talk, begun)


def _messages(talk: Talk, begun: Exchange) -> Sequence[Message]:
    found = [talk.session.get(Message, each) for each in begun.waiting.get("messages") or ()]
    return [message for message in found if message is not None and message.words is not None]


def tells_what(talk: Talk, said: str) -> bool:
    """Whether ``said``, a beginning, says what is wrong: only the place is missing."""
    said = said.strip().strip("。！!？?~～ ")
    if len(said) < _LEAST or _announces(said) or _other(said):
        return False
    read = talk.reader.read(said)
    return read.kind == "problem" and read.topic is not None


def tell_what(talk: Talk) -> bool:
    """Whether anything of what they began with does."""
    begun = exchanges.begun(talk.session, talk.contact.id, talk.now)
    return begun is not None and any(tells_what(talk, text) for text in _texts(talk, begun))


def _texts(talk: Talk, begun: Exchange) -> Sequence[str]:
    return [each.words.text or "" for each in _messages(talk, begun) if each.words]


def is_completed_by(talk: Talk) -> bool:
    """Whether the sentence says what is wrong with the thing that they have begun with."""
    begun = exchanges.begun(talk.session, talk.contact.id, talk.now)
    piece = len(talk.text.strip()) < _SAYS_WHAT  # 「坑」
    if begun is None or piece or not is_wrong(talk.text) or things(talk.text).named:
        return False
    return any(things(text) for text in _texts(talk, begun))


def go_along(earlier: Sequence[Message], issue: Issue) -> None:
    for message in earlier:
        message.issue_id = issue.id
