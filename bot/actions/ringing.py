"""What somebody in danger says after the first words: to the officer who is ringing back, or to
whoever may be the one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, recipients
from bot.actions.alarm_fields import fields_of_alarm
from bot.store.models import Alarm, Notice, Words
from bot.texts import say


def tell_more(session: Session, alarm: Alarm, words: Words, *, now: datetime) -> list[int]:
    """The constituent said more: to the officer who is ringing back, or to who is on call. The
    contacts that are told."""
    return _tell_ringing(session, alarm, "alarm.more", str(words.id), {"words": words.masked}, now)


def tell_no_call(session: Session, alarm: Alarm, words: Words, *, now: datetime) -> list[int]:
    """The constituent must not be rung: whoever rings reads just that."""
    more = {"words": words.masked}
    return _tell_ringing(session, alarm, "alarm.no_call", str(words.id), more, now)


def tell_phone(session: Session, alarm: Alarm, message_id: int, *, now: datetime) -> list[int]:
    """The constituent left a telephone: to whoever has to ring it, as it is."""
    return _tell_ringing(session, alarm, "alarm.phone", str(message_id), {}, now)


def tell_sent(
    session: Session, alarm: Alarm, what: str, message_id: int, *, now: datetime
) -> list[int]:
    """The constituent sent ``what`` (照片, 语音, 位置) that is seen on the page of the case."""
    words = {"words": say("alarm.sent_something", what=what)}
    return _tell_ringing(session, alarm, "alarm.more", f"m{message_id}", words, now)


def tell_withdrawn(session: Session, alarm: Alarm, entry_id: int, *, now: datetime) -> list[int]:
    """The constituent took it back: whoever rings still rings, and knows it."""
    words = {"words": say("alarm.taken_back")}
    return _tell_ringing(session, alarm, "alarm.more", f"w{entry_id}", words, now)


def _tell_ringing(
    session: Session,
    alarm: Alarm,
    kind: str,
    once: str,
    more: Mapping[str, object],
    now: datetime,
) -> list[int]:
    if alarm.heard_by is not None:
        contacts = [alarm.heard_by]
    else:
        # Whoever was asked may be the one who rings.
        asked = session.scalars(
            select(Notice.contact_id).where(
                Notice.case_kind == "issue",
                Notice.case_id == alarm.issue_id,
                Notice.kind.in_(("alarm.call_back", "alarm.nobody")),
            )
        ).all()
        contacts = [*recipients.on_call(session, now), *asked]
        contacts = contacts or recipients.above_on_call(session, alarm.issue, now)
    contacts = list(dict.fromkeys(contacts))
    fields = fields_of_alarm(session, alarm, now) | dict(more)
    for contact_id in contacts:
        outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{once}:{contact_id}",
            fields=fields,
            now=now,
            case=("issue", alarm.issue_id),
        )
    return contacts
