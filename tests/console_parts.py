"""What the tests of the console share: a second township beside the small county's one, and the
whole store as one digest."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.vocabulary import roster_changed
from bot.store.database import Database
from bot.store.models import Contact, Grid, Officer, OfficerRole, Station
from tests.small_county import SINCE, person


def second_township(session: Session, now: datetime) -> None:
    """东乡 with 南坪村, a station and its liaison officer 冯干事."""
    county = session.scalars(select(Grid).where(Grid.level == "county")).one()
    town = _grid(session, "QH02", "东乡", "township", county)
    village = _grid(session, "QH0201", "南坪村", "village", town)
    _grid(session, "QH020101", "南坪村网格", "grid", village)
    station = Station(
        code="Z02",
        name="东乡代表联络站",
        kind="township",
        grid=town,
        phone="0000-60002",
        address="",
    )
    officer = Officer(code="O9", contact=person(session, "冯干事", now), name="冯干事", since=SINCE)
    session.add_all([station, officer])
    session.flush()
    session.add(
        OfficerRole(
            officer_id=officer.id, role="liaison_officer", station_id=station.id, since=SINCE
        )
    )
    roster_changed(session)


def _grid(session: Session, code: str, name: str, level: str, parent: Grid) -> Grid:
    grid = Grid(code=code, name=name, level=level, parent=parent, names={})
    session.add(grid)
    session.flush()
    grid.path = f"{parent.path}{grid.id}/"
    return grid


def everything(database: Database) -> str:
    """A digest of every row of every table: the same only if nothing was changed."""
    digest = hashlib.sha256()
    with database.read() as session:
        for table in Contact.metadata.sorted_tables:
            keys = list(table.primary_key.columns)
            for row in session.execute(select(table).order_by(*keys)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
