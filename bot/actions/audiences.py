"""Whom a word to many is for (群发): by role, level, area, body, or by what they have not done yet.

Only people of the county's own work: deputies, liaison persons of bureaus, officers, grid staff.
Constituents are never written to in bulk; they hear of their own cases."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session, joinedload

from bot.actions import cadences, duties
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.officers import ROLE_LABELS
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows import assignment as assignments
from bot.domain.workflows import hand_over as hand_overs
from bot.store.models import (
    Assignment,
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Duty,
    Grid,
    GridStaff,
    HandOver,
    Identity,
    Officer,
    OfficerRole,
)

WHO = {"deputies": "代表", "bureaus": "单位联络员", "officers": "工作人员", "grid_staff": "网格员"}
#: What somebody has not done yet, for whom it can be asked.
UNDONE = {
    "no_visit": ("deputies", "这半个月还没走访的"),
    "unconfirmed": ("bureaus", "还有没签收的"),
    "overdue": ("bureaus", "有过了期没回的"),
}
#: So many contacts are looked up in one question.
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Audience:
    """``who``: a key of WHO. ``levels``: congresses of deputies or roles of officers, empty: all.
    ``grid``: code of an area, ``bureau``: code of a body, ``undone``: a key of UNDONE; "": all."""

    who: str
    levels: tuple[str, ...] = ()
    grid: str = ""
    bureau: str = ""
    undone: str = ""

    def as_row(self) -> dict[str, Any]:
        return asdict(self) | {"levels": list(self.levels)}


def audience(row: dict[str, Any]) -> Audience:
    """An audience as it is stored, or as a form gives it; what makes no sense is left out."""
    who = str(row.get("who", ""))
    who = who if who in WHO else "deputies"
    known = {"deputies": CONGRESS_LABELS, "officers": ROLE_LABELS}.get(who, {})
    undone = str(row.get("undone", ""))
    return Audience(
        who=who,
        levels=tuple(level for level in row.get("levels", ()) if level in known),
        grid=str(row.get("grid", "")),
        bureau=str(row.get("bureau", "")) if who == "bureaus" else "",
        undone=undone if undone in UNDONE and UNDONE[undone][0] == who else "",
    )


def misplaced(row: dict[str, Any]) -> str:
    """What was chosen in a form and is no choice for whom it is written to: with it left out it
    would go to more people than were meant. Empty: nothing."""
    wanted = audience(row)
    undone = UNDONE.get(str(row.get("undone", "")))
    if undone is not None and not wanted.undone:
        return f"{WHO[undone[0]]}里{undone[1]}"
    if row.get("bureau") and not wanted.bureau:
        return "只要哪个单位"
    labels = CONGRESS_LABELS | ROLE_LABELS
    other = [labels[one] for one in row.get("levels", ()) if one in labels]
    return "、".join(other) if len(other) > len(wanted.levels) else ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person. ``why_not``: in Chinese, why WeChat does not reach them; empty: it does."""

    contact_id: int
    name: str
    role: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """``reached`` can be written to; ``others`` are told by somebody, and are not counted."""

    reached: tuple[Addressee, ...]
    others: tuple[Addressee, ...]


def find(session: Session, wanted: Audience, areas: Sequence[Grid] | None, now: datetime) -> Found:
    """Everybody of this audience within ``areas`` (None: the county), each person once."""
    places = _places(session, wanted, areas)
    if places is not None and not places:
        return Found((), ())
    rows = _OF[wanted.who](session, wanted, places, now)
    once: dict[int, Addressee] = {}
    for row in rows:
        once.setdefault(row.contact_id, row)
    reach = _reach(session, list(once))
    known = [
        Addressee(row.contact_id, row.name, row.role, row.why_not or reach.get(row.contact_id, ""))
        for row in once.values()
    ]
    return Found(
        tuple(row for row in known if not row.why_not), tuple(row for row in known if row.why_not)
    )


def say(session: Session, wanted: Audience, area: Grid | None) -> str:
    """城关镇的代表（县人大代表），这半个月还没走访的."""
    grid = session.scalar(select(Grid).where(Grid.code == wanted.grid)) if wanted.grid else area
    bureau = session.scalar(select(Bureau).where(Bureau.code == wanted.bureau))
    where = bureau.name if bureau is not None and wanted.bureau else grid.name if grid else "全县"
    labels = CONGRESS_LABELS | ROLE_LABELS
    levels = "、".join(labels[level] for level in wanted.levels)
    undone = f"，{UNDONE[wanted.undone][1]}" if wanted.undone else ""
    return f"{where}的{WHO[wanted.who]}{f'（{levels}）' if levels else ''}{undone}"


def _places(session: Session, wanted: Audience, areas: Sequence[Grid] | None) -> list[Grid] | None:
    """The areas to look in; None: all; empty: what was asked for lies outside one's own."""
    if not wanted.grid:
        return None if areas is None else list(areas)
    grid = session.scalar(select(Grid).where(Grid.code == wanted.grid))
    inside = areas is None or any(
        grid is not None and grid.path.startswith(area.path) for area in areas
    )
    return [grid] if grid is not None and inside else []


def _inside(places: Sequence[Grid] | None) -> ColumnElement[bool]:
    if places is None:
        return true()
    return or_(*(Grid.path.startswith(place.path) for place in places))


