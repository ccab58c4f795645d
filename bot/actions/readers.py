"""Who may look at a case without being a party to it. They do nothing in it, hear of nothing, and
read the masked copy only.

A county leader looks at all of them, a committee (专工委) at those of its topics. What is said
about anybody is kept above (``seen_by``): of that people were told that nobody else sees it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from bot.actions.people import Roles
from bot.actions.recipients import bureau_allowed
from bot.domain.workflows.hand_over import CANCELLED, RETURNED
from bot.store.models import HandOver, Issue, OfficerRole


def topics_of(roles: Iterable[OfficerRole]) -> list[str]:
    """Topics of the first level that these roles look at as a committee."""
    return [topic for role in roles if role.role == "committee" for topic in role.topics or ()]


def bureaus_of(roles: Roles) -> list[int]:
    """Bureaus for which somebody opens the console: those whose liaison person they are."""
    if not any(role.role == "bureau" for role in roles.officer_roles):
        return []
    return [liaison.bureau_id for liaison in roles.liaisons]


def may_read(issue: Issue, roles: Roles) -> bool:
    """Whether a leader's or a committee's role lets somebody look at this case."""
    if issue.seen_by != "grid" or issue.avoid:
        return False
    held = {role.role for role in roles.officer_roles}
    return "leader" in held or (issue.topic or "") in topics_of(roles.officer_roles)


def read_by(roles: Roles) -> ColumnElement[bool]:
    """SQL: issues that ``may_read`` or ``bureaus_have`` may say yes to."""
    held = {role.role for role in roles.officer_roles}
    topics = topics_of(roles.officer_roles)
    reach = true() if "leader" in held else Issue.topic.in_(topics) if topics else false()
    found = and_(Issue.seen_by == "grid", reach)
    bureaus = bureaus_of(roles)
    if not bureaus:
        return found
    own = _own_rows(bureaus).where(HandOver.issue_id == Issue.id).correlate(Issue)
    return or_(found, own.exists())


def _own_rows(bureaus: Sequence[int]) -> Select[HandOver]:
    return select(HandOver).where(
        HandOver.bureau_id.in_(bureaus), HandOver.state.not_in((RETURNED, CANCELLED))
    )


def cases_of(bureaus: Sequence[int], *, below: int | None, limit: int) -> Select[int]:
    """Asks for the ids of the cases that these bureaus have, under ``below``, newest first."""
    query = _own_rows(bureaus).with_only_columns(HandOver.issue_id)
    if below is not None:
        query = query.where(HandOver.issue_id < below)
    return query.distinct().order_by(HandOver.issue_id.desc()).limit(limit)


def bureaus_have(session: Session, issues: Sequence[Issue], roles: Roles) -> set[int]:
    """Ids of those of ``issues`` that a bureau has for which somebody opens the console."""
    bureaus = bureaus_of(roles)
    if not bureaus:
        return set()
    asked = {issue.id: issue for issue in issues}
    rows = session.scalars(_own_rows(bureaus).where(HandOver.issue_id.in_(asked)))
    return {
        row.issue_id for row in rows if bureau_allowed(session, asked[row.issue_id], row.bureau)
    }
