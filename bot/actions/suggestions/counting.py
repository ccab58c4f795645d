"""How many suggestions there are of somebody's scope and how far they are: 「镇里代表提了几件」,
「水利局那几件办得咋样」. Only what the states say; nothing of how any was rated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from bot.actions.people import Roles
from bot.actions.recipients import COUNTY_ROLES
from bot.actions.suggestions.readers import read_by
from bot.actions.suggestions.reviewed import led_from, stands_on
from bot.domain.calendars import LOCAL
from bot.domain.workflows.assignment import CANCELLED, REASSIGNED, RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.suggestion import (
    CLOSED_OUT,
    FILED,
    HANDLING,
    NUMBERED,
    PROCEDURE_CLOSED,
    REVIEWING,
    RUNNING,
    WEIGHING,
)
from bot.store.models import Assignment, Issue, Suggestion

#: What is told of them → the states that are added up for it, in the order in which it is told.
STAGES = {
    "审核中": (REVIEWING,),
    "等交办": (FILED,),
    "在办": HANDLING,
    "已答复": WEIGHING,
    "程序办结": (PROCEDURE_CLOSED,),
    "落实销号": (CLOSED_OUT,),
}
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Count:
    """``stages``: those raised in the year, by STAGES; ``earlier``: raised before it and not yet
    at their end; ``late``: how many of all are past their day, the first few in ``latest``."""

    stages: dict[str, int]
    earlier: dict[str, int]
    late: int
    latest: Sequence[Assignment]

    @property
    def raised(self) -> int:
        return sum(self.stages.values())


@dataclass(frozen=True, slots=True)
class Scope:
    """SQL: of which suggestions, and whose part in them may be called late."""

    about: ColumnElement[bool]
    part: ColumnElement[bool] = field(default_factory=true)

    def within(self, other: "Scope") -> "Scope":
        return Scope(and_(self.about, other.about), and_(self.part, other.part))


def of_desk(roles: Roles) -> Scope:
    """Those of a desk of the congress, or of who may read them."""
    scopes = [read_by(roles)]
    for role in roles.officer_roles:
        if role.role in COUNTY_ROLES:
            scopes.append(Suggestion.congress == "county")
        elif role.role == "presidium" and role.grid is not None:
            kept = stands_on(Issue.seen_by == "county")
            scopes.append(and_(led_from(role.grid), ~kept))
    return Scope(or_(*scopes))


def raised_by(deputy_ids: Sequence[int]) -> Scope:
    """Those that these mandates lead, or took over."""
    return Scope(or_(Suggestion.lead_id.in_(deputy_ids), Suggestion.successor_id.in_(deputy_ids)))


def through(office_ids: Sequence[int]) -> Scope:
    """Those that went to a bureau through 县政府办."""
    return _given(and_(Assignment.via_id.in_(office_ids), Assignment.bureau_id.not_in(office_ids)))


def led_by(bureau_ids: Sequence[int]) -> Scope:
    """Those that one of these bureaus leads."""
    return _given(and_(Assignment.bureau_id.in_(bureau_ids), Assignment.role == "lead"))


def _given(part: ColumnElement[bool]) -> Scope:
    given = exists().where(
        Assignment.suggestion_id == Suggestion.id,
        Assignment.state.not_in((REASSIGNED, CANCELLED)),
        part,
    )
    # Asked of assignments as well, which are others than these.
    return Scope(given.correlate_except(Assignment), part)


def count(session: Session, scope: Scope, year: int, today: date) -> Count:
    """``scope`` of one year."""
    begins, ends = (datetime.combine(date(at, 1, 1), time(), LOCAL) for at in (year, year + 1))
    in_year = and_(Suggestion.created_at >= begins, Suggestion.created_at < ends)
    stages = _by_stage(session, scope.about, in_year, (REVIEWING, *NUMBERED))
    earlier = _by_stage(
        session, scope.about, Suggestion.created_at < begins, (REVIEWING, FILED, *RUNNING)
    )
    late = and_(
        Assignment.role == "lead",
        Assignment.state.in_(RESPONSIBLE),
        Assignment.due < today,
        # Nobody is late while others have not decided.
        Assignment.state != RETURN_REQUESTED,
        Assignment.extension_until.is_(None),
    )
    of_scope = select(Assignment).join(Suggestion, Assignment.suggestion_id == Suggestion.id)
    of_scope = of_scope.where(scope.about, scope.part, late)
    many = session.scalar(of_scope.with_only_columns(func.count())) or 0
    first = of_scope.order_by(Assignment.due, Assignment.id).limit(_NAMED)
    shown = first.options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
    latest = session.scalars(shown).all() if many else ()
    return Count(stages, earlier, many, latest)


def _by_stage(
    session: Session,
    about: ColumnElement[bool],
    which: ColumnElement[bool],
    states: Sequence[str],
) -> dict[str, int]:
    rows = session.execute(
        select(Suggestion.state, func.count())
        .where(about, which, Suggestion.state.in_(states))
        .group_by(Suggestion.state)
    )
    by_state = {row[0]: row[1] for row in rows}
    return {
        name: many
        for name, of in STAGES.items()
        if (many := sum(by_state.get(state, 0) for state in of))
    }
