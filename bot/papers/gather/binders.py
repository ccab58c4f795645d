"""A station's year (B07) from the store, read in portions: issues by number and title, never who
said them. What is about somebody, or kept secret, is not in it, and not counted either: a count
would tell the station that there is something."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import receptions
from bot.actions.rules import rule
from bot.domain.calendars import end_of_day, local_day
from bot.domain.drawing import drawn
from bot.domain.workflows.hand_over import CANCELLED, HAND_OVER, RETURNED
from bot.domain.workflows.issue import MERGED, SETTLED, WITHDRAWN
from bot.papers.binder import (
    HandedRow,
    RaisedRow,
    Reception,
    RegisterRow,
    StationYear,
    Visit,
)
from bot.papers.figures import Figure
from bot.papers.gather import station_photos
from bot.papers.gather.letters import shows
from bot.papers.gather.offices import faces
from bot.papers.gather.raised import raised_by
from bot.papers.gather.results import BATCH, bureaus_of, result_of, told_on
from bot.papers.gather.station_people import deputies_of, roster_of, staff_of
from bot.papers.pictures import Photo
from bot.store.models import (
    Bureau,
    Deputy,
    Duty,
    HandOver,
    History,
    Issue,
    Officer,
    Station,
    Words,
)

#: Sources that mean somebody came to the station.
_CAME = ("walk_in", "book")
_SOURCES = {
    "chat": "微信",
    "walk_in": "来站",
    "telephone": "电话",
    "book": "登记本",
    "visit": "走访",
}
_KINDS = {"main": "总站", "township": "乡站", "village": "村室", "industry": "产业链专站"}
#: So many cases are drawn for an inspection (B07).
_DRAWN = 5


class _Book:
    """What is being collected while the year is read."""

    def __init__(self) -> None:
        self.register: list[RegisterRow] = []
        self.handed: list[HandedRow] = []
        self.days: dict[date, list[tuple[int, str, int | None]]] = defaultdict(list)
        self.ratings: Counter[str] = Counter()
        self.settled = self.told = 0
        self.brought: dict[tuple[int, datetime], list[str]] = defaultdict(list)
        self.ids: dict[int, int] = {}


def station_year(
    session: Session,
    station: Station,
    year: int,
    now: datetime,
    photos: Sequence[Photo] = (),
    media_dir: Path | None = None,
) -> StationYear:
    """The binder of ``year``; ``photos``: what the station chose to put in beside those of its
    cases, which are read from ``media_dir`` (None: none of them)."""
    book = _Book()
    for issues in _portions(session, station, year):
        _read(session, issues, book)
    today = local_day(now)
    on = min(today, date(year, 12, 31))
    deputies = deputies_of(session, station, year)
    own, left = station_photos.of_issues(session, book.ids, media_dir)
    visits = _visits(session, deputies, year, book)
    roster = roster_of(session, deputies, on)
    here = sum(member.until is None for member in roster)
    chief = staff_of(session, station, "station_chief", on)
    received = tuple(_receptions(session, station, year, book))
    return StationYear(
        county=rule(session, "county.name", now),
        station=station.name,
        year=year,
        drawn_on=today,
        chief="、".join(chief),
        liaison=tuple(staff_of(session, station, "liaison_officer", on)),
        deputies=here,
        register=tuple(book.register),
        receptions=received,
        figures=_figures(book, visits),
        photos=(*photos, *own),
        photos_left=left,
        faces=faces(session, now),
        card=_card(station),
        roster=roster,
        visits=visits,
        handed=tuple(book.handed),
        raised=tuple(
            RaisedRow(row.name, row.title, row.lead, row.bureau, row.state)
            for row in raised_by(session, [deputy.id for deputy in deputies], year)
        ),
        haves=_haves(station, chief, here, len(received), visits),
        sample=drawn([row.number for row in book.register], today, _DRAWN),
    )


def _portions(session: Session, station: Station, year: int) -> Iterator[list[Issue]]:
    """The year's issues by number, a portion at a time."""
    began = end_of_day(date(year, 1, 1) - timedelta(days=1))
    last = 0
    while True:
        rows = session.scalars(
            select(Issue)
            .where(
                Issue.station_id == station.id,
                Issue.number > last,
                Issue.created_at > began,
                Issue.created_at <= end_of_day(date(year, 12, 31)),
                Issue.state.not_in((WITHDRAWN, MERGED)),
                Issue.seen_by == "grid",
            )
            .order_by(Issue.number)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].number
        yield [issue for issue in rows if shows(issue)]


def _read(session: Session, issues: Sequence[Issue], book: _Book) -> None:
    bureaus, told = bureaus_of(session, issues), told_on(session, issues)
    for issue in issues:
        on = local_day(issue.created_at)
        number = f"民{issue.number}"
        book.ids[issue.id] = issue.number
        book.register.append(
            RegisterRow(
                number,
                on,
                issue.title,
                "、".join(bureaus[issue.id]),
                result_of(issue),
                told.get(issue.id),
                _SOURCES.get(issue.source, ""),
            )
        )
        book.settled += issue.state in SETTLED
        book.told += issue.id in told
        if issue.rating:
            book.ratings[issue.rating] += 1
        if issue.source in _CAME:
            book.days[on].append((issue.reporter_id, issue.title, issue.entered_by))
        if issue.source == "visit":
            book.brought[issue.reporter_id, issue.created_at].append(f"{number}{issue.title}")
    book.handed += _handed(session, issues)


