"""Sheets that deputies have signed on paper: typed in by the office one after another, or taken in
from a table, and handed in for them (field practice: 150 handwritten sheets in two days)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.actions import one_card
from bot.actions.actors import actor_in
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.people import in_force, roles_of
from bot.actions.rules import rule
from bot.actions.suggestions import co_signing, drafts
from bot.domain.calendars import local_day
from bot.domain.suggestions import SOURCE_NAMES
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import DRAFT
from bot.store.models import Contact, Deputy, DeputyGrid, Grid, Suggestion


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet. ``congress``: a key of CONGRESS_NAMES, where two deputies have the
    same name; ``source``: a key of SOURCE_NAMES; 分析 may be missing."""

    deputy: str
    title: str
    situation: str
    proposal: str
    analysis: str = ""
    signers: Sequence[str] = ()
    congress: str = ""
    source: str = "session"


def deputy_named(session: Session, name: str, congress: str, now: datetime) -> Deputy:
    """The deputy in office of that name, of that congress if it is named. Raises Refused."""
    found = session.scalars(
        select(Deputy)
        .where(Deputy.name == name.strip(), in_force(Deputy, local_day(now)))
        .order_by(Deputy.id)
    ).all()
    fitting = [one for one in found if not congress or one.congress == congress]
    if len(fitting) > 1:
        raise Refused("refused.several_deputies", name=name.strip())
    if not fitting:
        raise _why_not(session, name.strip(), found)
    return fitting[0]


def _why_not(session: Session, name: str, elsewhere: Sequence[Deputy]) -> Refused:
    """Nobody adds a second time whom the roster knows: of another congress, or not any more."""
    if elsewhere:
        level = CONGRESS_LABELS[elsewhere[0].congress]
        return Refused("refused.deputy_elsewhere", name=name, level=level)
    ended = session.scalars(
        select(Deputy).where(Deputy.name == name).order_by(Deputy.until.desc())
    ).first()
    if ended is not None and ended.until is not None:
        return Refused("refused.deputy_ended", name=name, until=ended.until.isoformat())
    return Refused("refused.no_such_deputy", name=name)


def type_in(session: Session, sheet: Sheet, by: Contact, *, now: datetime) -> Suggestion:
    """A draft of the deputy who signed the sheet, entered by the desk of its congress. Raises
    Refused, also for a desk of another congress."""
    if sheet.source not in SOURCE_NAMES:
        raise KeyError(sheet.source)
    deputy = deputy_named(session, sheet.deputy, sheet.congress, now)
    suggestion = drafts.start(
        session,
        deputy,
        now=now,
        came_by="sheet",
        motion=sheet.source == "motion",
        entered_by=by,
    )
    # On paper it says when it was handed in, whenever somebody finds the time to type it.
    suggestion.source = sheet.source
    drafts.write(
        session,
        suggestion,
        drafts.writer(session, suggestion, by, now),
        now=now,
        title=retitled(sheet.title, sheet.source),
        situation=sheet.situation,
        analysis=sheet.analysis,
        proposal=sheet.proposal,
    )
    for name in sheet.signers:
        signer = deputy_named(session, name, deputy.congress, now)
        co_signing.add_signed(session, suggestion, signer, now=now)
    return suggestion


def retitled(title: str, source: str) -> str:
    """What came in as a motion and is handled as a suggestion is called one."""
    if source == "motion" and title.rstrip("》").endswith("议案"):
        return title.rstrip("》").removesuffix("议案") + "建议"
    return title


def hand_in(session: Session, suggestion: Suggestion, by: Contact, *, now: datetime) -> None:
    """Into review, for the deputy who signed the paper. Raises Refused."""
    roles = roles_of(session, by, now)
    actor = actor_in(session, suggestion, by, roles, now, Party.OFFICE, Party.PRESIDIUM)
    drafts.submit(session, suggestion, actor, now=now)
    minutes = int(rule(session, "suggestion.sheets_minutes", now))
    until = now + timedelta(minutes=minutes)
    one_card.gather(session, ("suggestion", suggestion.id), now, until)


def typed_by(session: Session, by: Contact) -> Sequence[Suggestion]:
    """Drafts from paper that this person entered and nobody has handed in yet, oldest first."""
    return session.scalars(
        select(Suggestion)
        .where(
            Suggestion.state == DRAFT,
            Suggestion.entered_by == by.id,
            Suggestion.came_by.in_(drafts.FROM_PAPER),
        )
        .order_by(Suggestion.id)
    ).all()


def deputies_of_desk(session: Session, by: Contact, now: datetime) -> list[str]:
    """Names of the deputies whose sheets this desk may type in: those of the county's congress, or
    of the congress of its own township."""
    today, roles = local_day(now), roles_of(session, by, now)
    own = [role.grid.path for role in roles.officer_roles if role.role == "presidium" and role.grid]
    query = select(Deputy.name).where(
        Deputy.congress == ("township" if own else "county"), in_force(Deputy, today)
    )
    if own:
        below = (
            select(DeputyGrid.deputy_id)
            .join(Grid, DeputyGrid.grid_id == Grid.id)
            .where(or_(*(Grid.path.startswith(path) for path in own)), in_force(DeputyGrid, today))
        )
        query = query.where(Deputy.id.in_(below))
    return list(dict.fromkeys(session.scalars(query.order_by(Deputy.name))))
