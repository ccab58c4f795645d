"""What is said in a case: more words, questions and their answers, notes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alarms, exchanges, hand_overs, outbox, recipients, ringing
from bot.actions.casework import SYSTEM, Actor, case_fields, take_step
from bot.actions.issues.above import leave_out
from bot.store.models import HandOver, Issue, Words


def press(issue: Issue, urgency: str) -> None:
    """「喝了拉肚子」 of yellow water: later words may make it pressing, never less so. Danger
    has its own way."""
    if urgency == "加急" and issue.urgency == "普通":
        issue.urgency = urgency


def supplement(
    session: Session,
    issue: Issue,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    told: Sequence[int] = (),
) -> None:
    """More words to an open case: to whoever handles it. Of a danger that is the officer on call
    and the desk that was shown it; no deputy was asked anything about it. ``told``: contacts who
    read these very words in another notice."""
    leave_out(session, issue, [words.text], now)
    alarm = alarms.of(session, issue)
    if alarm is None:
        take_step(session, issue, "supplement", actor, now=now, words=words)
    else:
        entry = take_step(session, issue, "answer_question", actor, now=now, words=words)
        known = told or ringing.tell_more(session, alarm, words, now=now)
        fields = case_fields(session, issue, now) | {"words": words.masked}
        for contact_id in recipients.desk(session, issue, now):
            if contact_id not in known:
                outbox.queue(
                    session,
                    "issue.supplement",
                    contact_id,
                    key=f"issue.supplement:{entry.id}:{contact_id}",
                    fields=fields,
                    now=now,
                    case=("issue", issue.id),
                )
    for row in hand_overs.open_ones(session, issue):
        hand_overs.tell_answer(session, row, words, now=now)


def answer_question(
    session: Session,
    issue: Issue,
    actor: Actor,
    words: Words,
    asked: dict[str, object],
    *,
    now: datetime,
) -> None:
    """The constituent answers: who asked hears it, and a stopped clock runs again."""
    entry = take_step(session, issue, "answer_question", actor, now=now, words=words)
    row_id = asked.get("hand_over")
    if isinstance(row_id, int):
        row = session.get_one(HandOver, row_id)
        hand_overs.resume(session, row, now=now)
        hand_overs.tell_answer(session, row, words, now=now)
    alarm = alarms.of(session, issue)
    if alarm is not None and row_id is None:
        ringing.tell_more(session, alarm, words, now=now)
    asked_by = asked.get("asked_by")
    if isinstance(asked_by, int) and not isinstance(row_id, int):
        outbox.queue(
            session,
            "issue.supplement",
            asked_by,
            key=f"issue.answered_question:{entry.id}:{asked_by}",
            fields=case_fields(session, issue, now) | {"words": words.masked},
            now=now,
            case=("issue", issue.id),
        )


def ask_constituent(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    take_step(session, issue, "ask", actor, now=now, words=words)
    exchanges.ask_constituent(session, issue, now=now, asked_by=actor)


def write(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    """A word to the constituent that is not the end of the matter."""
    take_step(session, issue, "write_to_constituent", actor, now=now, words=words)


def note(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    """A record beside the state; nobody is told."""
    take_step(session, issue, "note", actor, now=now, words=words)


def note_words(session: Session, issue: Issue, words: Words, *, now: datetime) -> None:
    """Words of the reporter that answer our own question; nobody needs to be told of them."""
    take_step(session, issue, "say_more", SYSTEM, now=now, words=words)
