"""What we asked somebody, and finding their answer when it comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.actions import newcomers
from bot.actions.casework import Actor
from bot.actions.rules import rule
from bot.store import quick
from bot.store.asked_once import once
from bot.store.models import Contact, Exchange, HandOver, Issue

#: Asked at every message, so built once.
_OPEN = (
    select(Exchange)
    .where(
        Exchange.contact_id == bindparam("contact"),
        Exchange.finished_at.is_(None),
        Exchange.asked_at > bindparam("since"),
    )
    .order_by(Exchange.id)
)


def ask(
    session: Session,
    contact_id: int,
    kind: str,
    *,
    now: datetime,
    case: tuple[str, int] | None = None,
    **waiting: Any,
) -> Exchange:
    """Note a question of ours to ``contact_id``. A new one about the same replaces the old."""
    for old in open_with(session, contact_id, now, kind):
        if kind == "words" and old.waiting.get("act") != waiting.get("act"):
            continue
        if case is None or (old.case_kind, old.case_id) == case:
            old.finished_at = now
    newcomers.known_now(session, contact_id)
    row = Exchange(
        contact_id=contact_id,
        kind=kind,
        case_kind=case[0] if case else "",
        case_id=case[1] if case else None,
        waiting=waiting,
        asked_at=now,
    )
    quick.keep(session, row)
    return row


def ask_constituent(
    session: Session,
    issue: Issue,
    *,
    now: datetime,
    asked_by: Actor,
    hand_over: HandOver | None = None,
) -> None:
    """Somebody asked the reporter: their next words are the answer, and go to who asked."""
    ask(
        session,
        issue.reporter_id,
        "question",
        now=now,
        case=("issue", issue.id),
        asked_by=asked_by.contact.id if asked_by.contact else None,
        party=asked_by.party.value,
        hand_over=hand_over.id if hand_over else None,
    )


def open_with(
    session: Session, contact_id: int, now: datetime, kind: str = ""
) -> Sequence[Exchange]:
    """Unfinished exchanges with a person, oldest first."""
    if newcomers.is_new(session, contact_id):
        return []
    # After so long nobody remembers what was asked; "which one?" is forgotten sooner, since a later
    # 「收到」 is about something else.
    remembered = timedelta(days=int(rule(session, "conversation.question_days", now)))
    which = timedelta(hours=int(rule(session, "conversation.which_hours", now)))
    given = {"contact": contact_id, "since": now - remembered}
    asked_for = ("exchanges", *given.values())
    rows = once(session, asked_for, lambda: session.scalars(_OPEN, given).all())
    return [
        row
        for row in rows
        if row.finished_at is None
        and (not kind or row.kind == kind)
        and (row.kind != "which" or row.asked_at > now - which)
    ]


def promise_secrecy(session: Session, contact_id: int, *, now: datetime) -> None:
    """「保密」 before anything was said: an act that still lacks its words."""
    ask(session, contact_id, "words", now=now, act="keep_secret")


def promised_secrecy(session: Session, contact_id: int, now: datetime) -> Sequence[Exchange]:
    """Promises of secrecy that wait for the words they are about."""
    rows = open_with(session, contact_id, now, "words")
    return [row for row in rows if row.waiting.get("act") == "keep_secret"]


def promise_place(session: Session, contact_id: int, code: str, *, now: datetime) -> None:
    """A place was said and nothing of it yet: what is said next is there, unless it says where."""
    ask(session, contact_id, "words", now=now, act="place", code=code)


def promised_place(session: Session, contact_id: int, now: datetime) -> Exchange | None:
    rows = open_with(session, contact_id, now, "words")
    return next((row for row in rows if row.waiting.get("act") == "place"), None)


def begin(session: Session, contact_id: int, message_id: int, *, now: datetime) -> None:
    """Something was said before any matter (「我替我二姨说的」): it waits for it to come."""
    before = begun(session, contact_id, now)
    earlier = list(before.waiting.get("messages") or ()) if before is not None else []
    messages = [*earlier, message_id]
    ask(session, contact_id, "words", now=now, act="begun", messages=messages)


def begun(session: Session, contact_id: int, now: datetime) -> Exchange | None:
    """What this person began with, the same day, and no matter has followed."""
    hours = timedelta(hours=int(rule(session, "conversation.which_hours", now)))
    rows = open_with(session, contact_id, now, "words")
    return next(
        (row for row in rows if row.waiting.get("act") == "begun" and row.asked_at > now - hours),
        None,
    )


def note_shown(session: Session, contact_id: int, refs: Sequence[str], *, now: datetime) -> None:
    """A list was shown: 「第二件」 counts along it."""
    ask(session, contact_id, "words", now=now, act="shown", refs=list(refs))


def last_shown(
    session: Session, contact_id: int, now: datetime
) -> tuple[datetime, list[str]] | None:
    """When a list was shown last by chat, and what stood on it, in order."""
    rows = [
        row
        for row in open_with(session, contact_id, now, "words")
        if row.waiting.get("act") == "shown"
    ]
    return (rows[-1].asked_at, list(rows[-1].waiting.get("refs") or [])) if rows else None


def finish(row: Exchange, now: datetime) -> None:
    row.finished_at = now


def finish_all(session: Session, contact: Contact, issue: Issue, now: datetime) -> None:
    """Nothing about ``issue`` is being asked any more."""
    for row in open_with(session, contact.id, now):
        if row.case_kind == "issue" and row.case_id == issue.id:
            row.finished_at = now
