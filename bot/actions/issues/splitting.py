"""拆成两件: a part of what somebody said is a matter of its own. 并入同一件 takes it back."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.actions import alarms
from bot.actions import words as wording
from bot.actions.casework import Actor, check_step, label, number_of, take_step
from bot.actions.issues.finding import by_said_number
from bot.actions.issues.opening import open_issue, take_topic, title_of
from bot.domain.workflow import Refused
from bot.store.models import Contact, History, Issue, Message, Words
from nlp.reading import Reader
from nlp.split import clean


def split_off(
    session: Session, issue: Issue, text: str, actor: Actor, reader: Reader, *, now: datetime
) -> Issue:
    """``text``, a part of what its reporter said, goes its own way as a new issue of theirs, kept
    at least as far above as ``issue``. Pictures stay with the first."""
    check_step(issue, "split", actor)
    said = _bare(text)
    if not said:
        raise Refused("refused.split_nothing", case=label(issue))
    if said in (_bare(issue.words.text), _bare(issue.words.masked)):
        raise Refused("refused.split_whole", case=label(issue))
    alarm = alarms.of(session, issue)
    if alarm is not None and not (alarm.heard_at or alarm.passed_on_at or alarm.over_at):
        raise Refused("refused.split_before_heard", case=label(issue))
    for other in _taken_out(session, issue):
        if _bare(other.words.text) == said:
            raise Refused("refused.split_already", case=label(issue), other=number_of(other))
    reading = reader.read(text, home=issue.grid.code if issue.grid else None)
    if reading.urgency == "危急":
        # Whoever rings about a danger has to have all of it before them.
        raise Refused("refused.split_danger", case=label(issue))
    added = _never_said(session, issue, text)
    if added:
        raise Refused("refused.split_not_said", case=label(issue), words=added)
    words = wording.keep(session, text, said_by=issue.reporter_id, now=now, masked=reading.masked)
    new = open_issue(
        session,
        issue.reporter,
        words,
        reading,
        replace(reading.issues[0], urgency=reading.urgency),
        now=now,
        source=issue.source,
        entered_by=session.get(Contact, issue.entered_by) if issue.entered_by else None,
        secret=issue.secret,
        out_of=issue,
    )
    _rename(issue, new, text, reader)
    take_step(session, new, "split_from", actor, now=now, fact=number_of(issue))
    take_step(session, issue, "split", actor, now=now, fact=number_of(new), other=label(new))
    return new


def _never_said(session: Session, issue: Issue, text: str) -> str:
    """The first clause of ``text`` that its reporter never said about it; empty where they said
    all of it. Others read the new case as what they said."""
    mine = Words.said_by == issue.reporter_id
    told = select(History.words_id).where(
        History.case_kind == "issue", History.case_id == issue.id, History.words_id.is_not(None)
    )
    sent = select(Message.words_id).where(
        Message.issue_id == issue.id, Message.words_id.is_not(None)
    )
    rows = session.scalars(select(Words).where(mine, or_(Words.id.in_(told), Words.id.in_(sent))))
    heard = [_bare(said) for words in (issue.words, *rows) for said in (words.text, words.masked)]
    clauses = [part for part in re.split(r"[\W_]+", text) if part]
    return next((part for part in clauses if not any(part in said for said in heard)), "")


#: Fewer letters that are left are no matter: 「还有」.
_MATTER = 4


def _rename(issue: Issue, new: Issue, text: str, reader: Reader) -> None:
    """Where the whole was called by what has gone, it is called by what is left."""
    whole = issue.words.text or ""
    rest = clean(whole.replace(text, "", 1))
    if issue.title != new.title or text not in whole or len(_bare(rest)) < _MATTER:
        return
    left = reader.read(rest, home=issue.grid.code if issue.grid else None)
    issue.title = title_of(left, left.issues[0])
    take_topic(issue, left, left.issues[0])


def split_from(session: Session, issue: Issue) -> Issue | None:
    """The case of which ``issue`` was a part."""
    return next(_others(session, issue, "split_from"), None)


def _taken_out(session: Session, issue: Issue) -> Iterator[Issue]:
    return _others(session, issue, "split")


def _others(session: Session, issue: Issue, step: str) -> Iterator[Issue]:
    facts = session.scalars(
        select(History.fact).where(
            History.case_kind == "issue", History.case_id == issue.id, History.step == step
        )
    )
    for fact in facts:
        other = by_said_number(session, fact)
        if other is not None:
            yield other


def _bare(text: str | None) -> str:
    """Without what makes no difference to what is said."""
    return re.sub(r"[\W_]+", "", text or "")
