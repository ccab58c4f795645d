"""The pages of the roster's books: search, pages by code, on any day; each officer's own area."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import joinedload

from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.book_cells import Book
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import (
    Audit,
    Bureau,
    BureauLiaison,
    Deputy,
    DeputyGrid,
    DeputyGroup,
    DeputyStation,
    Grid,
    GridStaff,
    Officer,
    OfficerRole,
    ProfessionalGroup,
    Station,
)

PAGE = 30
#: Rows of one downloaded table at most; a county's roster is a few thousand.
MOST = 20_000
WHICH = {"": "在任的", "ended": "已结束的", "coming": "还没开始的", "all": "全部"}


@dataclass(frozen=True, slots=True)
class Page:
    """``after``: the code after which the next page goes on; empty: there is no more."""

    rows: list[Any]
    after: str


def page(
    desk: Desk, book: Book, q: str, which: str, day: date, after: str = "", most: int = PAGE
) -> Page:
    """Rows of ``book`` in this officer's area: names, codes, aliases that hold ``q``; in force on
    ``day``, or as ``which`` (a key of WHICH) says."""
    code = Officer.code if book.table is OfficerRole else book.table.code
    query = _loaded(book).where(*_inside(desk, book), *_dated(book, which, day))
    if q:
        query = query.where(_like(book, q))
    # Several lines of one person never fall apart between two pages.
    if after:
        query = query.where(code > after)
    rows = list(desk.session.scalars(query.order_by(code, book.table.id).limit(most + 1)).unique())
    if len(rows) <= most:
        return Page(rows, "")
    shown = rows[:most]
    return Page(shown, shown[-1].officer.code if book.table is OfficerRole else shown[-1].code)


def one(desk: Desk, book: Book, row_id: int) -> Any | None:
    """The row of that id, if it lies in this officer's area."""
    query = _loaded(book).where(book.table.id == row_id, *_inside(desk, book))
    return desk.session.scalars(query).unique().one_or_none()


def deputies_now(desk: Desk) -> dict[str, str]:
    """Code → name of the deputies in office."""
    rows = desk.session.scalars(select(Deputy).where(in_force(Deputy, local_day(desk.now))))
    return {row.code: row.name for row in rows}


def _loaded(book: Book) -> Select[Any]:
    query: Select[Any] = select(book.table)
    match book.key:
        case "officers":
            own = joinedload(OfficerRole.officer).joinedload(Officer.contact)
            more = (joinedload(OfficerRole.station), joinedload(OfficerRole.grid))
            return query.join(Officer, OfficerRole.officer_id == Officer.id).options(own, *more)
        case "liaisons":
            own = joinedload(BureauLiaison.bureau)
            return query.join(Bureau, BureauLiaison.bureau_id == Bureau.id).options(
                own, joinedload(BureauLiaison.contact)
            )
        case "staff":
            return query.options(joinedload(GridStaff.contact), joinedload(GridStaff.grid))
        case "deputies":
            return query.options(joinedload(Deputy.contact))
        case "places":
            return query.options(joinedload(Grid.parent))
        case "stations":
            return query.options(joinedload(Station.grid), joinedload(Station.parent))
    return query


def _inside(desk: Desk, book: Book) -> list[ColumnElement[bool]]:
    if desk.county:
        return []
    inside = select(Grid.id).where(lies_in(desk.areas()))
    match book.key:
        case "places":
            return [lies_in(desk.areas())]
        case "stations":
            return [Station.grid_id.in_(inside)]
        case "deputies":
            mine = select(DeputyGrid.deputy_id).where(DeputyGrid.grid_id.in_(inside))
            return [Deputy.id.in_(mine)]
        case "staff":
            return [GridStaff.grid_id.in_(inside)]
        case "bureaus":
            return [Bureau.grid_id.in_(inside)]
        case "liaisons":
            return [Bureau.grid_id.in_(inside)]
        case "officers":
            there = OfficerRole.station.has(Station.grid_id.in_(inside))
            return [or_(OfficerRole.grid_id.in_(inside), there)]
    return []


def _dated(book: Book, which: str, day: date) -> list[ColumnElement[bool]]:
    table = book.table
    if not book.dated:
        if not hasattr(table, "active") or which == "all":
            return []
        return [table.active.is_(which != "ended")]
    match which:
        case "ended":
            return [table.until < day, _was_to_be(table)]
        case "coming":
            return [table.since > day, _was_to_be(table)]
        case "all":
            return [_was_to_be(table)]
    return [in_force(table, day)]


def _was_to_be(table: Any) -> ColumnElement[bool]:
    """Not who was taken back before their first day, as by an election that was undone."""
    return or_(table.until.is_(None), table.until >= table.since)


