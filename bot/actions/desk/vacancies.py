"""Where the roster has gaps: places without deputies, deputies without a place, stations and bodies
for which nobody answers, people whom WeChat does not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from bot.actions import places
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Deputy,
    DeputyGrid,
    Grid,
    Identity,
    OfficerRole,
    Station,
)
from bot.texts import say

#: More names than this in one gap nobody fills in a day.
MOST = 40


#: A name, and the page on which the gap is mended.
Named = tuple[str, str]
_BOOK = "/console/book"


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of gap, with names; ``more``: there are more than are shown."""

    title: str
    #: What it means for the people, in one line.
    means: str
    names: list[Named]
    more: bool
    #: What mends all of them in one go, and where; empty: each by its name.
    mend: Named | None = None


#: Who is put where is written by the county.
_ASK_THE_COUNTY = "名册由县里改，缺谁告诉代表工委。"


def what_comes_first(desk: Desk) -> str:
    """To whoever sees a whole county of which there is no place yet, and so nobody to whom anything
    could go; else empty."""
    nobody = desk.county and desk.session.scalar(select(Grid.id).limit(1)) is None
    return say("console.no_roster") if nobody else ""


def gaps(desk: Desk) -> list[Gap]:
    """The gaps of this officer's area that are not empty."""
    means = (
        ("没有代表的网格", "这里来的事，先由站里跟着。", "点开编一位代表。", _empty_grids),
        ("不在任何网格的代表", "收不到派给这片的事。", "点开编到网格。", _loose_deputies),
        ("没有人的联络站", "这里来的事，会到上一级站。", "点开加人。", _empty_stations),
        ("没有联络员的单位", "转给它的事没有人收到，要打电话。", "点开加人。", _silent_bureaus),
    )
    found = [
        *(
            _gap(title, told + (how if desk.county else _ASK_THE_COUNTY), of(desk))
            for title, told, how, of in means
        ),
        _gap(
            "还没连微信的代表",
            "只能打电话告诉他；发了绑定码，他连上微信就好。",
            _unreached(desk),
            ("发绑定码", "/console/codes?who=deputy"),
        ),
    ]
    return [gap for gap in found if gap.names]


def _gap(title: str, means: str, names: Sequence[Named], mend: Named | None = None) -> Gap:
    return Gap(title, means, list(names[:MOST]), len(names) > MOST, mend)


def _new_or(desk: Desk, new: str, there: str) -> str:
    """The form for somebody new, of who may add people; else the page of the row."""
    return f"{_BOOK}/{new if desk.county else there}"


def _inside(desk: Desk) -> list[ColumnElement[bool]]:
    """SQL: grids of this officer's area."""
    return [] if desk.county else [lies_in(desk.areas())]


def _empty_grids(desk: Desk) -> list[Named]:
    """Grids that no deputy is assigned to, nor to the village they lie in."""
    day = local_day(desk.now)
    held = (
        select(DeputyGrid.id)
        .join(Deputy, DeputyGrid.deputy_id == Deputy.id)
        .where(
            DeputyGrid.grid_id.in_((Grid.id, Grid.parent_id)),
            in_force(DeputyGrid, day),
            in_force(Deputy, day),
        )
        .correlate(Grid)
    )
    query = (
        select(Grid)
        .where(Grid.level == "grid", Grid.active, ~held.exists(), *_inside(desk))
        .order_by(Grid.path)
        .limit(MOST + 1)
    )
    rows = desk.session.scalars(query).all()
    return [(_full(desk, row), f"{_BOOK}/places/{row.id}") for row in rows]


def _full(desk: Desk, grid: Grid) -> str:
    place = places.say_place(desk.session, grid)
    village = desk.session.get(Grid, grid.parent_id) if grid.parent_id else None
    return f"{place}{grid.name.removeprefix(village.name if village else '')}"


