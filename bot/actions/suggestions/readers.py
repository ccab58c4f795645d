"""Who reads suggestions without being a party to them: county leaders, who do nothing in them and
read no rating (those are sealed). What stands behind a suggestion that was kept from them as an
issue is kept from them here as well."""

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from bot.actions.people import Roles
from bot.actions.suggestions import parties
from bot.store.models import Issue, Suggestion, SuggestionIssue


def _is_leader(roles: Roles) -> bool:
    return any(role.role == "leader" for role in roles.officer_roles)


def may_read(session: Session, suggestion: Suggestion, roles: Roles) -> bool:
    """Whether a leader's role lets somebody look at this suggestion of the county's congress, once
    it has its number."""
    if not _is_leader(roles) or suggestion.congress != "county" or suggestion.number is None:
        return False
    behind = parties.issues_of(session, suggestion)
    return all(issue.seen_by == "grid" and not issue.avoid for issue in behind)


def read_by(roles: Roles) -> ColumnElement[bool]:
    """SQL: suggestions that ``may_read`` may say yes to."""
    if not _is_leader(roles):
        return false()
    kept = (
        select(SuggestionIssue.suggestion_id)
        .join(Issue, SuggestionIssue.issue_id == Issue.id)
        .where(Issue.seen_by != "grid")
    )
    return and_(
        Suggestion.congress == "county",
        Suggestion.number.is_not(None),
        Suggestion.id.not_in(kept),
    )
