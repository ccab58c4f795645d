"""The list of suggestions: one stage at a time, filters, pages by key. Counts stop at a hundred, so
that a page costs the same however many there are."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from bot.actions.desk.scope import Desk, lies_in
from bot.actions.people import in_force
from bot.actions.readers import bureaus_of
from bot.actions.suggestions import lights, parties, readers
from bot.actions.suggestions.lights import LIGHTS
from bot.actions.suggestions.reviewed import reviewed_by
from bot.domain.calendars import local_day
from bot.domain.suggestions import SOURCE_NAMES
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.suggestion import DRAFT, REVIEWING, WEIGHING
from bot.store.asked_once import once
from bot.store.models import (
    Assignment,
    Bureau,
    Deputy,
    DeputyGrid,
    Grid,
    Officer,
    OfficerRole,
    Suggestion,
)

PAGE = 30
#: Counted so far and no further: 「99+」.
MANY = 100
#: Rows that are looked through for one page where each has to be asked about.
_LOOKED = 600


@dataclass(frozen=True, slots=True)
class Stage:
    """``waits``: it is this office's turn; such a stage is read oldest first. Without ``states``
    the condition of the stage says all."""

    title: str
    states: tuple[str, ...]
    waits: bool = False


STAGES: dict[str, Stage] = {
    "review": Stage("等您审核的", (REVIEWING,), waits=True),
    "decide": Stage("申退、延期等您定的", (), waits=True),
    "assign": Stage("等交办的", ("filed",), waits=True),
    "weigh": Stage("等定下一步的", ("rated", "unrated", "at_meeting"), waits=True),
    "typed": Stage("录入了还没交的", (DRAFT,), waits=True),
    "late": Stage("过期没答复的", ("assigned", "rework"), waits=True),
    "unreceived": Stage("催过还没签收的", ("assigned",), waits=True),
    "running": Stage("在办的", ("assigned", "rework")),
    "rating": Stage("等代表评价的", ("replied",)),
    "answered": Stage("已答复的", WEIGHING),
    "elsewhere": Stage("还在别处审的", (REVIEWING,)),
    "back": Stage("退给代表改的", ("sent_back",)),
    "closed": Stage("程序办结的", ("procedure_closed",)),
    "done": Stage("落实销号的", ("closed_out",)),
    "reviewed": Stage("我审过的", ()),
    "watched": Stage("我督办的重点件", ()),
    "gone": Stage("撤回、并案、不作为建议的", ("withdrawn", "merged", "declined")),
    "all": Stage("编了号的全部", ()),
}


#: Stages that say whether an answer has been rated: a bureau, and whoever only looks, finds all of
#: them under "answered".
_OF_RATINGS = frozenset({"weigh", "rating"})


def knows_ratings(desk: Desk, about: Suggestion) -> bool:
    """Whether it is the office of this suggestion: nobody else reads that it was rated."""
    own = about.congress == "township" and about.area_id in _own_townships(desk)
    return desk.county or own


def _own_townships(desk: Desk) -> list[int | None]:
    return [role.grid_id for role in desk.roles.officer_roles if role.role == "presidium"]


def _only_looks(desk: Desk) -> bool:
    """A bureau, a leader, a committee: office of no suggestion at all."""
    return desk.bureaus is not None or not (desk.county or _own_townships(desk))


def stage_of(desk: Desk, key: str) -> str:
    """The stage that this desk reads instead: ratings are sealed (design 1.4)."""
    return "answered" if key in _OF_RATINGS and _only_looks(desk) else key


def has_stage(desk: Desk, key: str) -> bool:
    """Whether this desk has it at all: what bureaus have together others have one by one."""
    return (key == "answered") == _only_looks(desk) or key not in (
        "answered",
        *_OF_RATINGS,
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """What the form asks; empty: not asked. ``bureau``: a name."""

    stage: str = ""
    q: str = ""
    bureau: str = ""
    topic: str = ""
    source: str = ""
    light: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What differs from the empty form, for an address."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


def filter_from(form: Mapping[str, str]) -> Filter:
    """A filter from a form or an address; what makes no sense is taken as not asked."""
    given = {one.name: form.get(one.name, "").strip()[:40] for one in fields(Filter)}
    if given["stage"] not in STAGES:
        given["stage"] = ""
    if given["source"] not in SOURCE_NAMES:
        given["source"] = ""
    if given["light"] not in LIGHTS:
        given["light"] = ""
    return Filter(**given)


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``due``: the next day on which a lead bureau owes an answer; ``light``: red,
    yellow, green or none; ``opinion_late``: a supporting bureau's opinion is past its day."""

    about: Suggestion
    assignments: tuple[Assignment, ...]
    due: date | None
    light: str
    opinion_late: bool = False
    #: A key item (重点督办), and one that this desk was named to watch.
    key: bool = False
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """``after``: the key from which the next page goes on; nothing: there is no more."""

    rows: list[Row]
    after: int | None


