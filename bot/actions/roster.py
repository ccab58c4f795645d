"""The county's roster: brought in from tables all or nothing, and what is missing in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from bot.actions import audit
from bot.actions.import_cells import Problem, Row, Rows, read_rows
from bot.actions.import_changes import Change, before, changes
from bot.actions.import_checks import CODED, check
from bot.actions.import_sheets import BY_TITLE, SHEETS
from bot.actions.import_write import Count, Writer
from bot.actions.people import in_force
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import local_day
from bot.store.models import (
    Deputy,
    DeputyGrid,
    DeputyStation,
    Grid,
    OfficerRole,
    Station,
)

__all__ = ["SHEETS", "Absent", "Gaps", "Problem", "Report", "gaps", "import_county"]


@dataclass(frozen=True, slots=True)
class Absent:
    """In the store, but not in the tables. Nothing was changed about it."""

    sheet: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a county should still fill (mechanisms X02, X04, B08); names as people read them."""

    empty_grids: tuple[str, ...] = ()
    deputies_without_grid: tuple[str, ...] = ()
    deputies_without_station: tuple[str, ...] = ()
    stations_without_liaison_officer: tuple[str, ...] = ()
    stations_without_chief: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or, if there are ``problems``, why it did nothing."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)
    absent: tuple[Absent, ...] = ()
    gaps: Gaps = field(default_factory=Gaps)
    #: Rows that were there and are different now.
    changes: tuple[Change, ...] = ()

    @property
    def others(self) -> tuple[Change, ...]:
        """Of these, where a code seems to have been used again for somebody else."""
        return tuple(one for one in self.changes if one.looks_like_another)


