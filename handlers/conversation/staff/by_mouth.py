"""「有个大姐打电话来问自来水，我让她等等」: somebody asked, and was answered on the spot. Nothing
is wrong that anybody would mend, so no case is opened that a deputy would be pushed and a clerk
chased with; who wants it entered says so. So it is with what somebody mended unasked, and with who
came to see them."""

import re

from bot.actions import exchanges
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.left_over import in_title, left_of
from nlp.things import is_wrong

_ASKED = re.compile(r"(?<![请想])(?:问|咨询|打听|打问)(?!题|过[他她])")
_THEM = r"(?:他|她|人家|老人家?|老乡|大[爷娘妈嫂姐哥叔])(?:们)?"
_ANSWERED = re.compile(
    rf"(?:让|叫|请){_THEM}(?:先|再)?(?:等|找|去|打|到|问|回|看|带|拿)"
    rf"|(?:跟|给|和|对){_THEM}(?:都|也)?(?:说|讲|解释|答|回|指)"
    r"|(?:我|俺|咱|当场|当面|站里)(?:们)?(?:就|也|都|给|已经?|当场)*(?:说|讲|答|回|告诉|解释|打发)"
    rf"|给了?{_THEM}"
    r"|(?:解释|答复|告诉|讲|说|答)(?:清楚|明白)?(?:了|过)(?!没|吗)"
)
#: 「三组路灯我找人修好了」 where nobody asked for it.
_MENDED = re.compile(
    r"(?:我|俺|咱|村里|组里)[^，,。]{0,4}(?:找人|叫人|让人|自己|已经|都|给|就|带人)*[^，,。]{0,4}"
    r"(?:修|换|弄|清|补|填|焊|通|掏|装|扶|扫|拉)[^，,。]{0,3}(?:[好完通上走]了?|了)\W*$"
)
#: 「今天接待了三个人」, 「一个问低保，一个说路」.
_CAME = re.compile(
    r"(?:今天|今早|上午|下午|刚才?|[我俺]|在站里)*接待了?(?:群众|来访)?[一二两三四五六七八九十几\d]+[个位名批拨]?"
    r"(?:人|群众|老乡)?(?:来访)?\W*"
    r"|有?一[个位](?:问|说|是|反映|来|要)[^，,。一]{1,10}[，,、 ](?:还有|另)?一[个位].{1,30}"
)
_LONGEST = 48


def heard(talk: Talk) -> Answer | None:
    """None: it tells of no such question, or of one about a case of theirs."""
    text = talk.text.strip()
    if not talk.roles.any or named(text) or len(text) > _LONGEST:
        return None
    if _CAME.fullmatch(text):
        return Answer(say("staff.came_to_see"), "staff")
    if is_wrong(text):
        return None
    key = _which(text)
    words = left_of(talk, text).named
    if not key or (key == "staff.mended" and _has_work(talk)):
        return None
    if any(in_title(word, case) for case in known_to(talk) if case.open for word in words):
        return None
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role="constituent",
        own=True,
    )
    return Answer(say(key), "staff")


def _has_work(talk: Talk) -> bool:
    """Whether anything waits for them that is no matter of their own."""
    return any(
        case.open and any(role != "constituent" for role, _ in case.held) for case in known_to(talk)
    )


def _which(text: str) -> str:
    """What is answered: to who was asked and answered, or who mended it unasked; empty: neither."""
    if is_surely_done(text) and _MENDED.search(text):
        return "staff.mended"
    asked = _ASKED.search(text)
    told = asked is not None and _ANSWERED.search(text[asked.end() :])
    return "staff.by_mouth" if told else ""
