"""A deputy's year from the store (X36): visits, issues taken up and what became of them,
suggestions, the deputy's own ratings, promises. Issues about somebody or kept secret are not
named."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import receptions
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import end_of_day, local_day
from bot.domain.workflows.issue import MERGED, SETTLED, WITHDRAWN
from bot.papers.duty_book import DutyBook, Followed, Promised, Proposed, Rated, Visited
from bot.papers.figures import Figure
from bot.papers.gather.letters import shows
from bot.papers.gather.offices import faces
from bot.papers.gather.raised import Raised, raised_by
from bot.papers.gather.results import BATCH, bureaus_of, result_of, told_on
from bot.papers.plain import day
from bot.store.models import (
    Assignment,
    Deputy,
    DeputyGrid,
    DeputyStation,
    Duty,
    Grid,
    Issue,
    Promise,
    Rating,
    Station,
    Words,
)

_GRADES = {"satisfied": "满意", "fair": "基本满意", "unsatisfied": "不满意"}
_PROMISES = {"open": "还没到", "kept": "做到了", "released": "不再要求"}


def book_of(session: Session, deputy: Deputy, year: int, now: datetime) -> DutyBook:
    """The deputy's book of ``year``. A person with two mandates has a book of each."""
    today = local_day(now)
    on = min(today, date(year, 12, 31))
    issues, own = _issues(session, deputy, year)
    followed = _followed(session, issues, deputy)
    visits, visited, excused = _visits(session, deputy, year, [*issues, *own])
    raised = raised_by(session, [deputy.id], year, signed=True)
    ratings = _ratings(session, deputy, year)
    return DutyBook(
        county=rule(session, "county.name", now),
        deputy=deputy.name,
        year=year,
        drawn_on=today,
        card=_card(session, deputy, on),
        figures=(
            Figure("进网格走访", visited, None, "代表报来的次数。", unit="次"),
            *_received(session, deputy, year),
            Figure("请假", excused, None, "请了假的半月，不算缺。", unit="个"),
            Figure("跟的群众反映", len(issues), None, "代表接下的和走访带回来的。"),
            Figure(
                "其中有了结果", sum(issue.state in SETTLED for issue in issues), None, "已答复。"
            ),
            Figure("提的建议", sum(not row.signed for row in raised), None, "领衔提出的。"),
            Figure("附议的建议", sum(row.signed for row in raised), None, "和别的代表一起提的。"),
            Figure("评过的答复", len(ratings), None, "代表本人评价过的。"),
        ),
        visits=visits,
        issues=followed,
        suggestions=tuple(
            Proposed(
                row.name, row.title, row.on, "附议" if row.signed else "领衔", row.bureau,
                f"{row.classes}类" if row.classes else "", row.state,
            )
            for row in raised
        ),
        ratings=ratings,
        promises=_promises(session, [row for row in raised if not row.signed]),
        faces=faces(session, now),
    )  # fmt: skip


def _received(session: Session, deputy: Deputy, year: int) -> tuple[Figure, Figure]:
    days = receptions.of_deputy(session, deputy, year)
    people = sum(one.visitors for one in days)
    return (
        Figure("进站接待", len(days), None, "站里记下的接待日。", unit="天"),
        Figure("接待群众", people, None, "那几天来的人，和一起接待的代表同算。", unit="人"),
    )


