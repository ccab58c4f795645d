"""看图: what came, what it was about, how far it got; each with its numbers, as xlsx too."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.counting import uncounted
from bot.actions.desk import choices
from bot.actions.desk import pictures as figures
from bot.actions.desk.pictures import Table
from bot.actions.desk.scope import Desk
from bot.domain.calendars import local_day
from bot.store.models import Grid
from bot.texts import say
from handlers.console.doors import KIND_OF_ROLE, LEADER
from handlers.console.page import desk_of, nothing_here, nothing_yet, number_in, show
from handlers.pages.history import say_moment
from handlers.parts import parts
from handlers.tables import table_of

HERE = "/console/pictures"
_USUAL = 12


def add_pictures(blueprint: Blueprint) -> None:
    blueprint.get("/pictures", endpoint="pictures")(pictures)
    blueprint.get("/pictures.xlsx", endpoint="pictures_table")(table)


@dataclass(frozen=True, slots=True)
class Asked:
    """The area, what of it may be counted for this officer, and how many months."""

    area: Grid
    seen: Sequence[str]
    span: int


def asked_for(desk: Desk) -> Asked | None:
    """What the address asks for, within the officer's own area; None: they have none."""
    own = root_of(desk)
    if own is None:
        return None
    code = request.args.get("area", "")
    found = desk.session.scalar(select(Grid).where(Grid.code == code)) if code else None
    area = found if found is not None and found.path.startswith(own.path) else own
    span = number_in(request.args.get("months"))
    return Asked(area, _seen(desk, own), span if span in figures.SPANS else _USUAL)


def root_of(desk: Desk) -> Grid | None:
    """The county for the county office and its leaders; for others the area that they have."""
    if desk.county or _reads(desk):
        county = select(Grid).where(Grid.level == "county").order_by(Grid.id)
        return desk.session.scalars(county).first()
    areas = sorted(desk.areas(), key=lambda area: len(area.path))
    return areas[0] if areas else None


def _reads(desk: Desk) -> bool:
    """A leader of the county: counts of what is kept from nobody."""
    held = [role for role in desk.roles.officer_roles if role.station is None and role.grid is None]
    return any(KIND_OF_ROLE.get(role.role) == LEADER for role in held)


def _seen(desk: Desk, own: Grid) -> Sequence[str]:
    """As the lists do: a village's station sees nothing that is kept at the township."""
    if desk.county:
        return figures.COUNTY
    if _reads(desk):
        return figures.GRID
    return figures.TOWNSHIP if own.level in ("township", "county") else figures.GRID


def pictures() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        asked = asked_for(desk)
        if asked is None:
            return nothing_yet(desk)
        drawn = figures.tables(session, asked.area, asked.seen, asked.span, now)
        own = root_of(desk)
        return show(
            "pictures.html",
            "pictures",
            tables=drawn,
            links=_links(desk, asked, drawn),
            area=asked.area,
            areas=choices.areas(desk),
            own=own,
            span=asked.span,
            spans=figures.SPANS,
            at=say_moment(now, now),
            counting=say_counting(session),
        )


def say_counting(session: Session) -> str:
    """What has to be known of the counts while they are not complete; else nothing."""
    behind = uncounted(session)
    return say("console.counting", count=f"{behind:,}") if behind else ""


def _links(desk: Desk, asked: Asked, drawn: Sequence[Table]) -> dict[str, dict[str, str]]:
    """Table → name in it → where it goes."""
    inside = figures.children(desk.session, asked.area)
    known = set(choices.topics())
    topics = next(one for one in drawn if one.key == "topics")
    return {
        "areas": {one.name: f"{HERE}?area={quote(one.code)}&months={asked.span}" for one in inside},
        "topics": {
            name: f"/console/issues?state=all&topic={quote(name)}"
            for name, _ in topics.rows
            if name in known
        },
    }


def table() -> ResponseReturnValue:
    """All tables of the page, a sheet each. No name in it runs as a formula."""
    now = parts().clock.now()
    with parts().database.read() as session:
        asked = asked_for(desk_of(session, now))
        if asked is None:
            return nothing_here()
        drawn = figures.tables(session, asked.area, asked.seen, asked.span, now)
        name = asked.area.name
        counting = say_counting(session)
    sheets: dict[str, list[list[object]]] = {}
    for one in drawn:
        rows: list[list[object]] = [list(one.heads)]
        rows += [[each, *counts] for each, counts in one.rows]
        rows += [[], [one.note], [counting]] if counting else [[], [one.note]]
        sheets[one.title.split("，")[0].replace("：", "")[:28]] = rows
    return table_of(sheets, f"{name}情况{local_day(now)}")
