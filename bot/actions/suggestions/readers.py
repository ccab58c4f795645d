"""Who reads suggestions without being the desk of them: county leaders, committees (专工委) of the
bureaus that they watch, and whoever supervises a key item (mechanisms N09, L03, P12). They read no
rating (those are sealed) and no draft. What stands behind a suggestion that was kept from them as
an issue is kept from them here as well."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from bot.actions.people import Roles
from bot.actions.suggestions.reviewed import reviewed_by, stands_on
from bot.domain.workflows.assignment import CANCELLED, REASSIGNED
from bot.store.models import (
    Assignment,
    CommitteeMember,
    CommitteePair,
    Issue,
    KeySupervision,
    Suggestion,
    Supervisor,
)


def _is_leader(roles: Roles) -> bool:
    return any(role.role == "leader" for role in roles.officer_roles)


def officer_ids(roles: Roles) -> list[int]:
    """As whom somebody may be named supervisor, or be of a committee; also whom they stand in
    for."""
    return sorted(
        {one.id for one in roles.officers} | {role.officer_id for role in roles.officer_roles}
    )


def may_read(session: Session, suggestion: Suggestion, roles: Roles) -> bool:
    """Whether somebody may look at this suggestion of the county's congress: once it has its
    number, or because it has passed their seat of review."""
    if not roles.officer_roles:
        return False
    readable = or_(read_by(roles), reviewed_by(roles))
    query = select(Suggestion.id).where(Suggestion.id == suggestion.id, readable)
    return session.scalar(query) is not None


def supervises(session: Session, suggestion: Suggestion, roles: Roles) -> bool:
    """Whether somebody watches this key item: named for it, or of the committee that does."""
    mine = officer_ids(roles)
    if not mine:
        return False
    query = select(Suggestion.id).where(
        Suggestion.id == suggestion.id, Suggestion.id.in_(_key_items(mine)), _open_to_them()
    )
    return session.scalar(query) is not None


def read_by(roles: Roles) -> ColumnElement[bool]:
    """SQL: suggestions that ``may_read`` says yes to."""
    mine = officer_ids(roles)
    if not mine:
        return false()
    if _is_leader(roles):
        return _open_to_them()
    watched = or_(Suggestion.id.in_(_key_items(mine)), Suggestion.id.in_(_of_bureaus(mine)))
    return and_(_open_to_them(), watched)


def key_items() -> Select[int]:
    """Suggestions that are key items (重点督办)."""
    return select(KeySupervision.suggestion_id)


def key_items_of(roles: Roles) -> Select[int]:
    """Those which somebody was named to watch, or a committee of theirs."""
    return _key_items(officer_ids(roles))


def _open_to_them() -> ColumnElement[bool]:
    return and_(
        Suggestion.congress == "county",
        Suggestion.number.is_not(None),
        ~stands_on(Issue.seen_by != "grid"),
    )


def _committees(mine: Iterable[int]) -> Select[str]:
    return select(CommitteeMember.committee).where(CommitteeMember.officer_id.in_(mine))


def _key_items(mine: list[int]) -> Select[int]:
    named = select(Supervisor.key_id).where(Supervisor.officer_id.in_(mine))
    return select(KeySupervision.suggestion_id).where(
        KeySupervision.id.in_(named) | KeySupervision.committee.in_(_committees(mine))
    )


def _of_bureaus(mine: list[int]) -> Select[int]:
    """Where a bureau that one of their committees watches is at work, or was."""
    paired = select(CommitteePair.bureau_id).where(CommitteePair.committee.in_(_committees(mine)))
    return select(Assignment.suggestion_id).where(
        Assignment.bureau_id.in_(paired), Assignment.state.not_in((REASSIGNED, CANCELLED))
    )
