"""「有个大姐打电话来问自来水，我让她等等」: somebody asked, and was answered on the spot. Nothing
is wrong that anybody would mend, so no case is opened that a deputy would be pushed and a clerk
chased with; who wants it entered says so."""

import re

from bot.actions import exchanges
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
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
_LONGEST = 48


def heard(talk: Talk) -> Answer | None:
    """None: it tells of no such question, or of one about a case of theirs."""
    text = talk.text.strip()
    if not talk.roles.any or named(text) or len(text) > _LONGEST or is_wrong(text):
        return None
    asked = _ASKED.search(text)
    if asked is None or not _ANSWERED.search(text[asked.end() :]):
        return None
    words = left_of(talk, text).named
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
    return Answer(say("staff.by_mouth"), "staff")
