"""「我请假到下周一，找小刘」 of an officer or of a bureau's liaison person: the colleague who is
named receives what they would have, until that day (AB岗). A name that the roster does not know is
asked for by the office, and nothing changes before."""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import liaison_changes, officers, outbox, roster_edits, stand_ins
from bot.actions import words as wording
from bot.actions.calendar import county_calendar, say_when
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import BureauLiaison, Deputy, Officer, OfficerRole
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import deputy_leave
from nlp.dates import DayFound, find_days

_LEAVE = re.compile(
    r"^(?:我|本人)?(?:要|想|这几天|今天起|从?明天起?|明天开始|下周)?(?:(?:\d{1,2}月)?\d{1,2}[号日])?(?:[^，,。民\d]{0,4})?"
    r"(?:请(?:个)?(?:[病事年产]?假)|休(?:年|产|病|婚)?假|轮休|调休|歇班|休息|出差|外出|学习|培训|住院|生?病了|动手术"
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
#: 「今晚刘工替我」, 「周三让老周顶我的班」: no word of leave, and who stands in.
_FOR_ME = re.compile(
    r"(?:由|让|请|叫|找|有事找)?(?P<who>[一-鿿]{2,3}?)(?:同志|代表|主任)?(?:先|来|帮忙?)?(?:替|顶|代|接|帮)"
    r"(?:我|俺|咱)(?:的)?(?:班|岗|值班|一下|下|[一几两]天|[一几两]趟|一次|顶着|看着|盯着|接着|跑|接|管|办|收)*[吧了]?[。！!]*$"
)
#: 「后天去市里开会，有事找刘工」: whatever takes them away.
_IN_NEED = re.compile(r"有(?:啥|什么)?(?:事|情况)(?:情|儿)?(?:先|就|请|直接)*(?:找|联系|问)")
#: 「有事找别人」 names nobody.
_NOBODY = re.compile(r"别人|旁人|其他人|别的人|他们|同事|单位|局里|站里|办公室")
_LONGEST = 40


def stands_in(talk: Talk, text: str) -> str:
    """Who of those at work is named as standing in for the speaker; empty: nobody."""
    # Times stand before a name as letters do.
    text = _without_days(talk, text, "，")
    found = _FOR_ME.search(text) or _INSTEAD.search(text)
    if found is None:
        return ""
    groups = found.groupdict()
    who: str = groups["who"] or groups.get("only") or ""
    return who if is_at_work(talk, who) else ""


def is_at_work(talk: Talk, name: str) -> bool:
    """Whether somebody of that name works here: deputy, officer or liaison person."""
    return any(
        talk.session.scalar(select(row.id).where(row.name == name).limit(1)) is not None
        for row in (Deputy, Officer, BureauLiaison)
    )


def _days(talk: Talk, text: str) -> tuple[DayFound, ...]:
    return find_days(text, now=talk.now, calendar=county_calendar(talk.session, talk.now))


def _without_days(talk: Talk, text: str, instead: str) -> str:
    for day in _days(talk, text):
        text = text.replace(day.text, instead)
    return text


def _span(talk: Talk, text: str) -> tuple[date, date | None]:
    """From when to when; no last day: it was not said (「明天起出差」)."""
    today = local_day(talk.now)
    first, last, length = today, None, None
    for day in _days(talk, text):
        before, behind = text[: day.start], text[day.end :]
        if day.length:
            length = day.day - today
        elif behind.startswith(("起", "开始")) or before.endswith("从"):
            first = max(day.first, today)
        else:
            if not before.endswith(("到", "至")) and not behind.startswith(("前", "回", "再")):
                first = max(day.first, first) if last is None else first
            last = day.day if last is None else max(last, day.day)
    if length is not None:
        last = first + length if last is None else max(last, first + length)
    return first, last


def leave(talk: Talk) -> Answer | None:
    """What becomes of such a word; None: it is none, or no such role is held."""
    text = talk.text.strip()
    short = len(text) <= _LONGEST
    found = short and (_LEAVE.match(text) or _LEAVE.match(_without_days(talk, text, "")))
    says_who = _FOR_ME.search(text) or _IN_NEED.search(text)
    other = stands_in(talk, text) if short and not found and says_who else ""
    if not (found or other) or not (talk.roles.liaisons or talk.roles.officers):
        return deputy_leave.heard(talk, stands_in(talk, text) if short else "")
    instead = _INSTEAD.search(text)
    who = other or ((instead["who"] or instead["only"]) if instead is not None else "")
    since, until = _span(talk, text)
    role = "bureau" if talk.roles.liaisons else "station"
    if not who or _NOBODY.fullmatch(who):
        # A deputy's leave is another thing; who has only a desk is asked who takes it.
        return deputy_leave.heard(talk) if talk.roles.deputies else Answer(say("leave.who"), role)
    if until is None:
        return Answer(say("leave.until"), role)
    try:
        with talk.session.begin_nested():
            said = [
                *_liaisons(talk, who, until),
                *_officers(talk, who, since, until),
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
        meant = called(who, [row.name for row in colleagues])
        if meant is None:
            words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
            liaison_changes.ask(talk.session, own, words, now=talk.now)
            said.append(say("leave.unknown", who=who))
            continue
        roster_edits.change_liaison(talk.session, own, until, by=talk.contact.id, now=talk.now)
        said.append(say("leave.done", who=meant, until=say_when(until, talk.now)))
    return said


def _officers(talk: Talk, who: str, since: date, until: date) -> list[str]:
    said = []
    for own in talk.roles.officers:
        colleagues = _at_desk_of(talk, own)
        meant = called(who, [each.name for each in colleagues])
        if meant is None:
            said.append(say("leave.unknown_officer", who=who))
            continue
        other = next(each for each in colleagues if each.name == meant)
        row = officers.stand_in(
            talk.session,
            own,
            other,
            since,
            until,
            by=talk.contact.id,
            now=talk.now,
        )
        till, start = say_when(until, talk.now), say_when(since, talk.now)
        outbox.queue(
            talk.session,
            "office.stand_in",
            other.contact_id,
            key=f"office.stand_in:{row.id}",
            fields={"name": own.name, "until": stand_ins.say_span(since, until, talk.now)},
            now=talk.now,
        )
        if since == until:
            said.append(say("leave.done_day", who=meant, day=till))
        elif since > local_day(talk.now):
            said.append(say("leave.done_from", who=meant, since=start, until=till))
        else:
            said.append(say("leave.done", who=meant, until=till))
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


def called(who: str, names: Sequence[str]) -> str | None:
    """The one of ``names`` that is meant: the whole name, or 小刘 and 老刘 for the only 刘."""
    if who in names:
        return who
    short = re.fullmatch(r"[小老]([一-鿿])|([一-鿿])(?:主任|主席|站长|科长|工|姐|哥|干事)", who)
    if short is None:
        return None
    surname = short[1] or short[2]
    alike = [name for name in names if name.startswith(surname)]
    return alike[0] if len(alike) == 1 else None
