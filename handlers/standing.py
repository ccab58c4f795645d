"""Where a case stands, as whoever reported it reads it: the same sentence in the chat and on the
pages that its cards lead to."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.actions import following, hand_overs, places
from bot.actions.calendar import say_when
from bot.actions.suggestions import behind
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import AT_STATION, HANDED_OVER, RAISED, ROUTED, TAKEN_UP
from bot.store.models import HandOver, Issue
from bot.texts import say


def desk_name(issue: Issue) -> str:
    """Who speaks to the constituent, as they know it."""
    if issue.seen_by == "county" or issue.station is None:
        return "县人大机关"
    return issue.station.name


def say_standing(session: Session, issue: Issue, now: datetime) -> str:
    """One sentence without the name of the case."""
    if issue.state == RAISED and (said := behind.standing(session, issue, now)):
        return said
    if issue.state in (TAKEN_UP, RAISED) and following.is_unfollowed(session, issue, now):
        return say("status.unfollowed", before=_before(issue), desk=desk_name(issue))
    row = hand_overs.latest(session, issue)
    if (
        issue.state in (ROUTED, AT_STATION)
        and issue.attention == "county"
        and issue.spoken_at is None
        and issue.speak_by is not None
        and issue.speak_by < local_day(now)
    ):
        return say("answer.late", speak_by=say_when(issue.speak_by, now))
    return say(
        _key(issue, row, local_day(now)),
        place=places.say_place(session, issue.grid),
        station=desk_name(issue),
        deputy=_before(issue),
        bureau=row.bureau.name if row else "",
        due=say_when(row.due, now) if row else "",
        speak_by=say_when(issue.speak_by, now) if issue.speak_by else "",
        rating=f"“{issue.rating}”" if issue.rating else "",
    )


def _before(issue: Issue) -> str:
    return issue.deputy.name if issue.deputy else ""


def _key(issue: Issue, row: HandOver | None, today: date) -> str:
    """The sentence that is true today: no day that has passed is said as one to come."""
    if issue.state == HANDED_OVER and row is not None:
        if row.state == "return_requested":
            return "status.return_asked"
        if row.due < today and row.paused_at is None:
            return "status.overdue"
    if issue.state == ROUTED and issue.spoken_at is not None:
        return "status.spoken"
    if issue.state in (ROUTED, AT_STATION) and issue.speak_by and issue.speak_by < today:
        return "status.late" if issue.spoken_at is None else f"status.{issue.state}"
    return f"status.{issue.state}"
