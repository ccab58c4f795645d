"""Issues of which nobody has read what they are about: a voice, a call for a person, rights over
one's own data."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.actions import newcomers, outbox
from bot.actions.casework import SYSTEM, case_fields, take_step, term_from
from bot.actions.issues.routing import place_desk
from bot.actions.numbers import next_number
from bot.actions.recipients import desk
from bot.store.models import Contact, Grid, Issue, Subscriber, Words


def open_plain(
    session: Session,
    reporter: Contact,
    words: Words,
    *,
    kind: str,
    title: str,
    now: datetime,
    seen_by: str = "grid",
) -> Issue:
    """An issue of which nobody has read what it is about (a voice, a call for a person, rights
    over one's own data). It has its number at once and waits at a desk."""
    grid = session.get(Grid, reporter.grid_id) if reporter.grid_id is not None else None
    issue = Issue(
        number=next_number(session, "issue"),
        title=title,
        state="received",
        kind=kind,
        words=words,
        reporter=reporter,
        grid=grid,
        seen_by=seen_by,
        created_at=now,
        urgency="普通",
        topic_path=[],
        reasons=[],
        bureaus=[],
        avoid=[],
        source="chat",
        attention="grid",
    )
    newcomers.known_now(session, reporter.id)
    session.add(issue)
    session.flush()
    place_desk(session, issue, now)
    return issue


def open_call(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """「找人」 from somebody without a case: the desk rings."""
    issue = open_plain(session, reporter, words, kind="human", title="想跟人说话", now=now)
    take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    return issue


def open_data_rights(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """Rights over one's own data (personal information law 44–50): county office only."""
    issue = open_plain(
        session,
        reporter,
        words,
        kind="data_rights",
        title="自己的信息",
        now=now,
        seen_by="county",
    )
    # Kept from whomever this person has said something about (design 1.3).
    issue.avoid = avoided_by(session, reporter)
    take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    return issue


def avoided_by(session: Session, reporter: Contact) -> list[dict[str, Any]]:
    """Whom and what this person's cases are kept from, all together."""
    joined = select(Subscriber.issue_id).where(Subscriber.contact_id == reporter.id)
    rows = session.scalars(
        select(Issue.avoid).where(or_(Issue.reporter_id == reporter.id, Issue.id.in_(joined)))
    )
    found: list[dict[str, Any]] = []
    for avoid in rows:
        found += [about for about in avoid or () if about not in found]
    return found


def open_praise(
    session: Session, reporter: Contact, words: Words, title: str, *, now: datetime
) -> Issue:
    """Praise for somebody: it has its number, and the desk passes it on."""
    issue = open_plain(session, reporter, words, kind="praise", title=title or "一条表扬", now=now)
    take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    return issue


def open_voice(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """A voice: its number at once; somebody listens and types it in (``transcribe``)."""
    issue = open_plain(session, reporter, words, kind="voice", title="一条语音", now=now)
    found = term_from(session, "issue.speak_within", now, event="收到")
    issue.speak_by, issue.speak_proof = found.due, found.proof
    for contact_id in desk(session, issue, now):
        outbox.queue(
            session,
            "office.voice",
            contact_id,
            key=f"office.voice:{issue.id}:{contact_id}",
            fields=case_fields(session, issue, now),
            now=now,
            case=("issue", issue.id),
        )
    return issue


def ask_to_listen(session: Session, issue: Issue, media_id: int, *, now: datetime) -> None:
    """A voice that belongs to a case: the desk listens and types it in."""
    for contact_id in desk(session, issue, now):
        outbox.queue(
            session,
            "office.voice",
            contact_id,
            key=f"office.voice:media:{media_id}:{contact_id}",
            fields=case_fields(session, issue, now),
            now=now,
            case=("issue", issue.id),
        )