def _handed(session: Session, issues: Sequence[Issue]) -> list[HandedRow]:
    number = {issue.id: issue.number for issue in issues}
    rows = session.execute(
        select(HandOver, Bureau.name)
        .join(Bureau, Bureau.id == HandOver.bureau_id)
        .where(HandOver.issue_id.in_(number), HandOver.state.not_in((RETURNED, CANCELLED)))
        .order_by(HandOver.issue_id, HandOver.id)
    ).all()
    said = _reports(session, [row.id for row, _ in rows])
    return [
        HandedRow(
            f"民{number[row.issue_id]}",
            bureau,
            local_day(row.created_at),
            row.due,
            local_day(row.received_at) if row.received_at is not None else None,
            local_day(row.reported_at) if row.reported_at is not None else None,
            HAND_OVER.states[row.state],
            said.get(row.id, ""),
        )
        for row, bureau in rows
    ]


def _reports(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Hand-over → the bureau's last report of what it did, masked."""
    rows = session.execute(
        select(History.case_id, Words.masked)
        .join(Words, Words.id == History.words_id)
        .where(
            History.case_kind == "hand_over",
            History.case_id.in_(ids),
            History.step == "report_done",
        )
        .order_by(History.id)
    )
    return {row.case_id: row.masked for row in rows}


def _receptions(session: Session, station: Station, year: int, book: _Book) -> Iterator[Reception]:
    """A row per day on which people came or deputies received. Where a day was not written down,
    the deputies sign by hand."""
    ids = {by for came in book.days.values() for _, _, by in came if by is not None}
    noted = {row.day: (row, who) for row, who in receptions.of_station(session, station, year)}
    ids |= {row.noted_by for row, _ in noted.values()}
    rows = session.execute(
        select(Officer.contact_id, Officer.name).where(Officer.contact_id.in_(ids))
    )
    names = {row.contact_id: row.name for row in rows}
    for day in sorted({*book.days, *noted}):
        came = book.days.get(day, [])
        matters = [title for _, title, _ in came]
        by = [by for _, _, by in came if by is not None]
        visitors = len({who for who, _, _ in came})
        received: list[str] = []
        if day in noted:
            row, received = noted[day]
            # Who came without anything to be handled is counted on the day only.
            visitors = max(visitors, row.visitors)
            matters += [row.matters] if row.matters else []
            by.append(row.noted_by)
        writers = tuple(dict.fromkeys(names[one] for one in by if one in names))
        yield Reception(day, tuple(received), visitors, "；".join(matters), writers)


def _visits(
    session: Session, deputies: Sequence[Deputy], year: int, book: _Book
) -> tuple[Visit, ...]:
    """Grid visits that were reported: counts, and the cases that came of them. The report's own
    words stay out: they may speak of somebody."""
    people = {deputy.id: deputy for deputy in deputies}
    found: list[Duty] = []
    ids = list(people)
    for at in range(0, len(ids), BATCH):
        found += session.scalars(
            select(Duty).where(
                Duty.deputy_id.in_(ids[at : at + BATCH]),
                Duty.kind == "grid_visit",
                Duty.visits > 0,
                Duty.period.startswith(f"{year}-"),
            )
        )
    found.sort(key=lambda duty: (duty.period, people[duty.deputy_id].code))
    return tuple(
        Visit(
            f"{int(duty.period[5:7])}月{int(duty.period[8:10])}日",
            people[duty.deputy_id].name,
            duty.visits,
            "；".join(book.brought.get((people[duty.deputy_id].contact_id, duty.recorded_at), ()))
            if duty.recorded_at is not None
            else "",
        )
        for duty in found
    )


# ------------------------------------------------------------------ the card


def _card(station: Station) -> tuple[tuple[str, str], ...]:
    return (
        ("名称", station.name),
        ("类型", _KINDS[station.kind]),
        ("服务的地方", station.grid.name),
        ("地址", station.address),
        ("电话", station.phone),
        ("接待日", station.reception_days),
    )


def _figures(book: _Book, visits: Sequence[Visit]) -> tuple[Figure, ...]:
    rated = sum(book.ratings.values())
    total = len(book.register)
    return (
        Figure("群众反映", total, None, "本年登记、归本站的；涉及具体人的不在本册。"),
        Figure("有了结果", book.settled, total, "已答复。"),
        Figure("已告诉群众", book.told, total, "有人把结果告诉了反映的群众。"),
        Figure("群众说好了", book.ratings["好了"], rated, "说过办得怎么样的群众里，说“好了”的。"),
        Figure("还差点", book.ratings["还差点"], rated, "同上，说“还差点”的。"),
        Figure("没好", book.ratings["没好"], rated, "同上，说“没好”的。"),
        Figure(
            "代表走访", sum(one.visits for one in visits), None, "代表报来的进网格次数，只计数。",
            unit="次",
        ),
    )  # fmt: skip


def _haves(
    station: Station, chief: Sequence[str], deputies: int, days: int, visits: Sequence[Visit]
) -> tuple[tuple[str, str], ...]:
    """The six haves (B01): what is known is said, the rest is for the station to tick."""
    held = f"接待{days}天，代表走访{sum(one.visits for one in visits)}次"
    return (
        ("有场地", station.address),
        ("有人员", f"站长{'、'.join(chief) or '空缺'}，代表{deputies}名"),
        ("有制度", ""),
        ("有活动", held),
        ("有经费", ""),
        ("有设备", f"电话{station.phone}" if station.phone else ""),
    )
