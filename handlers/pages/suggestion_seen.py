"""Who sees one suggestion, as what: whoever is no party sees nothing, and ratings are for the desk
of its congress only (design 1.4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.people import Roles, roles_of
from bot.actions.suggestions import drafts, parties, readers
from bot.actions.suggestions.dictated import typed_for
from bot.domain.workflow import Party
from bot.domain.workflows.suggestion import DRAFT
from bot.store.models import (
    Assignment,
    Contact,
    Suggestion,
)
from handlers.case_view import NotYours


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody is in one suggestion."""

    contact: Contact
    roles: Roles
    parties: frozenset[Party]
    #: Assignments of this person's own bureaus.
    own: tuple[Assignment, ...]
    #: No party to it: leaders and committees, who read it; who supervises it, writes the log.
    reader: bool = False

    @property
    def deputy(self) -> bool:
        return Party.DEPUTY in self.parties

    @property
    def signs(self) -> bool:
        return bool(self.parties & {Party.DEPUTY, Party.CO_SIGNER})

    @property
    def desk(self) -> bool:
        return bool(self.parties & {Party.OFFICE, Party.PRESIDIUM})

    @property
    def sealed(self) -> bool:
        """May read ratings."""
        return self.desk


def find(session: Session, number: int, contact_id: int, now: datetime) -> tuple[Suggestion, Seen]:
    """Raises NotYours, which says nothing more."""
    about = drafts.by_draft_number(session, number)
    contact = session.get(Contact, contact_id)
    if about is None or contact is None:
        raise NotYours
    roles = roles_of(session, contact, now)
    held = set(parties.parties_of(session, about, contact.id, roles, now))
    if about.state == DRAFT and not typed_for(session, about):
        # What a deputy is still writing is nobody's but theirs and whom they asked to sign.
        held -= {Party.OFFICE, Party.PRESIDIUM}
    if not held - {Party.SUPERVISOR}:
        if not readers.may_read(session, about, roles):
            raise NotYours
        return about, Seen(contact, roles, frozenset(held), (), reader=True)
    mine = {liaison.bureau_id for liaison in roles.liaisons}
    own = [row for row in parties.assignments_of(session, about) if row.bureau_id in mine]
    return about, Seen(contact, roles, frozenset(held), tuple(own))


def all_rows(session: Session, about: Suggestion) -> list[Assignment]:
    """Every assignment, also former ones: the number on the page never changes."""
    return list(
        session.scalars(
            select(Assignment).where(Assignment.suggestion_id == about.id).order_by(Assignment.id)
        )
    )
