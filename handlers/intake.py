"""A push becomes a kept message, acts and an answer: one transaction (design 3)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.actions import late_results, messages, newcomers, outbox, people, reading, settling
from bot.actions.truths import ask_others, tell_when_true
from bot.channel.incoming import Incoming, consents, sent_result
from bot.clock import Clock
from bot.domain.calendars import local_time
from bot.domain.workflow import Refused
from bot.store.apart import apart
from bot.store.database import Database
from bot.store.models import Contact, Identity, Message
from bot.store.sheaf import gathered
from bot.texts import say
from handlers import conversation
from handlers.conversation import events
from handlers.conversation.context import Answer, Talk
from handlers.together import Together
from nlp.normal import folded

log = structlog.get_logger(__name__)

#: Signed events that we know nothing of are kept and acknowledged.
NOTHING = Answer("", "event")

#: Messages that failed are tried again after so long, and given to a person after so many tries.
AGAIN_AFTER = timedelta(minutes=2)
MOST_TRIES = 5


_TO_WARM_UP = "村口的电线掉下来了，有人触电，村干部说不归他管"

#: Who has waited so long gets a word now and the deed later: the platform waits five seconds.
PATIENCE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Push:
    """``came_at``: when it reached this process."""

    incoming: Incoming
    came_at: datetime


#: How the rows of so many messages are written, within their transaction.
_Rows = Callable[[Session, int], AbstractContextManager[None]]


def one_by_one(session: Session, size: int) -> AbstractContextManager[None]:
    """Each row at once: what cannot be written fails where it is written, and its message is kept
    without it."""
    return nullcontext()


class Intake:
    """``take`` answers a push. ``wake``: called when something may have been queued."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._together = Together(self._take_group)

    def take(self, incoming: Incoming) -> str:
        """The answer to say (empty: nothing). A repeated push gets the same one and does nothing
        again. Raises only if nothing could be stored at all: the platform then sends it again."""
        answer = self._together.do(Push(incoming, self._clock.now()))
        self._wake()
        return answer

    def is_busy(self) -> bool:
        """Whether pushes wait for their turn at the store."""
        return self._together.is_waited_for()

    def _take_group(self, pushes: Sequence[Push]) -> Sequence[str | Exception]:
        """One transaction for all who wait. If it breaks, each one alone and once more: somebody
        was faster with the same push or the same newcomer, or one of them spoils it for all. Where
        the database itself is away nobody needs to try again."""
        try:
            return self._commit(pushes)
        except OperationalError:
            raise
        except Exception as error:
            log.warning("taken one by one", count=len(pushes), error=type(error).__name__)
            return [self._take_alone(push) for push in pushes]

    def _take_alone(self, push: Push) -> str | Exception:
        try:
            return self._commit([push], one_by_one)[0]
        except Exception as error:
            return error

    def _commit(self, pushes: Sequence[Push], rows: _Rows = gathered) -> list[str]:
        with self._database.write() as session:
            # Asked now and not before: the writer's turn may have been long in coming.
            now = self._clock.now()
            heard = messages.heard_before(session, [push.incoming.key for push in pushes])
            people.look_for(session, [push.incoming.openid for push in pushes])
            with rows(session, len(pushes)):
                return [_take(session, push, heard, now) for push in pushes]

    def warm_up(self) -> None:
        """Build the reader now and let it read, so that the first message does not wait for it nor
        for its tables."""
        with self._database.read() as session:
            reading.reader(session).read(_TO_WARM_UP)

    def again(self) -> int:
        """Try the messages again that failed or were held; what is said now goes out as a notice.
        Returns how many were handled."""
        now = self._clock.now()
        with self._database.read() as session:
            waiting = [
                message.id for message in messages.unhandled(session, before=now - AGAIN_AFTER)
            ]
        done = 0
        for message_id in waiting:
            with self._database.write() as session:
                done += _again(session, message_id, now)
        if done:
            self._wake()
        return done


