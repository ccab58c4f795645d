"""A station's year (B07) and its 办结公示: issues by number and title, never who said them. What is
about somebody, or kept secret, is in neither."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.calendars import end_of_day, local_day
from bot.domain.workflows.issue import CLOSED, CONFIRMED, ISSUE, MERGED, SETTLED, TOLD, WITHDRAWN
from bot.papers.binder import Reception, RegisterRow, StationYear
from bot.papers.figures import Figure
from bot.papers.gather.letters import shows
from bot.papers.gather.offices import faces
from bot.papers.pictures import Photo
from bot.papers.posters import Poster, PosterItem
from bot.store.models import (
    Bureau,
    DeputyStation,
    Duty,
    HandOver,
    History,
    Issue,
    Officer,
    OfficerRole,
    Station,
)

#: Sources that mean somebody came to the station.
_CAME = ("walk_in", "book")
#: What may hang on a wall: the person said it is done, or it is closed.
_DONE = (CONFIRMED, CLOSED)


def station_year(
    session: Session, station: Station, year: int, now: datetime, photos: Sequence[Photo] = ()
) -> StationYear:
    """The binder of ``year``; ``photos``: what the station chose to put in."""
    issues = _issues(session, station, year)
    bureaus, told = _bureaus(session, issues), _told(session, issues)
    today = local_day(now)
    deputies = select(func.count(distinct(DeputyStation.deputy_id))).where(
        DeputyStation.station_id == station.id, in_force(DeputyStation, today)
    )
    return StationYear(
        county=rule(session, "county.name", now),
        station=station.name,
        year=year,
        drawn_on=today,
        chief="、".join(_staff(session, station, "station_chief", today)),
        liaison=tuple(_staff(session, station, "liaison_officer", today)),
        deputies=session.scalar(deputies) or 0,
        register=tuple(
            RegisterRow(
                f"民{issue.number}",
                local_day(issue.created_at),
                issue.title,
                "、".join(bureaus[issue.id]),
                _result(issue),
                told.get(issue.id),
            )
            for issue in issues
        ),
        receptions=_receptions(issues),
        figures=_figures(issues, told, _visits(session, station, year)),
        photos=tuple(photos),
        faces=faces(session, now),
    )


def _issues(session: Session, station: Station, year: int) -> list[Issue]:
    began = end_of_day(date(year, 1, 1) - timedelta(days=1))
    rows = session.scalars(
        select(Issue)
        .where(
            Issue.station_id == station.id,
            Issue.created_at > began,
            Issue.created_at <= end_of_day(date(year, 12, 31)),
            Issue.state.not_in((WITHDRAWN, MERGED)),
        )
        .order_by(Issue.number)
    )
    return [issue for issue in rows if shows(issue)]


def _result(issue: Issue) -> str:
    said = f"，群众说：{issue.rating}" if issue.rating else ""
    return f"{ISSUE.states[issue.state]}{said}"


def _bureaus(session: Session, issues: Sequence[Issue]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    ids = [issue.id for issue in issues]
    for at in range(0, len(ids), 400):
        rows = session.execute(
            select(HandOver.issue_id, Bureau.name)
            .join(Bureau, Bureau.id == HandOver.bureau_id)
            .where(HandOver.issue_id.in_(ids[at : at + 400]), HandOver.state != "returned")
            .order_by(HandOver.id)
        )
        for issue_id, name in rows:
            if name not in found[issue_id]:
                found[issue_id].append(name)
    return found


def _told(session: Session, issues: Sequence[Issue]) -> dict[int, date]:
    """Issue id → the day on which the constituent was last told."""
    found: dict[int, date] = {}
    ids = [issue.id for issue in issues]
    for at in range(0, len(ids), 400):
        rows = session.execute(
            select(History.case_id, History.at)
            .where(
                History.case_kind == "issue",
                History.case_id.in_(ids[at : at + 400]),
                History.to_state == TOLD,
            )
            .order_by(History.id)
        )
        found |= {case_id: local_day(moment) for case_id, moment in rows}
    return found


def _staff(session: Session, station: Station, role: str, today: date) -> list[str]:
    return list(
        session.scalars(
            select(Officer.name)
            .join(OfficerRole, OfficerRole.officer_id == Officer.id)
            .where(
                OfficerRole.station_id == station.id,
                OfficerRole.role == role,
                in_force(OfficerRole, today),
                in_force(Officer, today),
            )
            .order_by(OfficerRole.id)
        )
    )


def _receptions(issues: Sequence[Issue]) -> tuple[Reception, ...]:
    """A row per day on which people came; who received them is written in by hand."""
    days: dict[date, list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.source in _CAME:
            days[local_day(issue.created_at)].append(issue)
    return tuple(
        Reception(
            day,
            (),
            len({issue.reporter_id for issue in came}),
            "；".join(issue.title for issue in came),
        )
        for day, came in sorted(days.items())
    )


def _visits(session: Session, station: Station, year: int) -> int:
    """Grid visits of the station's deputies that were reported: a count, no percentage."""
    visits = (
        select(func.sum(Duty.visits))
        .join(DeputyStation, DeputyStation.deputy_id == Duty.deputy_id)
        .where(
            DeputyStation.station_id == station.id,
            Duty.kind == "grid_visit",
            Duty.period.startswith(f"{year}-"),
        )
    )
    return int(session.scalar(visits) or 0)


def _figures(issues: Sequence[Issue], told: dict[int, date], visits: int) -> tuple[Figure, ...]:
    return (
        Figure("群众反映", len(issues), None, "本年登记、归本站的；涉及具体人的不在本册。"),
        Figure(
            "有了结果", sum(issue.state in SETTLED for issue in issues), len(issues), "已答复。"
        ),
        Figure("已告诉群众", len(told), len(issues), "有人把结果告诉了反映的群众。"),
        Figure("代表走访", visits, None, "代表报来的进网格次数，只计数。", unit="次"),
    )


def poster_of(
    session: Session, station: Station, numbers: Sequence[int], now: datetime, days: int = 20
) -> Poster:
    """办结公示 of the issues that a person chose by number. ValueError: one of them is unknown, not
    done, about somebody, or kept secret; the message is for that person, in Chinese."""
    items = []
    for number in numbers:
        issue = session.scalar(select(Issue).where(Issue.number == number))
        if issue is None or not shows(issue) or issue.station_id != station.id:
            raise ValueError(f"民{number}不能公示：没有这件，或不宜公开")
        if issue.state not in _DONE:
            raise ValueError(f"民{number}还没办结：{ISSUE.states[issue.state]}")
        items.append(_item(session, issue))
    today = local_day(now)
    return Poster(
        county=rule(session, "county.name", now),
        station=station.name,
        phone=station.phone or rule(session, "county.phone", now),
        on=today,
        until=today + timedelta(days=days),
        items=tuple(items),
        faces=faces(session, now),
    )


def _item(session: Session, issue: Issue) -> PosterItem:
    done = issue.closed_at or issue.created_at
    return PosterItem(
        title=issue.title,
        place=issue.grid.name if issue.grid is not None else "",
        bureau="、".join(_bureaus(session, [issue])[issue.id]) or "代表和联络站",
        result=_result(issue),
        done_on=local_day(done),
        confirmed="反映的群众已确认" if issue.rating == "好了" else "",
    )
