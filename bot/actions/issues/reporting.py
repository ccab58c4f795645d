"""What is the reporter's own to decide: the rating, withdrawal, secrecy, the telephone."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import alarms, exchanges, hand_overs, ringing, telephone
from bot.actions.casework import SYSTEM, Actor, label, take_step
from bot.domain.workflow import Party, Refused
from bot.store.models import Issue, Words


def rate(
    session: Session, issue: Issue, actor: Actor, rating: str, words: Words | None, *, now: datetime
) -> None:
    """好了, 还差点 or 没好. 「好了」 closes it; the others bring it back to the desk."""
    step = {"好了": "confirm", "还差点": "not_good_enough", "没好": "not_done"}[rating]
    if step == "confirm":
        _only_reporter(issue, actor)
    issue.rating = rating
    telephone.no_longer_needed(session, issue.reporter_id, ("issue", issue.id), now)
    if step != "confirm":
        issue.attention = "grid"
        issue.closed_at = None
    take_step(session, issue, step, actor, now=now, words=words)
    if step == "confirm":
        take_step(session, issue, "close", SYSTEM, now=now)
        issue.closed_at = now


def withdraw(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    _only_reporter(issue, actor)
    entry = take_step(session, issue, "withdraw", actor, now=now)
    issue.closed_at = now
    hand_overs.cancel_all(session, issue, now=now)
    if actor.contact is not None:
        # Whatever we asked about it, the next word is not the answer.
        exchanges.finish_all(session, actor.contact, issue, now)
    alarm = alarms.of(session, issue)
    if alarm is not None:
        ringing.tell_withdrawn(session, alarm, entry.id, now=now)


def speak_again(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「又坏了」 after it was taken back: the same case goes on, at the desk."""
    _only_reporter(issue, actor)
    issue.closed_at = None
    issue.attention = "grid"
    take_step(session, issue, "speak_again", actor, now=now, words=words)


def keep_secret(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """「保密」: from now on only the county office sees who said it (design 1.3). A desk passes on
    what somebody asked who came or rang."""
    if actor.party == Party.CONSTITUENT:
        _only_reporter(issue, actor)
    take_step(session, issue, "keep_secret", actor, now=now)
    issue.secret = True
    issue.phone_to_bureau = False


def allow_phone(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """「可以打电话」: the bureau may see the telephone, because the person said so."""
    _only_reporter(issue, actor)
    if issue.secret:
        raise Refused("refused.secret_has_no_phone", case=label(issue))
    take_step(session, issue, "allow_phone", actor, now=now)
    issue.phone_to_bureau = True


def want_human(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    take_step(session, issue, "want_human", actor, now=now)


def _only_reporter(issue: Issue, actor: Actor) -> None:
    """Who joined hears what becomes of it; to end it or to hide it is the reporter's."""
    if actor.contact is None or actor.contact.id != issue.reporter_id:
        raise Refused("refused.only_reporter", case=label(issue))
