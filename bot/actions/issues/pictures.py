"""Pictures that nobody said a word about: they wait for their words, and then a person looks."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import exchanges, outbox
from bot.actions import words as wording
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, case_fields, take_step
from bot.actions.issues.plain import open_plain
from bot.actions.recipients import desk
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.store.models import Contact, Issue, Media
from bot.texts import say


def look_at_wordless_pictures(session: Session, *, now: datetime) -> int:
    """A picture or video that belongs to nothing on the working day after it came becomes a case
    of the sender's own: the desk looks at it, and the sender reads its number (design 1.7: nothing
    is lost). Returns how many cases were opened."""
    calendar, today = county_calendar(session, now), local_day(now)
    if not calendar.is_working_day(today):
        return 0
    since = now - timedelta(days=int(rule(session, "conversation.loose_picture_days", now)))
    waiting: dict[int, list[Media]] = {}
    for media in session.scalars(_LOOSE.where(Media.created_at > since)):
        if media.contact_id is not None:
            waiting.setdefault(media.contact_id, []).append(media)
    opened = 0
    for contact_id, found in waiting.items():
        # Whoever is still sending may be about to say what it is.
        if calendar.working_days_between(local_day(found[-1].created_at), today) < 1:
            continue
        issue = _opened(session, session.get_one(Contact, contact_id), found, now)
        for kind, person in _told(session, issue, contact_id, now):
            outbox.queue(
                session,
                kind,
                person,
                key=f"{kind}:{issue.id}:{person}",
                fields=case_fields(session, issue, now),
                now=now,
                case=("issue", issue.id),
            )
        opened += 1
    return opened


_LOOSE = (
    select(Media)
    .where(
        Media.kind.in_(("image", "video")),
        Media.message_id.is_not(None),
        Media.issue_id.is_(None),
        Media.hand_over_id.is_(None),
    )
    .order_by(Media.id)
)


def _opened(session: Session, sender: Contact, found: list[Media], now: datetime) -> Issue:
    said = say("media.wordless")
    words = wording.keep(session, said, said_by=sender.id, now=now, masked=said)
    title = say("media.wordless_title")
    issue = open_plain(session, sender, words, kind="unclear", title=title, now=now)
    for media in found:
        media.issue_id = issue.id
    # What they say next is what it is about (``growing``); until then the desk sees it waiting.
    take_step(session, issue, "ask_place", SYSTEM, now=now)
    exchanges.ask(session, sender.id, "place", now=now, case=("issue", issue.id))
    return issue


def _told(
    session: Session, issue: Issue, sender_id: int, now: datetime
) -> Iterator[tuple[str, int]]:
    yield "issue.wordless_picture", sender_id
    for contact_id in desk(session, issue, now):
        yield "office.picture", contact_id
