"""What 县政府办 coordinates (field practice: it stands between the congress and the government's
bureaus): every item that went through it, and how many want a word. No rating is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session, joinedload

from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE, RETURN_REQUESTED
from bot.store.models import Assignment

#: What a list may be narrowed to → how one says it.
NARROWED = {"": "全部", "unreceived": "没签收", "late": "过期", "undecided": "申退、延期待定"}


@dataclass(frozen=True, slots=True)
class Coordinated:
    """How many items are under way, not confirmed, past their day, and waiting for a decision."""

    under_way: int = 0
    unreceived: int = 0
    late: int = 0
    undecided: int = 0


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
    wanted = (_narrowed(to, today) for to in ("unreceived", "late", "undecided"))
    row = session.execute(
        select(func.count(), *(func.sum(case((which, 1), else_=0)) for which in wanted)).where(
            _through(bureau_ids)
        )
    ).one()
    return Coordinated(*(int(count or 0) for count in row))
