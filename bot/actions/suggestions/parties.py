"""Who is what in a suggestion: the deputy who follows it, co-signers, bureaus, the office of its
level of congress. Whoever is not named here is no party, hears nothing and may do nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import places, recipients
from bot.actions.people import Roles, in_force
from bot.actions.rules import rule
from bot.actions.suggestions import readers
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import CANCELLED, REASSIGNED, RESPONSIBLE
from bot.domain.workflows.suggestion import REVIEWING
from bot.store.models import (
    Assignment,
    CoSigner,
    Deputy,
    DeputyGrid,
    Grid,
    Issue,
    Officer,
    OfficerRole,
    Suggestion,
    SuggestionIssue,
    SuggestionVersion,
)

_LIVE = Assignment.state.not_in((REASSIGNED, CANCELLED))


def follower(session: Session, suggestion: Suggestion, now: datetime) -> Deputy | None:
    """The deputy who follows it: who raised it; after an election the named successor, or the
    same person under the new mandate. None: the office has to name somebody."""
    today = local_day(now)
    for deputy in (suggestion.successor, suggestion.lead):
        if deputy is None:
            continue
        if deputy.until is None or deputy.until >= today:
            return deputy
        again = session.scalar(
            select(Deputy).where(
                Deputy.contact_id == deputy.contact_id,
                Deputy.congress == suggestion.congress,
                in_force(Deputy, today),
            )
        )
        if again is not None:
            return again
    return None


def signers(session: Session, suggestion: Suggestion) -> Sequence[CoSigner]:
    """Who signed as well, in the order in which they were asked."""
    return session.scalars(
        select(CoSigner)
        .where(CoSigner.suggestion_id == suggestion.id, CoSigner.state == "signed")
        .options(joinedload(CoSigner.deputy))
        .order_by(CoSigner.id)
    ).all()


def unseen(session: Session, suggestion: Suggestion) -> list[CoSigner]:
    """Who signed a text that was changed since, and has not said again that they sign."""
    changed = session.scalar(
        select(SuggestionVersion.at)
        .where(SuggestionVersion.suggestion_id == suggestion.id)
        .order_by(SuggestionVersion.number.desc())
        .limit(1)
    )
    return [
        row
        for row in signers(session, suggestion)
        if changed is not None and row.answered_at is not None and row.answered_at < changed
    ]


def assignments_of(session: Session, suggestion: Suggestion) -> Sequence[Assignment]:
    """Its assignments that are not taken away, lead bureaus first."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.suggestion_id == suggestion.id, _LIVE)
        .options(joinedload(Assignment.bureau))
        .order_by(Assignment.role, Assignment.id)
    ).all()


def leads(session: Session, suggestion: Suggestion) -> list[Assignment]:
    return [row for row in assignments_of(session, suggestion) if row.role == "lead"]


def owing(session: Session, suggestion: Suggestion) -> list[Assignment]:
    """The lead bureaus that still owe their answer in this round; all of them once none does."""
    rows = leads(session, suggestion)
    return [row for row in rows if row.state in RESPONSIBLE] or rows


def issues_of(session: Session, suggestion: Suggestion) -> Sequence[Issue]:
    """The citizens' issues behind it."""
    return session.scalars(
        select(Issue)
        .join(SuggestionIssue, SuggestionIssue.issue_id == Issue.id)
        .where(SuggestionIssue.suggestion_id == suggestion.id)
        .order_by(Issue.id)
    ).all()


def township_of(session: Session, deputy: Deputy, today: date) -> Grid | None:
    """The township that a deputy's grid lies in."""
    grid = session.scalar(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id == deputy.id, in_force(DeputyGrid, today))
        .order_by(DeputyGrid.id)
        .limit(1)
    )
    return places.ancestor(session, grid, "township") if grid is not None else None


def presidium(session: Session, township: Grid | None, now: datetime) -> list[int]:
    """Contact ids of the presidium's officers of a township."""
    if township is None:
        return []
    return _contacts(session, ("presidium",), township, now)


def _contacts(
    session: Session, roles: Sequence[str], township: Grid | None, now: datetime
) -> list[int]:
    today = local_day(now)
    query = (
        select(Officer.contact_id)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(
            OfficerRole.role.in_(roles),
            OfficerRole.station_id.is_(None),
            in_force(OfficerRole, today),
            in_force(Officer, today),
        )
        .order_by(OfficerRole.id)
    )
    if township is not None:
        query = query.where(OfficerRole.grid_id == township.id)
    return list(dict.fromkeys(session.scalars(query)))


def desk(session: Session, suggestion: Suggestion, now: datetime) -> list[int]:
    """Contact ids of the people who decide: the county office, or a township's presidium."""
    if suggestion.congress == "township":
        found = presidium(session, suggestion.area, now)
        if found:
            return found
    return recipients.county_clerks(session, now)


