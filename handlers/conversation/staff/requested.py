"""「退回的事批了没」 of a bureau: how what it asked for stands, to give a case back or to have more
time, of citizens' cases and of suggestions. A question changes nothing."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, or_, select

from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions.kind import desk_name, say_date
from bot.domain.calendars import local_day
from bot.store.models import Assignment, HandOver, History, Suggestion, Words
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions.words import bare

_BACK = re.compile(r"申退|退[回掉件]|[要想申请报]退|退的")
_TIME = re.compile(r"延期|延长|宽限|缓期|[要想申请报]延|延的")
_DECIDED = r"批|同意|准|答应|通过|点头|定|研究|审|看"
_ASKS = re.compile(
    rf"(?:{_DECIDED})(?:[了下来好过完核]|一下)*(?:没有?|[吗不么呢])|(?:{_DECIDED})没|(?:还|咋|怎么|一直|咋还)没(?:有)?(?:人)?"
    rf"(?:{_DECIDED}|回|信|消息|动静|结果|下文)|有(?:了|啥|什么|没有?)*(?:结果|回音|消息|信儿?|说法|回话|下文|动静)"
    r"|结果(?:呢|出来|咋样)|咋样|怎么样|咋说|怎么说|到哪(?:一)?步|(?:啥时候|什么时候|几时|哪天|多久|多会儿)"
    r"|(?:能|让|给)(?:不能|不让|不给)?[退延](?:期|回)?(?:[吗不么]|没有?)"
)
_LONGEST = 24
#: Older ones are looked up on the page.
_LOOKED_BACK = timedelta(days=120)
_SHOWN = 5
_WHAT = {"return": "退回", "extension": "延期"}
#: Step → what it is about and what came of it; of a request nothing did yet.
_STEPS = {
    "request_return": ("return", ""),
    "keep": ("return", "requested.return_refused"),
    "refuse_return": ("return", "requested.return_refused"),
    "approve_return": ("return", "requested.return_approved"),
    "reassign": ("return", "requested.reassigned"),
    "request_extension": ("extension", ""),
    "approve_extension": ("extension", "requested.extension_approved"),
    "refuse_extension": ("extension", "requested.extension_refused"),
}


def asked(talk: Talk) -> Answer | None:
    """None: it is no such question, or not of a bureau."""
    said = bare(talk)
    if not talk.roles.liaisons or len(said) > _LONGEST or not _ASKS.search(said):
        return None
    of = [what for what, words in (("return", _BACK), ("extension", _TIME)) if words.search(said)]
    if not of:
        return None
    newest = _newest(talk, of)
    numbers = set(named(said))
    if numbers:
        newest = [(row, one) for row, one in newest if _number(row) in numbers] or newest
    lines = [_line(talk, row, one) for row, one in newest[:_SHOWN]]
    what = "或".join(_WHAT[one] for one in of)
    text = "\n".join(lines) or say("requested.none", what=what)
    return Answer(text, "bureau")


def _newest(talk: Talk, of: Sequence[str]) -> list[tuple[Assignment | HandOver, History]]:
    """The last word on each of what the bureaus asked for, newest first."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    theirs = or_(
        and_(
            History.case_kind == "assignment",
            History.case_id.in_(select(Assignment.id).where(Assignment.bureau_id.in_(bureaus))),
        ),
        and_(
            History.case_kind == "hand_over",
            History.case_id.in_(select(HandOver.id).where(HandOver.bureau_id.in_(bureaus))),
        ),
    )
    steps = [step for step, (what, _) in _STEPS.items() if what in of]
    rows = talk.session.scalars(
        select(History)
        .where(theirs, History.step.in_(steps), History.at > talk.now - _LOOKED_BACK)
        .order_by(History.id.desc())
    )
    last: dict[tuple[str, int, str], History] = {}
    asked_for = set()
    for row in rows:
        key = (row.case_kind, row.case_id, _STEPS[row.step][0])
        last.setdefault(key, row)
        if row.step.startswith("request_"):
            asked_for.add(key)
    # Who is given another bureau's place unasked has asked for nothing.
    return [(_case(talk, one), one) for key, one in last.items() if key in asked_for]


def _case(talk: Talk, one: History) -> Assignment | HandOver:
    if one.case_kind == "assignment":
        return talk.session.get_one(Assignment, one.case_id)
    return talk.session.get_one(HandOver, one.case_id)


def _number(row: Assignment | HandOver) -> int | None:
    return row.suggestion.serial if isinstance(row, Assignment) else row.issue.number


def _line(talk: Talk, row: Assignment | HandOver, one: History) -> str:
    what, became = _STEPS[one.step]
    words = talk.session.get(Words, one.words_id) if one.words_id is not None else None
    why = f"：{gist(words.masked, 40)}" if became and words is not None else ""
    given = {
        "case": label(row),
        "day": say_date(local_day(one.at), talk.now),
        "desk": _desk(talk, row),
        "due": say_date(row.due, talk.now),
        "why": why,
        "what": _WHAT[what],
    }
    return say(became or "requested.waits", **given)


def _desk(talk: Talk, row: Assignment | HandOver) -> str:
    if not isinstance(row, Assignment):
        return say("requested.station")
    about: Suggestion = row.suggestion
    return desk_name(talk.session, about, talk.now)