def counts(desk: Desk) -> dict[str, int]:
    """How many there are in each stage, counted to ``MANY`` at most; stages without any left out.
    「全部」 is not counted."""
    found = {}
    for key in STAGES:
        if key != "all" and has_stage(desk, key) and (number := _count(desk, Filter(stage=key))):
            found[key] = number
    return found


def light_counts(desk: Desk) -> dict[str, int]:
    """How many of those in hand have each light, counted to ``MANY`` at most; none where nothing is
    in hand."""
    found = {light: _count(desk, Filter(stage="running", light=light)) for light in LIGHTS}
    return found if any(found.values()) else {}


def first_stage(counted: Mapping[str, int]) -> str:
    """What somebody opens in the morning: the first stage that waits for them."""
    waiting = (key for key in counted if STAGES[key].waits)
    return next(waiting, "running" if "running" in counted else next(iter(counted), "running"))


def page(desk: Desk, asked: Filter, *, after: int | None = None) -> Page:
    """One page of the stage asked for, beyond the key ``after``."""
    found = list(islice(_rows(desk, asked, after), PAGE + 1))
    shown = found[:PAGE]
    return Page(lines(desk, shown), shown[-1].id if len(found) > PAGE else None)


def lines(desk: Desk, rows: Sequence[Suggestion]) -> list[Row]:
    """Suggestions as lines of a list, with what is needed for all of them read at once."""
    of_case: dict[int, list[Assignment]] = {row.id: [] for row in rows}
    for row in desk.session.scalars(
        select(Assignment)
        .where(
            Assignment.suggestion_id.in_(of_case),
            Assignment.state.not_in(("reassigned", "cancelled")),
        )
        .options(joinedload(Assignment.bureau))
        .order_by(Assignment.role, Assignment.id)
    ):
        of_case[row.suggestion_id].append(row)
    today, days = local_day(desk.now), lights.yellow_days(desk.session, desk.now)
    keys, watched = _ids(desk, readers.key_items(), of_case), set[int]()
    if keys:
        watched = _ids(desk, readers.key_items_of(desk.roles), keys)
    found = []
    for about in rows:
        own = of_case[about.id]
        leads = [row for row in own if row.role == "lead"]
        found.append(
            Row(
                about,
                tuple(own),
                min((row.due for row in leads if row.state in RESPONSIBLE), default=None),
                lights.of_suggestion(leads, today, days),
                any(row.role != "lead" and lights.is_late(row, today) for row in own),
                about.id in keys,
                about.id in watched,
            )
        )
    return found


def _ids(desk: Desk, which: Select[int], of: Collection[int]) -> set[int]:
    """Which of these suggestions are among ``which``."""
    query = select(Suggestion.id).where(Suggestion.id.in_(of), Suggestion.id.in_(which))
    return set(desk.session.scalars(query))


# ------------------------------------------------------------------ whose they are


def sees(desk: Desk) -> ColumnElement[bool]:
    """SQL of ``parties.parties_of`` for desks: the county has all but those of townships with a
    presidium of their own, a presidium has its township's, a leader reads the county's. Who only
    holds a level of review is asked about one by one (``_may``)."""
    own = _own_townships(desk)
    found = [and_(Suggestion.congress == "township", Suggestion.area_id.in_(own))]
    found += [readers.read_by(desk.roles), _of_own_bureaus(desk)]
    if desk.county:
        held = select(OfficerRole.grid_id).where(
            OfficerRole.role == "presidium",
            OfficerRole.grid_id.is_not(None),
            OfficerRole.station_id.is_(None),
            in_force(OfficerRole, local_day(desk.now)),
            OfficerRole.officer.has(in_force(Officer, local_day(desk.now))),
        )
        others = or_(
            Suggestion.congress != "township",
            Suggestion.area_id.is_(None),
            Suggestion.area_id.not_in(held),
        )
        found.append(others)
    return or_(*found)


def _of_own_bureaus(desk: Desk) -> ColumnElement[bool]:
    """SQL: what the bureaus have for which this person opens the console."""
    bureaus = bureaus_of(desk.roles)
    if not bureaus:
        return false()
    live = Assignment.state.not_in(("reassigned", "cancelled"))
    return _has(and_(Assignment.bureau_id.in_(bureaus), live))


def _reviews(desk: Desk) -> ColumnElement[bool]:
    """SQL: in review, and this officer may hold its level."""
    if desk.county:
        return false()
    below = [
        role.grid
        for role in desk.roles.officer_roles
        if role.role == "presidium" and role.grid is not None
    ]
    wider = any(role.role in ("general_office", "leader") for role in desk.roles.officer_roles)
    if not below and not wider:
        return false()
    waits = and_(Suggestion.state == REVIEWING, Suggestion.congress != "township")
    if wider:
        return waits
    leads = (
        select(DeputyGrid.deputy_id).join(Grid, DeputyGrid.grid_id == Grid.id).where(lies_in(below))
    )
    return and_(waits, Suggestion.lead_id.in_(leads))