def level_of(suggestion: Suggestion) -> str:
    """The level of review it waits at; empty outside of review."""
    if suggestion.state != REVIEWING or suggestion.level >= len(suggestion.levels):
        return ""
    return suggestion.levels[suggestion.level]


def reviewers(session: Session, suggestion: Suggestion, now: datetime) -> list[int]:
    """Contact ids of who holds the level of review it waits at; the desk if nobody does."""
    level = level_of(suggestion)
    if not level:
        return desk(session, suggestion, now)
    return _seated(session, suggestion, level, now)


def last_reviewers(session: Session, suggestion: Suggestion, now: datetime) -> list[int]:
    """Who had it in review last, or has it: the desk if it went through all levels, or none."""
    if suggestion.number is not None or suggestion.level >= len(suggestion.levels):
        return desk(session, suggestion, now)
    return _seated(session, suggestion, suggestion.levels[suggestion.level], now)


def _seated(session: Session, suggestion: Suggestion, level: str, now: datetime) -> list[int]:
    wanted = rule(session, "suggestion.reviewers", now)[level]
    if level == "presidium":
        township = suggestion.area if suggestion.congress == "township" else None
        township = township or township_of(session, suggestion.lead, local_day(now))
        return presidium(session, township, now) or desk(session, suggestion, now)
    for role in wanted:
        found = _contacts(session, (role,), None, now)
        if found:
            return found
    return desk(session, suggestion, now)


def reviewer_name(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """石桥镇人大主席团, 代表工委: at whose seat it waits; empty outside of review."""
    level = level_of(suggestion)
    if not level:
        return ""
    name = str(rule(session, "suggestion.reviewer_names", now)[level])
    if level != "presidium":
        return name
    township = suggestion.area if suggestion.congress == "township" else None
    township = township or township_of(session, suggestion.lead, local_day(now))
    return name.replace("乡镇", township.name, 1) if township is not None else name


def parties_of(
    session: Session,
    suggestion: Suggestion,
    contact_id: int,
    roles: Roles,
    now: datetime,
    assignment: Assignment | None = None,
) -> set[Party]:
    """What somebody is in this very suggestion (in this assignment); empty: nothing."""
    parties: set[Party] = set()
    following = follower(session, suggestion, now)
    mine = {deputy.id for deputy in roles.deputies}
    if following is not None and following.contact_id == contact_id and mine:
        parties.add(Party.DEPUTY)
    if mine and _is_co_signer(session, suggestion, mine):
        parties.add(Party.CO_SIGNER)
    parties |= _bureau_parties(session, suggestion, roles, assignment)
    parties |= _desk_parties(session, suggestion, contact_id, roles, now)
    if roles.officer_roles and suggestion.number and readers.supervises(session, suggestion, roles):
        parties.add(Party.SUPERVISOR)
    return parties


def _is_co_signer(session: Session, suggestion: Suggestion, deputy_ids: set[int]) -> bool:
    found = session.scalar(
        select(CoSigner.id).where(
            CoSigner.suggestion_id == suggestion.id,
            CoSigner.deputy_id.in_(deputy_ids),
            CoSigner.state != "refused",
        )
    )
    return found is not None


def _bureau_parties(
    session: Session, suggestion: Suggestion, roles: Roles, assignment: Assignment | None
) -> set[Party]:
    parties: set[Party] = set()
    bureaus = {liaison.bureau_id for liaison in roles.liaisons}
    if not bureaus:
        return parties
    for row in assignments_of(session, suggestion):
        if row.bureau_id in bureaus:
            if assignment is None or row.id == assignment.id:
                parties.add(Party.BUREAU)
            if row.role == "lead":
                parties.add(Party.LEAD)
        if row.via_id in bureaus:
            parties.add(Party.GOVERNMENT)
    return parties


def _desk_parties(
    session: Session, suggestion: Suggestion, contact_id: int, roles: Roles, now: datetime
) -> set[Party]:
    township = suggestion.congress == "township"
    held = {role.role for role in roles.officer_roles}
    if township:
        areas = {role.grid_id for role in roles.officer_roles if role.role == "presidium"}
        if suggestion.area_id in areas:
            return {Party.PRESIDIUM}
        nobody = not presidium(session, suggestion.area, now)
        return {Party.OFFICE} if nobody and held & set(recipients.COUNTY_ROLES) else set()
    if held & set(recipients.COUNTY_ROLES):
        return {Party.OFFICE}
    if level_of(suggestion) and held and contact_id in reviewers(session, suggestion, now):
        return {Party.PRESIDIUM} if "presidium" in held else {Party.OFFICE}
    return set()


def say_names(rows: Sequence[Assignment]) -> str:
    """县水利局、城关镇政府: for the short fact of a step."""
    return "、".join(row.bureau.name for row in rows)[:255]
