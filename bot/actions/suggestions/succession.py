"""换届: who follows a suggestion, a promise, when its deputy is one no longer (field notes 1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bot.actions import recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor, take_step
from bot.actions.people import in_force
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.kind import label
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import suggestion as s
from bot.store.models import Assignment, Deputy, Promise, Suggestion

#: What somebody has to follow; what is closed only while a promise is open.
_GOING_ON = (*s.WRITING, s.REVIEWING, s.FILED, *s.RUNNING)


def hand_on(
    session: Session, suggestion: Suggestion, actor: Actor, deputy: Deputy, *, now: datetime
) -> None:
    """A person of the office names the successor: a deputy in office of the same congress. Who
    raised it stays on the paper. Raises Refused."""
    today = local_day(now)
    in_office = deputy.since <= today and (deputy.until is None or deputy.until >= today)
    same = deputy.congress == suggestion.congress
    if same and deputy.congress == "township":
        township = parties.township_of(session, deputy, today)
        same = township is not None and township.id == suggestion.area_id
    if not (in_office and same):
        raise Refused("refused.successor", case=label(suggestion), deputy=deputy.name)
    suggestion.successor = deputy
    session.flush()
    take_step(session, suggestion, "hand_on", actor, now=now, fact=deputy.name, deputy=deputy)


def nobody_follows(session: Session, now: datetime) -> Sequence[Suggestion]:
    """What goes on, or has an open promise, and whose deputy is none any more, oldest first."""
    today = local_day(now)
    lead, next_one, again = aliased(Deputy), aliased(Deputy), aliased(Deputy)
    promised = exists().where(
        Promise.assignment_id == Assignment.id,
        Assignment.suggestion_id == Suggestion.id,
        Promise.state == "open",
    )
    followed = exists().where(
        again.contact_id.in_([lead.contact_id, next_one.contact_id]),
        again.congress == Suggestion.congress,
        in_force(again, today),
    )
    return session.scalars(
        select(Suggestion)
        .join(lead, Suggestion.lead_id == lead.id)
        .outerjoin(next_one, Suggestion.successor_id == next_one.id)
        .where(
            lead.until < today,
            (next_one.id.is_(None)) | (next_one.until < today),
            Suggestion.state.in_(_GOING_ON)
            | (Suggestion.state.in_((s.PROCEDURE_CLOSED,)) & promised),
            ~followed,
        )
        .order_by(Suggestion.id)
    ).all()


def look(session: Session, *, now: datetime) -> int:
    """What time does, on the first working day of a week: the office hears of what nobody follows.
    Returns how many notices were queued."""
    today, calendar = local_day(now), county_calendar(session, now)
    monday = today - timedelta(days=today.weekday())
    if today != calendar.next_working_day(monday):
        return 0
    rows = nobody_follows(session, now)
    if not rows:
        return 0
    return sum(
        bureau_notices.desk_digest(
            session, "suggestion.nobody_follows", contact_id, rows, key=str(today), now=now
        )
        for contact_id in recipients.county_clerks(session, now)
    )
