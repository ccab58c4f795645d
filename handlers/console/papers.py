"""材料: what the office prints, each by one button, within what this officer may see. All of it is
a draft for people to read, correct and sign."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from bot.actions.desk.scope import Desk, lies_in
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import CLOSED, CONFIRMED
from bot.store.models import Grid, Issue, Station
from handlers.console.page import desk_of, nothing_here, number_in, show
from handlers.parts import parts

if TYPE_CHECKING:
    from bot.papers.monday import MondayPage

# Papers are made seldom and their libraries take long to load: they are imported where they are
# used.
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Ledgers: key in the address → name.
LEDGERS = {"assignment": "交办清单", "resolved": "解决事项清单"}
#: Rows of all lists together that a browser gets on one sheet.
_PRINTED = 18
#: So many cases that are done are offered for a poster, the latest first.
_OFFERED = 40


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose suggestions a ledger lists: the county's, or a township's own."""

    code: str
    name: str
    area: Grid | None


def add_papers(blueprint: Blueprint) -> None:
    """All pages and files of 材料."""
    blueprint.get("/papers")(papers)
    blueprint.get("/papers/monday")(monday)
    blueprint.get("/papers/monday.docx")(monday_document)
    blueprint.get("/papers/yearly.docx")(yearly)
    blueprint.get("/papers/ledger/<name>.<suffix>")(ledger)
    blueprint.get("/papers/binder/<int:station_id>.docx")(binder)
    blueprint.get("/papers/poster/<int:station_id>")(poster)
    blueprint.get("/papers/poster/<int:station_id>.docx")(poster_document)


def stations_of(desk: Desk) -> list[Station]:
    """The stations of this officer's own area; all of them for the county office."""
    query = select(Station).where(Station.active)
    if not desk.county:
        below = select(Grid.id).where(lies_in(_townships(desk)))
        query = query.where(
            or_(false(), Station.id.in_(desk.stations()), Station.grid_id.in_(below))
        )
    return list(desk.session.scalars(query.order_by(Station.code)))


def _townships(desk: Desk) -> list[Grid]:
    """Areas that this officer has as a whole, not by a station."""
    return [
        role.grid
        for role in desk.roles.officer_roles
        if role.station is None and role.grid is not None
    ]


def _owners(desk: Desk) -> list[Owner]:
    """Whose ledgers this officer may have: as on the pages of suggestions, the county office has
    the county's and a presidium its township's."""
    found = [Owner("", "县", None)] if desk.county else []
    for role in desk.roles.officer_roles:
        if role.role == "presidium" and role.grid is not None:
            found.append(Owner(role.grid.code, role.grid.name, role.grid))
    return found


def _year(now: datetime) -> int:
    this = local_day(now).year
    year = number_in(request.args.get("year")) or this
    return year if this - 10 <= year <= this else this


def papers() -> ResponseReturnValue:
    now = parts().clock.now()
    year, this = _year(now), local_day(now).year
    with parts().database.read() as session:
        desk = desk_of(session, now)
        return show(
            "papers.html",
            "papers",
            weekly=desk.county or desk.leads or bool(desk.areas()),
            owners=_owners(desk),
            ledgers=LEDGERS,
            stations=stations_of(desk),
            year=year,
            years=[this - back for back in range(3)],
        )


def _file(data: bytes, name: str, mimetype: str = _DOCX) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


# ------------------------------------------------------------------------------ the week


def _monday(desk: Desk) -> "MondayPage | None":
    """The county's page for the county office, for others that of their own area."""
    from bot.papers.gather.station_weeks import of_areas
    from bot.papers.gather.weeks import monday as of_county

    if desk.county or desk.leads:
        return of_county(desk.session, desk.now)
    stations, townships = stations_of(desk), _townships(desk)
    if not desk.areas():
        return None
    names = [area.name for area in townships] or [station.name for station in stations]
    return of_areas(desk.session, "、".join(names), desk.areas(), stations, desk.now)


