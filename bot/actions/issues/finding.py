"""Issues by their number, and a person's own."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.actions import newcomers
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Contact, Issue, Notice, Subscriber

#: Asked several times at every message, so built once.
_OWN = (
    select(Issue)
    .where(
        (Issue.reporter_id == bindparam("contact"))
        | Issue.id.in_(
            select(Subscriber.issue_id).where(Subscriber.contact_id == bindparam("contact"))
        ),
        Issue.state != "merged",
    )
    .order_by(Issue.id.desc())
    .limit(50)
)


def by_number(session: Session, number: int) -> Issue | None:
    # A number that somebody typed may be longer than any that a database holds.
    if not 0 < number < 1 << 31:
        return None
    return session.scalar(select(Issue).where(Issue.number == number))


def by_said_number(session: Session, said: str) -> Issue | None:
    """民12, 12, 12号, as somebody types it into a field."""
    digits = said.replace(" ", "").removeprefix("民").removesuffix("号")
    return by_number(session, int(digits)) if digits.isdecimal() and len(digits) < 11 else None


def of_reporter(session: Session, contact: Contact, *, limit: int = 5) -> Sequence[Issue]:
    """A person's own issues, the ones that are under way first, then the newest."""
    if newcomers.is_new(session, contact.id):
        return []
    rows = [
        row
        for row in newcomers.cases_of(
            session,
            contact.id,
            lambda: session.scalars(_OWN, {"contact": contact.id}).all(),
        )
        if row.state != "merged"
    ]
    under_way = [row for row in rows if row.state in (*EARLY, *OPEN, "answered", "told")]
    rest = [row for row in rows if row not in under_way]
    return [*under_way, *rest][:limit]


def was_told(
    session: Session, contact: Contact, issue: Issue, hand_overs: Iterable[int] = ()
) -> bool:
    """Whether something of ``issue``, or of one of its ``hand_overs`` (ids), was queued for this
    person."""
    of_issue = (Notice.case_kind == "issue") & (Notice.case_id == issue.id)
    of_bureaus = (Notice.case_kind == "hand_over") & Notice.case_id.in_(list(hand_overs))
    found = select(Notice.id).where(Notice.contact_id == contact.id, of_issue | of_bureaus)
    return session.scalar(found.limit(1)) is not None
