"""材料: what the office prints, each by one button, within what this officer may see. All of it is
a draft for people to read, correct and sign."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bot.actions.desk.scope import Desk
from bot.domain.calendars import local_day
from bot.domain.drawing import drawn
from bot.store.models import Grid
from handlers.console.downloads import DOCX, download_of, year_asked
from handlers.console.duty_books import add_duty_books
from handlers.console.page import desk_of, nothing_here, show
from handlers.console.station_papers import add_station_papers, stations_of, townships_of
from handlers.parts import parts
from handlers.tables import XLSX

if TYPE_CHECKING:
    from bot.papers.monday import MondayPage

# Papers are made seldom and their libraries take long to load: they are imported where they are
# used.
#: Ledgers: key in the address → name.
LEDGERS = {"assignment": "交办清单", "resolved": "解决事项清单"}
#: Rows of all lists together that a browser gets on one sheet.
_PRINTED = 18
#: So many stations are drawn for an inspection of the county office each day (B07).
_DRAWN = 2


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
    add_station_papers(blueprint)
    add_duty_books(blueprint)


def _owners(desk: Desk) -> list[Owner]:
    """Whose ledgers this officer may have: as on the pages of suggestions, the county office has
    the county's and a presidium its township's."""
    found = [Owner("", "县", None)] if desk.county else []
    for role in desk.roles.officer_roles:
        if role.role == "presidium" and role.grid is not None:
            found.append(Owner(role.grid.code, role.grid.name, role.grid))
    return found


def papers() -> ResponseReturnValue:
    now = parts().clock.now()
    year, this = year_asked(now), local_day(now).year
    with parts().database.read() as session:
        desk = desk_of(session, now)
        stations = stations_of(desk)
        names = [station.name for station in stations]
        return show(
            "papers.html",
            "papers",
            weekly=desk.county or desk.leads or bool(desk.areas()),
            owners=_owners(desk),
            ledgers=LEDGERS,
            stations=stations,
            drawn=drawn(names, local_day(now), _DRAWN) if desk.county else (),
            county=desk.county,
            year=year,
            years=[this - back for back in range(3)],
        )


# ------------------------------------------------------------------------------ the week


def _monday(desk: Desk) -> "MondayPage | None":
    """The county's page for the county office, for others that of their own area."""
    from bot.papers.gather.station_weeks import of_areas
    from bot.papers.gather.weeks import monday as of_county

    if desk.county or desk.leads:
        return of_county(desk.session, desk.now)
    stations, townships = stations_of(desk), townships_of(desk)
    if not desk.areas():
        return None
    names = [area.name for area in townships] or [station.name for station in stations]
    return of_areas(desk.session, "、".join(names), desk.areas(), stations, desk.now)


def monday() -> ResponseReturnValue:
    """The page as it looks in a browser, to be printed from there."""
    from bot.papers.monday import heading, shares

    now = parts().clock.now()
    with parts().database.read() as session:
        page = _monday(desk_of(session, now))
    if page is None:
        return nothing_here()
    rows = shares(_PRINTED, [len(part.cases) for part in page.lists])
    lists = list(zip(page.lists, rows, strict=True))
    return show("monday.html", "papers", page=page, heading=heading(page), lists=lists)


def monday_document() -> ResponseReturnValue:
    from bot.papers.monday import monday_page

    now = parts().clock.now()
    with parts().database.read() as session:
        page = _monday(desk_of(session, now))
    if page is None:
        return nothing_here()
    return download_of(monday_page(page), f"周一一页纸{local_day(now).isoformat()}.docx")


# ------------------------------------------------------------------------------ the year


def yearly() -> ResponseReturnValue:
    """年度办理报告: the county's, so for the county office."""
    from bot.papers.gather import years
    from bot.papers.yearly import yearly_report

    now = parts().clock.now()
    year = year_asked(now)
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        made = years.yearly(session, year, now)
    return download_of(yearly_report(made), f"{year}年办理报告（草稿）.docx")


def ledger(name: str, suffix: str) -> ResponseReturnValue:
    from bot.papers import ledgers
    from bot.papers.gather import ledgers as gather

    now = parts().clock.now()
    year, code = year_asked(now), request.args.get("area", "")
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
    kind = DOCX if word else XLSX
    return download_of(made, f"{year}年{LEDGERS[name]}.{suffix}", kind)