def _take(session: Session, push: Push, heard: dict[str, str | None], now: datetime) -> str:
    """``heard``: what was said to the pushes that came before, by their keys."""
    incoming = push.incoming
    if incoming.key in heard:
        before = heard[incoming.key]
        return before if before is not None else say("answer.failed")
    identity = people.receive(session, incoming.openid, now=now)
    if incoming.kind != "event":
        settling.user_spoke(identity, now)
    people.write_newcomer(session, identity)
    message = messages.keep(
        session,
        identity.contact,
        key=incoming.key,
        kind=incoming.kind,
        text=_words_of(incoming),
        details=_details(incoming),
        sent_at=incoming.sent_at,
        now=now,
    )
    said = _act(session, identity, message, now, late=now - push.came_at > PATIENCE)
    heard[incoming.key] = session.get_one(Message, message.id).answer
    return said


def _words_of(incoming: Incoming) -> str:
    """What of a push is somebody's words: also the name of a file and the title of a link."""
    said = incoming.text or incoming.recognition
    if said or incoming.kind not in ("unknown", "link"):
        return said
    named = (incoming.title, incoming.fields.get("FileName", ""), incoming.url)
    return " ".join(part for part in named if part)


def _details(incoming: Incoming) -> dict[str, object]:
    """What the platform said beside the words; it is enough to act again later."""
    result = sent_result(incoming)
    known = {
        "came_as": incoming.fields.get("MsgType", "") if incoming.kind == "unknown" else "",
        "media_id": incoming.media_id,
        "format": incoming.format,
        "event": incoming.event,
        "event_key": incoming.event_key,
        "scene": incoming.scene,
        "status": result.status if result else incoming.status,
        "job_id": incoming.job_id,
        "template_id": result.template_id if result else "",
        "latitude": incoming.latitude,
        "longitude": incoming.longitude,
        "label": incoming.label,
        "url": incoming.url[:255],
        "consents": [[consent.template_id, consent.accepted] for consent in consents(incoming)],
    }
    return {name: value for name, value in known.items() if value not in ("", None, [])}


def _act(
    session: Session, identity: Identity, message: Message, now: datetime, *, late: bool = False
) -> str:
    """Act within a savepoint: if it fails, the message alone is kept."""
    try:
        with apart(session):
            answer = _answer(session, identity, message, now, late)
            messages.settle(message, answer.text, answer.taken_as, issue_id=answer.issue_id)
        return answer.text
    except Refused as refused:
        text = say(refused.key, **refused.fields)
        messages.settle(_kept(session, message), text, "refused")
        return text
    except TooFast as held:
        # One visible warning and a held queue; never a silent drop (peers 5).
        messages.fail(_kept(session, message), "发得太快，排队中")
        return say("answer.slow_down") if held.first else ""
    except TooLate:
        messages.fail(_kept(session, message), "来得太多，排队中")
        return say("answer.failed")
    except IntegrityError:
        raise
    except Exception as error:
        # No words and no names in the log: they may be somebody's.
        log.exception("acting failed", message=message.id, error=type(error).__name__)
        messages.fail(_kept(session, message), f"{type(error).__name__}")
        return say("answer.failed")


def _kept(session: Session, message: Message) -> Message:
    """``message`` as it was before its acts were taken back: the session has forgotten it."""
    newcomers.ask_cases_again(session)
    return session.get_one(Message, message.id)


def _answer(
    session: Session, identity: Identity, message: Message, now: datetime, late: bool
) -> Answer:
    contact = identity.contact
    talk = Talk(
        session=session,
        now=now,
        identity=identity,
        contact=contact,
        roles=people.roles_of(session, contact, now),
        message=message,
        text=folded(message.words.text or "").strip() if message.words else "",
        reader=reading.reader(session),
    )
    if message.kind == "event":
        return _event(talk, message.details)
    if late and not conversation.is_danger(talk):
        raise TooLate
    if message.tries == 0:
        over = conversation.too_fast_by(talk)
        if over > 0 and not conversation.is_danger(talk):
            raise TooFast(first=over == 1)
    return _message(talk, message.kind, message.details)


