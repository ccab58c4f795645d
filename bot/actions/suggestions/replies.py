"""答复: a draft for the deputy first, then the letter signed by the head, its class, evidence; a
reply is not "done" (design 1.4, mechanisms P22, X14). Supporting bureaus give their opinion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import words as texts
from bot.actions.casework import Actor, take_step
from bot.actions.kinds import gist
from bot.actions.rules import rule
from bot.actions.suggestions import meetings, parties, promises, weighing
from bot.actions.suggestions.kind import class_fields, label, say_date
from bot.actions.suggestions.receipts import received
from bot.actions.suggestions.whole import whole
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import OPINION_GIVEN, RESPONSIBLE
from bot.store.models import Assignment, Contact, Media, Reply, ReplyFile, Words
from bot.texts import say


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on a reply letter. ``signer``: the head who signed; ``outcome_class``: A to D;
    ``place``: where it can be seen (evidence of A); ``promise``: what will be done, until when, on
    what condition (B and C)."""

    words: Words
    signer: str
    outcome_class: str
    number: str = ""
    place: str = ""
    letter: Sequence[Media] = ()
    evidence: Sequence[Media] = ()
    promise: Words | None = None
    promise_until: date | None = None
    condition: str = ""


@whole
def show_draft(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> Reply:
    """The draft reply to the deputy, before anything is signed."""
    _check_role(row, "lead")
    received(session, row, actor, now)
    take_step(session, row, "show_draft", actor, now=now, words=words)
    return _keep(session, row, actor, "draft", words, now)


def comment(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> None:
    """The deputy's word on the draft."""
    take_step(session, row, "comment", actor, now=now, words=words)


def reply(
    session: Session, row: Assignment, actor: Actor, letter: Letter, *, now: datetime
) -> Reply:
    """The formal reply. Raises Refused where the letter lacks its signer, or a class its evidence
    or its promise; never for a missing meeting."""
    return reply_jointly(session, [row], [actor], letter, now=now)[0]


@whole
def reply_jointly(
    session: Session,
    rows: Sequence[Assignment],
    actors: Sequence[Actor],
    letter: Letter,
    *,
    now: datetime,
) -> list[Reply]:
    """并案答复: one letter for several items of a bureau; ``actors``: who acts in each of them."""
    made: list[Reply] = []
    for row, actor in zip(rows, actors, strict=True):
        _check_role(row, "lead")
        _check_letter(session, row, letter, now)
        received(session, row, actor, now)
        row.points_lost = meetings.flags(session, row, now).points
        row.outcome_class = letter.outcome_class
        kept = _keep(session, row, actor, "reply", letter.words, now, letter)
        if made:
            kept.joint_id = made[0].id
        made.append(kept)
        _send(session, row, actor, letter, now)
        _promise(session, row, actor, letter, now)
    return made


def _send(session: Session, row: Assignment, actor: Actor, letter: Letter, now: datetime) -> None:
    suggestion = row.suggestion
    others = [
        other
        for other in parties.leads(session, suggestion)
        if other.id != row.id and other.state in RESPONSIBLE
    ]
    asked = _say_owed(others, now) if others else weighing.open_window(session, suggestion, now)
    on_phone = _say_owed(others, now) if others else say("suggestion.rate_on_phone")
    take_step(
        session,
        row,
        "reply",
        actor,
        now=now,
        words=letter.words,
        fact=f"{letter.outcome_class}类",
        signer=letter.signer,
        outcome_class=letter.outcome_class,
        said={
            "rate": asked,
            "rate_on_phone": on_phone,
            "beside": _say_beside(letter, now),
            **class_fields(session, letter.outcome_class, now),
        },
    )
    if not others:
        take_step(session, suggestion, "all_replied", actor, now=now)


def _say_owed(others: Sequence[Assignment], now: datetime) -> str:
    """Who has still to answer, and that the rating waits for that."""
    names = "、".join(row.bureau.name for row in others)
    due = say_date(max(row.due for row in others), now)
    return say("suggestion.still_owed", bureaus=names, due=due)


def _say_beside(letter: Letter, now: datetime) -> str:
    """What comes with the words: a promise with its day, a letter to read."""
    said = ""
    if letter.promise is not None and letter.promise_until is not None:
        until = say_date(letter.promise_until, now)
        said += say("suggestion.promised", promise=gist(letter.promise.masked), until=until)
    if letter.letter:
        said += say("suggestion.letter_there")
    return said


def _check_role(row: Assignment, role: str) -> None:
    if row.role != role:
        key = "refused.lead_replies" if role == "lead" else "refused.lead_has_no_opinion"
        raise Refused(key, case=label(row))


def _check_letter(session: Session, row: Assignment, letter: Letter, now: datetime) -> None:
    classes = rule(session, "suggestion.classes", now)
    if letter.outcome_class not in classes:
        raise Refused("refused.needs_outcome_class", case=label(row), act="答复")
    if not letter.signer.strip():
        raise Refused("refused.needs_signer", case=label(row), act="答复")
    evidence = letter.place.strip() or letter.evidence
    if letter.outcome_class in rule(session, "suggestion.evidence_classes", now) and not evidence:
        raise Refused(
            "refused.class_needs_evidence", case=label(row), outcome_class=letter.outcome_class
        )
    promised = letter.promise is not None and letter.promise_until is not None
    if letter.outcome_class in rule(session, "suggestion.promise_classes", now) and not promised:
        raise Refused(
            "refused.class_needs_promise", case=label(row), outcome_class=letter.outcome_class
        )


def _keep(
    session: Session,
    row: Assignment,
    actor: Actor,
    kind: str,
    words: Words,
    now: datetime,
    letter: Letter | None = None,
) -> Reply:
    kept = Reply(
        assignment=row,
        kind=kind,
        round=row.suggestion.round,
        words=words,
        outcome_class=letter.outcome_class if letter else None,
        signer=letter.signer.strip() if letter else "",
        letter_number=letter.number if letter else "",
        place=letter.place if letter else "",
        written_by=actor.contact.id if actor.contact else None,
        at=now,
    )
    session.add(kept)
    session.flush()
    for part, files in (("letter", letter.letter), ("evidence", letter.evidence)) if letter else ():
        for media in files:
            session.add(ReplyFile(reply_id=kept.id, media_id=media.id, kind=part))
    session.flush()
    return kept


def _promise(
    session: Session, row: Assignment, actor: Actor, letter: Letter, now: datetime
) -> None:
    if letter.promise is not None and letter.promise_until is not None:
        promises.make(
            session,
            row,
            actor,
            letter.promise,
            letter.promise_until,
            now=now,
            condition=letter.condition,
        )


@whole
def reply_again(
    session: Session, row: Assignment, actor: Actor, letter: Letter, *, now: datetime
) -> Reply:
    """二次答复: what was promised is done, or stands otherwise; the class may change with it."""
    _check_role(row, "lead")
    _check_letter(session, row, letter, now)
    take_step(
        session,
        row,
        "reply_again",
        actor,
        now=now,
        words=letter.words,
        fact=f"{letter.outcome_class}类",
        signer=letter.signer,
        outcome_class=letter.outcome_class,
        said=class_fields(session, letter.outcome_class, now),
    )
    row.outcome_class = letter.outcome_class
    kept = _keep(session, row, actor, "again", letter.words, now, letter)
    _promise(session, row, actor, letter, now)
    return kept


@whole
def give_opinion(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> Reply:
    """会办意见, to the lead bureau. What is added stands beside the first, whose day counts."""
    _check_role(row, "supporting")
    received(session, row, actor, now)
    first = row.replied_at if row.state == OPINION_GIVEN else None
    take_step(session, row, "give_opinion", actor, now=now, words=words)
    row.replied_at = first or row.replied_at
    return _keep(session, row, actor, "opinion", words, now)


def propose_open_version(reply: Reply) -> str:
    """The reply without personal data, for a person to read before it is opened."""
    return reply.words.masked


def open_version(session: Session, reply: Reply, text: str, by: Contact, *, now: datetime) -> Words:
    """Keep the open version, as a person has read it. Raises Refused for what is not public."""
    if reply.assignment.suggestion.not_public:
        raise Refused("refused.not_public", case=label(reply.assignment))
    reply.open_words = texts.keep(session, texts.mask(text), said_by=by.id, now=now)
    return reply.open_words


def replies_of(session: Session, row: Assignment) -> Sequence[Reply]:
    """Drafts, replies and opinions of an assignment, oldest first."""
    return session.scalars(
        select(Reply).where(Reply.assignment_id == row.id).order_by(Reply.id)
    ).all()
