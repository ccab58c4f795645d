"""The figures behind the pictures, for one officer's area or for a whole county, each as a table:
what is drawn and what is downloaded are the same rows. Counts, and no order of merit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.actions.counting import COUNTS, is_about
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows.hand_over import WORKING
from bot.store.models import (
    Deputy,
    DeputyGrid,
    Duty,
    Grid,
    HandOver,
    Issue,
    IssueCount,
    Officer,
)

K = TypeVar("K")
SPANS = (3, 6, 12, 24)
#: Who may see what: the levels of ``issues.seen_by`` that are counted for them.
GRID, TOWNSHIP, COUNTY = ("grid",), ("grid", "township"), ("grid", "township", "county")


@dataclass(frozen=True, slots=True)
class Table:
    """One picture. ``kind``: bar or stacked. ``heads``: of the first column, then of each
    series; ``rows``: a name and its counts. ``note``: what is counted."""

    key: str
    title: str
    kind: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    note: str

    @property
    def nothing(self) -> bool:
        return not any(any(counts) for _, counts in self.rows)


def months_back(now: datetime, span: int) -> list[str]:
    """The last ``span`` months, oldest first: 2026-11."""
    today = local_day(now)
    at = today.year * 12 + today.month - 1
    return [f"{each // 12}-{each % 12 + 1:02}" for each in range(at - span + 1, at + 1)]


def tables(
    session: Session, area: Grid, seen: Sequence[str], span: int, now: datetime
) -> list[Table]:
    """Everything that is drawn for ``area``, with what ``seen`` allows."""
    months = months_back(now, span)
    by_month = _sums(session, [area.id], seen, months, IssueCount.month)
    return [
        _months(by_month, months),
        _topics(session, area, seen, months),
        _areas(session, area, seen, months),
        _spoken(by_month, months),
        _said(by_month, months),
        lights(session, area, seen, now),
        _visits(session, area, months, now),
    ]


def totals(
    session: Session, area: Grid, seen: Sequence[str], months: Sequence[str]
) -> dict[str, int]:
    """Count → how many, of ``area`` in these months together."""
    found = _sums(session, [area.id], seen, months, IssueCount.area_id)
    return found.get(area.id, dict.fromkeys(COUNTS, 0))


def by_topic(
    session: Session, area: Grid, seen: Sequence[str], months: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Topic → its counts, most first."""
    found = _sums(session, [area.id], seen, months, IssueCount.topic, topics=True)
    return dict(sorted(found.items(), key=lambda one: (-one[1]["opened"], one[0])))


def by_area(
    session: Session, area: Grid, seen: Sequence[str], months: Sequence[str]
) -> list[tuple[Grid, dict[str, int]]]:
    """Each area one level below, in the roster's order, with its counts."""
    inside = children(session, area)
    found = _sums(session, [one.id for one in inside], seen, months, IssueCount.area_id)
    return [(one, found.get(one.id, dict.fromkeys(COUNTS, 0))) for one in inside]


def children(session: Session, area: Grid) -> Sequence[Grid]:
    """The townships of a county, the villages of a township."""
    return session.scalars(
        select(Grid)
        .where(Grid.parent_id == area.id, Grid.level.in_(("township", "village")))
        .order_by(Grid.code)
    ).all()


def _sums(
    session: Session,
    area_ids: Sequence[int],
    seen: Sequence[str],
    months: Sequence[str],
    key: InstrumentedAttribute[K],
    *,
    topics: bool = False,
) -> dict[K, dict[str, int]]:
    """Key → count → how many: a few hundred rows of counts, by their primary key."""
    columns = [func.sum(getattr(IssueCount, name)) for name in COUNTS]
    rows = session.execute(
        select(key, *columns)
        .where(
            IssueCount.area_id.in_(area_ids),
            IssueCount.month.in_(months),
            IssueCount.topic != "" if topics else IssueCount.topic == "",
            IssueCount.seen_by.in_(seen),
        )
        .group_by(key)
    )
    return {row[0]: dict(zip(COUNTS, map(int, row[1:]), strict=True)) for row in rows}