def _deputies(
    session: Session, wanted: Audience, places: Sequence[Grid] | None, now: datetime
) -> Iterable[Addressee]:
    today = local_day(now)
    where = [in_force(Deputy, today)]
    if wanted.levels:
        where.append(Deputy.congress.in_(wanted.levels))
    if places is not None:
        grids = (
            select(DeputyGrid.id)
            .join(Grid, Grid.id == DeputyGrid.grid_id)
            .where(DeputyGrid.deputy_id == Deputy.id, in_force(DeputyGrid, today), _inside(places))
        )
        where.append(grids.exists())
    if wanted.undone == "no_visit":
        where += _without_visit(session, now)
    rows = session.scalars(select(Deputy).where(and_(*where)).order_by(Deputy.id))
    for row in rows:
        silent = "本人不收推送" if row.push != "all" else ""
        yield Addressee(row.contact_id, row.name, CONGRESS_LABELS[row.congress], silent)


def _without_visit(session: Session, now: datetime) -> list[ColumnElement[bool]]:
    """Those whom a visit is asked of, and who neither made one nor asked for leave."""
    today = local_day(now)
    period = cadences.period_of(session, today, now)
    done = exists().where(
        Duty.deputy_id == Deputy.id,
        Duty.kind == duties.GRID_VISIT,
        cadences.counts_in(cadences.cadence(session, now), period),
        Duty.state.in_(("recorded", "excused")),
    )
    has_grid = exists().where(DeputyGrid.deputy_id == Deputy.id, in_force(DeputyGrid, today))
    return [
        Deputy.congress.in_(rule(session, "grid_visit.remind", now)),
        or_(Deputy.paused_until.is_(None), Deputy.paused_until <= today),
        has_grid,
        ~done,
    ]


def _bureaus(
    session: Session, wanted: Audience, places: Sequence[Grid] | None, now: datetime
) -> Iterable[Addressee]:
    today = local_day(now)
    where = [in_force(BureauLiaison, today), Bureau.active]
    if wanted.bureau:
        where.append(Bureau.code == wanted.bureau)
    if places is not None:
        where.append(Bureau.grid_id.in_(select(Grid.id).where(_inside(places))))
    if wanted.undone:
        where.append(_owes(wanted.undone, now))
    rows = session.scalars(
        select(BureauLiaison)
        .join(Bureau, Bureau.id == BureauLiaison.bureau_id)
        .where(and_(*where))
        .options(joinedload(BureauLiaison.bureau))
        .order_by(BureauLiaison.bureau_id, BureauLiaison.position, BureauLiaison.id)
    )
    for row in rows:
        yield Addressee(row.contact_id, row.name, f"{row.bureau.name}联络员")


def _owes(undone: str, now: datetime) -> ColumnElement[bool]:
    """SQL: the body has something that it has not confirmed, or has not answered in time."""
    today = local_day(now)
    if undone == "unconfirmed":
        return or_(
            exists().where(
                HandOver.bureau_id == Bureau.id, HandOver.state == hand_overs.HANDED_OVER
            ),
            exists().where(
                Assignment.bureau_id == Bureau.id, Assignment.state == assignments.ASSIGNED
            ),
        )
    return or_(
        exists().where(
            HandOver.bureau_id == Bureau.id,
            HandOver.state.in_(hand_overs.WORKING),
            HandOver.paused_at.is_(None),
            HandOver.due < today,
        ),
        exists().where(
            Assignment.bureau_id == Bureau.id,
            Assignment.state.in_(assignments.WORKING),
            Assignment.due < today,
        ),
    )


def _officers(
    session: Session, wanted: Audience, places: Sequence[Grid] | None, now: datetime
) -> Iterable[Addressee]:
    today = local_day(now)
    rows = session.scalars(
        select(Officer)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(in_force(Officer, today), in_force(OfficerRole, today))
        .options(joinedload(Officer.roles).joinedload(OfficerRole.station))
        .order_by(Officer.id)
    ).unique()
    for officer in rows:
        held = [
            role
            for role in officer.roles
            if role.since <= today
            and (role.until is None or role.until >= today)
            and (not wanted.levels or role.role in wanted.levels)
            and _lies_in(role, places)
        ]
        if held:
            yield Addressee(officer.contact_id, officer.name, ROLE_LABELS[held[0].role])


def _lies_in(role: OfficerRole, places: Sequence[Grid] | None) -> bool:
    area = role.area
    return places is None or any(
        area is not None and area.path.startswith(place.path) for place in places
    )


def _grid_staff(
    session: Session, wanted: Audience, places: Sequence[Grid] | None, now: datetime
) -> Iterable[Addressee]:
    rows = session.scalars(
        select(GridStaff)
        .join(Grid, Grid.id == GridStaff.grid_id)
        .where(in_force(GridStaff, local_day(now)), _inside(places))
        .options(joinedload(GridStaff.contact), joinedload(GridStaff.grid))
        .order_by(GridStaff.id)
    )
    for row in rows:
        kind = "网格长" if row.kind == "leader" else "网格员"
        yield Addressee(row.contact_id, row.contact.name or "", f"{row.grid.name}{kind}")


_OF = {
    "deputies": _deputies,
    "bureaus": _bureaus,
    "officers": _officers,
    "grid_staff": _grid_staff,
}


def _reach(session: Session, contact_ids: Sequence[int]) -> dict[int, str]:
    """Contact → why WeChat does not reach them; whom it reaches is not in it."""
    follows: dict[int, bool] = {}
    for at in range(0, len(contact_ids), _AT_ONCE):
        part = contact_ids[at : at + _AT_ONCE]
        rows = session.execute(
            select(Identity.contact_id, Identity.following)
            .join(Contact, Contact.id == Identity.contact_id)
            .where(Identity.contact_id.in_(part), Identity.channel == "wechat")
        )
        for contact_id, following in rows:
            follows[contact_id] = follows.get(contact_id, False) or following
    words = {True: "", False: "取消关注了"}
    found = {one: words[follows[one]] if one in follows else "还没连微信" for one in contact_ids}
    return {one: why for one, why in found.items() if why}
