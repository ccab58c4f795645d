"""What officers, deputies and bureaus wrote and read by chat while they handled a case, where no
row says which case it was about: answers echo its title, digests list several. Their messages and
notices of that time are opened, and quotations taken out."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.privacy import quotes
from bot.actions.privacy.found import Found
from bot.store.models import Attempt, History, Issue, Message, Notice

#: Digests and answers may still speak of a case so long after its last step.
_AFTERWARDS = timedelta(days=7)


def clear(
    session: Session,
    found: Found,
    cases: Sequence[Issue],
    grams: Collection[str],
    whole: Collection[str],
) -> None:
    """Take what ``grams`` and ``whole`` say out of the chat of whoever had to do with ``cases``."""
    if not cases:
        return
    steps = session.execute(
        select(History.contact_id, History.at).where(
            History.case_kind == "issue", History.case_id.in_(found.cases)
        )
    ).all()
    told = session.scalars(select(Notice.contact_id).where(Notice.id.in_(found.notices)))
    people = {row.contact_id for row in steps if row.contact_id} | set(told)
    people -= found.people
    since = min(issue.created_at for issue in cases)
    until = max([since, *(row.at for row in steps)]) + _AFTERWARDS
    _messages(session, people, since, until, grams, whole)
    _notices(session, people, since, until, grams, whole)


def _messages(
    session: Session,
    people: Collection[int],
    since: datetime,
    until: datetime,
    grams: Collection[str],
    whole: Collection[str],
) -> None:
    rows = session.scalars(
        select(Message)
        .where(
            Message.contact_id.in_(people),
            Message.received_at >= since,
            Message.received_at <= until,
        )
        .options(joinedload(Message.words))
    )
    for row in rows:
        answer = row.answer or ""
        if (plain := quotes.without(answer, grams, whole)) != answer:
            row.answer = plain
        words = row.words
        if words is not None and words.erased_at is None and words.text:
            plain = quotes.without(words.text, grams, whole)
            if plain != words.text:
                words.text, words.masked = plain, quotes.without(words.masked, grams, whole)


def _notices(
    session: Session,
    people: Collection[int],
    since: datetime,
    until: datetime,
    grams: Collection[str],
    whole: Collection[str],
) -> None:
    rows = session.scalars(
        select(Notice).where(
            Notice.contact_id.in_(people),
            Notice.created_at >= since,
            Notice.created_at <= until,
            Notice.case_kind.not_in(("issue", "hand_over")),
        )
    ).all()
    touched = []
    for row in rows:
        fields = json.loads(row.fields)
        plain = _without(fields, grams, whole)
        if plain != fields:
            row.fields = json.dumps(plain, ensure_ascii=False)
            touched.append(row.id)
    for tried in session.scalars(select(Attempt).where(Attempt.notice_id.in_(touched))):
        tried.said = quotes.without(tried.said, grams, whole)


def _without(value: Any, grams: Collection[str], whole: Collection[str]) -> Any:
    match value:
        case str():
            return quotes.without(value, grams, whole)
        case dict():
            return {key: _without(one, grams, whole) for key, one in value.items()}
        case list():
            return [_without(one, grams, whole) for one in value]
    return value