def _may(desk: Desk, about: Suggestion) -> bool:
    """Whether it is this officer's turn; asked for the count and for the page."""
    asked = ("whose turn", desk.contact.id, about.id, about.level)
    holders = once(desk.session, asked, lambda: parties.reviewers(desk.session, about, desk.now))
    return desk.contact.id in holders


def _rows(desk: Desk, asked: Filter, after: int | None) -> Iterator[Suggestion]:
    """In the order of the stage. Each state by itself, in the order of its index, and then merged:
    so a page reads no more rows than it shows."""
    asked = replace(asked, stage=stage_of(desk, asked.stage))
    stage = STAGES[asked.stage or "running"]
    query = (
        select(Suggestion).where(*_where(desk, asked)).options(joinedload(Suggestion.lead))
    ).order_by(Suggestion.id.asc() if stage.waits else Suggestion.id.desc())
    if after is not None:
        query = query.where(Suggestion.id > after if stage.waits else Suggestion.id < after)
    if _asks(desk, asked):
        held = query.where(or_(sees(desk), _reviews(desk)), Suggestion.state == REVIEWING)
        rows = desk.session.scalars(held.limit(_LOOKED)).all()
        own = asked.stage == "review"
        yield from (about for about in rows if _may(desk, about) == own)
        return
    query = query.where(_reads(desk, asked.stage)).limit(PAGE + 1)
    each = [query.where(Suggestion.state == state) for state in stage.states] or [query]
    found = [desk.session.scalars(one).all() for one in each]
    yield from merge(*found, key=lambda about: about.id, reverse=not stage.waits)


def _reads(desk: Desk, stage: str) -> ColumnElement[bool]:
    """SQL: what stands in a stage for this desk. What passed its hands is followed there, and is
    nowhere among what waits for it."""
    if stage == "reviewed":
        return reviewed_by(desk.roles)
    if stage in _OF_RATINGS and not desk.county:
        # A presidium weighs its own; of the county's it reads that they were answered.
        return and_(Suggestion.congress == "township", Suggestion.area_id.in_(_own_townships(desk)))
    return sees(desk) if STAGES[stage].waits else or_(sees(desk), reviewed_by(desk.roles))


def _asks(desk: Desk, asked: Filter) -> bool:
    """Whether each row has to be asked about: a level of review is held case by case."""
    return asked.stage == "review" or (asked.stage == "elsewhere" and desk.county)


def _count(desk: Desk, asked: Filter) -> int:
    if asked.stage == "elsewhere" and not desk.county:
        return 0  # whoever only reviews finds what passed their hands under "reviewed"
    if _asks(desk, asked):
        return sum(1 for _ in islice(_rows(desk, asked, None), MANY))
    states = STAGES[asked.stage].states
    query = select(Suggestion.id).where(*_where(desk, asked), _reads(desk, asked.stage)).limit(MANY)
    each = [query.where(Suggestion.state == state) for state in states] or [query]
    found = sum(
        desk.session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in each
    )
    return min(found, MANY)


def _where(desk: Desk, asked: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    today = local_day(desk.now)
    match asked.stage:
        case "decide":
            found.append(
                _has(
                    or_(
                        Assignment.state == RETURN_REQUESTED,
                        Assignment.extension_until.is_not(None),
                    )
                )
            )
        case "late":
            found.append(_has(lights.late_now(today)))
        case "unreceived":
            found.append(_has(and_(Assignment.state == ASSIGNED, Assignment.chased > 0)))
        case "all":
            found.append(Suggestion.number.is_not(None))
        case "watched":
            found.append(Suggestion.id.in_(readers.key_items_of(desk.roles)))
        case "typed":
            found.append(Suggestion.entered_by.is_not(None))
    if asked.bureau:
        named = select(Bureau.id).where(Bureau.name == asked.bureau)
        live = Assignment.state.not_in(("reassigned", "cancelled"))
        found.append(_has(and_(Assignment.bureau_id.in_(named), live)))
    if asked.topic:
        found.append(Suggestion.topic == asked.topic)
    if asked.source:
        found.append(Suggestion.source == asked.source)
    if asked.light:
        days = lights.yellow_days(desk.session, desk.now)
        found.append(lights.has_light(asked.light, today, days))
    if asked.q:
        found.append(_said(asked.q))
    return found


def _has(what: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not correlated: the assignments are found by their own index, not for each suggestion.
    return Suggestion.id.in_(select(Assignment.suggestion_id).where(what))


def _said(q: str) -> ColumnElement[bool]:
    """By number (37, 〔16-6〕37, 建〔16-6〕37号, 稿12), by title, by the name of who raised it."""
    bare = q.removeprefix("建").removesuffix("号")
    if q.startswith("稿") and q[1:].isdecimal() and len(q) < 10:
        return Suggestion.draft_number == int(q[1:])
    if bare.isdecimal() and len(bare) < 9:
        return Suggestion.serial == int(bare)
    raised = select(Deputy.id).where(Deputy.name == q.removesuffix("代表"))
    return or_(
        Suggestion.number == bare,
        Suggestion.title.contains(q, autoescape=True),
        Suggestion.lead_id.in_(raised),
    )
