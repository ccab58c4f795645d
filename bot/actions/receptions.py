"""A station's reception days (mechanism B05): who received people, how many came, what they spoke
of. What somebody wants handled is entered as an issue of its own; here is the day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, extract, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit
from bot.actions import words as wording
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import (
    Deputy,
    DeputyGrid,
    DeputyStation,
    Grid,
    Officer,
    Reception,
    ReceptionDeputy,
    Station,
)

#: So long afterwards a day may still be written down; more people than this come nowhere.
_AFTERWARDS = timedelta(days=366)
_MOST = 2000
_LONGEST = 200


def report_reception(
    session: Session,
    station: Station,
    day: date,
    visitors: int | None,
    deputies: Sequence[Deputy],
    matters: str,
    officer: Officer,
    *,
    now: datetime,
) -> Reception:
    """Write down, or correct, one day of a station. ``visitors``: how many people came; ``matters``
    is kept without names and telephones. Raises Refused."""
    today = local_day(now)
    if not today - _AFTERWARDS <= day <= today:
        raise Refused("reception.day")
    if visitors is None or visitors > _MOST:
        raise Refused("reception.visitors", most=_MOST)
    if not deputies:
        raise Refused("reception.deputies")
    row = session.scalar(
        select(Reception).where(Reception.station_id == station.id, Reception.day == day)
    )
    act = "reception.noted" if row is None else "reception.corrected"
    if row is None:
        row = Reception(station_id=station.id, day=day)
        session.add(row)
    row.visitors, row.matters = visitors, wording.mask(matters.strip()[:_LONGEST])[:300]
    row.noted_by, row.noted_at = officer.contact_id, now
    session.flush()
    session.execute(delete(ReceptionDeputy).where(ReceptionDeputy.reception_id == row.id))
    for deputy in dict.fromkeys(deputies):
        session.add(ReceptionDeputy(reception_id=row.id, deputy_id=deputy.id))
    session.flush()
    fact = f"{station.name}，{day.isoformat()}"
    audit.record(session, act, contact_id=officer.contact_id, now=now, fact=fact)
    return row


def of_station(session: Session, station: Station, year: int) -> list[tuple[Reception, list[str]]]:
    """The days of one year, the latest first, with the names of who received."""
    rows = session.scalars(
        select(Reception)
        .where(Reception.station_id == station.id, extract("year", Reception.day) == year)
        .order_by(Reception.day.desc())
    ).all()
    names: dict[int, list[str]] = {row.id: [] for row in rows}
    for link in session.scalars(
        select(ReceptionDeputy)
        .where(ReceptionDeputy.reception_id.in_(names))
        .options(joinedload(ReceptionDeputy.deputy))
        .order_by(ReceptionDeputy.deputy_id)
    ):
        names[link.reception_id].append(link.deputy.name)
    return [(row, names[row.id]) for row in rows]


def of_deputy(session: Session, deputy: Deputy, year: int) -> list[Reception]:
    """The days of one year on which this deputy received people, in order."""
    return list(
        session.scalars(
            select(Reception)
            .join(ReceptionDeputy, ReceptionDeputy.reception_id == Reception.id)
            .where(ReceptionDeputy.deputy_id == deputy.id, extract("year", Reception.day) == year)
            .order_by(Reception.day)
        )
    )


def deputies_of(session: Session, station: Station, day: date) -> Sequence[Deputy]:
    """Who belongs to the station on that day: put into it by the roster; where the roster names
    nobody, whoever has a grid of its area."""
    own = select(DeputyStation.deputy_id).where(
        DeputyStation.station_id == station.id, in_force(DeputyStation, day)
    )
    near = (
        select(DeputyGrid.deputy_id)
        .join(Grid, Grid.id == DeputyGrid.grid_id)
        .where(Grid.path.startswith(station.grid.path), in_force(DeputyGrid, day))
    )

    def held(ids: Select[int]) -> Sequence[Deputy]:
        query = select(Deputy).where(Deputy.id.in_(ids), in_force(Deputy, day))
        return session.scalars(query.order_by(Deputy.name, Deputy.id)).all()

    return held(own) or held(near)
