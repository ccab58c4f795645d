"""「这个月一共多少件」, 「咱片这礼拜有几件」 of somebody at work: counted of what is theirs (the
grids of a deputy, the station, the bureau, the county for its office), in the span and the place
that are named.
A number and no list; it lies on no case and moves none."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select

from bot.actions import places
from bot.actions.recipients import COUNTY_ROLES
from bot.domain.calendars import LOCAL, add_months, local_day
from bot.domain.workflows.hand_over import REPORTED, RESPONSIBLE
from bot.domain.workflows.issue import ANSWERED, CLOSED, CONFIRMED, EARLY, OPEN, TOLD
from bot.store.models import Grid, HandOver, Issue
from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.context import Answer, Talk


def _month(day: date) -> date:
    return day.replace(day=1)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


#: What a span is called → its first day and the day after its last, as of today.
_SPANS: Mapping[str, Callable[[date], tuple[date, date]]] = {
    "今天|今儿|今日": lambda day: (day, day + timedelta(days=1)),
    "昨天|昨儿|昨日": lambda day: (day - timedelta(days=1), day),
    "(?:这|本)个?(?:周|星期|礼拜)": lambda day: (_week(day), day + timedelta(days=1)),
    "上个?(?:周|星期|礼拜)": lambda day: (_week(day) - timedelta(days=7), _week(day)),
    "(?:这|本|当)个?月": lambda day: (_month(day), day + timedelta(days=1)),
    "上个?月": lambda day: (add_months(_month(day), -1), _month(day)),
    "今年|本年|全年": lambda day: (day.replace(month=1, day=1), day + timedelta(days=1)),
    "去年": lambda day: (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
}
_SPAN = "|".join(_SPANS)
_WHOSE = (
    r"(?:(?:我|俺|咱)(?:们)?(?:这)?(?:片|边|儿|里|站|所|局|镇)?|你们|站[里上]|所里|局里|镇[里上]|全县|县里"
    r"|这[片边儿里]){0,2}"
)
_ASKED = re.compile(
    rf"(?:请问|查一?下|看看|[，, ])*{_WHOSE}(?P<span>{_SPAN})?(?:以来|到现在|里)?{_WHOSE}"
    r"(?P<all>一共|总共|合计)?(?:共|都|已经?|又)*"
    r"(?:有|来|收|接|办|转(?=来|给我)|新增|新收|新来|答复|解决|处理|反映)*(?:到|理|结|好|上来|来|给)*(?:了|过|我们)*"
    r"(?:多少|几)(?:件|个|条|起)?(?:群众)?(?:反映|事情?|问题)?[了啊呢呀吗]*"
    r"(?:[，,、 ]*(?:还有)?(?:晚|超期|过期|没办|没结|办结|没办完)了?的?有?(?:多少|几)[件个])*[?。]?"
)


def answered(talk: Talk) -> Answer | None:
    """None: it asks for no such figure, or who asks has no role."""
    if not talk.roles.any:
        return None
    area, asked = _area(talk)
    found = _ASKED.fullmatch(asked)
    if found is None or not (found["span"] or found["all"]):
        return None
    span, today = found["span"] or "", local_day(talk.now)
    since, until = date.min, today + timedelta(days=1)
    for shape, days in _SPANS.items():
        if span and re.fullmatch(shape, span):
            since, until = days(today)
    if talk.roles.liaisons:
        return Answer(_of_bureau(talk, span, since, until), "bureau")
    whose, rows = _rows(talk)
    if area is not None:
        whose = area.name
        rows = rows.where(Issue.grid_id.in_(places.below(talk.session, area.path)))
    begins, ends = Issue.created_at >= _start(since), Issue.created_at < _start(until)
    by_state = _by_state(talk, rows.where(begins, ends).group_by(Issue.state))
    count = sum(by_state.values())
    if not count:
        return Answer(say("staff.how_many_none", when=span, whose=whose), "staff")
    said = say(
        "staff.how_many",
        when=span,
        whose=whose,
        count=count,
        done=_sum(by_state, CONFIRMED, CLOSED),
        answered=_sum(by_state, ANSWERED, TOLD),
        open=_sum(by_state, *EARLY, *OPEN),
    )
    return Answer(said, "staff")


def _area(talk: Talk) -> tuple[Grid | None, str]:
    """The place that is asked about (「城关镇这个月多少件」), and the question without it."""
    asked = talk.text.strip()
    if talk.roles.liaisons:
        return None, asked
    place = talk.reader.place(asked)
    area = places.by_code(talk.session, place.grid_code) if place.grid_code else None
    for each in place.found if area is not None else ():
        asked = asked.replace(each.text, "", 1)
    return area, asked


def _rows(talk: Talk) -> tuple[str, Select[str, int]]:
    """Whose they are, and how many of them stand in each state: nothing that they may not see."""
    rows = select(Issue.state, func.count(Issue.id))
    if any(role.role in COUNTY_ROLES for role in talk.roles.officer_roles):
        return "全县", rows
    stations = [role.station_id for role in talk.roles.officer_roles if role.station_id]
    if stations:
        return "站里", rows.where(Issue.station_id.in_(stations), Issue.seen_by != "county")
    grids = pending.grids_of(talk)
    return "您这片", rows.where(Issue.grid_id.in_(grids), Issue.seen_by == "grid")


def _of_bureau(talk: Talk, span: str, since: date, until: date) -> str:
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    rows = (
        select(HandOver.state, func.count(HandOver.id))
        .where(HandOver.bureau_id.in_(bureaus))
        .where(HandOver.created_at >= _start(since), HandOver.created_at < _start(until))
        .group_by(HandOver.state)
    )
    by_state = _by_state(talk, rows)
    return say(
        "staff.how_many_bureau",
        when=span,
        count=sum(by_state.values()),
        done=_sum(by_state, REPORTED),
        open=_sum(by_state, *RESPONSIBLE),
    )


def _by_state(talk: Talk, rows: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in talk.session.execute(rows)}


def _sum(by_state: Mapping[str, int], *states: str) -> int:
    return sum(by_state.get(state, 0) for state in states)


def _start(day: date) -> datetime:
    """When a day begins in the county."""
    return datetime.combine(max(day, _FIRST), time(), LOCAL)


#: Nothing was kept before.
_FIRST = date(2000, 1, 1)