class TooFast(Exception):
    """Somebody writes faster than we answer: held, and done a few minutes later."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self.first = first


class TooLate(Exception):
    """It waited nearly as long as the platform does: held, and done a few minutes later."""


def _message(talk: Talk, kind: str, details: dict[str, object]) -> Answer:
    media_id = str(details.get("media_id", ""))
    match kind:
        case "voice" if not talk.text:
            return events.voiced(talk, media_id, str(details.get("format", "")))
        case "voice":
            events.keep_voice(talk, media_id, str(details.get("format", "")))
            return conversation.answer_text(talk)
        case "text" if talk.text:
            return conversation.answer_text(talk)
        case "image" | "video" | "shortvideo":
            return events.pictured(talk, "image" if kind == "image" else "video", media_id)
        case "location":
            latitude, longitude = details.get("latitude"), details.get("longitude")
            if isinstance(latitude, int | float) and isinstance(longitude, int | float):
                return events.located(talk, float(latitude), float(longitude))
            return Answer(say("media.sticker"), "constituent")
        case "link":
            return events.linked(talk)
        case "text":
            return Answer(say("media.sticker"), "constituent")
        case _:
            return events.unknown(talk, str(details.get("came_as", "")))


def _event(talk: Talk, details: dict[str, object]) -> Answer:
    key = str(details.get("event_key", ""))
    scene = str(details.get("scene", ""))
    match str(details.get("event", "")):
        case "subscribe":
            settling.user_spoke(talk.identity, talk.now, event=True)
            return events.followed(talk, scene)
        case "unsubscribe":
            return events.unfollowed(talk)
        case "SCAN":
            settling.user_spoke(talk.identity, talk.now, event=True)
            return events.scanned(talk, scene)
        case "CLICK":
            settling.user_spoke(talk.identity, talk.now, event=True)
            return events.clicked(talk, key)
        case "LOCATION":
            return events.passed_by(talk, details.get("latitude"), details.get("longitude"))
        case "TEMPLATESENDJOBFINISH":
            late_results.template_finished(
                talk.session,
                str(details.get("job_id")),
                str(details.get("status")),
                talk.now,
                on_told=tell_when_true,
                on_lost=ask_others,
            )
            return NOTHING
        case "subscribe_msg_sent_event":
            late_results.subscription_finished(
                talk.session,
                talk.identity,
                str(details.get("job_id", "")),
                str(details.get("template_id", "")),
                str(details.get("status", "")),
                talk.now,
                on_told=tell_when_true,
                on_lost=ask_others,
            )
            return NOTHING
        case "subscribe_msg_popup_event" | "subscribe_msg_change_event":
            given = details.get("consents")
            return events.consented(talk, given if isinstance(given, list) else [])
        case _:
            return NOTHING


def _again(session: Session, message_id: int, now: datetime) -> int:
    message = session.get(Message, message_id)
    if message is None or message.state != "unhandled" or message.tries >= MOST_TRIES:
        return 0
    identity = _identity(session, message.contact)
    if identity is None:
        return 0
    message.tries += 1
    text = _act(session, identity, message, now)
    message = session.get_one(Message, message_id)
    if message.state != "handled":
        return 0
    if text:
        outbox.queue(
            session,
            "answer.later",
            message.contact_id,
            key=f"answer.later:{message.id}",
            fields={"text": _of_before(message, text)},
            now=now,
        )
    return 1


#: So much of a sentence says which one it was.
_ECHO = 16


def _of_before(message: Message, text: str) -> str:
    """The answer says to which sentence it belongs: others may have been said since."""
    said = message.words.masked if message.words is not None else ""
    if not said:
        return text
    echo = said if len(said) <= _ECHO else f"{said[:_ECHO]}……"
    at = local_time(message.received_at)
    minute = f"{at.minute:02d}"
    return say("answer.of_before", hour=at.hour, minute=minute, said=echo, text=text)


def _identity(session: Session, contact: Contact) -> Identity | None:
    return contact.identities[0] if contact.identities else None
