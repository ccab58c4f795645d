"""「千万别打电话给我，我男人不知道」: nobody rings them, and it stands where somebody would."""

import re

from bot.actions import exchanges, issues, people
from bot.actions.alarm_fields import asks_not_to_be_rung
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.matters import words_of
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.reading import read
from nlp.things import holds_a_matter

_NOT = r"(?:别|不要|莫|不用|甭|(?<!能)不能|不许)(?:再|老|总)?"
_ASKS = re.compile(
    rf"{_NOT}(?:给(?:我|俺|家里))?(?:打|回|来|拨)(?:个)?(?:我|俺)?(?:的)?(?:家里)?(?:的)?(?:电话|手机|座机)"
    rf"|{_NOT}(?:来|上门)?(?:找|联系)(?:我|俺)(?!麻烦|要|们)|{_NOT}上门"
)
#: 「别说是我让来的，他好面子」: of whom they go to, and no wish that nobody knows.
_NOT_NAMED = re.compile(
    rf"^(?:去的?时候|见了(?:他|她|面))?[，,]?{_NOT}(?:跟|给|对)?(?:他|她|我[爸妈爹娘])?(?:说|提)(?:是)?(?:我|俺)(?:让|叫|喊|请)(?:你们?|您)?(?:来|去|打|找|问)"
)
_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)
_LONGEST = 24


def heard(talk: Talk) -> Answer | None:
    """Noted, with the newest matter if there is one. None: something else is said, or told too."""
    said = talk.text.strip()
    if not talk.roles.any and _NOT_NAMED.match(said):
        return _keep_from(talk)
    if talk.roles.any or not (_ASKS.search(said) or asks_not_to_be_rung(said)):
        return None
    people.wish_calls(talk.session, talk.contact, wanted=False, now=talk.now)
    if len(said) > _LONGEST or holds_a_matter(said):
        return None
    case = _noted(talk)
    if case is None:
        exchanges.begin(talk.session, talk.contact.id, talk.message.id, now=talk.now)
        return Answer(say("answer.no_calls") + say("answer.begun"), AS_CONSTITUENT)
    return Answer(say("answer.no_calls"), AS_CONSTITUENT, case.id)


def _keep_from(talk: Talk) -> Answer | None:
    case = _noted(talk)
    return Answer(say("small.not_named"), AS_CONSTITUENT, case.id) if case is not None else None


def _noted(talk: Talk) -> Issue | None:
    """Their newest matter under way, with what was said on its page for whoever would ring or go
    there; news for nobody else."""
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    case = next((issue for issue in own if issue.state in _UNDER_WAY), None)
    if case is not None and case.state in (*EARLY, *OPEN):
        words = words_of(talk, read(talk))
        issues.note_words(talk.session, case, words, now=talk.now)
    return case
