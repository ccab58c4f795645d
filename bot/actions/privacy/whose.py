"""Who handles a person's wish about their own data. What somebody has said about an officer, or
about the office, is not found again on the page of that person: then it is others of the office, or
the county's leaders above it, who handle the wish (design 1.3)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.actions import recipients
from bot.actions.desk.scope import Desk
from bot.actions.issues.plain import avoided_by
from bot.actions.privacy import plan
from bot.store.models import Contact, Issue


def handles(desk: Desk, contact: Contact) -> bool:
    """Whether this officer may see and decide about what is kept of ``contact``: nobody decides
    about their own, nor reads what this person said of them."""
    if contact.id == desk.contact.id:
        return False
    cases = _cases(desk.session, contact)
    if any(desk.named(one) for one in cases):
        return False
    above = any(recipients.is_about_office(desk.session, one, desk.now) for one in cases)
    return desk.leads if above else desk.county


def keep_above(session: Session, request: Issue) -> None:
    """The request is kept from whomever any case of this person is kept from by now."""
    kept = avoided_by(session, request.reporter)
    if kept != request.avoid:
        request.avoid = kept


def _cases(session: Session, contact: Contact) -> Sequence[Issue]:
    return [*plan.own_cases(session, contact), *plan.joined_cases(session, contact)]
