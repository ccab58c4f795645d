"""What a bureau said and did not say of which suggestion: kept until it is told, by them in chat or
by the office, who finds it on its list. Asked about once, however much follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import exchanges
from bot.actions.rules import rule
from bot.store.models import BureauLiaison, Contact, Exchange, Message, Words

#: What the conversation waits for: of which suggestion it is.
SAID = "bureau_said"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """``texts``: what was said, masked, oldest first; by whom, and how they are rung."""

    bureau: str
    name: str
    phone: str
    texts: list[str]


def hold(session: Session, contact_id: int, message_id: int, *, now: datetime) -> bool:
    """Keep one more message; whether it has to be asked about: the first one is."""
    before = waiting(session, contact_id, now)
    if before is None:
        exchanges.ask(session, contact_id, "words", now=now, act=SAID, messages=[message_id])
        return True
    before.waiting = {**before.waiting, "messages": [*before.waiting["messages"], message_id]}
    return False


def waiting(session: Session, contact_id: int, now: datetime) -> Exchange | None:
    """What waits of this person, as long as questions of ours are remembered."""
    rows = exchanges.open_with(session, contact_id, now, "words")
    return next((row for row in rows if row.waiting.get("act") == SAID), None)


def words_of(session: Session, row: Exchange) -> list[Words]:
    """What was said, oldest first; without what was erased meanwhile."""
    messages = [session.get(Message, one) for one in row.waiting["messages"]]
    kept = (one.words for one in messages if one is not None)
    return [words for words in kept if words is not None and words.text]


def listed(session: Session, now: datetime, limit: int) -> list[Unplaced]:
    """All that nobody has put to a suggestion yet, oldest first."""
    remembered = timedelta(days=int(rule(session, "conversation.question_days", now)))
    rows = session.scalars(
        select(Exchange)
        .where(
            Exchange.kind == "words",
            Exchange.finished_at.is_(None),
            Exchange.asked_at > now - remembered,
            Exchange.contact_id.in_(select(BureauLiaison.contact_id)),
        )
        .order_by(Exchange.id)
        .limit(limit * 4)
    )
    found = []
    for row in rows:
        words = words_of(session, row) if row.waiting.get("act") == SAID else []
        if words:
            contact = session.get_one(Contact, row.contact_id)
            texts = [one.masked for one in words]
            name, phone = contact.name or "", contact.phone or ""
            found.append(Unplaced(_bureaus(session, contact), name, phone, texts))
    return found[:limit]


def _bureaus(session: Session, contact: Contact) -> str:
    rows: Sequence[BureauLiaison] = session.scalars(
        select(BureauLiaison).where(BureauLiaison.contact_id == contact.id)
    ).all()
    return "、".join(dict.fromkeys(row.bureau.name for row in rows))