def _like(book: Book, q: str) -> ColumnElement[bool]:
    def has(column: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = column.contains(q, autoescape=True)
        return found

    # Lists of names are kept as JSON, in which Chinese is written \\u4e1c.
    written = json.dumps(q)[1:-1]
    match book.key:
        case "officers":
            return or_(has(Officer.name), has(Officer.code))
        case "liaisons":
            return or_(has(BureauLiaison.name), has(BureauLiaison.code), has(Bureau.name))
        case "staff":
            # Their names are sealed: they are found by the grid.
            return or_(GridStaff.grid.has(has(Grid.name)), has(GridStaff.code))
        case "places":
            other = cast(Grid.names, String).contains(written, autoescape=True)
            return or_(has(Grid.name), has(Grid.code), other)
        case "bureaus":
            other = cast(Bureau.aliases, String).contains(written, autoescape=True)
            return or_(has(Bureau.name), has(Bureau.code), other)
    return or_(has(book.table.name), has(book.table.code))


#: Key in addresses → table, the name of the other side, sheet of the import, its code column.
LINKS: dict[str, tuple[Any, str, Any, str, str]] = {
    "grid": (DeputyGrid, "网格", Grid, "代表网格", "网格编码"),
    "station": (DeputyStation, "联络站", Station, "代表站", "联络站编码"),
    "group": (DeputyGroup, "小组", ProfessionalGroup, "小组成员", "小组编码"),
}


def placed(desk: Desk, day: date) -> dict[int, dict[str, str]]:
    """Deputy → column of their sheet → codes of where they are put on that day."""
    found: dict[int, dict[str, str]] = {}
    for kind, (table, title, other, _, _) in LINKS.items():
        place = getattr(table, f"{kind}_id")
        rows = desk.session.execute(
            select(table.deputy_id, other.code)
            .join(other, place == other.id)
            .where(in_force(table, day))
            .order_by(table.deputy_id, other.code)
        )
        for deputy_id, code in rows:
            columns = found.setdefault(deputy_id, {})
            columns[title] = f"{columns[title]}、{code}" if title in columns else code
    return found


@dataclass(frozen=True, slots=True)
class Link:
    """Where a deputy was or is put: a grid, a station, a group, from when to when."""

    kind: str
    id: int
    label: str
    name: str
    code: str
    since: date
    until: date | None


def links(desk: Desk, deputy: Deputy) -> Sequence[Link]:
    """All of them, newest first, past ones too."""
    found = []
    for kind, (table, label, other, _, _) in LINKS.items():
        column = getattr(table, f"{kind}_id")
        rows = desk.session.execute(
            select(table, other).join(other, column == other.id).where(table.deputy_id == deputy.id)
        )
        found += [
            Link(kind, row.id, label, to.name, to.code, row.since, row.until) for row, to in rows
        ]
    return sorted(found, key=lambda one: (one.since, one.kind), reverse=True)


@dataclass(frozen=True, slots=True)
class Held:
    """Who stood for a place, as what, from when to when. ``id``: of the deputy, 0 for grid staff;
    ``where``: the grids within the place, "" for the place itself."""

    id: int
    name: str
    role: str
    where: str
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


def held(desk: Desk, place: Grid) -> list[Held]:
    """Deputies and grid staff of a grid, of a village with its grids; newest first, past ones too.
    A deputy stands there no longer than the mandate lasts."""
    if place.level not in ("village", "grid"):
        return []
    inside = Grid.path.startswith(place.path)
    rows: list[tuple[int, str, str, Grid, Any, Any]] = [
        (deputy.id, deputy.name, CONGRESS_LABELS[deputy.congress], grid, link, deputy)
        for link, deputy, grid in desk.session.execute(
            select(DeputyGrid, Deputy, Grid)
            .join(Deputy, DeputyGrid.deputy_id == Deputy.id)
            .join(Grid, DeputyGrid.grid_id == Grid.id)
            .where(inside)
        )
    ]
    rows += [
        (0, row.contact.name or "", _STAFF[row.kind], row.grid, row, row)
        for row in desk.session.scalars(
            select(GridStaff)
            .join(Grid, GridStaff.grid_id == Grid.id)
            .where(inside)
            .options(joinedload(GridStaff.contact), joinedload(GridStaff.grid))
        )
    ]
    found: dict[tuple[int, str, str, date, date | None], list[str]] = {}
    for ident, name, role, grid, link, holder in sorted(rows, key=lambda row: row[3].code):
        since, ends = max(link.since, holder.since), {link.until, holder.until} - {None}
        until = min(ends) if ends else None
        # Taken back before it began: they never stood there.
        if until is None or until >= since:
            where = found.setdefault((ident, name, role, since, until), [])
            where += [] if grid.id == place.id else [grid.name.removeprefix(place.name)]
    stood = [
        Held(ident, name, role, "、".join(where), since, until)
        for (ident, name, role, since, until), where in found.items()
    ]
    return sorted(stood, key=lambda one: (one.since, one.role, one.name), reverse=True)


_STAFF = {"leader": "网格长", "worker": "网格员"}


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody changed a row: who, when, which columns."""

    at: Any
    who: str
    act: str
    fact: str


def changes(desk: Desk, book: Book, row_id: int, most: int = 20) -> list[Change]:
    """Newest first, from the record of acts."""
    rows = desk.session.scalars(
        select(Audit)
        .where(Audit.thing == book.key, Audit.thing_id == row_id)
        .order_by(Audit.id.desc())
        .limit(most)
    ).all()
    who = {
        officer.contact_id: officer.name
        for officer in desk.session.scalars(
            select(Officer).where(Officer.contact_id.in_({row.contact_id for row in rows}))
        )
    }
    return [Change(row.at, who.get(row.contact_id or 0, ""), row.act, row.fact) for row in rows]
