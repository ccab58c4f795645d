"""What personal data hangs on a set of cases, and on a person beside them: rows by their ids. The
dry run counts them, the erasure empties them; both look here."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.store.models import (
    Contact,
    HandOver,
    History,
    Issue,
    Media,
    Message,
    Notice,
    ReplyFile,
    Subscriber,
    SuggestionFile,
    SuggestionVersion,
    Words,
)
from bot.store.models.outbox import ON_THEIR_WAY


@dataclass(slots=True)
class Found:
    """Database ids. ``theirs``: words that constituents said; ``others``: what offices, deputies
    and bureaus wrote in the same cases, of which only the quotations go."""

    cases: set[int] = field(default_factory=set)
    hand_overs: set[int] = field(default_factory=set)
    theirs: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    media: set[int] = field(default_factory=set)
    notices: set[int] = field(default_factory=set)
    #: Contact ids of those who said it.
    people: set[int] = field(default_factory=set)


def of_cases(session: Session, issue_ids: Collection[int]) -> Found:
    """Everything personal in these cases."""
    found = Found(cases=set(issue_ids))
    if not found.cases:
        return found
    found.hand_overs = set(
        session.scalars(select(HandOver.id).where(HandOver.issue_id.in_(found.cases)))
    )
    found.people = set(
        session.scalars(select(Issue.reporter_id).where(Issue.id.in_(found.cases)))
    ) | set(session.scalars(select(Subscriber.contact_id).where(_joined(found.cases))))
    rows = session.execute(
        select(Message.id, Message.words_id).where(Message.issue_id.in_(found.cases))
    ).all()
    found.messages = {row.id for row in rows}
    _media(session, found, Media.issue_id.in_(found.cases))
    words = {row.words_id for row in rows if row.words_id}
    words |= set(session.scalars(select(Issue.words_id).where(Issue.id.in_(found.cases))))
    words |= set(session.scalars(select(History.words_id).where(*_steps(found))))
    _words(session, found, words)
    found.notices = set(session.scalars(select(Notice.id).where(_about(found))))
    return found


def _joined(cases: Collection[int]) -> ColumnElement[bool]:
    return Subscriber.issue_id.in_(cases)


def _steps(found: Found) -> Iterator[ColumnElement[bool]]:
    yield History.words_id.is_not(None)
    yield or_(
        and_(History.case_kind == "issue", History.case_id.in_(found.cases)),
        and_(History.case_kind == "hand_over", History.case_id.in_(found.hand_overs)),
    )


def _about(found: Found) -> ColumnElement[bool]:
    return or_(
        and_(Notice.case_kind == "issue", Notice.case_id.in_(found.cases)),
        and_(Notice.case_kind == "hand_over", Notice.case_id.in_(found.hand_overs)),
    )


def _media(session: Session, found: Found, where: ColumnElement[bool]) -> None:
    """Files that people or the desk brought; a bureau's own pictures of its work, and files that
    became part of a suggestion or a reply, are no data of theirs."""
    rows = session.execute(
        select(Media.id, Media.transcript_id).where(where, Media.hand_over_id.is_(None))
    ).all()
    ids = {row.id for row in rows}
    for table in (SuggestionFile, ReplyFile):
        ids -= set(session.scalars(select(table.media_id).where(table.media_id.in_(ids))))
    found.media |= ids
    # A voice that was typed in is the person's words, whoever typed.
    found.theirs |= {row.transcript_id for row in rows if row.transcript_id and row.id in ids}


def _words(session: Session, found: Found, ids: set[int]) -> None:
    """Sort words by who said them; what another case that goes on also begins with stays."""
    ids -= set(
        session.scalars(
            select(Issue.words_id).where(
                Issue.words_id.in_(ids), Issue.id.not_in(found.cases), Issue.cleared_at.is_(None)
            )
        )
    )
    ids -= _official(session, ids)
    rows = session.execute(
        select(Words.id, Words.said_by).where(Words.id.in_(ids), Words.erased_at.is_(None))
    ).all()
    for row in rows:
        mine = row.said_by is None or row.said_by in found.people
        (found.theirs if mine else found.others).add(row.id)
    found.others -= found.theirs


def _official(session: Session, ids: Collection[int]) -> set[int]:
    """Words that are part of a suggestion's text."""
    parts = (
        SuggestionVersion.situation_id,
        SuggestionVersion.analysis_id,
        SuggestionVersion.proposal_id,
    )
    return {
        one
        for part in parts
        for one in session.scalars(select(part).where(part.in_(ids)))
        if one is not None
    }


def of_person(
    session: Session, contact: Contact, issue_ids: Collection[int], *, at_work: bool = False
) -> Found:
    """What is in these cases of theirs, and whatever else this person wrote or was told that is
    about no other case: greetings, questions, pictures that belong to nothing, reminders. What
    they said in somebody else's case goes with that case if it is named. ``at_work``: they hold a
    role, so what still waits to be told to them in it is left alone."""
    found = of_cases(session, issue_ids)
    loose = session.execute(
        select(Message.id, Message.words_id).where(
            Message.contact_id == contact.id, Message.issue_id.is_(None)
        )
    ).all()
    found.messages |= {row.id for row in loose}
    found.people.add(contact.id)
    _words(session, found, {row.words_id for row in loose if row.words_id})
    _media(session, found, Media.message_id.in_({row.id for row in loose}))
    found.notices |= set(
        session.scalars(
            select(Notice.id).where(
                Notice.contact_id == contact.id,
                Notice.case_kind.not_in(("issue", "hand_over")),
                Notice.state.not_in(ON_THEIR_WAY if at_work else ()),
            )
        )
    )
    return found


def of_messages(session: Session, rows: Collection[Message]) -> Found:
    """Messages that became no case, with their words and pictures."""
    found = Found(messages={row.id for row in rows}, people={row.contact_id for row in rows})
    _words(session, found, {row.words_id for row in rows if row.words_id})
    _media(session, found, Media.message_id.in_(found.messages))
    return found


def in_joined(session: Session, contact: Contact, issue_ids: Collection[int]) -> Found:
    """What this person said in cases of others that they only joined, and was told about them."""
    found = Found(people={contact.id})
    if not issue_ids:
        return found
    rows = session.execute(
        select(Message.id, Message.words_id).where(
            Message.contact_id == contact.id, Message.issue_id.in_(issue_ids)
        )
    ).all()
    found.messages = {row.id for row in rows}
    words = {row.words_id for row in rows if row.words_id}
    words |= set(
        session.scalars(
            select(History.words_id).where(
                History.case_kind == "issue",
                History.case_id.in_(issue_ids),
                History.contact_id == contact.id,
                History.party == "constituent",
                History.words_id.is_not(None),
            )
        )
    )
    _words(session, found, words)
    _media(session, found, Media.message_id.in_(found.messages))
    found.notices = set(
        session.scalars(
            select(Notice.id).where(
                Notice.contact_id == contact.id,
                Notice.case_kind == "issue",
                Notice.case_id.in_(issue_ids),
            )
        )
    )
    return found
