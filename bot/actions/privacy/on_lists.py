"""A list on which names and telephones of constituents stand leaves a trace as a case's page does
(personal information law 54): once a day for each officer and case, however often it is opened."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.domain.calendars import local_time
from bot.store.models import Audit

SEEN = "issue.seen_on_list"


def unrecorded(
    session: Session, issue_ids: Collection[int], contact_id: int, now: datetime
) -> list[int]:
    """Which of these cases (ids; 0 is none) this person has not seen on a list today."""
    wanted = {issue_id for issue_id in issue_ids if issue_id}
    if not wanted:
        return []
    midnight = local_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    known = session.scalars(
        select(Audit.thing_id).where(
            # Written out: only so is the index by case used.
            Audit.thing == literal_column("'issue'"),
            Audit.thing_id.in_(wanted),
            Audit.contact_id == contact_id,
            Audit.act == SEEN,
            Audit.at >= midnight,
        )
    )
    return sorted(wanted - set(known))


def record(session: Session, issue_ids: Collection[int], contact_id: int, now: datetime) -> None:
    for issue_id in unrecorded(session, issue_ids, contact_id, now):
        audit.record(
            session, SEEN, contact_id=contact_id, now=now, thing="issue", thing_id=issue_id
        )
