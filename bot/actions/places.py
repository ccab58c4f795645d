"""Where things are: areas below and above, the station that serves one, the deputies of one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import Deputy, DeputyGrid, Grid, OfficerRole, Station


def line(grid: Grid) -> list[int]:
    """Ids from the county down to ``grid``."""
    return [int(part) for part in grid.path.split("/") if part]


def within(grid: Grid, area: Grid) -> bool:
    """Whether ``grid`` is ``area`` or lies in it."""
    return grid.path.startswith(area.path)


def ancestor(session: Session, grid: Grid, level: str) -> Grid | None:
    """The area of ``level`` that ``grid`` lies in (itself, if it is of that level)."""
    return session.scalar(select(Grid).where(Grid.id.in_(line(grid)), Grid.level == level))


def by_code(session: Session, code: str) -> Grid | None:
    return session.scalar(select(Grid).where(Grid.code == code))


def say_place(session: Session, grid: Grid | None) -> str:
    """How people call it: 城关镇东坪村; the county and the bare grid are left out."""
    if grid is None:
        return "地点还不清楚"
    rows = session.scalars(
        select(Grid).where(Grid.id.in_(line(grid)), Grid.level.in_(("township", "village")))
    ).all()
    names = [row.name for row in sorted(rows, key=lambda row: len(row.path))]
    return "".join(names) or grid.name


def station_for(session: Session, grid: Grid, *, level: str = "") -> Station | None:
    """The nearest station, upwards from ``grid``, that somebody works for (X01, B08).

    ``level``: "township" or "county" skips what lies below it (avoidance)."""
    staffed = select(OfficerRole.station_id).where(OfficerRole.station_id.is_not(None))
    stations = session.scalars(
        select(Station)
        .join(Grid, Station.grid_id == Grid.id)
        .where(
            Station.grid_id.in_(line(grid)),
            Station.active,
            Station.kind != "industry",
            Station.id.in_(staffed),
        )
        .options(joinedload(Station.grid))
    ).all()
    allowed = {
        "": ("grid", "village", "township", "county"),
        "township": ("township", "county"),
        "county": ("county",),
    }[level]
    candidates = [station for station in stations if station.grid.level in allowed]
    return max(candidates, key=lambda station: len(station.grid.path), default=None)


def deputies_of(session: Session, grid: Grid, now: datetime) -> Sequence[Deputy]:
    """The deputies of ``grid``: assigned to it, to what it lies in (a village), or to a part of it.
    Nobody is assigned to a whole township or county for this purpose (X03)."""
    day = local_day(now)
    above = [int(part) for part in line(grid)]
    return (
        session.scalars(
            select(Deputy)
            .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
            .join(Grid, DeputyGrid.grid_id == Grid.id)
            .where(
                or_(
                    DeputyGrid.grid_id.in_(above) & Grid.level.in_(("grid", "village")),
                    Grid.path.startswith(grid.path) & (grid.level in ("grid", "village")),
                ),
                in_force(DeputyGrid, day),
                in_force(Deputy, day),
            )
            .order_by(Deputy.id)
            .options(joinedload(Deputy.contact))
        )
        .unique()
        .all()
    )
