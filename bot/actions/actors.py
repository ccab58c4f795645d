"""Who somebody is in one case. The only way to an Actor for a person."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import recipients
from bot.actions.casework import Actor, Case, issue_of, label
from bot.actions.people import Roles
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, HandOver, Issue


def actor_in(
    session: Session,
    case: Case,
    contact: Contact,
    roles: Roles,
    now: datetime,
    *parties: Party,
) -> Actor:
    """``contact`` as the first of ``parties`` that they are in this case. Raises Refused."""
    hand_over = case if isinstance(case, HandOver) else None
    issue = issue_of(case)
    held = recipients.parties_of(session, issue, contact, roles, now, hand_over)
    for party in parties:
        if party in held:
            return Actor(party, contact, _name(session, party, issue, hand_over, roles))
    raise Refused("refused.not_yours", case=label(issue))


def _name(
    session: Session, party: Party, issue: Issue, hand_over: HandOver | None, roles: Roles
) -> str:
    if party is Party.DEPUTY:
        return f"{roles.deputies[0].name}代表"
    if party is Party.BUREAU and hand_over is not None:
        return hand_over.bureau.name
    if party is Party.STATION:
        return issue.station.name if issue.station else "代表联络站"
    if party is Party.OFFICE:
        return "县人大"
    return ""
