"""周一一页纸 (D06) of a township or a station: its issues of the week. What is about somebody, or
is kept secret, is neither listed nor counted: a count would tell those who may not know of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.rules import rule
from bot.domain.calendars import end_of_day, local_day
from bot.domain.workflows.hand_over import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.issue import CLOSED, CONFIRMED, RECHECK
from bot.papers.figures import Figure
from bot.papers.gather.letters import shows
from bot.papers.gather.offices import county_office
from bot.papers.gather.weeks import since, unspoken_too_long
from bot.papers.letters import Office
from bot.papers.monday import MondayCase, MondayList, MondayPage
from bot.store.models import Grid, HandOver, Issue, Station

_MOST = 40


def of_areas(
    session: Session,
    name: str,
    areas: Sequence[Grid],
    stations: Sequence[Station],
    now: datetime,
) -> MondayPage:
    """The page of whoever has these areas and stations, for the week in which ``now`` lies.
    ``name`` stands over it."""
    today = local_day(now)
    first = today - timedelta(days=today.weekday() + 7)
    last = first + timedelta(days=6)
    until = today + timedelta(days=int(rule(session, "papers.monday_ahead", now)))
    here = _here(areas, stations)
    began, ended = end_of_day(first - timedelta(days=1)), end_of_day(last)
    new = _issues(session, here, Issue.created_at > began, Issue.created_at <= ended)
    done = _issues(session, here, Issue.closed_at > began, Issue.closed_at <= ended)
    done = [issue for issue in done if issue.state in (CONFIRMED, CLOSED)]
    unspoken = _issues(session, here, unspoken_too_long(today))
    again = _issues(session, here, Issue.state == RECHECK)
    rows = _hand_overs(session, here)
    late = [row for row in rows if row.due < today]
    soon = [row for row in rows if today <= row.due <= until]
    asked = [row for row in rows if _undecided(row)]
    return MondayPage(
        office=_office(session, name, now),
        first=first,
        last=last,
        drawn_on=today,
        counts=(
            Figure("上周新反映", len(new)),
            Figure("上周办结", len(done)),
            Figure("过期没人回话", len(unspoken)),
            Figure("需核实", len(again)),
            Figure("单位在办", len(rows)),
            Figure("快到期", len(soon)),
            Figure("已过期", len(late)),
            Figure("等人定的", len(asked)),
        ),
        lists=(
            _waiting("群众反映，过期还没人回话", unspoken, today),
            _waiting("群众说没好，等核实", again, None),
            _rows("单位已过期", late),
            _rows(f"{until.month}月{until.day}日前到期", soon),
            _rows("申退、延期等人定的", asked),
        ),
        notes=(
            "过期没人回话：过了期限没人联系的，危急没人接到的。",
            "涉及具体人的、要求保密的，不在这一页，也不计数。",
        ),
    )


def _office(session: Session, name: str, now: datetime) -> Office:
    county = county_office(session, now)
    return Office(name, name, name, "联络站", county.phone, county.faces)


def _here(areas: Sequence[Grid], stations: Sequence[Station]) -> ColumnElement[bool]:
    """Where a case lies is no key here (hence ``coalesce``): a place has an archive, and what
    happened last week or is open is found by its day or its state."""
    inside = select(Grid.id).where(or_(*(Grid.path.startswith(area.path) for area in areas)))
    own = func.coalesce(Issue.station_id, 0).in_([station.id for station in stations])
    near = func.coalesce(Issue.grid_id, 0).in_(inside)
    return and_(or_(own, near) if areas else own, Issue.seen_by == "grid")


def _issues(
    session: Session, here: ColumnElement[bool], *where: ColumnElement[bool]
) -> list[Issue]:
    rows = session.scalars(
        select(Issue)
        .where(here, *where)
        .options(joinedload(Issue.station))
        .order_by(Issue.speak_by, Issue.id)
    )
    return [issue for issue in rows if shows(issue)]


def _hand_overs(session: Session, here: ColumnElement[bool]) -> list[HandOver]:
    rows = session.scalars(
        select(HandOver)
        .join(Issue, Issue.id == HandOver.issue_id)
        .where(here, HandOver.state.in_(RESPONSIBLE))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
    )
    return [row for row in rows if shows(row.issue)]


def _undecided(row: HandOver) -> bool:
    return row.state == RETURN_REQUESTED or row.extension_until is not None


def _say(day: date | None, after: str) -> str:
    return f"{day.month}月{day.day}日{after}" if day is not None else ""


def _waiting(title: str, issues: Sequence[Issue], today: date | None) -> MondayList:
    """``today``: since when each has waited is said."""
    return _list(
        title,
        (
            MondayCase(
                f"民{issue.number}",
                issue.title,
                issue.station.name if issue.station is not None else "",
                since(issue.speak_by, today) if today is not None else "",
            )
            for issue in issues[:_MOST]
        ),
        len(issues),
    )


def _rows(title: str, rows: Sequence[HandOver]) -> MondayList:
    return _list(
        title,
        (
            MondayCase(
                f"民{row.issue.number}", row.issue.title, row.bureau.name, _say(row.due, "到期")
            )
            for row in rows[:_MOST]
        ),
        len(rows),
    )


def _list(title: str, cases: Iterable[MondayCase], total: int) -> MondayList:
    return MondayList(title, tuple(cases), total)
