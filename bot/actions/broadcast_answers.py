"""What people say to a word to many (群发): kept with it and shown on its page to who sent it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import exchanges, outbox
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.domain.calendars import local_time
from bot.domain.workflow import Party
from bot.store.models import Broadcast, Contact, History, Message, Notice, Words

KIND = "broadcast"
_STEP = "answered"
#: What a person plainly said of coming; empty: neither.
COMES, MISSES = "comes", "misses"
_NOON = 12


def shown_last(
    session: Session, contact_id: int, now: datetime, *, fresh: bool = False
) -> Broadcast | None:
    """The word to many that is the newest thing this person was shown: nothing else reached them
    since, they were asked nothing, and have spoken of no case. ``fresh``: within hours."""
    since = now - timedelta(days=int(rule(session, "conversation.question_days", now)))
    if fresh:
        since = now - timedelta(hours=int(rule(session, "broadcast.answer_hours", now)))
    last = session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == contact_id,
            Notice.state.in_(("sent", "told")),
            Notice.settled_at > since,
        )
        .order_by(Notice.settled_at.desc(), Notice.id.desc())
        .limit(1)
    ).first()
    if last is None or last.kind != "broadcast.word" or last.case_id is None:
        return None
    shown = last.settled_at
    if shown is None or any(
        one.asked_at > shown for one in exchanges.open_with(session, contact_id, now)
    ):
        return None
    acted = select(History.id).where(
        History.contact_id == contact_id, History.at > shown, History.case_kind != KIND
    )
    spoke = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.received_at > shown,
        Message.issue_id.is_not(None),
    )
    if session.scalar(acted.limit(1)) or session.scalar(spoke.limit(1)):
        return None
    return session.get(Broadcast, last.case_id)


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


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as the page shows it. ``words`` are empty once they were erased."""

    name: str
    words: str
    coming: str
    at: datetime


def answers(session: Session, row: Broadcast) -> Sequence[Said]:
    """Everything that was answered, oldest first."""
    rows = session.execute(
        select(History, Contact.name, Words)
        .join(Contact, Contact.id == History.contact_id)
        .outerjoin(Words, Words.id == History.words_id)
        .where(History.case_kind == KIND, History.case_id == row.id, History.step == _STEP)
        .order_by(History.id)
    )
    return [
        Said(name or "", (words.text or "") if words else "", entry.fact, entry.at)
        for entry, name, words in rows
    ]


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
