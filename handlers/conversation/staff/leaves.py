"""「我请假到下周一，找小刘」 of an officer or of a bureau's liaison person: the colleague who is
named receives what they would have, until that day (AB岗). A name that the roster does not know is
asked for by the office, and nothing changes before."""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import liaison_changes, officers, outbox, roster_edits
from bot.actions import words as wording
from bot.actions.calendar import county_calendar, say_when
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import BureauLiaison, Officer, OfficerRole
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import deputy_leave
from nlp.dates import find_days

_LEAVE = re.compile(
    r"^(?:我|本人)?(?:要|想|这几天|今天起|从?明天起?|明天开始|下周)?(?:[^，,。民\d]{0,4})?"
    r"(?:请(?:个)?(?:[病事年产]?假)|休(?:年|产)?假|出差|外出|学习|培训|住院|生?病了|动手术"
    r"|做(?:个)?手术)(?P<rest>.*)$",
    re.DOTALL,
)
_INSTEAD = re.compile(
    r"(?:(?:有事|先|就)?(?:找|联系|由|让|发给|交给|转给|归)|这(?:几|两)天|(?<=[，,]))"
    r"(?P<who>[一-鿿]{2,4}?)(?:同志)?(?:先)?(?:顶|替|接|管|代|跟|盯|看|负责|就行|就好|吧|就可以"
    r"|办)+"
    r"(?:我|着|班|一下|几天)*[。！!]*$"
    r"|(?:找|联系|由|让|发给|交给|转给|归)(?P<only>[一-鿿]{2,4}?)(?:同志|主任|科长)?[。！!]*$"
)
_LONGEST = 40


def leave(talk: Talk) -> Answer | None:
    """What becomes of such a word; None: it is none, or no such role is held."""
    text = talk.text.strip()
    found = _LEAVE.match(text) if len(text) <= _LONGEST else None
    if found is None or not (talk.roles.liaisons or talk.roles.officers):
        return deputy_leave.heard(talk)
    instead = _INSTEAD.search(text)
    who = (instead["who"] or instead["only"]) if instead is not None else ""
    days = find_days(text, now=talk.now, calendar=county_calendar(talk.session, talk.now))
    until = max((day.day for day in days), default=None)
    role = "bureau" if talk.roles.liaisons else "station"
    if instead is None:
        # A deputy's leave is another thing; who has only a desk is asked who takes it.
        return deputy_leave.heard(talk) if talk.roles.deputies else Answer(say("leave.who"), role)
    if until is None:
        return Answer(say("leave.until"), role)
    try:
        with talk.session.begin_nested():
            said = [
                *_liaisons(talk, who, until),
                *_officers(talk, who, until),
            ]
    except Refused as refused:
        said = [say(refused.key, **refused.fields)]
    return Answer("\n".join(dict.fromkeys(said)), role)


def _liaisons(talk: Talk, who: str, until: date) -> list[str]:
    said = []
    for own in talk.roles.liaisons:
        colleagues = talk.session.scalars(
            select(BureauLiaison).where(
                BureauLiaison.bureau_id == own.bureau_id,
                BureauLiaison.id != own.id,
                in_force(BureauLiaison, local_day(talk.now)),
            )
        ).all()
        meant = _called(who, [row.name for row in colleagues])
        if meant is None:
            words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
            liaison_changes.ask(talk.session, own, words, now=talk.now)
            said.append(say("leave.unknown", who=who))
            continue
        roster_edits.change_liaison(talk.session, own, until, by=talk.contact.id, now=talk.now)
        said.append(say("leave.done", who=meant, until=say_when(until, talk.now)))
    return said


def _officers(talk: Talk, who: str, until: date) -> list[str]:
    said = []
    for own in talk.roles.officers:
        colleagues = _at_desk_of(talk, own)
        meant = _called(who, [each.name for each in colleagues])
        if meant is None:
            said.append(say("leave.unknown_officer", who=who))
            continue
        other = next(each for each in colleagues if each.name == meant)
        row = officers.stand_in(
            talk.session,
            own,
            other,
            local_day(talk.now),
            until,
            by=talk.contact.id,
            now=talk.now,
        )
        outbox.queue(
            talk.session,
            "office.stand_in",
            other.contact_id,
            key=f"office.stand_in:{row.id}",
            fields={"name": own.name, "until": say_when(until, talk.now)},
            now=talk.now,
        )
        said.append(say("leave.done", who=meant, until=say_when(until, talk.now)))
    return said


def _at_desk_of(talk: Talk, own: Officer) -> list[Officer]:
    """Who holds a role at one of the desks of ``own``, today."""
    today = in_force(OfficerRole, local_day(talk.now))
    stations = [role.station_id for role in talk.roles.officer_roles]
    rows = talk.session.scalars(
        select(OfficerRole)
        .where(OfficerRole.officer_id != own.id, today)
        .options(joinedload(OfficerRole.officer))
        .order_by(OfficerRole.id)
    ).unique()
    found = {role.officer.id: role.officer for role in rows if role.station_id in stations}
    return list(found.values())


def _called(who: str, names: Sequence[str]) -> str | None:
    """The one of ``names`` that is meant: the whole name, or 小刘 and 老刘 for the only 刘."""
    if who in names:
        return who
    short = re.fullmatch(r"[小老]([一-鿿])|([一-鿿])(?:主任|主席|站长|科长|工|姐|哥|干事)", who)
    if short is None:
        return None
    surname = short[1] or short[2]
    alike = [name for name in names if name.startswith(surname)]
    return alike[0] if len(alike) == 1 else None
