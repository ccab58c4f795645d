"""Quiet hours that somebody sets for themselves (design 4); the county's hold beside them."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.calendar import quiet_hours
from bot.actions.channel_policy import with_own
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.store.models import Contact


def set_quiet(
    session: Session, contact: Contact, start: time | None, end: time | None, *, now: datetime
) -> tuple[time, time]:
    """Nothing but danger and fresh answers from ``start`` until ``end`` (local time). None for
    either: where the county's night begins or ends. The span that holds now; the last one that
    somebody set counts. Refused if nothing of the day would be left."""
    night = rule(session, "quiet.night", now) or ("22:00", "07:30")
    span = (start or time.fromisoformat(night[0]), end or time.fromisoformat(night[1]))
    said = f"{span[0]:%H:%M}-{span[1]:%H:%M}"
    try:
        if span[0] == span[1]:
            raise ValueError("a whole day")
        with_own(quiet_hours(session, now), said)
    except ValueError as error:
        raise Refused("refused.no_hour_left") from error
    _keep(session, contact, said, now)
    return span


def forget(session: Session, contact: Contact, *, now: datetime) -> None:
    """The county's quiet hours alone."""
    _keep(session, contact, "", now)


def _keep(session: Session, contact: Contact, said: str, now: datetime) -> None:
    for identity in contact.identities:
        identity.own_quiet = said
    audit.record(session, "contact.quiet", contact_id=contact.id, now=now, fact=said or "none")
