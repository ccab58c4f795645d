"""What people say to a word to many (群发): kept with it and shown on its page to who sent it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import exchanges, outbox
from bot.actions import words as wording
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.domain.calendars import local_time
from bot.domain.workflow import Party, Refused
from bot.store.models import (
    Broadcast,
    BroadcastRecipient,
    Contact,
    Exchange,
    History,
    Message,
    Notice,
    Officer,
    Words,
)

KIND = "broadcast"
#: The question which of several is meant (``exchanges``, ``act``).
WHICH = "to_word"
_STEP, _REPLIED = "answered", "replied"
#: Letters of one word back.
LONGEST = 200
#: What a person plainly said of coming; empty: neither.
COMES, MISSES = "comes", "misses"
_NOON = 12
#: What a notice has come to that its person knows of.
_REACHED = ("sent", "told")


@dataclass(frozen=True, slots=True)
class Shown:
    """A word to many that somebody was shown. ``at``: when they last saw or answered it; ``since``:
    when they were shown it; ``answered``: they have said that they come, or not."""

    row: Broadcast
    at: datetime
    since: datetime
    answered: bool = False


def shown_lately(session: Session, contact_id: int, now: datetime) -> Sequence[Shown]:
    """The words to many that this person was shown in these days, or has answered since, newest
    first."""
    since = now - timedelta(days=int(rule(session, "conversation.question_days", now)))
    rows = session.execute(
        select(Broadcast, Notice.settled_at)
        .join(Notice, (Notice.case_kind == KIND) & (Notice.case_id == Broadcast.id))
        .where(
            Notice.contact_id == contact_id,
            Notice.kind == "broadcast.word",
            Notice.state.in_(_REACHED),
            Notice.settled_at > since,
        )
        .order_by(Notice.settled_at.desc(), Notice.id.desc())
    ).all()
    if not rows:
        return []
    said = func.max(History.fact)
    answered = select(History.case_id, func.max(History.at), said).where(
        History.contact_id == contact_id,
        History.case_kind == KIND,
        History.case_id.in_([row.id for row, _ in rows]),
    )
    spoken: dict[int | None, tuple[datetime, bool]] = {
        row_id: (at, bool(fact))
        for row_id, at, fact in session.execute(answered.group_by(History.case_id))
    }
    shown = []
    for row, at in rows:
        last, says = spoken.get(row.id, (at, False))
        if at is not None and last is not None:
            shown.append(Shown(row, max(at, last), at, says))
    return sorted(shown, key=lambda one: one.at, reverse=True)


def is_fresh(session: Session, shown: Shown, now: datetime) -> bool:
    """Whether it was shown within hours."""
    return shown.at > hours_before(session, now)


def hours_before(session: Session, now: datetime) -> datetime:
    """From then on what was shown is fresh."""
    return now - timedelta(hours=int(rule(session, "broadcast.answer_hours", now)))


def something_since(session: Session, contact_id: int, shown: Shown, now: datetime) -> bool:
    """Whether this person was shown or asked something else after it, or has spoken of a case."""
    told = select(Notice.id).where(
        Notice.contact_id == contact_id,
        Notice.state.in_(_REACHED),
        Notice.settled_at > shown.at,
        Notice.kind.not_like("broadcast.%"),
    )
    acted = select(History.id).where(
        History.contact_id == contact_id, History.at > shown.at, History.case_kind != KIND
    )
    spoke = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.received_at > shown.at,
        Message.issue_id.is_not(None),
    )
    # Our own question which of them is meant is nothing else.
    asked = [
        one
        for one in exchanges.open_with(session, contact_id, now)
        if one.waiting.get("act") != WHICH
    ]
    return any(one.asked_at > shown.at for one in asked) or any(
        session.scalar(query.limit(1)) for query in (told, acted, spoke)
    )


def keep(
    session: Session,
    row: Broadcast,
    contact: Contact,
    words_id: int | None,
    *,
    party: Party,
    coming: str,
    now: datetime,
) -> None:
    """Keep an answer; who sent the word hears once in half a day that there are some.
    ``coming``: COMES, MISSES or empty."""
    session.add(
        History(
            case_kind=KIND,
            case_id=row.id,
            step=_STEP,
            from_state=row.state,
            to_state=row.state,
            party=party.value,
            contact_id=contact.id,
            words_id=words_id,
            fact=coming,
            at=now,
        )
    )
    if contact.id != row.maker.contact_id:
        tell_sender(session, row, now=now)


def tell_sender(session: Session, row: Broadcast, *, now: datetime) -> None:
    """Who sent the word hears that there are answers, once in half a day."""
    here = local_time(now)
    half = "am" if here.hour < _NOON else "pm"
    outbox.queue(
        session,
        "broadcast.answered",
        row.maker.contact_id,
        key=f"broadcast-answered:{row.id}:{here:%Y%m%d}{half}",
        fields={"title": row.title, "link": address(session, f"/console/broadcasts/{row.id}")},
        now=now,
    )


def reply(
    session: Session, row: Broadcast, contact_id: int, text: str, officer: Officer, *, now: datetime
) -> None:
    """One word back to one person who has answered: no word to many, so one officer says it.
    Raises Refused: no words, or nobody who answered."""
    said = text.strip()
    if (
        not said
        or len(said) > LONGEST
        or contact_id not in {one.who for one in answers(session, row)}
    ):
        raise Refused("console.broadcast_reply", most=LONGEST)
    kept = wording.keep(session, said, said_by=officer.contact_id, now=now)
    session.add(
        History(
            case_kind=KIND,
            case_id=row.id,
            step=_REPLIED,
            from_state=row.state,
            to_state=row.state,
            party=Party.OFFICE.value,
            contact_id=officer.contact_id,
            words_id=kept.id,
            fact=str(contact_id),
            at=now,
        )
    )
    fields = {"title": row.title, "who": officer.name, "words": said}
    fields["link"] = address(session, f"/p/word/{row.id}")
    key = f"broadcast-reply:{kept.id}"
    outbox.queue(session, "broadcast.reply", contact_id, key=key, fields=fields, now=now)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as the page shows it. ``words`` are empty once they were erased. ``who``: contact
    id; ``replies``: who of the office said what to this person afterwards."""

    who: int | None
    name: str
    words: str
    coming: str
    at: datetime
    replies: tuple[str, ...] = ()
    #: They were asked which word to many is meant, and have not said it.
    unclear: bool = False


