"""全过程代表参与 (P27): who raised a suggestion and who signed it are asked to the meetings about
it (研究会、座谈会、评议会); they say whether they come. Nothing is counted against who does not."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import exchanges
from bot.actions.casework import Actor, take_step
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import label, say_date
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Deputy, Exchange, History, Suggestion, Words

#: What the conversation waits for after an invitation: words that do this act.
_KIND, _ACT = "words", "meeting"


def invite(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, on: date, now: datetime
) -> int:
    """``words``: which meeting, at what hour, where. Returns how many deputies were asked. Raises
    Refused for a day that is over."""
    if on < local_day(now):
        raise Refused("refused.meeting_over", case=label(suggestion))
    following = parties.follower(session, suggestion, now)
    asked = [following] if following is not None else []
    asked += [row.deputy for row in parties.signers(session, suggestion)]
    contacts = dict.fromkeys(deputy.contact_id for deputy in asked)
    take_step(
        session,
        suggestion,
        "invite_to_meeting",
        actor,
        now=now,
        words=words,
        fact=say_date(on, now),
        until=on,
    )
    for contact_id in contacts:
        exchanges.ask(
            session,
            contact_id,
            _KIND,
            now=now,
            case=("suggestion", suggestion.id),
            act=_ACT,
            on=on.isoformat(),
            message=0,
        )
    return len(contacts)


def waiting(session: Session, contact_id: int, now: datetime) -> list[Exchange]:
    """Invitations that this person has not answered and whose day is not over, oldest first; they
    are remembered until then, however early they went out."""
    today = local_day(now).isoformat()
    rows = session.scalars(
        select(Exchange)
        .where(
            Exchange.contact_id == contact_id,
            Exchange.kind == _KIND,
            Exchange.case_kind == "suggestion",
            Exchange.finished_at.is_(None),
        )
        .order_by(Exchange.id)
    )
    return [
        row
        for row in rows
        if row.waiting.get("act") == _ACT and str(row.waiting.get("on", "")) >= today
    ]


def is_asked(session: Session, contact_id: int, suggestion: Suggestion, now: datetime) -> bool:
    """Whether an invitation to a meeting about it still waits for this person's word."""
    return any(row.case_id == suggestion.id for row in waiting(session, contact_id, now))


def answer(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    *,
    comes: bool,
    now: datetime,
    words: Words | None = None,
) -> date:
    """参加, 去不了: the office hears it. Gives the day. Raises Refused if nobody asked."""
    rows = waiting(session, actor.contact.id, now) if actor.contact is not None else []
    mine = [row for row in rows if row.case_id == suggestion.id]
    if not mine:
        raise Refused("refused.nothing_to_decide", case=label(suggestion))
    on = date.fromisoformat(str(mine[-1].waiting["on"]))
    step = "comes_to_meeting" if comes else "misses_meeting"
    take_step(
        session, suggestion, step, actor, now=now, words=words, fact=say_date(on, now), until=on
    )
    for row in mine:
        exchanges.finish(row, now)
    return on


def answers(session: Session, suggestion: Suggestion) -> Sequence[tuple[str, bool]]:
    """Who has answered the last invitation, and whether they come."""
    steps = ("invite_to_meeting", "comes_to_meeting", "misses_meeting")
    entries = session.scalars(
        select(History)
        .where(
            History.case_kind == "suggestion",
            History.case_id == suggestion.id,
            History.step.in_(steps),
        )
        .order_by(History.id)
    ).all()
    found: dict[str, bool] = {}
    for entry in entries:
        if entry.step == "invite_to_meeting":
            found = {}
            continue
        name = session.scalar(
            select(Deputy.name).where(Deputy.contact_id == entry.contact_id).limit(1)
        )
        found[name or "代表"] = entry.step == "comes_to_meeting"
    return list(found.items())
