"""Correct a person's name, telephone or place (personal information law 46). What was wrong is
overwritten; the record says what was changed, never what stood there."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.casework import Actor
from bot.actions.people import roles_of
from bot.actions.privacy import requests
from bot.domain.workflow import Refused
from bot.store.models import Contact, Grid, Issue
from bot.store.vault import vault
from bot.texts import say


@dataclass(frozen=True, slots=True)
class Given:
    """As the form gives it; ``place`` is None for: not known."""

    name: str
    phone: str
    place: Grid | None


def correct(
    session: Session, request: Issue, given: Given, actor: Actor, *, now: datetime
) -> list[str]:
    """What was changed, in Chinese; the person is told the same. Raises Refused."""
    contact = session.get_one(Contact, request.reporter_id, with_for_update=True)
    if roles_of(session, contact, now).any:
        raise Refused("personal.change_in_roster")
    name, phone = given.name.strip(), re.sub(r"[\s-]", "", given.phone)
    if name and not 2 <= len(name) <= 20:
        raise Refused("personal.bad_name")
    if phone and not re.fullmatch(r"\d{7,12}", phone):
        raise Refused("personal.bad_phone")
    changed = []
    if (contact.name or "") != name:
        contact.name = name or None
        changed.append("姓名")
    if (contact.phone or "") != phone:
        contact.phone = phone or None
        contact.phone_digest = vault().digest(phone) if phone else None
        changed.append("电话")
    place = given.place.id if given.place is not None else None
    if contact.grid_id != place:
        contact.grid_id = place
        changed.append("住哪儿")
    if not changed:
        raise Refused("personal.nothing_changed")
    audit.record(
        session,
        "person.corrected",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="issue",
        thing_id=request.id,
        fact="、".join(changed),
    )
    text = say("personal.corrected", what="、".join(changed))
    requests.settle(session, request, actor, text, now=now)
    return changed
