"""What officers, deputies and bureaus wrote and read by chat while they handled a case, where no
row says which case it was about: answers echo its title, digests list several. Their messages and
notices of that time are opened, and quotations taken out."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.privacy import quotes
from bot.actions.privacy.found import Found
from bot.store.models import Attempt, History, Issue, Message, Notice

#: Digests and answers may still speak of a case so long after its last step.
_AFTERWARDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Time:
    """Whose chat is opened, and from when to when."""

    people: frozenset[int]
    since: datetime
    until: datetime

    def of(self, who: Any, at: Any) -> tuple[ColumnElement[bool], ...]:
        """SQL: a row of one of them, of that time."""
        return who.in_(self.people), at >= self.since, at <= self.until


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
    since = min(issue.created_at for issue in cases)
    until = max([since, *(row.at for row in steps)]) + _AFTERWARDS
    time = _Time(frozenset(people - found.people), since, until)

    def plain(text: str) -> str:
        return quotes.without(text, grams, whole)

    _messages(session, time, plain)
    _notices(session, time, plain)


def _messages(session: Session, time: _Time, plain: Callable[[str], str]) -> None:
    rows = session.scalars(
        select(Message)
        .where(*time.of(Message.contact_id, Message.received_at))
        .options(joinedload(Message.words))
    )
    for row in rows:
        row.answer = plain(row.answer) if row.answer else row.answer
        words = row.words
        if words is None or words.erased_at is not None or not words.text:
            continue
        text = plain(words.text)
        if text != words.text:
            words.text, words.masked = text, plain(words.masked)


def _notices(session: Session, time: _Time, plain: Callable[[str], str]) -> None:
    rows = session.scalars(
        select(Notice).where(
            *time.of(Notice.contact_id, Notice.created_at),
            Notice.case_kind.not_in(("issue", "hand_over")),
        )
    ).all()
    touched = []
    for row in rows:
        fields = json.loads(row.fields)
        without = _within(fields, plain)
        if without != fields:
            row.fields = json.dumps(without, ensure_ascii=False)
            touched.append(row.id)
    for tried in session.scalars(select(Attempt).where(Attempt.notice_id.in_(touched))):
        tried.said = plain(tried.said)


def _within(value: Any, plain: Callable[[str], str]) -> Any:
    """The same with every text in it made ``plain``."""
    match value:
        case str():
            return plain(value)
        case dict():
            return {key: _within(one, plain) for key, one in value.items()}
        case list():
            return [_within(one, plain) for one in value]
    return value
