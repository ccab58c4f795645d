"""What deputies and the desk do with an issue."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import SYSTEM, Actor, label, take_step
from bot.domain.workflow import Refused
from bot.store.models import Bureau, Deputy, History, Issue, Words


def take(session: Session, issue: Issue, actor: Actor, deputy: Deputy, *, now: datetime) -> None:
    """「我去看看」. Another deputy who comes second is told who has it."""
    if issue.state == "taken_up" and issue.deputy is not None and issue.deputy_id != deputy.id:
        raise Refused("refused.taken_already", case=label(issue), deputy=issue.deputy.name)
    issue.deputy = deputy
    take_step(session, issue, "take", actor, now=now)


def leave_to_station(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    take_step(session, issue, "leave_to_station", actor, now=now)


def request_hand_over(
    session: Session,
    issue: Issue,
    actor: Actor,
    bureau: Bureau,
    *,
    now: datetime,
    words: Words | None = None,
) -> None:
    """提请: the deputy proposes the bureau, the station verifies and hands over."""
    issue.bureaus = [bureau.name, *(name for name in issue.bureaus if name != bureau.name)]
    take_step(
        session,
        issue,
        "request_hand_over",
        actor,
        now=now,
        words=words,
        bureau=bureau,
        fact=bureau.name,
    )


#: What follows a deputy's request, or is one.
_OF_A_REQUEST = ("request_hand_over", "hand_over", "bureau_returned", "reroute")


def is_requested(session: Session, issue: Issue) -> bool:
    """Whether a deputy's request to hand it over waits for the station."""
    last = session.scalar(
        select(History.step)
        .where(
            History.case_kind == "issue",
            History.case_id == issue.id,
            History.step.in_(_OF_A_REQUEST),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return last == "request_hand_over"


def not_mine(
    session: Session, issue: Issue, actor: Actor, words: Words | None, *, now: datetime
) -> None:
    """「不是咱这片」: the station looks at the place again."""
    holder = issue.deputy if issue.state == "taken_up" else None
    if holder is not None and actor.contact and holder.contact_id == actor.contact.id:
        take_step(session, issue, "give_back", actor, now=now, words=words)
        issue.deputy = None
    else:
        take_step(session, issue, "not_mine", actor, now=now, words=words)


def answer(
    session: Session,
    issue: Issue,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    deputy: Deputy | None = None,
) -> None:
    """The answer to the constituent; a ``deputy`` who gives it has taken it up."""
    issue.deputy = deputy or issue.deputy
    take_step(session, issue, "answer", actor, now=now, words=words)


def refer(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    take_step(session, issue, "refer", actor, now=now, words=words)


def raise_as_suggestion(
    session: Session, issue: Issue, actor: Actor, deputy: Deputy, *, now: datetime
) -> None:
    """「转建议」: a deputy's own act (design 1.1). 议政代表 do not propose (design 1.7)."""
    if deputy.congress == "advisory":
        raise Refused("refused.advisory_cannot_propose", case=label(issue))
    issue.deputy = deputy
    take_step(session, issue, "raise", actor, now=now)


def decline(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    take_step(session, issue, "decline", actor, now=now, words=words)


def close_by_desk(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    take_step(session, issue, "close_by_desk", actor, now=now, words=words)
    issue.closed_at = now


def spoken_by_phone(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """A person rang the constituent: the two-working-day clock stops."""
    take_step(session, issue, "spoken_by_phone", actor, now=now)


def mark_told(session: Session, issue_id: int, *, now: datetime) -> None:
    """The result has really reached the constituent (delivered, or told by telephone)."""
    issue = session.get(Issue, issue_id)
    if issue is not None and issue.state == "answered":
        take_step(session, issue, "tell", SYSTEM, now=now)
