"""「我在现场，燃气公司正在关阀门」, 「119都到了」, 「人送医院了」 of somebody at work while a
danger is open where they work: it goes to who is on call at once, and stays with the case, which it
never ends. Who says it need not know of the alarm, and learns nothing of it."""

import re
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from bot.actions import alarms
from bot.actions import words as wording
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.store.models import Alarm, Issue
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import which_case
from handlers.conversation.staff.alarm_reading import WHAT_CAME, is_question
from nlp.reading import Reading

_THERE = re.compile(
    r"^\W*(?:我|俺|我们|咱们?)?(?:已经?|刚|正|现在|也|都|人)*(?:在|赶?到|来到)了?"
    r"(?:现场|事发地|他家|[那这][儿里边]|跟前|门口|出事的?地方)?(?:了|呢|着)?[，,。！ ]+(?=\S)"
)
#: What is told of a danger, and of no lamp.
_OF_DANGER = re.compile(
    r"燃气|煤气|阀|火|灭|烟|救|消防|1(?:19|20|10)|医|警|疏散|撤|围(?:起来|住)|封|断电|停电|塌|被困|受伤|流血|昏|晕|呼吸"
    r"|铲车|挖(?:掘)?机|吊车|抢险|应急|清(?:开|通|出来)|(?:路|道)[^，,。]{0,3}通"
    r"|人(?:都|已经?|全)*(?:没事|出来|平安|安全)|控制住"
)
#: It goes on, or is another: said so, a danger is taken as one, however it ends.
_GOES_ON = re.compile(
    r"还(?:在|没|有)|又|没(?:灭|关|到|来|出来|救)|越来越|快(?:来|点)|救命|不行|止不住|蔓延"
)
_LONGEST = 80


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """None: it tells of no danger from its scene, or none is open where they work; who is on call
    or has the alarm says of it what alarm_words hears."""
    text = talk.text.strip()
    if not talk.roles.any or len(text) > _LONGEST or is_question(text) or named(text):
        return None
    there = _THERE.match(text) and _OF_DANGER.search(text)
    if not (there or WHAT_CAME.search(text)) or which_case.of(talk).why == "words":
        return None
    rows = [row for row in _open_here(talk) if _may_be(row, reading)]
    if not rows or any(_answers_for(talk, row) for row in rows):
        return None
    for alarm in rows:
        words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
        alarms.from_the_scene(talk.session, alarm, talk.contact, words, now=talk.now)
    return Answer(say("alarm.told_from_the_scene"), "staff")


#: 「1号那边真着了」, 「民1确实着了」: which danger it is, in front; 「1号楼着火了」 is a house.
_ITS_NUMBER = re.compile(
    r"^\W*(?:民\s*|编号\s*)?(\d{1,7})\s*(?:号|件)?(?=[那这，,。 ]|是真|真|确实|的确|现场)"
)
_IS_TRUE = re.compile(r"真(?:的|着|有|出|塌|是)|确实|的确|属实|不是假")


def by_number(talk: Talk, reading: Reading) -> Answer | None:
    """Somebody at work says by its number that a danger of which they were told, or where they
    work, is one: no second alarm, but words for who has the first."""
    text = talk.text.strip()
    number = _ITS_NUMBER.match(text)
    if not talk.roles.any or number is None or is_question(text):
        return None
    if reading.urgency != "危急" and not _IS_TRUE.search(text):
        return None
    alarm = talk.session.scalar(
        select(Alarm)
        .join(Issue)
        .where(Issue.number == int(number[1]), Alarm.over_at.is_(None), *_lately(talk))
    )
    if alarm is None or not _may_be(alarm, reading):
        return None
    if not alarms.was_shown(talk.session, alarm, talk.contact) and alarm not in _open_here(talk):
        return None
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    if _answers_for(talk, alarm):
        alarms.note(talk.session, alarm, talk.contact, words, now=talk.now)
        return Answer(say("alarm.noted", case=label(alarm.issue)), "officer", alarm.issue_id)
    alarms.from_the_scene(talk.session, alarm, talk.contact, words, now=talk.now)
    return Answer(say("alarm.told_from_the_scene"), "staff", alarm.issue_id)


def _lately(talk: Talk) -> tuple[ColumnElement[bool], ...]:
    hours = int(rule(talk.session, "danger.words_for_hours", talk.now))
    return (Alarm.raised_at > talk.now - timedelta(hours=hours),)


def is_told(talk: Talk, reading: Reading) -> bool:
    """Whether what sounds like a danger tells how a known one is being ended: 「煤气罐搬出来了」
    is no second alarm."""
    text = talk.text.strip()
    if not talk.roles.any or not WHAT_CAME.search(text) or _GOES_ON.search(text):
        return False
    return any(_may_be(row, reading) for row in _open_here(talk))


def _may_be(alarm: Alarm, reading: Reading) -> bool:
    """Not where another place is named."""
    here = alarm.issue.grid.code if alarm.issue.grid is not None else ""
    said = (reading.grid_code or "") if reading.places else ""
    return not (here and said) or here.startswith(said) or said.startswith(here)


def _answers_for(talk: Talk, alarm: Alarm) -> bool:
    return talk.contact.id in (alarm.heard_by, *alarms.on_call(talk.session, talk.now))


def _open_here(talk: Talk) -> list[Alarm]:
    """Alarms of these hours in their grids, at their station or of their township, but for those
    that speak of somebody."""
    paths = [row.grid.path for deputy in talk.roles.deputies for row in deputy.grids]
    paths += [row.bureau.grid.path for row in talk.roles.liaisons if row.bureau.grid is not None]
    stations = {role.station_id for role in talk.roles.officer_roles if role.station_id}
    rows = talk.session.scalars(
        select(Alarm).join(Issue).where(Alarm.over_at.is_(None), *_lately(talk))
    ).all()
    return [
        row
        for row in rows
        if not (row.issue.avoid or row.issue.secret)
        and (row.issue.station_id in stations or _is_of(row.issue, paths))
    ]


def _is_of(issue: Issue, paths: list[str]) -> bool:
    """Whether it lies in one of these grids, or in the village that holds one."""
    grid = issue.grid
    if grid is None or grid.level not in ("village", "grid"):
        return False
    return any(path.startswith(grid.path) or grid.path.startswith(path) for path in paths)
