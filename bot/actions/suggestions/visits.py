"""From a grid visit to a suggestion: the visit that is meant, and the matters that came of it
(走访 → 建议, mechanisms X07, N04)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import Contact, Deputy, Duty, Issue

#: An older visit is not what "刚才" or "这次" means.
_MEANT_WITHIN = timedelta(days=20)


def last_told(session: Session, contact: Contact, now: datetime) -> Duty | None:
    """The last visit that this person reported in words, if it is not long ago."""
    mandates = select(Deputy.id).where(Deputy.contact_id == contact.id)
    return session.scalar(
        select(Duty)
        .where(
            Duty.deputy_id.in_(mandates),
            Duty.state == "recorded",
            Duty.words_id.is_not(None),
            Duty.recorded_at > now - _MEANT_WITHIN,
        )
        .order_by(Duty.recorded_at.desc(), Duty.id)
        .limit(1)
    )


def issues_of(session: Session, visit: Duty, contact: Contact) -> Sequence[Issue]:
    """The matters that were opened from the words of that visit."""
    return session.scalars(
        select(Issue)
        .where(
            Issue.reporter_id == contact.id,
            Issue.source == "visit",
            Issue.created_at == visit.recorded_at,
        )
        .order_by(Issue.id)
    ).all()
