"""Who somebody is in one case. The only way to an Actor for a person."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import recipients
from bot.actions.casework import Actor, Case, issue_of, number_of
from bot.actions.people import Roles
from bot.actions.suggestions import parties as suggestion_parties
from bot.actions.suggestions.kind import suggestion_of
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Contact, HandOver, Issue, Suggestion


def actor_in(
    session: Session,
    case: Case,
    contact: Contact,
    roles: Roles,
    now: datetime,
    *parties: Party,
) -> Actor:
    """``contact`` as the first of ``parties`` that they are in this case. Raises Refused."""
    held = parties_in(session, case, contact, roles, now)
    for party in parties:
        if party in held:
            return Actor(party, contact, _name(case, party, contact, roles))
    raise Refused("refused.not_yours", case=number_of(case))


def parties_in(
    session: Session, case: Case, contact: Contact, roles: Roles, now: datetime
) -> set[Party]:
    """What ``contact`` is in this very case; empty: nothing, and then they see nothing of it."""
    if isinstance(case, Suggestion | Assignment):
        assignment = case if isinstance(case, Assignment) else None
        return suggestion_parties.parties_of(
            session, suggestion_of(case), contact.id, roles, now, assignment
        )
    hand_over = case if isinstance(case, HandOver) else None
    return recipients.parties_of(session, issue_of(case), contact, roles, now, hand_over)


def _name(case: Case, party: Party, contact: Contact, roles: Roles) -> str:
    if party in (Party.DEPUTY, Party.CO_SIGNER):
        return f"{roles.deputies[0].name}代表"
    if isinstance(case, Suggestion | Assignment):
        return _name_in_suggestion(case, party, roles)
    if party is Party.BUREAU and isinstance(case, HandOver):
        return case.bureau.name
    if party is Party.STATION:
        issue: Issue = issue_of(case)
        return issue.station.name if issue.station else "代表联络站"
    if party is Party.OFFICE:
        return "县人大"
    return ""


def _name_in_suggestion(case: Suggestion | Assignment, party: Party, roles: Roles) -> str:
    match party:
        case Party.BUREAU if isinstance(case, Assignment):
            return case.bureau.name
        case Party.BUREAU | Party.LEAD | Party.GOVERNMENT:
            return roles.liaisons[0].bureau.name
        case Party.PRESIDIUM:
            return "镇人大主席团"
        case Party.OFFICE:
            return "县人大代工委"
        case Party.SUPERVISOR if roles.officers:
            return roles.officers[0].name
    return ""
