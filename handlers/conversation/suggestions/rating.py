"""Words about a rating that are no rating: questions, what if, and what is half of each. A rating
is sealed and counts, so nothing is taken for one that is not said plainly; the number that is said
decides, and none of it becomes a citizen's matter or goes to one."""

import re

from bot.actions.suggestions.kind import desk_name
from bot.domain.workflows.suggestion import ENDED, RUNNING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.newest import hold, last_told, suggestion_of, words_kept
from handlers.conversation.suggestions.words import do, numbered

#: What is kept ← what people say of it.
GRADES = {
    "很满意": "满意",
    "非常满意": "满意",
    "比较满意": "基本满意",
    "不太满意": "不满意",
    "不大满意": "不满意",
}
_GRADE = re.compile(r"基本满意|很满意|非常满意|比较满意|不[太大]满意|不满意|满意")
_OF_RATING = re.compile(r"满意|评价|打(?:的|了)?(?:几|多少)?分|评(?:的|了|几|成|个)")
#: Whose satisfaction is told is somebody else's, or it is a citizen's matter that is named.
_OF_OTHERS = re.compile(r"群众|老百姓|百姓|老乡|村民|大家|大娘|大爷|民\s*\d")
_ASKS = re.compile(
    r"会不会|能不能|能否|可不可以|可以不|要不要|是不是|看不看|[?？]|(?:吗|么|呢|不|没有?)\W*$|怎么|咋|谁|啥|什么|哪|几"
    r"|要是|如果|假如|万一|假使|要不|打了.{0,4}会|评了.{0,4}会|得罪|穿小鞋|报复"
)
#: 「满意是满意，可别光说不练」.
_HALF = re.compile(
    r"满意(?:是|归|倒是?)(?:满意)?[，, ]*.{0,6}(?:可|但|就是|不过|只是|只)"
    r"|(?:可|但|不过|只是).{0,20}(?<!基本)(?<!不)满意"
)
_NUMBER = re.compile(r"(?<![\d月年.])(\d{1,5})(?![\d月日年点分.天次个米盏])")
_SHORT = 16


def heard(talk: Talk, said: str) -> str | None:
    """The answer to such words; None: they are about something else, or a plain rating."""
    if not _OF_RATING.search(said) or _OF_OTHERS.search(said):
        return None
    states = (*RUNNING, *ENDED)
    own = [*items.mine(talk, states), *items.signed(talk, states)]
    if not own:
        return None
    about = _meant(talk, own)
    if _is_question(said):
        return say("writing.rating_not_taken", desk=desk_name(talk.session, about, talk.now))
    grades = _GRADE.findall(said)
    if not grades:
        return None
    if _HALF.search(said) or len({GRADES.get(one, one) for one in grades}) > 1:
        return hold(talk, about).text
    return None


def _is_question(said: str) -> bool:
    """Of the part that speaks of the rating: 「不太满意，没说钱从哪来」 asks nothing."""
    parts = re.split(r"[，,。；;！!]", said)
    part = next((one for one in parts if _OF_RATING.search(one)), said)
    return bool(_ASKS.search(part)) or said.rstrip().endswith(("?", "？", "吗"))


def unclear(talk: Talk, said: str) -> str | None:
    """What has a grade in it, was no plain rating, and is about nobody else's satisfaction: asked,
    never guessed."""
    if not _GRADE.search(said) or _OF_OTHERS.search(said):
        return None
    waiting = [*items.to_rate(talk), *items.mine(talk, ("rated",))]
    grades, number = _GRADE.findall(said), _NUMBER.search(said)
    if waiting and number is not None and len(grades) == 1 and len(said) <= _SHORT:
        # 「算了12改基本满意」: the number that was said is the one.
        named = numbered(waiting, number[1])
        if len(set(named)) != 1:
            return say("writing.not_to_rate", named=number[1])
        rating = GRADES.get(grades[0], grades[0])
        return do(talk, "rate", named[0], rating=rating, reason=words_kept(talk, named[:1]))
    return hold(talk, _meant(talk, waiting)).text if waiting else None


def _meant(talk: Talk, own: list[Suggestion]) -> Suggestion:
    """The one they were told of last, else the newest that waits for a word."""
    told = suggestion_of(talk, last_told(talk))
    if told is not None and told in own:
        return told
    waiting = [one for one in items.to_rate(talk) if one in own]
    return (waiting or own)[0]
