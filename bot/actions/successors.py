"""After an election: what a deputy who left was following, whom one could name instead, and the
naming by a person. Proposed for the day when the new roster takes effect; named from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, following
from bot.actions.casework import Actor
from bot.actions.elections import noon, old_deputies
from bot.actions.suggestions import succession
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Deputy, Election, Issue, Suggestion

#: More than this nobody names in one sitting; the rest comes up as these are done.
MOST = 60
#: Chosen instead of a deputy, for a citizen's issue: the station goes on with it.
STATION = "station"


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that goes on. ``key``: issue-12 or suggestion-7; ``proposed``: likeliest first."""

    key: str
    title: str
    before: str
    proposed: list[Deputy]
    link: str


def open_things(session: Session, election: Election, now: datetime) -> list[Open]:
    """What nobody of the new roster follows, oldest first, suggestions before citizens' issues."""
    at = max(now, noon(election.takes_effect), key=local_day)
    day = local_day(at)
    found = [_suggestion(session, one, day) for one in _suggestions(session, election, at)]
    found += [_issue(session, one, at) for one in _issues(session, election, now)]
    return found[:MOST]


def _suggestions(session: Session, election: Election, at: datetime) -> Iterable[Suggestion]:
    return [
        one
        for one in succession.nobody_follows(session, at)
        if one.congress == election.congress
        and (election.congress == "county" or one.area_id == election.area_id)
    ]


def _suggestion(session: Session, about: Suggestion, on: date) -> Open:
    before = about.successor or about.lead
    return Open(
        f"suggestion-{about.draft_number}",
        f"{name_of(about)}《{about.title}》",
        before.name,
        succession.may_follow(session, about, on),
        f"/console/suggestion/{about.draft_number}",
    )


def _issues(session: Session, election: Election, now: datetime) -> list[Issue]:
    """Issues that are not finished, taken up by somebody who is no deputy of the new roster."""
    gone = [
        deputy.id
        for deputy in old_deputies(session, election)
        if deputy.until is not None and deputy.until < election.takes_effect
    ]
    if election.takes_effect <= local_day(now):
        return following.nobody_follows(session, now, Issue.deputy_id.in_(gone), most=MOST)
    rows = session.scalars(
        select(Issue)
        .where(Issue.deputy_id.in_(gone), following.unfinished())
        .options(joinedload(Issue.grid))
        .order_by(Issue.id)
        .limit(MOST)
    )
    return list(rows)


def _issue(session: Session, issue: Issue, at: datetime) -> Open:
    return Open(
        f"issue-{issue.number}",
        f"民{issue.number} {issue.title}",
        issue.deputy.name if issue.deputy else "",
        following.may_follow(session, issue, at),
        f"/console/issue/{issue.number}",
    )


def name(
    session: Session, election: Election, chosen: dict[str, str], actor: Actor, *, now: datetime
) -> tuple[int, list[str]]:
    """A person of the office names who goes on: key → code of the deputy or ``STATION``.
    How many were named, and the titles of what was refused. Raises Refused before the day."""
    if local_day(now) < election.takes_effect or election.state != "confirmed":
        raise Refused("people.election_not_yet")
    named, refused = 0, []
    for one in open_things(session, election, now):
        code = chosen.get(one.key)
        deputy = next((row for row in one.proposed if row.code == code), None)
        if deputy is None and not (code == STATION and one.key.startswith("issue-")):
            continue
        try:
            _hand_on(session, one.key, deputy, actor, now)
            named += 1
        except Refused:
            refused.append(one.title)
    return named, refused


def _hand_on(
    session: Session, key: str, deputy: Deputy | None, actor: Actor, now: datetime
) -> None:
    kind, _, number = key.partition("-")
    if kind == "suggestion" and deputy is not None:
        about = session.scalars(
            select(Suggestion).where(Suggestion.draft_number == int(number))
        ).one()
        succession.hand_on(session, about, actor, deputy, now=now)
        return
    issue = session.scalars(select(Issue).where(Issue.number == int(number))).one()
    following.hand_on(session, issue, actor, deputy, now=now)
    audit.record(
        session,
        "election.handed_on",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="issue",
        thing_id=issue.id,
        fact=deputy.code if deputy is not None else STATION,
    )
