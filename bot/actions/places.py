"""Where things are: areas below and above, the station that serves one, the deputies of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Boolean, Select, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import remembered
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store import quick
from bot.store.models import Deputy, DeputyGrid, Grid, OfficerRole, Station

#: Asked at every message, so built once: a statement costs more to build than to run. Nothing of
#: this changes within a message, so nothing has to be written before it is read.
_AT_EASE = {"autoflush": False}
_BY_CODE = select(Grid).where(Grid.code == bindparam("code"))
_ANCESTOR = (
    select(Grid)
    .where(Grid.id.in_(bindparam("line", expanding=True)), Grid.level == bindparam("level"))
    .execution_options(**_AT_EASE)
)
_NAMES = (
    select(Grid.name)
    .where(Grid.id.in_(bindparam("line", expanding=True)), Grid.level.in_(("township", "village")))
    .order_by(func.length(Grid.path))
    .execution_options(**_AT_EASE)
)
_STATIONS = (
    select(Station)
    .join(Grid, Station.grid_id == Grid.id)
    .where(
        Station.grid_id.in_(bindparam("line", expanding=True)),
        Station.active,
        Station.kind != "industry",
        Station.id.in_(select(OfficerRole.station_id).where(OfficerRole.station_id.is_not(None))),
    )
    .options(joinedload(Station.grid))
    .execution_options(**_AT_EASE)
)
_DEPUTIES = (
    select(Deputy)
    .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
    .join(Grid, DeputyGrid.grid_id == Grid.id)
    .where(
        or_(
            DeputyGrid.grid_id.in_(bindparam("line", expanding=True))
            & Grid.level.in_(("grid", "village")),
            Grid.path.startswith(bindparam("path")) & bindparam("parts", type_=Boolean),
        ),
        in_force(DeputyGrid, bindparam("day")),
        in_force(Deputy, bindparam("day")),
    )
    .order_by(Deputy.id)
    .options(joinedload(Deputy.contact))
    .execution_options(**_AT_EASE)
)


def line(grid: Grid) -> list[int]:
    """Ids from the county down to ``grid``."""
    return [int(part) for part in grid.path.split("/") if part]


def in_order(session: Session, grids: Iterable[Grid]) -> list[Grid]:
    """By code as the county lists them, each township before its villages, those before their
    grids. (A path holds ids: it would put the tenth row before the second.)"""
    rows = list(grids)
    codes = {row.id: row.code for row in rows}
    above = {part for row in rows for part in line(row)} - codes.keys()
    codes |= dict(session.execute(select(Grid.id, Grid.code).where(Grid.id.in_(above))).all())
    return sorted(rows, key=lambda row: [codes.get(part, "") for part in line(row)])


def within(grid: Grid, area: Grid) -> bool:
    """Whether ``grid`` is ``area`` or lies in it."""
    return grid.path.startswith(area.path)


def below(session: Session, path: str) -> Sequence[int]:
    """Ids of the area with ``path`` and of everything that lies in it."""

    def ask() -> Sequence[int]:
        found = select(Grid.id).where(Grid.path.startswith(path, autoescape=True))
        return tuple(session.scalars(found.execution_options(**_AT_EASE)))

    return remembered.known(session, ("below", path), ask)


def ancestor(session: Session, grid: Grid, level: str) -> Grid | None:
    """The area of ``level`` that ``grid`` lies in (itself, if it is of that level)."""
    return session.scalar(_ANCESTOR, {"line": line(grid), "level": level})


def by_code(session: Session, code: str) -> Grid | None:
    def ask() -> Sequence[Grid]:
        return session.scalars(_BY_CODE, {"code": code}).all()

    return next(iter(remembered.rows(session, ("grid", code), ask)), None)


def by_id(session: Session, grid_id: int) -> Grid | None:
    def ask() -> Sequence[Grid]:
        grid = session.get(Grid, grid_id)
        return [grid] if grid is not None else []

    return next(iter(remembered.rows(session, ("grid_id", grid_id), ask)), None)


def say_place(session: Session, grid: Grid | None) -> str:
    """How people call it: 城关镇东坪村; the county and the bare grid are left out."""
    if grid is None:
        return "地点还不清楚"

    def ask() -> str:
        return "".join(session.scalars(_NAMES, {"line": line(grid)})) or grid.name

    return remembered.known(session, ("place", grid.id), ask)


def station_for(session: Session, grid: Grid, *, level: str = "") -> Station | None:
    """The nearest station, upwards from ``grid``, that somebody works for (X01, B08); none while
    the place is not switched on (one-township pilot): then it is the county office's.

    ``level``: "township" or "county" skips what lies below it (avoidance)."""
    if not grid.active:
        return None

    def ask() -> Sequence[Station]:
        nearest = _nearest(session, grid, level)
        return [nearest] if nearest is not None else []

    return next(iter(remembered.rows(session, ("station", grid.id, level), ask)), None)


def _nearest(session: Session, grid: Grid, level: str) -> Station | None:
    stations = session.scalars(_STATIONS, {"line": line(grid)}).all()
    allowed = {
        "": ("grid", "village", "township", "county"),
        "township": ("township", "county"),
        "county": ("county",),
    }[level]
    candidates = [station for station in stations if station.grid.level in allowed]
    return max(candidates, key=lambda station: len(station.grid.path), default=None)


@dataclass(frozen=True, slots=True)
class Near:
    """What a new task asks of a deputy of its grid."""

    id: int
    contact_id: int
    name: str
    push: str
    paused_until: date | None
    occupation: str
    congress: str


@cache
def _near(count: int) -> Select[int, int, str, str, date | None, str, str]:
    """Asked for every place once a day, so built once and by the ids of ``count`` places."""
    return (
        select(
            Deputy.id,
            Deputy.contact_id,
            Deputy.name,
            Deputy.push,
            Deputy.paused_until,
            Deputy.occupation,
            Deputy.congress,
        )
        .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(
            DeputyGrid.grid_id.in_(quick.several("place", count)),
            Grid.level.in_([literal("grid"), literal("village")]),
            in_force(DeputyGrid, bindparam("day")),
            in_force(Deputy, bindparam("day")),
        )
        .order_by(Deputy.id)
        .distinct()
    )


def deputies_near(session: Session, grid: Grid, now: datetime) -> Sequence[Near]:
    """``deputies_of`` as facts only, for reading and never for changing."""
    if not grid.active:
        return ()
    day = local_day(now)

    def ask() -> Sequence[Near]:
        parts = below(session, grid.path) if grid.level in ("grid", "village") else ()
        ids = sorted({*line(grid), *parts})
        found = quick.ask(session, _near(len(ids)), day=day, **quick.each("place", ids))
        return tuple(Near(*row) for row in found)

    return remembered.known(session, ("near", grid.id, day), ask)


def of_deputies(session: Session, deputies: Sequence[Deputy], now: datetime) -> Grid | None:
    """Where these mandates of one person are: the one grid, or the one village of several grids.
    None: nowhere, or in several villages."""
    if not deputies:
        return None
    mine = [deputy.id for deputy in deputies]
    grids = session.scalars(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id.in_(mine), in_force(DeputyGrid, local_day(now)))
        .order_by(Grid.id)
    ).all()
    if len(grids) == 1:
        return grids[0]
    villages = {grid.id if grid.level == "village" else grid.parent_id for grid in grids}
    one = next(iter(villages)) if len(villages) == 1 else None
    return by_id(session, one) if one is not None else None


def deputies_of(session: Session, grid: Grid, now: datetime) -> Sequence[Deputy]:
    """The deputies of ``grid``: assigned to it, to what it lies in (a village), or to a part of it.
    Nobody is assigned to a whole township or county for this purpose (X03)."""
    if not grid.active:
        return []
    day = local_day(now)
    given = {
        "line": line(grid),
        "path": grid.path,
        "parts": grid.level in ("grid", "village"),
        "day": day,
    }

    def ask() -> Sequence[Deputy]:
        return session.scalars(_DEPUTIES, given).unique().all()

    return remembered.rows(session, ("deputies", grid.id, day), ask)
