"""「我在现场，燃气公司正在关阀门」 of a deputy or of the station while a danger is open where they
work: it goes to who is on call at once, and stays with the case. Who says it need not know of the
alarm, and learns nothing of it."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.actions import alarms
from bot.actions import words as wording
from bot.actions.rules import rule
from bot.store.models import Alarm, Issue
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import which_case

_THERE = re.compile(
    r"^\W*(?:我|俺|我们|咱们?)?(?:已经?|刚|正|现在|也|都|人)*(?:在|赶?到|来到)了?"
    r"(?:现场|事发地|他家|[那这][儿里边]|跟前|门口|出事的?地方)?(?:了|呢|着)?[，,。！ ]+(?=\S)"
)
#: What is told of a danger, and of no lamp.
_OF_DANGER = re.compile(
    r"燃气|煤气|阀|火|灭|烟|救|消防|1(?:19|20|10)|医|警|疏散|撤|围(?:起来|住)|封|断电|停电|塌|被困|受伤|流血|昏|晕|呼吸"
    r"|人(?:都|已经?|全)*(?:没事|出来|平安|安全)|控制住"
)
_LONGEST = 80


def heard(talk: Talk) -> Answer | None:
    """None: it tells of no danger from its scene, or none is open where they work."""
    text = talk.text.strip()
    if not (talk.roles.deputies or talk.roles.officer_roles) or len(text) > _LONGEST:
        return None
    if not _THERE.match(text) or not _OF_DANGER.search(text):
        return None
    rows = _open_here(talk)
    if len(rows) != 1 or which_case.of(talk).why == "words":
        return None
    alarm = rows[0]
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    alarms.from_the_scene(talk.session, alarm, talk.contact, words, now=talk.now)
    return Answer(say("alarm.told_from_the_scene"), "staff")


def _open_here(talk: Talk) -> list[Alarm]:
    """Alarms of these hours in their grids or at their station, but for those that speak of
    somebody."""
    hours = int(rule(talk.session, "danger.words_for_hours", talk.now))
    paths = [row.grid.path for deputy in talk.roles.deputies for row in deputy.grids]
    stations = {role.station_id for role in talk.roles.officer_roles if role.station_id}
    rows = talk.session.scalars(
        select(Alarm)
        .join(Issue)
        .where(
            Alarm.over_at.is_(None),
            Alarm.raised_at > talk.now - timedelta(hours=hours),
        )
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
