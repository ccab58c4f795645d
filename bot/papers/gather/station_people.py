"""Who was of a station in a year: deputies, chief, liaison officers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.people import in_force
from bot.papers.binder import Member
from bot.papers.gather.results import BATCH
from bot.store.models import (
    Deputy,
    DeputyGrid,
    DeputyStation,
    Grid,
    Officer,
    OfficerRole,
    Station,
)


def deputies_of(session: Session, station: Station, year: int) -> list[Deputy]:
    """Who was of the station at some time of ``year``: put into it by the roster (B02); where the
    roster names nobody, and for who is of no station at all, whoever visits a grid of its area."""
    first, last = date(year, 1, 1), date(year, 12, 31)

    def held(table: type[DeputyStation] | type[DeputyGrid]) -> list[Deputy]:
        query = (
            select(Deputy)
            .where(Deputy.since <= last, (Deputy.until.is_(None)) | (Deputy.until >= first))
            .join(table, table.deputy_id == Deputy.id)
            .where(table.since <= last, (table.until.is_(None)) | (table.until >= first))
        )
        if table is DeputyStation:
            query = query.where(DeputyStation.station_id == station.id)
        else:
            query = query.join(Grid, Grid.id == DeputyGrid.grid_id)
            query = query.where(Grid.path.startswith(station.grid.path))
        return list(session.scalars(query.order_by(Deputy.code).distinct()))

    own, near = held(DeputyStation), held(DeputyGrid)
    if not own:
        return near
    # Who was put into a grid and into no station (newly elected) belongs where the grid lies.
    placed = set(
        session.scalars(
            select(DeputyStation.deputy_id).where(
                DeputyStation.since <= last,
                (DeputyStation.until.is_(None)) | (DeputyStation.until >= first),
            )
        )
    )
    return sorted([*own, *(one for one in near if one.id not in placed)], key=lambda one: one.code)


def roster_of(session: Session, deputies: Sequence[Deputy], on: date) -> tuple[Member, ...]:
    """They as a roster shows them on a day; who had left by then with the day."""
    grids: dict[int, list[str]] = defaultdict(list)
    ids = [deputy.id for deputy in deputies]
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(DeputyGrid.deputy_id, Grid.name)
            .join(Grid, Grid.id == DeputyGrid.grid_id)
            .where(DeputyGrid.deputy_id.in_(ids[at : at + BATCH]), in_force(DeputyGrid, on))
            .order_by(DeputyGrid.id)
        )
        for deputy_id, name in rows:
            grids[deputy_id].append(name)
    return tuple(
        Member(
            deputy.name,
            CONGRESS_LABELS[deputy.congress],
            deputy.electoral_unit,
            "、".join(grids[deputy.id]),
            deputy.until if deputy.until is not None and deputy.until < on else None,
        )
        for deputy in deputies
    )


def staff_of(session: Session, station: Station, role: str, on: date) -> list[str]:
    """Names of who held this role at the station on a day."""
    return list(
        session.scalars(
            select(Officer.name)
            .join(OfficerRole, OfficerRole.officer_id == Officer.id)
            .where(
                OfficerRole.station_id == station.id,
                OfficerRole.role == role,
                in_force(OfficerRole, on),
                in_force(Officer, on),
            )
            .order_by(OfficerRole.id)
        )
    )