def monday() -> ResponseReturnValue:
    """The page as it looks in a browser, to be printed from there."""
    from bot.papers.monday import shares

    now = parts().clock.now()
    with parts().database.read() as session:
        page = _monday(desk_of(session, now))
    if page is None:
        return nothing_here()
    rows = shares(_PRINTED, [len(part.cases) for part in page.lists])
    return show("monday.html", "papers", page=page, lists=list(zip(page.lists, rows, strict=True)))


def monday_document() -> ResponseReturnValue:
    from bot.papers.monday import monday_page

    now = parts().clock.now()
    with parts().database.read() as session:
        page = _monday(desk_of(session, now))
    if page is None:
        return nothing_here()
    return _file(monday_page(page), f"周一一页纸{local_day(now).isoformat()}.docx")


# ------------------------------------------------------------------------------ the year


def yearly() -> ResponseReturnValue:
    """年度办理报告: the county's, so for the county office."""
    from bot.papers.gather import years
    from bot.papers.yearly import yearly_report

    now = parts().clock.now()
    year = _year(now)
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        made = years.yearly(session, year, now)
    return _file(yearly_report(made), f"{year}年办理报告（草稿）.docx")


def ledger(name: str, suffix: str) -> ResponseReturnValue:
    from bot.papers import ledgers
    from bot.papers.gather import ledgers as gather

    now = parts().clock.now()
    year, code = _year(now), request.args.get("area", "")
    with parts().database.read() as session:
        owner = next((one for one in _owners(desk_of(session, now)) if one.code == code), None)
        if owner is None or name not in LEDGERS or suffix not in ("docx", "xlsx"):
            return nothing_here()
        head = gather.ledger(session, year, now, owner.name if owner.area is not None else "")
        area_id = owner.area.id if owner.area is not None else None
        word = suffix == "docx"
        if name == "assignment":
            rows = gather.ledger_rows(session, year, now, area_id)
            made = (ledgers.assignment_ledger if word else ledgers.assignment_workbook)(head, rows)
        else:
            done = gather.resolved_rows(session, year, now, area_id)
            made = (ledgers.resolved_ledger if word else ledgers.resolved_workbook)(head, done)
    kind = _DOCX if word else _XLSX
    return _file(made, f"{year}年{LEDGERS[name]}.{suffix}", kind)


# ------------------------------------------------------------------------------ stations


def _station(desk: Desk, station_id: int) -> Station | None:
    return next((one for one in stations_of(desk) if one.id == station_id), None)


def binder(station_id: int) -> ResponseReturnValue:
    from bot.papers.binder import station_binder
    from bot.papers.gather.stations import station_year

    now = parts().clock.now()
    year = _year(now)
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None:
            return nothing_here()
        made, name = station_year(session, station, year, now), station.name
    return _file(station_binder(made), f"{name}{year}年台账.docx")


def poster(station_id: int) -> ResponseReturnValue:
    """What may hang on the wall, to be read and ticked by a person."""
    from bot.papers.gather.stations import poster_of

    now = parts().clock.now()
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None:
            return nothing_here()
        numbers = _done(session, station)
        made = poster_of(session, station, numbers, now)
        items = list(zip(numbers, made.items, strict=True))
        return show("poster.html", "papers", station=station, items=items)


def _done(session: Session, station: Station) -> list[int]:
    from bot.papers.gather.letters import shows

    rows = session.scalars(
        select(Issue)
        .where(
            Issue.station_id == station.id,
            Issue.state.in_((CONFIRMED, CLOSED)),
            Issue.seen_by == "grid",
        )
        .order_by(Issue.id.desc())
        .limit(2 * _OFFERED)
    )
    return [issue.number for issue in rows if shows(issue)][:_OFFERED]


def poster_document(station_id: int) -> ResponseReturnValue:
    from bot.papers import posters
    from bot.papers.gather.stations import poster_of

    now = parts().clock.now()
    given = [number_in(one) for one in request.args.getlist("number")[:_OFFERED]]
    numbers = [one for one in dict.fromkeys(given) if one is not None]
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None or not numbers:
            return nothing_here()
        try:
            made = poster_of(session, station, numbers, now)
        except ValueError:
            # Somebody else's number, or one that may not hang: the same as for what is not there.
            return nothing_here()
        name = station.name
    return _file(posters.poster(made), f"{name}办结公示.docx")