def _say_month(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月"


def _lines(
    found: dict[str, dict[str, int]], months: Sequence[str], names: Sequence[str]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    nothing = dict.fromkeys(COUNTS, 0)
    return tuple(
        (_say_month(month), tuple(found.get(month, nothing)[name] for name in names))
        for month in months
    )


def _months(found: dict[str, dict[str, int]], months: Sequence[str]) -> Table:
    return Table(
        "months",
        "每月来了多少件，办得怎样",
        "bar",
        ("月份", "群众反映", "有了答复", "办结"),
        _lines(found, months, ("opened", "settled", "closed")),
        "按来的月份算：这个月来的件里，到现在有多少有了答复、多少已经办结。撤回和并掉的不算。",
    )


def _topics(session: Session, area: Grid, seen: Sequence[str], months: Sequence[str]) -> Table:
    now = by_topic(session, area, seen, months[len(months) // 2 :])
    before = by_topic(session, area, seen, months[: len(months) // 2])
    nothing = dict.fromkeys(COUNTS, 0)
    names = sorted({*now, *before}, key=lambda one: (-now.get(one, nothing)["opened"], one))
    half = len(months) - len(months) // 2
    return Table(
        "topics",
        "说的是什么，比以前多了还是少了",
        "bar",
        ("类别", f"最近{half}个月", f"再往前{len(months) // 2}个月"),
        tuple(
            (name, (now.get(name, nothing)["opened"], before.get(name, nothing)["opened"]))
            for name in names
        ),
        "一件算一个类别；还没有认出类别的算“其他”。",
    )


def _areas(session: Session, area: Grid, seen: Sequence[str], months: Sequence[str]) -> Table:
    """With a row of what lies in none of the areas below, so that it adds up to the months."""
    inside = [(one.name, counts) for one, counts in by_area(session, area, seen, months)]
    whole = totals(session, area, seen, months)
    rest = {name: whole[name] - sum(counts[name] for _, counts in inside) for name in COUNTS}
    if inside and rest["opened"]:
        inside.append(("没说清是哪一片", rest))
    return Table(
        "areas",
        "是哪一片的",
        "bar",
        ("地方", "群众反映", "办结"),
        tuple((name, (counts["opened"], counts["closed"])) for name, counts in inside),
        "按出事的地方算，不是按人住在哪里。多，常常只说明那里的人愿意说。",
    )


def _spoken(found: dict[str, dict[str, int]], months: Sequence[str]) -> Table:
    return Table(
        "spoken",
        "有人回话了没有",
        "bar",
        ("月份", "该回话的", "回了的", "按时回的"),
        _lines(found, months, ("owed", "spoken", "in_time")),
        "该回话的：到期前要有人给群众回话的件。自动回的不算，人回的才算。",
    )


def _said(found: dict[str, dict[str, int]], months: Sequence[str]) -> Table:
    return Table(
        "said",
        "群众说办得怎样",
        "stacked",
        ("月份", "好了", "还差点", "没好"),
        _lines(found, months, ("good", "partly", "bad")),
        "只算群众自己回了话的；没回话的不当作满意。",
    )


def lights(session: Session, area: Grid, seen: Sequence[str], now: datetime) -> Table:
    """红黄绿 (P05): what bureaus have in hand now, by area: overdue, due soon, in time. Only what
    is open is looked at; no bureau is named."""
    today = local_day(now)
    soon = today + timedelta(days=int(rule(session, "pictures.yellow_days", now)))
    running = HandOver.paused_at.is_(None)
    color = case(
        (and_(running, HandOver.due < today), "red"),
        (and_(running, HandOver.due <= soon), "yellow"),
        else_="green",
    )
    lies = Grid.path.startswith(area.path)
    query = (
        select(Grid.path, color)
        .select_from(HandOver)
        .join(Issue, Issue.id == HandOver.issue_id)
        .outerjoin(Grid, Grid.id == Issue.grid_id)
        .where(
            HandOver.state.in_(WORKING),
            or_(lies, Grid.id.is_(None)) if area.level == "county" else lies,
        )
    )
    rows = [
        (path or area.path, shade, count)
        for path, shade, count in session.execute(
            query.add_columns(func.count(HandOver.id))
            .where(Issue.seen_by == "grid")
            .group_by(Grid.path, color)
        )
    ]
    # What is kept above the grid is about somebody: few, and looked at one by one.
    officers = tuple(session.scalars(select(Officer.name).where(in_force(Officer, today))))
    above = [level for level in seen if level != "grid"]
    rows += [
        (path or area.path, shade, 1)
        for path, shade, avoid in session.execute(
            query.add_columns(Issue.avoid).where(Issue.seen_by.in_(above))
        )
        if not is_about(avoid, officers)
    ]
    inside = children(session, area)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, shade, count in rows:
        name = next((one.name for one in inside if path.startswith(one.path)), area.name)
        counts[name][shade] += count
    names = [one.name for one in inside if one.name in counts]
    names += [area.name] if area.name in counts else []
    return Table(
        "lights",
        "单位手上的：红黄绿",
        "stacked",
        ("地方", "过期了", "快到期", "还早"),
        tuple(
            (name, (counts[name]["red"], counts[name]["yellow"], counts[name]["green"]))
            for name in names
        ),
        f"现在单位在办的件。红：过了期限；黄：{soon.month}月{soon.day}日前到期；绿：还早，"
        "或者在等群众回话。",
    )


def _visits(session: Session, area: Grid, months: Sequence[str], now: datetime) -> Table:
    """Grid visits that deputies reported, by month: counts. Who is deputy of two congresses made
    one visit, not two."""
    made = (
        select(
            Deputy.contact_id,
            Duty.period,
            func.max(Duty.visits).label("visits"),
            func.min(Duty.deputy_id).label("deputy_id"),
        )
        .join(Deputy, Deputy.id == Duty.deputy_id)
        .where(Duty.kind == "grid_visit", Duty.visits > 0, Duty.period >= f"{months[0]}-01")
        .group_by(Deputy.contact_id, Duty.period)
        .subquery()
    )
    here = (
        select(DeputyGrid.id)
        .join(Grid, Grid.id == DeputyGrid.grid_id)
        .where(DeputyGrid.deputy_id == made.c.deputy_id, Grid.path.startswith(area.path))
    )
    month = func.substr(made.c.period, 1, 7)
    rows = session.execute(
        select(month, func.sum(made.c.visits), func.count(func.distinct(made.c.contact_id)))
        .where(here.exists())
        .group_by(month)
    )
    found = {each: (int(visits), int(people)) for each, visits, people in rows}
    return Table(
        "visits",
        "代表进网格走访",
        "bar",
        ("月份", "走访次数", "走访的代表人数"),
        tuple((_say_month(each), found.get(each, (0, 0))) for each in months),
        "代表报来的次数，只计数，不排名，不算比例。",
    )