def answers(session: Session, row: Broadcast) -> Sequence[Said]:
    """Everything that was answered, oldest first."""
    rows = session.execute(
        select(History, Contact.name, Words)
        .join(Contact, Contact.id == History.contact_id)
        .outerjoin(Words, Words.id == History.words_id)
        .where(History.case_kind == KIND, History.case_id == row.id)
        .where(History.step.in_((_STEP, _REPLIED)))
        .order_by(History.id)
    ).all()
    found: list[Said] = []
    for entry, name, words in rows:
        text = (words.text or "") if words else ""
        if entry.step == _STEP:
            found.append(Said(entry.contact_id, name or "", text, entry.fact, entry.at))
            continue
        # It answers what that person had said last.
        last = max(n for n, one in enumerate(found) if str(one.who) == entry.fact)
        told = (*found[last].replies, f"{name}：{text}")
        found[last] = replace(found[last], replies=told)
    return [*found, *_unclear(session, row)]


def _unclear(session: Session, row: Broadcast) -> Iterator[Said]:
    """What may have been said to it: nothing said is lost, whether they answer the question or
    not."""
    people = select(BroadcastRecipient.contact_id).where(BroadcastRecipient.broadcast_id == row.id)
    asked = session.execute(
        select(Exchange, Contact.name)
        .join(Contact, Contact.id == Exchange.contact_id)
        .where(
            Exchange.kind == "words",
            Exchange.asked_at > row.made_at,
            Exchange.contact_id.in_(people),
        )
        .order_by(Exchange.id)
    )
    for one, name in asked:
        waiting = one.waiting
        if waiting.get("act") != WHICH or waiting.get("settled") or row.id not in waiting["words"]:
            continue
        message = session.get(Message, waiting["message"])
        words = message.words if message is not None else None
        text = (words.text or "") if words is not None else ""
        yield Said(one.contact_id, name or "", text, "", one.asked_at, unclear=True)


def coming(session: Session, row: Broadcast) -> tuple[int, int]:
    """How many people said that they come, and how many that they do not; the last word of each
    that says either."""
    rows = session.execute(
        select(History.contact_id, History.fact)
        .where(
            History.case_kind == KIND,
            History.case_id == row.id,
            History.step == _STEP,
            History.fact != "",
        )
        .order_by(History.id)
    )
    last: dict[int | None, str] = {}
    for who, fact in rows:
        last[who] = fact
    said = list(last.values())
    return said.count(COMES), said.count(MISSES)


def not_said(session: Session, row: Broadcast) -> list[str]:
    """Names of those whom it was for and who have not said whether they come, as they stand on its
    list; not of who sent it."""
    said = select(History.contact_id).where(
        History.case_kind == KIND,
        History.case_id == row.id,
        History.step == _STEP,
        History.fact != "",
    )
    people = session.scalars(
        select(Contact)
        .join(BroadcastRecipient, BroadcastRecipient.contact_id == Contact.id)
        .where(
            BroadcastRecipient.broadcast_id == row.id,
            BroadcastRecipient.state != "left",
            Contact.id.not_in(said),
            Contact.id != row.maker.contact_id,
        )
        .order_by(BroadcastRecipient.id)
    )
    return [one.name or "" for one in people]
