"""A question for the place that nobody answers: the matter does not wait for it for ever."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.calendar import county_calendar
from bot.actions.casework import case_fields
from bot.actions.issues.routing import settle_place
from bot.actions.recipients import constituents
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import ASKING
from bot.store.models import Issue


def stop_waiting(session: Session, *, now: datetime) -> int:
    """What was asked about and not answered by the next working day goes on with what is known:
    to the township's station, else to the county office, whose people ask (design 5: nobody is
    asked twice by the program). Whoever said it reads until when somebody speaks to them. How
    many cases went on."""
    calendar, today = county_calendar(session, now), local_day(now)
    if not calendar.is_working_day(today):
        return 0
    days = int(rule(session, "conversation.place_days", now))
    waiting = session.scalars(select(Issue).where(Issue.state == ASKING).order_by(Issue.id)).all()
    gone_on = 0
    for issue in waiting:
        if calendar.working_days_between(local_day(issue.created_at), today) < days:
            continue
        settle_place(session, issue, None, now=now)
        for contact_id in constituents(session, issue):
            outbox.queue(
                session,
                "issue.place_unanswered",
                contact_id,
                key=f"issue.place_unanswered:{issue.id}:{contact_id}",
                fields=case_fields(session, issue, now),
                now=now,
                case=("issue", issue.id),
            )
        gone_on += 1
    return gone_on
