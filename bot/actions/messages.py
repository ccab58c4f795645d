"""Keep a push before anything else is done with it; find it again when it is repeated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.orm import Session

from bot.actions import audit, newcomers, outbox, recipients
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.store import quick
from bot.store.models import Audit, Contact, Media, Message, Words

#: Asked at every message, so built once: a statement costs more to build than to run.
_RECENT = select(func.count(Message.id)).where(
    Message.contact_id == bindparam("contact"),
    Message.kind != "event",
    Message.received_at > bindparam("since"),
)
_LOOSE = select(Media).where(
    Media.contact_id == bindparam("contact"),
    Media.issue_id.is_(None),
    Media.hand_over_id.is_(None),
    Media.created_at > bindparam("since"),
)


@cache
def _by_keys(count: int) -> Select[str, str | None]:
    keys = quick.several("key", count, String())
    return select(Message.key, Message.answer).where(Message.key.in_(keys))


def heard_before(session: Session, keys: Sequence[str]) -> dict[str, str | None]:
    """The answer (None: it waits) to each message with one of ``keys`` that was pushed before."""
    rows = quick.ask(session, _by_keys(len(keys)), **quick.each("key", keys))
    return dict(rows)


def keep(
    session: Session,
    contact: Contact,
    *,
    key: str,
    kind: str,
    text: str,
    details: dict[str, Any],
    sent_at: datetime,
    now: datetime,
) -> Message:
    """Keep a push. Until it has been read its words are sealed and nothing of them is plain."""
    words = None
    if text:
        words = Words(text=text, masked="", said_by=contact.id, said_at=sent_at)
        quick.write(session, words)
        quick.take_in(session, words, speaker=contact)
    message = Message(
        key=key,
        contact_id=contact.id,
        kind=kind,
        words_id=words.id if words else None,
        details=details,
        sent_at=sent_at,
        received_at=now,
        state="unhandled",
        tries=0,
        trouble="",
        taken_as="",
    )
    quick.write(session, message)
    quick.take_in(session, message, contact=contact, words=words)
    return message


def show_masked(message: Message, masked: str) -> None:
    """The words have been read: their masked copy may be shown and searched."""
    if message.words is not None:
        quick.change(message.words, masked=masked)


def settle(message: Message, answer: str, taken_as: str, *, issue_id: int | None = None) -> None:
    """``issue_id``: what it is about; None leaves what was noted before."""
    quick.change(
        message,
        state="handled",
        answer=answer,
        taken_as=taken_as,
        tries=message.tries + 1,
        issue_id=issue_id if issue_id is not None else message.issue_id,
    )


def fail(message: Message, trouble: str) -> None:
    """Acting failed: the message stays, for the scheduler and for the office to see."""
    quick.change(message, state="unhandled", tries=message.tries + 1, trouble=trouble[:255])


def unhandled(session: Session, *, before: datetime, limit: int = 50) -> Sequence[Message]:
    """Kept and not yet acted on, oldest first, received before ``before``."""
    return session.scalars(
        select(Message)
        .where(Message.state == "unhandled", Message.received_at <= before)
        .order_by(Message.id)
        .limit(limit)
    ).all()


#: What a person of the office does with a message that no machine understood.
BY_HAND = ("message.opened", "message.answered", "message.set_aside")


def set_aside(session: Session, message: Message, contact: Contact, *, now: datetime) -> None:
    """A person of the office has dealt with it otherwise."""
    message.state = "set_aside"
    by_hand(session, "message.set_aside", message, contact, now=now)


def answer(
    session: Session, message: Message, contact: Contact, text: str, *, now: datetime
) -> None:
    """A person of the office writes back, in their own words: its sender was told that somebody
    would."""
    settle(message, text, "constituent")
    key = f"answer.by_hand:{message.id}"
    fields = {"text": text}
    outbox.queue(session, "answer.later", message.contact_id, key=key, fields=fields, now=now)
    by_hand(session, "message.answered", message, contact, now=now)


def by_hand(
    session: Session, act: str, message: Message, contact: Contact, *, now: datetime
) -> None:
    """Note who did which of BY_HAND."""
    audit.record(session, act, contact_id=contact.id, now=now, thing="message", thing_id=message.id)


def done_by_hand(session: Session, message: Message) -> tuple[str, str]:
    """(who, what) of the last of BY_HAND; empty: the program has read it after all."""
    done = session.execute(
        select(Contact.name, Audit.act)
        .join(Audit, Audit.contact_id == Contact.id)
        .where(Audit.act.in_(BY_HAND), Audit.thing == "message", Audit.thing_id == message.id)
        .order_by(Audit.id.desc())
        .limit(1)
    ).first()
    return (done.name or "", done.act) if done is not None else ("", "")


def recent_count(session: Session, contact: Contact, now: datetime, minutes: int) -> int:
    """How many messages this person sent in the last ``minutes``."""
    if newcomers.is_new(session, contact.id):
        return 1
    since = now - timedelta(minutes=minutes)
    return session.scalar(_RECENT, {"contact": contact.id, "since": since}) or 0


def expect_media(
    session: Session,
    message: Message,
    *,
    kind: str,
    platform_id: str,
    now: datetime,
    file_format: str = "",
) -> Media:
    """A picture, voice or video that is fetched afterwards. ``kind``: image, voice or video."""
    media = Media(
        message_id=message.id,
        contact_id=message.contact_id,
        kind=kind,
        platform_id=platform_id,
        state="waiting",
        content_type=file_format,
        next_at=now,
        created_at=now,
        recognised=kind == "voice" and message.words_id is not None,
    )
    session.add(media)
    newcomers.known_now(session, message.contact_id)
    session.flush()
    return media


def loose_media(session: Session, contact: Contact, now: datetime) -> Sequence[Media]:
    """Pictures of the last days that belong to nothing yet: each asked for its words and waits."""
    if newcomers.is_new(session, contact.id):
        return []
    since = now - timedelta(days=int(rule(session, "conversation.loose_picture_days", now)))
    return session.scalars(_LOOSE, {"contact": contact.id, "since": since}).all()


def tell_office_of_unhandled(session: Session, *, now: datetime) -> int:
    """Messages that could not be read for a while: the county office looks, once a day."""
    minutes = int(rule(session, "conversation.unread_minutes", now))
    count = session.scalar(
        select(func.count(Message.id)).where(
            Message.state == "unhandled", Message.received_at < now - timedelta(minutes=minutes)
        )
    )
    if not count:
        return 0
    for contact_id in recipients.county_clerks(session, now):
        outbox.queue(
            session,
            "office.unhandled",
            contact_id,
            key=f"office.unhandled:{local_day(now)}:{contact_id}",
            fields={"count": count},
            now=now,
        )
    return count
