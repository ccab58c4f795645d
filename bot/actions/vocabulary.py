"""The county's own names for places, people and bodies, as ``nlp`` wants them: from the store."""

import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.numbers import next_number
from bot.actions.remembered import ROSTER, number
from bot.actions.rules import latest
from bot.store.changes import county_changed
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Deputy,
    DeputyGrid,
    Grid,
    GridStaff,
    OfficerRole,
)
from nlp.vocabulary import BureauName, Official, PlaceName, Vocabulary

#: 三组, 第3村民小组: said alone it is any village's; with the village before it, it is one place.
_UNIT = re.compile(
    r"第?[0-9０-９一二三四五六七八九十]{1,3}(?:村民小组|村民组|小组|组|社|队|号楼|栋)"
)

#: Office named in a deputy's occupation ("东坪村党支部书记") → how people call it.
_OFFICES = (
    (re.compile(r"(党支部书记|党总支书记|支部书记|村支书)"), "村支书"),
    (re.compile(r"(村委会主任|村主任)"), "村主任"),
    (re.compile(r"(居委会主任|社区主任)"), "社区主任"),
    (re.compile(r"((?:副)?(?:镇长|乡长|县长|局长|所长|站长|院长|校长|主任|书记))$"), ""),
)

_ROLE_TITLES = {
    "station_chief": "站长",
    "liaison_officer": "联络员",
    "presidium": "人大主席",
    "office": "县人大工作人员",
    "office_director": "代表工委主任",
    "leader": "县人大领导",
    "general_office": "常委会办公室工作人员",
    "committee": "专工委工作人员",
    "bureau": "工作人员",
}

_lock = threading.Lock()
_known: tuple[str, int, Vocabulary] | None = None


def roster_changed(session: Session) -> None:
    """Say that grids, bureaus or officials are not what they were: every process reads them anew
    once this transaction has ended."""
    next_number(session, ROSTER)
    session.info.pop("numbers", None)
    county_changed(session)


def vocabulary(session: Session) -> Vocabulary:
    """The vocabulary of the roster as it stands; built once per change of it."""
    global _known
    version = number(session, ROSTER)
    where = str(session.get_bind().engine.url)
    known = _known
    if known is None or known[:2] != (where, version):
        with _lock:
            known = (where, version, build(session))
            _known = known
    return known[2]


def build(session: Session) -> Vocabulary:
    """The vocabulary, read from the store now."""
    grids = session.scalars(select(Grid).order_by(Grid.path)).all()
    by_id = {grid.id: grid for grid in grids}
    county = next((grid for grid in grids if grid.level == "county"), None)
    everywhere = county.code if county else ""
    return Vocabulary(
        county=county.name if county else "",
        places=tuple(_places(by_id)),
        officials=tuple(_officials(session, by_id, everywhere)),
        bureaus=tuple(_bureaus(session, by_id)),
        bureau_rules=dict(own_bureau_rules(latest(session, "routing.bureaus"))),
        words=latest(session, "routing.words"),
    )


def own_bureau_rules(
    table: Mapping[str, Any],
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """The rule ``routing.bureaus`` as reading wants it."""
    for path, levels in table.items():
        for level, roles in levels.items():
            if roles:
                yield (path, level), tuple(roles)


def _places(grids: dict[int, Grid]) -> Iterator[PlaceName]:
    for grid in grids.values():
        parent = grids.get(grid.parent_id) if grid.parent_id else None
        aliases = grid.names.get("aliases", []) if grid.names else []
        units = [alias for alias in aliases if _UNIT.fullmatch(alias)]
        for unit in units:
            # 三组 is found as 东坪村三组, 东坪三组 and, by somebody of the village, as 三组.
            if parent is not None:
                yield PlaceName(grid.code, f"{parent.name}{unit}", grid.level, parent.code)
        yield PlaceName(
            code=grid.code,
            name=grid.name,
            level=grid.level,
            parent=parent.code if parent else None,
            aliases=tuple(alias for alias in aliases if alias not in units),
            latitude=grid.latitude,
            longitude=grid.longitude,
            boundary=_ring(grid),
        )
        for landmark in grid.names.get("landmarks", []) if grid.names else []:
            yield PlaceName(
                grid.code, landmark, grid.level, parent.code if parent else None, landmark=True
            )


def _ring(grid: Grid) -> tuple[tuple[float, float], ...] | None:
    if not grid.boundary:
        return None
    return tuple((float(point[0]), float(point[1])) for point in grid.boundary)


def _bureaus(session: Session, grids: dict[int, Grid]) -> Iterator[BureauName]:
    for row in session.scalars(select(Bureau).where(Bureau.active).order_by(Bureau.id)):
        area = grids.get(row.grid_id) if row.grid_id else None
        yield BureauName(
            row.code, row.name, tuple(row.aliases), area.code if area else None, row.role
        )


def _officials(session: Session, grids: dict[int, Grid], everywhere: str) -> Iterator[Official]:
    """Also those whose time is over: a complaint about a former village head is one about him."""
    home: dict[int, Grid] = {}
    for row in session.scalars(select(DeputyGrid).order_by(DeputyGrid.id)):
        home.setdefault(row.deputy_id, _village(grids[row.grid_id], grids))
    for deputy in session.scalars(select(Deputy).order_by(Deputy.id)):
        area = home.get(deputy.id)
        yield Official(
            deputy.name,
            title_of(deputy),
            area.name if area else "",
            area.code if area else everywhere,
            deputy=True,
        )
    roles = select(OfficerRole).options(
        joinedload(OfficerRole.officer), joinedload(OfficerRole.station)
    )
    for role in session.scalars(roles.order_by(OfficerRole.id)):
        grid = grids.get(role.station.grid_id if role.station else role.grid_id or 0)
        body = role.station.name if role.station else grid.name if grid else "县人大"
        title = _ROLE_TITLES[role.role]
        yield Official(role.officer.name, title, body, grid.code if grid else everywhere)
    liaisons = select(BureauLiaison).options(joinedload(BureauLiaison.bureau))
    for liaison in session.scalars(liaisons.order_by(BureauLiaison.id)):
        grid = grids.get(liaison.bureau.grid_id or 0)
        code = grid.code if grid else everywhere
        yield Official(liaison.name, "工作人员", liaison.bureau.name, code)
    staff = select(GridStaff).options(joinedload(GridStaff.contact))
    for worker in session.scalars(staff.order_by(GridStaff.id)):
        if worker.contact.name:
            grid = grids[worker.grid_id]
            title = "网格长" if worker.kind == "leader" else "网格员"
            yield Official(worker.contact.name, title, grid.name, grid.code)


def _village(grid: Grid, grids: dict[int, Grid]) -> Grid:
    """The village that a grid belongs to: an official's word reaches all of it."""
    parent = grids.get(grid.parent_id) if grid.parent_id else None
    return parent if grid.level == "grid" and parent and parent.level == "village" else grid


def title_of(deputy: Deputy) -> str:
    """How people call a deputy who is complained about: the office held, else 人大代表."""
    for pattern, title in _OFFICES:
        found = pattern.search(deputy.occupation)
        if found:
            return title or found[1]
    return "议政代表" if deputy.congress == "advisory" else "人大代表"
