"""What the desk decides of a suggestion that has its number, by chat: 申退 with the bureau that is
right, a longer time as it was asked for. What takes the papers before one's eyes has its page. A
suggestion is meant, whatever citizen's case has the same number."""

import re
from collections.abc import Sequence
from typing import Any

from bot.actions import bureaus as bodies
from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.suggestions import parties, promises
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import RETURN_REQUESTED
from bot.domain.workflows.suggestion import ENDED, WEIGHING
from bot.store.models import Assignment, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions.at_desk import (
    of_desk,
    of_desk_called,
    waiting_to_decide,
)
from handlers.conversation.suggestions.newest import last_told, suggestion_of
from handlers.conversation.suggestions.words import bare, do

#: Steps that no case of a citizen has.
_RETURN = re.compile(r"申退|退(?:回)?的?(?:理由|件)|退得")
_LONGER = re.compile(r"延期|延到|宽限")
#: 「卫生室那件改到3月10号」, by a word of its title instead of its number.
_CALLED = re.compile(
    r"^(?:把)?(?P<words>[^，,。\d我你您他她它这那哪几两每一][^，,。\d]{0,9}?)"
    r"(?:的?(?:那|这)[件个条](?:代表)?(?:建议)?(?:的)?|(?=的?承诺))"
    r"(?=.{0,6}(?:改|推|延|缓|宽限|申退|提请|提交|程序办结|销号|重新办|重[办开]|改派|承诺))"
)
_STEP = re.compile(
    r"不(?:予)?(?:受理|立案?|收(?!了))|提请|提交.{0,4}会|会议研究|上(?:主任)?会|程序办结|销号?|重新办理?|重[办开]|再办一次|不满意|评价|改派|承诺"
)
#: Said of a citizen's case as well.
_CONTENT = re.compile(r"再办一次|不满意|评价|重新办(?!理)|不(?:予)?(?:受理|立案?|收(?!了))")
#: Without a number: of what the desk was told last.
_FREED = re.compile(r"申退|延期")
_NUMBER = re.compile(
    r"(?P<mark>建)?(?:〔[\d\-－]+〕)?(?<!\d)(?P<n>\d{1,5})(?!\d|\s*[月日年点米个户盏万元次天公里人%％.])"
)
_NOT = re.compile(r"不(?:同意|行|可以|能|成立|准|批)|没(?:有)?道理|驳回")
_AGREED = re.compile(r"同意|成立|可以|行|准|批了?|有道理|照准|对的")
_TO = re.compile(
    r"(?:改|转|交|派|重新交|另交)(?:办|派|交|由|给|到)*(?P<to>[一-鿿]{2,14}?)(?:主办|牵头|来?办|管|吧|$)"
)
_DAY = re.compile(r"\d+\s*[月日号]|月底|年底")


def heard(talk: Talk) -> Answer | None:
    """None: it is no such step, or no suggestion of this desk has the number."""
    said = bare(talk)
    found = _NUMBER.search(said)
    kinds = (_RETURN, _LONGER, _STEP)
    if called := _CALLED.match(said):
        of_title = of_desk_called(talk, called["words"])
        return _step(talk, of_title[0], said) if len(of_title) == 1 else None
    if re.search(r"民\s*\d", said) or not any(one.search(said) for one in kinds):
        return None
    if found is None:
        told = suggestion_of(talk, last_told(talk))
        shown = [told] if told is not None and _FREED.search(said) else []
        rows = [row for row in shown if row in of_desk(talk, f"建{row.serial}")]
        rows = [row for row in rows if _fits(talk, row, said)]
    else:
        of_number = of_desk(talk, f"建{found['n']}")
        rows = [row for row in of_number if found["mark"] or _fits(talk, row, said)]
    if len(rows) != 1:
        return None
    return _step(talk, rows[0], said)


def _step(talk: Talk, about: Suggestion, said: str) -> Answer:
    asked = parties.assignments_of(talk.session, about)
    if _RETURN.search(said) and (done := _on_return(talk, asked, said)) is not None:
        return done
    waiting = [row for row in asked if row.extension_until is not None]
    plain = _AGREED.search(said) and not _NOT.search(said) and not _DAY.search(said)
    if _LONGER.search(said) and plain and len(waiting) == 1:
        return _do(talk, "approve_extension", waiting[0])
    link = address(talk.session, f"/console/suggestion/{about.draft_number}")
    return Answer(say("writing.steps_on_page", case=label(about), link=link), "staff")


def undecided(talk: Talk, *, returned: bool) -> list[Suggestion]:
    """Of this desk, where a bureau gave a suggestion back (else: asked for a longer time)."""
    return [row for row in waiting_to_decide(talk) if _waits(talk, row, returned=returned)]


def decide(talk: Talk, about: Suggestion) -> Answer:
    """What becomes of such a word about this one, or where it is decided."""
    return _step(talk, about, bare(talk))


def _waits(talk: Talk, about: Suggestion, *, returned: bool) -> bool:
    rows = parties.assignments_of(talk.session, about)
    if returned:
        return any(row.state == RETURN_REQUESTED for row in rows)
    return any(row.extension_until is not None for row in rows)


def _fits(talk: Talk, about: Suggestion, said: str) -> bool:
    """Whether a bare number can mean this one: what is said of it waits there."""
    for words, returned in ((_RETURN, True), (_LONGER, False)):
        if words.search(said):
            return _waits(talk, about, returned=returned)
    if "承诺" in said:
        return bool(promises.of_suggestion(talk.session, about))
    # The rest is said of nothing else; what somebody is content with may be a citizen's case.
    if _STEP.search(_CONTENT.sub("", said)) or about.state in (*WEIGHING, *ENDED):
        return True
    return f"民{about.serial}" not in {item.pending.ref for item in items_of(talk, "station")}


def _on_return(talk: Talk, rows: Sequence[Assignment], said: str) -> Answer | None:
    """申退 agreed to, with the bureau that is right; else where it is decided."""
    waiting = [row for row in rows if row.state == RETURN_REQUESTED]
    if len(waiting) != 1:
        return None
    row = waiting[0]
    if _NOT.search(said) or not _AGREED.search(said):
        return None
    found = _TO.search(said)
    right = bodies.find(talk.session, found["to"], row.suggestion.area) if found else None
    if right is None or right.id == row.bureau_id:
        return None
    restart = "yes" if re.search(r"重新(?:起?算|计)|从今天算", said) else ""
    return _do(talk, "reassign", row, leads=[right.code], restart=restart)


def _do(talk: Talk, act: str, row: Assignment, **fields: Any) -> Answer:
    try:
        with talk.session.begin_nested():
            return Answer(do(talk, act, row, role="office", **fields), "staff")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")
