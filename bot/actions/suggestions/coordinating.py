"""What 县政府办 coordinates (field practice: it stands between the congress and the government's
bureaus): every item that went through it, and how many want a word. No rating is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session, joinedload

from bot.actions.casework import Actor, take_step
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import label
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE, RETURN_REQUESTED
from bot.store.models import Assignment, Suggestion, Words

#: What a list may be narrowed to → how one says it.
NARROWED = {
    "": "全部",
    "unreceived": "没签收",
    "late": "过期",
    "undecided": "申退、延期待定",
    "asked": "请统筹的",
}


@dataclass(frozen=True, slots=True)
class Coordinated:
    """How many items are under way, not confirmed, past their day, waiting for a decision, and
    how many the congress asked the government to see to (P21)."""

    under_way: int = 0
    unreceived: int = 0
    late: int = 0
    undecided: int = 0
    asked: int = 0


def through_office(session: Session, suggestion: Suggestion) -> bool:
    """Whether 县政府办 stands in the middle of it at all."""
    return any(row.via_id is not None for row in parties.assignments_of(session, suggestion))


def ask(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> None:
    """资金、土地、多部门 (P21): the county government is asked to see to it, with the reason; its
    office hears of it. Raises Refused where no government bureau has it in hand."""
    if not through_office(session, suggestion):
        raise Refused("refused.not_through_government", case=label(suggestion))
    take_step(session, suggestion, "coordinate", actor, now=now, words=words)
    suggestion.coordination = True


def _through(bureau_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        Assignment.via_id.in_(bureau_ids),
        Assignment.bureau_id.not_in(bureau_ids),
        Assignment.state.in_(RESPONSIBLE),
    )


def _narrowed(to: str, today: date) -> ColumnElement[bool]:
    undecided = (Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None)
    match to:
        case "unreceived":
            return Assignment.state == ASSIGNED
        case "undecided":
            return undecided
        case "late":
            # Nobody is late while others have not decided.
            return and_(Assignment.due < today, ~undecided)
        case "asked":
            asked = select(Suggestion.id).where(Suggestion.coordination)
            return Assignment.suggestion_id.in_(asked)
        case _:
            return true()


def coordinated(
    session: Session, bureau_ids: Sequence[int], today: date, *, to: str = "", limit: int = 60
) -> Sequence[Assignment]:
    """Items that went through these offices, by due day; ``to``: a key of NARROWED."""
    if not bureau_ids:
        return []
    return session.scalars(
        select(Assignment)
        .where(_through(bureau_ids), _narrowed(to, today))
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.due, Assignment.id)
        .limit(limit)
    ).all()


def counts(session: Session, bureau_ids: Sequence[int], today: date) -> Coordinated:
    if not bureau_ids:
        return Coordinated()
    wanted = (_narrowed(to, today) for to in NARROWED if to)
    row = session.execute(
        select(func.count(), *(func.sum(case((which, 1), else_=0)) for which in wanted)).where(
            _through(bureau_ids)
        )
    ).one()
    return Coordinated(*(int(count or 0) for count in row))
