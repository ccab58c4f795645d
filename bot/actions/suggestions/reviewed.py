"""What a seat of review has had in its hands: a township's presidium and 常委会办公室 go on reading
it after they have passed it on or sent it back, so that they can tell its deputy how far it is.
They decide nothing there any more, and read no rating."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from bot.actions.people import Roles
from bot.domain.workflows.suggestion import DRAFT
from bot.store.models import (
    DeputyGrid,
    Grid,
    History,
    Issue,
    Officer,
    OfficerRole,
    Suggestion,
    SuggestionIssue,
)

#: What a level of review does with a suggestion.
_STEPS = ("pass_on", "file", "send_back", "merge", "decline", "talk")


def reviewed_by(roles: Roles) -> ColumnElement[bool]:
    """SQL: suggestions beyond their draft that a seat which these roles hold today has reviewed,
    whoever sat on it then."""
    found: list[ColumnElement[bool]] = [false()]
    for role in roles.officer_roles:
        if role.role == "general_office":
            found.append(_passed(_sat("general_office")))
        elif role.role == "presidium" and role.station is None and role.grid is not None:
            found.append(and_(led_from(role.grid), _passed(_sat("presidium", role.grid))))
    # What has since been kept for the county (avoidance) is kept from them here as well.
    return and_(or_(*found), Suggestion.state != DRAFT, ~stands_on(Issue.seen_by == "county"))


def _sat(role: str, township: Grid | None = None) -> Select[int]:
    """Contacts of who holds or held this seat."""
    query = (
        select(Officer.contact_id)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role == role)
    )
    return query if township is None else query.where(OfficerRole.grid_id == township.id)


def led_from(township: Grid) -> ColumnElement[bool]:
    """Raised by a deputy of this township: few, and found by an index before any history is."""
    return Suggestion.lead_id.in_(
        select(DeputyGrid.deputy_id)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(Grid.path.startswith(township.path))
    )


def _passed(who: Select[int]) -> ColumnElement[bool]:
    return exists().where(
        History.case_kind == "suggestion",
        History.case_id == Suggestion.id,
        History.step.in_(_STEPS),
        History.contact_id.in_(who),
    )


def stands_on(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: one of the issues behind the suggestion is such. Asked of each suggestion: they are few,
    and the issues of which it may be true are not."""
    return exists().where(
        SuggestionIssue.suggestion_id == Suggestion.id,
        SuggestionIssue.issue_id == Issue.id,
        which,
    )