def all_books(session: Session, year: int, now: datetime) -> Iterator[tuple[str, DutyBook]]:
    """(code, book) of everybody who was a deputy at some time of ``year``, one after another."""
    last = 0
    first, end = date(year, 1, 1), date(year, 12, 31)
    while True:
        rows = session.scalars(
            select(Deputy)
            .where(
                Deputy.id > last,
                Deputy.since <= end,
                or_(Deputy.until.is_(None), Deputy.until >= first),
            )
            .order_by(Deputy.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        for deputy in rows:
            yield deputy.code, book_of(session, deputy, year, now)
        session.expunge_all()


def _card(session: Session, deputy: Deputy, on: date) -> tuple[tuple[str, str], ...]:
    grids = session.scalars(
        select(Grid.name)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id == deputy.id, in_force(DeputyGrid, on))
        .order_by(DeputyGrid.id)
    )
    stations = session.scalars(
        select(Station.name)
        .join(DeputyStation, DeputyStation.station_id == Station.id)
        .where(DeputyStation.deputy_id == deputy.id, in_force(DeputyStation, on))
        .order_by(DeputyStation.id)
    )
    until = f"到{day(deputy.until)}" if deputy.until is not None else "起"
    return (
        ("姓名", deputy.name),
        ("层级", CONGRESS_LABELS[deputy.congress]),
        ("选区", deputy.electoral_unit),
        ("任期", f"{day(deputy.since)}{until}"),
        ("走访的网格", "、".join(grids)),
        ("所在的站", "、".join(stations)),
    )


def _issues(session: Session, deputy: Deputy, year: int) -> tuple[list[Issue], list[Issue]]:
    """What the deputy took up or brought from a visit in ``year`` and may be named; and what they
    brought that may not."""
    rows = session.scalars(
        select(Issue)
        .where(
            or_(
                Issue.deputy_id == deputy.id,
                and_(Issue.reporter_id == deputy.contact_id, Issue.source == "visit"),
            ),
            Issue.created_at > end_of_day(date(year, 1, 1) - timedelta(days=1)),
            Issue.created_at <= end_of_day(date(year, 12, 31)),
            Issue.state.not_in((WITHDRAWN, MERGED)),
        )
        .order_by(Issue.number)
    ).all()
    return [row for row in rows if shows(row)], [row for row in rows if not shows(row)]


def _followed(session: Session, issues: Sequence[Issue], deputy: Deputy) -> tuple[Followed, ...]:
    bureaus, told = bureaus_of(session, issues), told_on(session, issues)
    return tuple(
        Followed(
            f"民{issue.number}",
            local_day(issue.created_at),
            issue.title,
            "走访" if _brought(issue, deputy) else "接下",
            "、".join(bureaus[issue.id]),
            result_of(issue),
            told.get(issue.id),
        )
        for issue in issues
    )


def _brought(issue: Issue, deputy: Deputy) -> bool:
    return issue.source == "visit" and issue.reporter_id == deputy.contact_id


def _visits(
    session: Session, deputy: Deputy, year: int, issues: Sequence[Issue]
) -> tuple[tuple[Visited, ...], int, int]:
    """The periods with a record, the number of visits, the number of periods on leave. The words of
    a visit that brought something that must not be named are left out as well."""
    rows = session.execute(
        select(Duty, Words.masked)
        .outerjoin(Words, Words.id == Duty.words_id)
        .where(
            Duty.deputy_id == deputy.id,
            Duty.kind == "grid_visit",
            Duty.period.startswith(f"{year}-"),
            or_(Duty.visits > 0, Duty.state == "excused"),
        )
        .order_by(Duty.period)
    ).all()
    made = []
    for duty, words in rows:
        came = [
            issue
            for issue in issues
            if _brought(issue, deputy) and issue.created_at == duty.recorded_at
        ]
        quiet = not all(shows(issue) for issue in came)
        made.append(
            Visited(
                date.fromisoformat(duty.period),
                f"走访{duty.visits}次" if duty.visits else "请假",
                "" if quiet else words or "",
                "；".join(f"民{issue.number}{issue.title}" for issue in came if shows(issue)),
            )
        )
    return (
        tuple(made),
        sum(duty.visits for duty, _ in rows),
        sum(duty.state == "excused" for duty, _ in rows),
    )


def _ratings(session: Session, deputy: Deputy, year: int) -> tuple[Rated, ...]:
    rows = session.scalars(
        select(Rating)
        .where(Rating.deputy_id == deputy.id)
        .options(joinedload(Rating.suggestion))
        .order_by(Rating.at, Rating.id)
    )
    return tuple(
        Rated(
            name_of(row.suggestion),
            row.suggestion.title,
            local_day(row.at),
            _GRADES[row.grade],
            row.round > 1,
        )
        for row in rows
        if local_day(row.at).year == year
    )


def _promises(session: Session, raised: Sequence[Raised]) -> tuple[Promised, ...]:
    """What was promised in reply to these suggestions, by day."""
    names = {row.id: row.name for row in raised}
    rows = session.scalars(
        select(Promise)
        .join(Assignment, Assignment.id == Promise.assignment_id)
        .where(Assignment.suggestion_id.in_(names))
        .options(
            joinedload(Promise.words), joinedload(Promise.assignment).joinedload(Assignment.bureau)
        )
        .order_by(Promise.due, Promise.id)
    )
    return tuple(
        Promised(
            names[row.assignment.suggestion_id],
            row.assignment.bureau.name,
            row.words.masked + (f"（{row.condition}）" if row.condition else ""),
            row.due,
            _PROMISES[row.state],
        )
        for row in rows
    )
