"""A person wants to see, correct or erase their data: every such wish is a case of its own, with a
number and a day, for the county office alone. Whoever asks by telephone or in person is found by
the number of a case or by their telephone, never by leafing through people."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, issues
from bot.actions import words as wording
from bot.actions.casework import Actor, label, take_step
from bot.actions.privacy.plan import ENDED
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN
from bot.store.hints import seldom
from bot.store.models import Contact, Issue
from bot.store.vault import vault
from bot.texts import say

KIND = "data_rights"
#: How somebody asked an officer → how one says it.
ASKED = {"telephone": "打电话来的", "walk_in": "本人来的"}
#: What went on by then is over: what was left of an earlier wish.
KEPT = "kept"
SOURCES = {**ASKED, KEPT: "上回要删、当时还在办的，现在都办完了"}
#: Said as what it is, not as what it is not: so the few that are open are found by their state.
_WAITING = (*EARLY, *OPEN, ANSWERED)
_NUMBER = re.compile(r"民?(\d{1,9})")
_PHONE = re.compile(r"\d{7,12}")


def find(session: Session, asked: str) -> list[Contact]:
    """The reporter of the case with that number, or whoever left that telephone (a family may
    share one). Nothing else is looked for."""
    asked = asked.strip()
    digits = re.sub(r"[\s-]", "", asked)
    if _PHONE.fullmatch(digits) and not asked.startswith("民"):
        found = session.scalars(
            select(Contact)
            .where(Contact.phone_digest == vault().digest(digits))
            .order_by(Contact.id)
            .limit(5)
        ).all()
        if found:
            return list(found)
    number = _NUMBER.fullmatch(asked)
    issue = issues.by_number(session, int(number[1])) if number else None
    return [issue.reporter] if issue is not None else []


def open_one(session: Session, contact: Contact, *, now: datetime) -> Issue | None:
    """The request of this person that is being handled, if any."""
    return session.scalar(
        select(Issue)
        .where(
            Issue.reporter_id == contact.id,
            Issue.kind == KIND,
            Issue.state.not_in(ENDED),
        )
        .order_by(Issue.id.desc())
        .limit(1)
    )


def register(
    session: Session, contact: Contact, officer: Contact, source: str, *, now: datetime
) -> Issue:
    """Somebody asked by telephone or in person (a key of SOURCES); the request that is open
    already, if there is one. The officer who opens it is on record."""
    known = open_one(session, contact, now=now)
    if known is not None:
        return known
    said = f"{SOURCES[source]}，要看、改或删自己的信息。"
    words = wording.keep(session, said, said_by=contact.id, now=now, masked=said)
    issue = issues.open_data_rights(session, contact, words, now=now)
    issue.source, issue.entered_by = source, officer.id
    audit.record(
        session,
        "person.requested",
        contact_id=officer.id,
        now=now,
        thing="issue",
        thing_id=issue.id,
        fact=source,
    )
    return issue


def is_request(issue: Issue | None) -> bool:
    return issue is not None and issue.kind == KIND


def settle(session: Session, request: Issue, actor: Actor, text: str, *, now: datetime) -> None:
    """Tell the person what was done, in one sentence, and end the request."""
    check_open(request)
    words = wording.keep(session, text, said_by=_who(actor), now=now)
    take_step(session, request, "settle_data_request", actor, now=now, words=words)
    request.closed_at = now


def refuse(session: Session, request: Issue, actor: Actor, reason: str, *, now: datetime) -> None:
    """It cannot be done: the reason goes to the person in the officer's own words, with where they
    may complain (personal information law 50). Raises Refused."""
    check_open(request)
    if len(reason.strip()) < 4:
        raise Refused("personal.reason_needed")
    text = say("personal.refused", reason=reason.strip(), **where_to_turn(session, now))
    words = wording.keep(session, text, said_by=_who(actor), now=now)
    take_step(session, request, "decline", actor, now=now, words=words)
    audit.record(
        session,
        "person.refused",
        contact_id=_who(actor),
        now=now,
        thing="issue",
        thing_id=request.id,
    )


def where_to_turn(session: Session, now: datetime) -> dict[str, str]:
    """Fields for a sentence that says where one may complain."""
    return {
        "phone": str(rule(session, "county.phone", now)),
        "complain": str(rule(session, "privacy.complain", now)),
    }


def waiting(session: Session) -> Sequence[Issue]:
    """Requests that nobody has settled yet, oldest first."""
    # Put in order here: SQLite would walk all issues in their order sooner than sort a few.
    found = session.scalars(
        select(Issue).where(Issue.kind == KIND, seldom(Issue.state.in_(_WAITING)))
    )
    return sorted(found, key=lambda issue: issue.id)[:50]


def check_open(request: Issue) -> None:
    """Refused where it is over already."""
    if request.state in ENDED:
        raise Refused("personal.ended_already", case=label(request))


def _who(actor: Actor) -> int | None:
    return actor.contact.id if actor.contact else None
