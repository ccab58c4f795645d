"""Issues by their number, and a person's own."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Contact, Issue, Subscriber


def by_number(session: Session, number: int) -> Issue | None:
    return session.scalar(select(Issue).where(Issue.number == number))


def of_reporter(session: Session, contact: Contact, *, limit: int = 5) -> Sequence[Issue]:
    """A person's own issues, the ones that are under way first, then the newest."""
    joined = select(Subscriber.issue_id).where(Subscriber.contact_id == contact.id)
    rows = session.scalars(
        select(Issue)
        .where((Issue.reporter_id == contact.id) | Issue.id.in_(joined))
        .where(Issue.state != "merged")
        .order_by(Issue.id.desc())
        .limit(50)
    ).all()
    under_way = [row for row in rows if row.state in (*EARLY, *OPEN, "answered", "told")]
    rest = [row for row in rows if row not in under_way]
    return [*under_way, *rest][:limit]
