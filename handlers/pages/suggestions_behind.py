"""A case that became a suggestion: who has that one now and until when, on the page of the case,
and its public steps among those of the case. What is sealed stays with the suggestion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.people import deputy_who_was
from bot.actions.suggestions import behind
from bot.actions.suggestions.kind import name_of
from bot.store.models import Assignment, History, Issue, Suggestion, SuggestionIssue
from handlers.case_view import NotYours, Sees
from handlers.pages import history
from handlers.pages.history import Line, say_moment
from handlers.pages.suggestion_past import say_fact
from handlers.pages.suggestion_seen import find


@dataclass(frozen=True, slots=True)
class Behind:
    """``number``: of its page, 0 where this person has none; ``stands``: empty before a bureau has
    it."""

    name: str
    number: int
    stands: str


def suggestions_of(session: Session, issue: Issue, seen: Sees, now: datetime) -> list[Behind]:
    """The suggestions that a deputy made of this case, for who works at it: whoever reported it
    reads the sentence where the case stands."""
    if seen.constituent and not (seen.desk or seen.deputy):
        return []
    return [
        Behind(
            name=name_of(row),
            number=_page(session, row, seen, now),
            stands=behind.standing(session, issue, now),
        )
        for row in _suggestions(session, issue)
    ]


def _suggestions(session: Session, issue: Issue) -> Sequence[Suggestion]:
    """Only those that a bureau has or had: what is still written is nobody else's."""
    return session.scalars(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id == issue.id, Suggestion.assigned_on.is_not(None))
        .order_by(Suggestion.id)
    ).all()


def _page(session: Session, about: Suggestion, seen: Sees, now: datetime) -> int:
    try:
        find(session, about.draft_number, seen.contact.id, now)
    except NotYours:
        return 0
    return about.draft_number


def lines(session: Session, issue: Issue, seen: Sees, now: datetime) -> list[Line]:
    """What happened to the case and to its suggestions, oldest first."""
    told = history.numbered(session, issue, seen, now)
    if not seen.bureau or seen.desk or seen.deputy or seen.constituent:
        told += _of_suggestions(session, issue, now)
    return [line for _, line in sorted(told, key=lambda pair: pair[0])]


def _of_suggestions(session: Session, issue: Issue, now: datetime) -> list[tuple[int, Line]]:
    abouts = {row.id: row for row in _suggestions(session, issue)}
    if not abouts:
        return []
    rows = {
        row.id: row
        for row in session.scalars(
            select(Assignment).where(
                Assignment.suggestion_id.in_(abouts), Assignment.role == "lead"
            )
        )
    }
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "suggestion", History.case_id.in_(abouts)),
                and_(History.case_kind == "assignment", History.case_id.in_(rows)),
            )
        )
        .order_by(History.id)
    )
    told = []
    for entry in entries:
        text = history.sentences().get(f"{entry.case_kind}.{entry.step}")
        if text is None or "c" not in text["to"]:
            continue
        row = rows[entry.case_id] if entry.case_kind == "assignment" else None
        said = text["say"].format(who=_who(session, entry, row), fact=say_fact(entry, now))
        told.append((entry.id, Line(say_moment(entry.at, now), f"代表建议：{said}", "")))
    return told


def _who(session: Session, entry: History, row: Assignment | None) -> str:
    match entry.party:
        case "deputy" | "co_signer":
            return f"{deputy_who_was(session, entry.contact_id)}代表"
        case "bureau" | "lead":
            return row.bureau.name if row is not None else "承办单位"
        case _:
            return "人大"
