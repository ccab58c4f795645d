"""What 县政府办 asks about the items that it coordinates, and its line in 「待办」."""

import re

from bot.actions.kinds import address
from bot.actions.suggestions import coordinating
from bot.actions.suggestions.kind import say_date, short
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.texts import say
from handlers.conversation.context import Talk

_ASKS = re.compile(
    r"哪些|哪几|哪家|几[件家]|多少|有没有|清单|谁|看看|查查|情况|[?？吗呢]\W*$|^(?:还)?没(?:有)?签收的|^过期的|^超期的"
)
_OF_THEM = re.compile(r"建议|交办|签收|申退|延期|过期|超期|逾期|到期|没(?:有)?答复|在办|协调")
_NARROWED = (
    ("unreceived", re.compile(r"签收|没(?:有)?收")),
    ("late", re.compile(r"过期|超期|逾期|过了期")),
    ("undecided", re.compile(r"申退|延期|退回")),
)
_NAMED = 8


def asked(talk: Talk, said: str) -> str | None:
    """「现在有哪些建议没签收」; None of whoever coordinates nothing."""
    if not (talk.roles.liaisons and _ASKS.search(said) and _OF_THEM.search(said)):
        return None
    bureaus, today = _bureaus(talk), local_day(talk.now)
    count = coordinating.counts(talk.session, bureaus, today)
    if not count.under_way:
        return None
    to = next((key for key, word in _NARROWED if word.search(said)), "")
    rows = coordinating.coordinated(talk.session, bureaus, today, to=to, limit=_NAMED)
    if not rows:
        return say("asking.coordinated_none", what=coordinating.NARROWED[to], line=line(talk))
    lines = [
        say(
            "asking.coordinated_one",
            case=short(row),
            bureau=row.bureau.name,
            state=ASSIGNMENT.states[row.state],
            due=say_date(row.due, talk.now),
        )
        for row in rows
    ]
    link = address(talk.session, f"/p/suggestions{f'?see={to}' if to else ''}")
    return say("asking.coordinated", line=line(talk), list="\n".join(lines), link=link)


def line(talk: Talk) -> str:
    """How many there are, and how many want a word; empty of whoever coordinates nothing."""
    count = coordinating.counts(talk.session, _bureaus(talk), local_day(talk.now))
    if not count.under_way:
        return ""
    more = "".join(
        f"，{coordinating.NARROWED[key]}{many}件"
        for key, many in (
            ("unreceived", count.unreceived),
            ("late", count.late),
            ("undecided", count.undecided),
        )
        if many
    )
    return say("asking.coordinated_line", count=count.under_way, more=more)


def _bureaus(talk: Talk) -> list[int]:
    return [liaison.bureau_id for liaison in talk.roles.liaisons]