def import_county(
    session: Session,
    tables: Mapping[str, Rows],
    *,
    now: datetime,
    by: int | None = None,
    source: str = "一张表",
) -> Report:
    """Bring ``tables`` (title of the sheet → its rows, heading first) into the store: known codes
    are brought up to date, new ones added, absent ones only listed. All mistakes are found before
    anything is written; with one mistake nothing is. ``by``: contact id of who does it, ``source``:
    where the rows are from (the name of a file), as the record says it; empty for a single form,
    which has a record of its own."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    read: dict[str, list[Row]] = {}
    for title, rows in tables.items():
        sheet = BY_TITLE.get(title.strip())
        if sheet is None:
            if any(any(cell not in (None, "") for cell in row) for row in rows):
                notes.append(Problem(title, 0, "", "不认识这张表，没有读"))
            continue
        read[sheet.title] = read_rows(sheet, rows, problems, notes, _complete(session, sheet.title))
    if not read:
        known = "、".join(sheet.title for sheet in SHEETS)
        problems.append(Problem("（整个文件）", 0, "", f"没有一张认识的表，可以有：{known}"))
    more, look_at = check(session, read)
    problems, notes = problems + more, notes + look_at
    order = [sheet.title for sheet in SHEETS]
    if problems:
        problems.sort(
            key=lambda one: (order.index(one.sheet) if one.sheet in order else -1, one.row)
        )
        return Report(problems=tuple(problems), notes=tuple(notes))
    writer = Writer(session, now, notes)
    absent = tuple(_absent(writer, read, now))
    stood = before(writer.there, read)
    writer.write(read)
    roster_changed(session)
    session.flush()
    changed = tuple(changes(stood, writer.there, read))
    if source:
        _record(session, writer, changed, source, by=by, now=now)
    session.flush()
    return Report((), tuple(notes), writer.counts, absent, gaps(session, now), changed)


def _record(
    session: Session,
    writer: Writer,
    changed: Iterable[Change],
    source: str,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """The import as a whole, and each row that it changed, under that row."""
    new = sum(count.new for count in writer.counts.values())
    more = sum(count.changed for count in writer.counts.values())
    fact = f"{source[:80]}：新增{new}行，改动{more}行"
    audit.record(session, "roster.import", contact_id=by, now=now, fact=fact)
    for one in changed:
        audit.record(
            session,
            "roster.changed",
            contact_id=by,
            now=now,
            thing=one.thing,
            thing_id=one.row,
            fact=f"用表格，{one.fact}"[:255],
        )


def _complete(session: Session, title: str) -> set[str]:
    """Codes whose row may be changed by some of its cells. Of people the name is always said: who
    it is must be sure."""
    if title not in ("网格", "联络站", "承办单位"):
        return set()
    return set(session.scalars(select(CODED[title].code)))


def _absent(writer: Writer, read: Mapping[str, list[Row]], now: datetime) -> Iterable[Absent]:
    """Rows of the sheets that were given which are in force and not in the file."""
    day = local_day(now)
    for title, known in writer.there.items():
        if title not in read:
            continue
        here = {row.get("编码") for row in read[title]}
        for code, row in known.items():
            until = getattr(row, "until", None)
            over = (until is not None and until < day) or getattr(row, "active", True) is False
            if code not in here and not over:
                name = row.name if hasattr(row, "name") else row.contact.name
                yield Absent(title, code, name or "")


def smallest_areas() -> ColumnElement[bool]:
    """The grids, and the villages that are not divided into any."""
    child = aliased(Grid)
    return or_(
        Grid.level == "grid",
        (Grid.level == "village") & ~exists().where(child.parent_id == Grid.id),
    )


def gaps(session: Session, now: datetime) -> Gaps:
    """What is missing today. A grid is not empty if its village as a whole has a deputy."""
    day = local_day(now)
    served = (
        select(Grid.path)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .join(Deputy, DeputyGrid.deputy_id == Deputy.id)
        .where(in_force(DeputyGrid, day), in_force(Deputy, day))
        .distinct()
    )
    paths = set(session.scalars(served))
    parent = aliased(Grid)
    leaves = session.execute(
        select(Grid, parent.name)
        .outerjoin(parent, Grid.parent_id == parent.id)
        .where(smallest_areas(), Grid.active)
        .order_by(Grid.path)
    ).all()
    empty = [
        _say(grid.name, above)
        for grid, above in leaves
        if not any(path in paths for path in _line(grid.path))
    ]
    placed = select(DeputyGrid.deputy_id).where(in_force(DeputyGrid, day))
    stationed = select(DeputyStation.deputy_id).where(in_force(DeputyStation, day))
    return Gaps(
        empty_grids=tuple(empty),
        deputies_without_grid=tuple(_deputies(session, placed, day)),
        deputies_without_station=tuple(_deputies(session, stationed, day)),
        stations_without_liaison_officer=tuple(_stations(session, "liaison_officer", day)),
        stations_without_chief=tuple(_stations(session, "station_chief", day)),
    )


def _say(name: str, above: str | None) -> str:
    return name if above is None or name.startswith(above) else f"{above}{name}"


def _line(path: str) -> list[str]:
    """/1/5/40/ → that path and those above it."""
    ids = [part for part in path.split("/") if part]
    return ["/" + "/".join(ids[: at + 1]) + "/" for at in range(len(ids))]


def _deputies(session: Session, placed: object, day: object) -> Iterable[str]:
    rows = session.scalars(
        select(Deputy)
        .where(in_force(Deputy, day), Deputy.id.not_in(placed))  # type: ignore[arg-type]
        .order_by(Deputy.code)
    )
    return (f"{deputy.name}（{deputy.code}）" for deputy in rows)


def _stations(session: Session, role: str, day: object) -> Iterable[str]:
    staffed = select(OfficerRole.station_id).where(
        OfficerRole.role == role,
        OfficerRole.station_id.is_not(None),
        in_force(OfficerRole, day),  # type: ignore[arg-type]
    )
    rows = session.scalars(
        select(Station)
        .where(Station.active, Station.id.not_in(staffed))
        .options(joinedload(Station.grid))
        .order_by(Station.code)
    )
    return (f"{station.name}（{station.code}）" for station in rows)
