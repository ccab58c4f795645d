"""「我回来了」, 「不用刘工替我了」 of an officer or of a bureau's liaison person, and 「周干事回来
了」 of who stands in for them: what is theirs goes to them again from today."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.actions import officers, roster_edits, stand_ins
from bot.domain.calendars import local_day
from bot.store.models import BureauLiaison, Officer, Substitute
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff.deputy_leave import BACK_WORDS
from handlers.conversation.staff.leaves import called

_NO_NEED = (
    r"(?:我|俺)?(?:现在|[今明后]天起?|下周[一二三四五六日天]?|以后)?(?:就)?(?:不用|不要|不必|别)(?:再)?(?:让|叫|请|麻烦)?"
    r"(?:[一-鿿]{1,4}?)?(?:再)?(?:替|顶|代)(?:我|俺)?(?:的)?(?:班)?(?:了|啦)*"
)
_OVER = re.compile(rf"\W*(?:(?:{BACK_WORDS}|(?P<no_need>{_NO_NEED}))[，,。！! ]*)+")
#: Of oneself and nothing else: 「复工了」 may be said of a site.
_HERE = re.compile(
    r"\W*(?:我|俺)?(?:今天|昨天|昨晚|刚|现在|已经?|提前)*(?:从外地|出差)?"
    r"(?:回来(?:上班)?|上班|到岗|返岗|到家|销假|出院)(?:了|啦)*[。！!]*"
)
_SOMEBODY = re.compile(
    r"(?P<who>[一-鿿]{2,4}?)(?:同志)?(?:今天|昨天|已经|现在)*(?:回来|上班|到岗|返岗|销假)(?:上班)?"
    r"(?:了|啦)+[，,。！! ]*(?:不用(?:我|俺)?(?:再)?(?:替|顶|代)(?:他|她)?(?:了|啦)*)?[。！!]*"
)


def heard(talk: Talk) -> Answer | None:
    """None: it is nothing of the kind, or they hold neither role."""
    if not (talk.roles.officers or talk.roles.liaisons):
        return None
    text, role = talk.text.strip(), "bureau" if talk.roles.liaisons else "station"
    over = _OVER.fullmatch(text)
    if over is None:
        somebody = _SOMEBODY.fullmatch(text)
        name = _ended_for(talk, somebody["who"]) if somebody is not None else None
        return Answer(say("leave.back_for", who=name), role) if name is not None else None
    said = _ended(talk, later=over["no_need"] is not None)
    if said:
        return Answer("\n".join(dict.fromkeys(said)), role)
    # It explains no case, and a deputy has a leave of another kind.
    if (_HERE.fullmatch(text) or over["no_need"]) and not talk.roles.deputies:
        return Answer(say("leave.back_already"), role)
    return None


def _ended(talk: Talk, *, later: bool) -> list[str]:
    """What they are told of each of their own absences that is over now; ``later``: of one that has
    not begun as well."""
    said, today = [], local_day(talk.now)
    own = {officer.id for officer in talk.roles.officers}
    for row in _standing(talk):
        if row.officer_id in own and (later or row.since <= today):
            other = talk.session.get_one(Officer, row.substitute_id)
            _end(talk, row)
            said.append(say("leave.back", who=other.name))
    for liaison in talk.roles.liaisons:
        if _is_away(talk, liaison):
            _is_there(talk, liaison)
            said.append(say("leave.back_liaison"))
    return said


def _ended_for(talk: Talk, who: str) -> str | None:
    """The colleague of that name for whom they stood in, and do no more."""
    own = {officer.id for officer in talk.roles.officers}
    for row in _standing(talk):
        officer = talk.session.get_one(Officer, row.officer_id)
        if row.substitute_id in own and called(who, [officer.name]):
            _end(talk, row)
            return officer.name
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    for other in talk.session.scalars(
        select(BureauLiaison).where(BureauLiaison.bureau_id.in_(bureaus))
    ):
        if _is_away(talk, other) and called(who, [other.name]):
            _is_there(talk, other)
            return other.name
    return None


def _standing(talk: Talk) -> Sequence[Substitute]:
    return officers.standing_in(talk.session, talk.now)


def _end(talk: Talk, row: Substitute) -> None:
    stand_ins.end(talk.session, row, by=talk.contact.id, now=talk.now)


def _is_away(talk: Talk, liaison: BureauLiaison) -> bool:
    return liaison.away_until is not None and liaison.away_until >= local_day(talk.now)


def _is_there(talk: Talk, liaison: BureauLiaison) -> None:
    roster_edits.change_liaison(talk.session, liaison, None, by=talk.contact.id, now=talk.now)
