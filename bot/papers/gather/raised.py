"""Suggestions of some deputies in a year, as papers name them: those with a number whose matter is
about nobody. No rating: those are sealed (design 1.4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import CANCELLED, REASSIGNED
from bot.domain.workflows.suggestion import NUMBERED, SUGGESTION
from bot.papers.gather.letters import shows
from bot.papers.gather.results import BATCH
from bot.store.models import Assignment, Bureau, CoSigner, Issue, Suggestion, SuggestionIssue


@dataclass(frozen=True, slots=True)
class Raised:
    """One suggestion. ``on``: the day it was handed in; ``signed``: co-signed, not raised;
    ``classes``: outcome classes of the lead bureaus' replies."""

    id: int
    name: str
    title: str
    lead: str
    on: date
    state: str
    bureau: str
    classes: str
    signed: bool = False


def raised_by(
    session: Session, deputy_ids: Sequence[int], year: int, *, signed: bool = False
) -> list[Raised]:
    """What these deputies raised in ``year`` (``signed``: or co-signed), by number. What must not
    be published has no title here; what stands on a matter about somebody is left out."""
    found: dict[int, Suggestion] = {}
    co_signed: set[int] = set()
    for at in range(0, len(deputy_ids), BATCH):
        some = deputy_ids[at : at + BATCH]
        found |= {row.id: row for row in _of(session, Suggestion.lead_id.in_(some))}
        if signed:
            own = select(CoSigner.suggestion_id).where(
                CoSigner.deputy_id.in_(some), CoSigner.state == "signed"
            )
            more = {row.id: row for row in _of(session, Suggestion.id.in_(own))}
            co_signed |= more.keys() - found.keys()
            found = more | found
    rows = [row for row in found.values() if _day(row).year == year]
    kept = _about_somebody(session, [row.id for row in rows])
    rows = sorted(
        (row for row in rows if row.id not in kept),
        key=lambda row: (row.session_id or 0, row.serial or 0, row.id),
    )
    bureaus, classes = _leads(session, [row.id for row in rows])
    return [
        Raised(
            row.id,
            name_of(row),
            "（不公开）" if row.not_public else row.title,
            row.lead.name,
            _day(row),
            SUGGESTION.states[row.state],
            "、".join(bureaus[row.id]),
            "、".join(classes[row.id]),
            row.id in co_signed,
        )
        for row in rows
    ]


def _of(session: Session, which: ColumnElement[bool]) -> Sequence[Suggestion]:
    return session.scalars(
        select(Suggestion)
        .where(which, Suggestion.state.in_(NUMBERED))
        .options(joinedload(Suggestion.lead))
    ).all()


def _day(row: Suggestion) -> date:
    return local_day(row.submitted_at or row.filed_at or row.created_at)


def _about_somebody(session: Session, ids: Sequence[int]) -> set[int]:
    kept: set[int] = set()
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(SuggestionIssue.suggestion_id, Issue)
            .join(Issue, Issue.id == SuggestionIssue.issue_id)
            .where(SuggestionIssue.suggestion_id.in_(ids[at : at + BATCH]))
        )
        kept |= {suggestion_id for suggestion_id, issue in rows if not shows(issue)}
    return kept


def _leads(
    session: Session, ids: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Suggestion id → its lead bureaus, and the classes of their replies."""
    bureaus: dict[int, list[str]] = defaultdict(list)
    classes: dict[int, list[str]] = defaultdict(list)
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(Assignment.suggestion_id, Bureau.name, Assignment.outcome_class)
            .join(Bureau, Bureau.id == Assignment.bureau_id)
            .where(
                Assignment.suggestion_id.in_(ids[at : at + BATCH]),
                Assignment.role == "lead",
                Assignment.state.not_in((REASSIGNED, CANCELLED)),
            )
            .order_by(Assignment.id)
        )
        for suggestion_id, name, outcome in rows:
            bureaus[suggestion_id].append(name)
            if outcome:
                classes[suggestion_id].append(outcome)
    return bureaus, classes
