"""「收到」, 「好的，谢谢」 of a deputy who was just told how a suggestion goes on: a nod, and
no act. Who has to change a draft is never told that nothing waits for them."""

import re

from bot.actions.casework import label
from bot.domain.workflows.suggestion import SENT_BACK
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.newest import last_told, suggestion_of

#: What a deputy is told and asked for nothing.
_GOES_ON = frozenset(
    {
        "suggestion.filed",
        "suggestion.filed_many",
        "suggestion.assigned",
        "suggestion.assigned_many",
        "suggestion.assigned_further",
        "suggestion.regular_deputy",
    }
)
_NODS = re.compile(
    r"(?=.)(?:好的?|行|嗯+|哦|OK|ok)?[，, ]*(?:我)?(?:收到|知道|晓得|看到|明白)?(?:了|啦)?[，, ]*"
    r"(?:谢谢|感谢|多谢|辛苦)?(?:你们|您|了|啦)?[。！!]?"
)


def heard(talk: Talk) -> str | None:
    """What is answered to a nod; None: it is none, or they were told something else last, or they
    also work for a bureau, where 「收到」 is an act."""
    if talk.roles.liaisons or not _NODS.fullmatch(talk.text.strip()):
        return None
    told = last_told(talk)
    if told is None:
        return None
    about = suggestion_of(talk, told)
    if told.kind == "suggestion.sent_back" and about is not None and about.state == SENT_BACK:
        return say("writing.waits_for_changes", case=label(about))
    return say("writing.goes_on") if told.kind in _GOES_ON else None
