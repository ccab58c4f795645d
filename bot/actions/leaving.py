"""Who was a deputy and is one no longer: told so on the day the new roster takes effect, and known
by what they followed, so that a word about it is taken for nobody's new matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bot.actions import following, outbox, recipients
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.store.models import Deputy, Election, Identity, Issue, Notice, Suggestion

#: A service that slept over the day says it as long as it is news.
_NEWS = timedelta(days=7)


def left(session: Session, contact_id: int, now: datetime) -> Deputy | None:
    """The mandate that ended last, of who holds none today."""
    today = local_day(now)
    rows = session.scalars(
        select(Deputy)
        .where(Deputy.contact_id == contact_id, Deputy.since <= today)
        .order_by(Deputy.until.desc())
    ).all()
    if any(row.until is None or row.until >= today for row in rows):
        return None
    # Ended before it began: taken back, they never were one.
    return next((row for row in rows if row.until and row.until >= row.since), None)


def followed(session: Session, contact_id: int) -> Sequence[Issue]:
    """Citizens' cases of which they were told while in office, and that are not their own; newest
    first."""
    told = select(Notice.case_id).where(
        Notice.contact_id == contact_id, Notice.case_kind == "issue"
    )
    rows = session.scalars(select(Issue).where(Issue.id.in_(told)).order_by(Issue.id.desc()))
    return [one for one in rows if contact_id not in recipients.constituents(session, one)]


def raised(session: Session, contact_id: int) -> Sequence[Suggestion]:
    """The suggestions that they raised, newest first."""
    mine = select(Deputy.id).where(Deputy.contact_id == contact_id)
    query = select(Suggestion).where(Suggestion.lead_id.in_(mine)).order_by(Suggestion.id.desc())
    return session.scalars(query).all()


def say_end(deputy: Deputy, now: datetime) -> dict[str, str]:
    """What is said of a term that is over: whose, of which congress, up to which day."""
    day = say_day(deputy.until, local_day(now)) if deputy.until else ""
    return {"deputy": deputy.name, "congress": CONGRESS_LABELS[deputy.congress], "day": day}


def look(session: Session, *, now: datetime) -> int:
    """What time does: from the day on which a new roster takes effect, who left by it and is on
    WeChat hears it, once. Of who left otherwise nobody knows why; the office speaks to them.
    Returns how many notices were queued."""
    today, again = local_day(now), aliased(Deputy)
    elections = session.scalars(
        select(Election).where(
            Election.state == "confirmed",
            Election.takes_effect <= today,
            Election.takes_effect > today - _NEWS,
        )
    )
    gone = [row[0] for one in elections for row in (one.done or {}).get("ended", ())]
    if not gone:
        return 0
    rows = session.scalars(
        select(Deputy).where(
            Deputy.id.in_(gone),
            exists().where(Identity.contact_id == Deputy.contact_id, Identity.following),
            ~exists().where(again.contact_id == Deputy.contact_id, in_force(again, today)),
        )
    )
    return sum(_tell(session, deputy, now) for deputy in rows)


def _tell(session: Session, deputy: Deputy, now: datetime) -> bool:
    count = len(following.nobody_follows(session, now, Issue.deputy_id == deputy.id))
    fields = say_end(deputy, now) | {"count": count}
    kind = "deputy.term_over_with_cases" if count else "deputy.term_over"
    # One key for both: what they had may be handed on between two looks.
    key = f"deputy.term_over:{deputy.id}:{deputy.until}"
    return (
        outbox.queue(session, kind, deputy.contact_id, key=key, fields=fields, now=now) is not None
    )