def _deputies(desk: Desk) -> Any:
    """SQL: deputies in office of this officer's area; the county's, all of them."""
    day = local_day(desk.now)
    query = select(Deputy).where(in_force(Deputy, day), Deputy.congress != "advisory")
    if desk.county:
        return query
    mine = (
        select(DeputyGrid.deputy_id)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(in_force(DeputyGrid, day), lies_in(desk.areas()))
    )
    return query.where(Deputy.id.in_(mine))


def _loose_deputies(desk: Desk) -> list[Named]:
    """County and township deputies without a grid; only the county sees whose they are."""
    if not desk.county:
        return []
    day = local_day(desk.now)
    held = (
        select(DeputyGrid.id)
        .where(DeputyGrid.deputy_id == Deputy.id, in_force(DeputyGrid, day))
        .correlate(Deputy)
    )
    query = _deputies(desk).where(Deputy.congress.in_(("county", "township")), ~held.exists())
    rows = desk.session.scalars(query.order_by(Deputy.id).limit(MOST + 1))
    return [(row.name, f"{_BOOK}/deputies/{row.id}") for row in rows]


def _empty_stations(desk: Desk) -> list[Named]:
    held = (
        select(OfficerRole.id)
        .where(OfficerRole.station_id == Station.id, in_force(OfficerRole, local_day(desk.now)))
        .correlate(Station)
    )
    query = select(Station).where(Station.active, Station.kind != "main", ~held.exists())
    if not desk.county:
        query = query.where(Station.grid_id.in_(select(Grid.id).where(*_inside(desk))))
    rows = desk.session.scalars(query.order_by(Station.id).limit(MOST + 1))
    return [
        (row.name, _new_or(desk, f"officers/new?联络站={row.code}", f"stations/{row.id}"))
        for row in rows
    ]


def _silent_bureaus(desk: Desk) -> list[Named]:
    held = (
        select(BureauLiaison.id)
        .where(BureauLiaison.bureau_id == Bureau.id, in_force(BureauLiaison, local_day(desk.now)))
        .correlate(Bureau)
    )
    query = select(Bureau).where(Bureau.active, ~held.exists())
    if not desk.county:
        query = query.where(Bureau.grid_id.in_(select(Grid.id).where(*_inside(desk))))
    rows = desk.session.scalars(query.order_by(Bureau.id).limit(MOST + 1))
    return [
        (row.name, _new_or(desk, f"liaisons/new?单位编码={row.code}", f"bureaus/{row.id}"))
        for row in rows
    ]


def _unreached(desk: Desk) -> list[Named]:
    own = aliased(Identity)
    reached = exists().where(own.contact_id == Deputy.contact_id, own.following)
    query = _deputies(desk).where(~reached).order_by(Deputy.id).limit(MOST + 1)
    rows = desk.session.scalars(query)
    return [(row.name, f"/console/codes?who=deputy&q={row.name}") for row in rows]


def deputies_named(desk: Desk, said: str) -> list[Deputy]:
    """Deputies of the area whose name holds ``said``, by name."""
    query = _deputies(desk).where(Deputy.name.contains(said, autoescape=True))
    return list(desk.session.scalars(query.order_by(Deputy.name, Deputy.id).limit(MOST)))


def liaisons_named(desk: Desk, said: str) -> list[BureauLiaison]:
    """Liaison persons of the area's bodies, by the body's or the person's name."""
    query = (
        select(BureauLiaison)
        .join(Bureau, BureauLiaison.bureau_id == Bureau.id)
        .where(
            in_force(BureauLiaison, local_day(desk.now)),
            Bureau.name.contains(said, autoescape=True)
            | BureauLiaison.name.contains(said, autoescape=True),
        )
    )
    if not desk.county:
        query = query.where(Bureau.grid_id.in_(select(Grid.id).where(*_inside(desk))))
    query = query.order_by(Bureau.id, BureauLiaison.position).limit(MOST)
    return list(desk.session.scalars(query))
