"""办结公示 of a station: issues by number and title, never who said them. What is about somebody,
or kept secret, does not hang."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import CLOSED, CONFIRMED, ISSUE
from bot.papers.gather.letters import shows
from bot.papers.gather.offices import faces
from bot.papers.gather.results import bureaus_of, result_of
from bot.papers.posters import Poster, PosterItem
from bot.store.models import Issue, Station

#: What may hang on a wall: the person said it is done, or it is closed.
_DONE = (CONFIRMED, CLOSED)


def poster_of(
    session: Session, station: Station, numbers: Sequence[int], now: datetime, days: int = 20
) -> Poster:
    """办结公示 of the issues that a person chose by number. ValueError: one of them is unknown, not
    done, about somebody, or kept secret; the message is for that person, in Chinese."""
    items = []
    for number in numbers:
        issue = session.scalar(select(Issue).where(Issue.number == number))
        if issue is None or not shows(issue) or issue.station_id != station.id:
            raise ValueError(f"民{number}不能公示：没有这件，或不宜公开")
        if issue.state not in _DONE:
            raise ValueError(f"民{number}还没办结：{ISSUE.states[issue.state]}")
        items.append(_item(session, issue))
    today = local_day(now)
    return Poster(
        county=rule(session, "county.name", now),
        station=station.name,
        phone=station.phone or rule(session, "county.phone", now),
        on=today,
        until=today + timedelta(days=days),
        items=tuple(items),
        faces=faces(session, now),
    )


def _item(session: Session, issue: Issue) -> PosterItem:
    done = issue.closed_at or issue.created_at
    return PosterItem(
        title=issue.title,
        place=issue.grid.name if issue.grid is not None else "",
        bureau="、".join(bureaus_of(session, [issue])[issue.id]) or "代表和联络站",
        result=result_of(issue),
        done_on=local_day(done),
        confirmed="反映的群众已确认" if issue.rating == "好了" else "",
    )
