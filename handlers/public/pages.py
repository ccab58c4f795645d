"""What the county lets everybody read: deputies, stations, results, figures. Each is off until the
county switches it on (rules ``functions.public_*``); what is off is not there."""

from datetime import datetime

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import places, public_figures, published
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.kinds import address
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.store.models import Deputy, DeputyGrid, DeputyStation, Grid, Station
from bot.texts import say
from handlers.console.page import number_in
from handlers.parts import parts

_NAMES = ("deputies", "stations", "results", "figures")
#: Shown at most on one page.
_MOST = 300
#: With more deputies than this in an area, each village is folded.
_FEW = 24
_RESULTS = 100


def _on(session: Session, now: datetime) -> dict[str, bool]:
    return {name: bool(rule(session, f"functions.public_{name}", now)) for name in _NAMES}


def _nothing() -> ResponseReturnValue:
    return render_template("sorry.html", text="没有这个页面。"), 404


def _show(session: Session, now: datetime, template: str, **fields: object) -> str:
    return render_template(
        f"public/{template}",
        on=_on(session, now),
        county=rule(session, "county.name", now),
        **fields,
    )


def index() -> ResponseReturnValue:
    """Stations and deputies, by township (``?area=`` its code)."""
    now = parts().clock.now()
    with parts().database.read() as session:
        on = _on(session, now)
        if not any(on.values()):
            return _nothing()
        towns = session.scalars(
            select(Grid).where(Grid.level == "township", Grid.active).order_by(Grid.code)
        ).all()
        code = request.args.get("area", "")
        area = next((town for town in towns if town.code == code), None)
        if area is None and len(towns) == 1:
            area = towns[0]
        return _show(
            session,
            now,
            "index.html",
            towns=towns,
            area=area,
            stations=_stations(session, area) if on["stations"] and area else [],
            deputies=_by_village(session, area, now) if on["deputies"] and area else [],
            few=_FEW,
            congresses=CONGRESS_LABELS,
        )


def _stations(session: Session, area: Grid) -> list[Station]:
    query = (
        select(Station)
        .join(Grid, Grid.id == Station.grid_id)
        .where(Station.active, Grid.path.startswith(area.path))
        .order_by(Station.code)
    )
    return list(session.scalars(query.limit(_MOST)))


def _by_village(session: Session, area: Grid, now: datetime) -> list[tuple[str, list[Deputy]]]:
    """The deputies of an area, village by village as a neighbour looks for them; who is there for
    several villages stands in each."""
    today = local_day(now)
    rows = session.execute(
        select(Deputy, Grid)
        .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
        .join(Grid, Grid.id == DeputyGrid.grid_id)
        .where(
            in_force(Deputy, today), in_force(DeputyGrid, today), Grid.path.startswith(area.path)
        )
        .options(joinedload(Grid.parent))
        .order_by(Grid.code, Deputy.code)
    )
    found: dict[str, dict[int, Deputy]] = {}
    for deputy, grid in rows:
        village = grid.parent if grid.level == "grid" and grid.parent else grid
        found.setdefault(village.name, {})[deputy.id] = deputy
    return [(name, list(group.values())) for name, group in found.items()]


def deputy(code: str) -> ResponseReturnValue:
    """亮身份 (X06): name, congress, constituency, what they do, where and when to meet them. No
    telephone, no address of their own."""
    now = parts().clock.now()
    with parts().database.read() as session:
        today = local_day(now)
        row = session.scalar(select(Deputy).where(Deputy.code == code, in_force(Deputy, today)))
        if row is None or not _on(session, now)["deputies"]:
            return _nothing()
        grids = session.scalars(
            select(Grid)
            .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
            .where(DeputyGrid.deputy_id == row.id, in_force(DeputyGrid, today))
            .order_by(Grid.code)
        ).all()
        stations = session.scalars(
            select(Station)
            .join(DeputyStation, DeputyStation.station_id == Station.id)
            .where(
                DeputyStation.deputy_id == row.id, in_force(DeputyStation, today), Station.active
            )
            .order_by(Station.code)
        ).all()
        near = places.station_for(session, grids[0]) if grids else None
        return _show(
            session,
            now,
            "deputy.html",
            deputy=row,
            congress=CONGRESS_LABELS[row.congress],
            # Two grids of one village are one place to everybody else.
            places=list(dict.fromkeys(places.say_place(session, grid) for grid in grids)),
            stations=stations or ([near] if near is not None else []),
        )


def _station(session: Session, code: str, now: datetime) -> Station | None:
    if not _on(session, now)["stations"]:
        return None
    return session.scalar(select(Station).where(Station.code == code, Station.active))


def station(code: str) -> ResponseReturnValue:
    """Where it is, when somebody is there, whom to ring; what was done there lately."""
    now = parts().clock.now()
    with parts().database.read() as session:
        row = _station(session, code, now)
        if row is None:
            return _nothing()
        on = _on(session, now)
        return _show(
            session,
            now,
            "station.html",
            station=row,
            place=places.say_place(session, row.grid) or row.grid.name,
            deputies=_by_village(session, row.grid, now) if on["deputies"] else [],
            few=_FEW,
            congresses=CONGRESS_LABELS,
            results=published.shown(session, row, limit=20) if on["results"] else [],
        )


def station_code(code: str) -> ResponseReturnValue:
    """A QR code of the station's page, to be printed or passed on."""
    import io

    from bot.papers.sheets import qr_png

    now = parts().clock.now()
    with parts().database.read() as session:
        row = _station(session, code, now)
        if row is None:
            return _nothing()
        data = qr_png(address(session, f"/open/station/{row.code}"), scale=6)
    return send_file(io.BytesIO(data), mimetype="image/png", max_age=3600)


def results() -> ResponseReturnValue:
    """办结公示: what officers let out, the latest first."""
    now = parts().clock.now()
    with parts().database.read() as session:
        if not _on(session, now)["results"]:
            return _nothing()
        return _show(session, now, "results.html", results=published.shown(session, limit=_RESULTS))


def figures() -> ResponseReturnValue:
    """The year in counts, small ones unsaid."""
    now = parts().clock.now()
    this = local_day(now).year
    year = number_in(request.args.get("year"))
    year = year if year is not None and this - 3 < year <= this else this
    with parts().database.read() as session:
        county = session.scalars(select(Grid).where(Grid.level == "county")).first()
        if county is None or not _on(session, now)["figures"]:
            return _nothing()
        year_figures = public_figures.year_figures(session, county, year, now)
        return _show(
            session,
            now,
            "figures.html",
            figures=year_figures,
            counting="" if year_figures.complete else say("console.counting_public"),
            years=[this - back for back in range(3)],
        )
