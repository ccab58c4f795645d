"""After an election: what a deputy who left was following, whom one could name instead, and the
naming by a person. Proposed for the day when the new roster takes effect; named from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, desk_acts, recipients
from bot.actions.casework import Actor, label
from bot.actions.elections import noon, old_deputies
from bot.actions.suggestions import succession
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import issue as states
from bot.domain.workflows import suggestion as suggestion_states
from bot.store.models import (
    Deputy,
    Election,
    Issue,
    Suggestion,
    SuggestionIssue,
)

#: More than this nobody names in one sitting; the rest comes up as these are done.
MOST = 60
#: Answered, and the citizen has not said how it is: somebody still hears what they say.
_UNFINISHED = (*states.OPEN, states.ANSWERED, states.TOLD, states.RAISED)
_ENDED = (suggestion_states.WITHDRAWN, suggestion_states.DECLINED, suggestion_states.MERGED)


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
    found += [_issue(session, one, at) for one in _issues(session, election)]
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


def _issues(session: Session, election: Election) -> list[Issue]:
    """Issues that are not finished, taken up by somebody who is no deputy of the new roster. What
    became a suggestion goes on with whoever follows that, or is named for it."""
    gone = [
        deputy.id
        for deputy in old_deputies(session, election)
        if deputy.until is not None and deputy.until < election.takes_effect
    ]
    suggested = exists().where(
        SuggestionIssue.issue_id == Issue.id,
        SuggestionIssue.suggestion_id == Suggestion.id,
        Suggestion.state.not_in(_ENDED),
    )
    rows = session.scalars(
        select(Issue)
        .where(Issue.deputy_id.in_(gone), Issue.state.in_(_UNFINISHED), ~suggested)
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
        # Only who may know of the case: the gate of avoidance stands here too.
        list(recipients.deputies(session, issue, at)),
        f"/console/issue/{issue.number}",
    )


def name(
    session: Session, election: Election, chosen: dict[str, str], actor: Actor, *, now: datetime
) -> tuple[int, list[str]]:
    """A person of the office names who goes on: key → code of the deputy. How many were named, and
    what was refused, in the keys of sentences with their fields. Raises Refused before the day."""
    if local_day(now) < election.takes_effect or election.state != "confirmed":
        raise Refused("people.election_not_yet")
    named, refused = 0, []
    for one in open_things(session, election, now):
        code = chosen.get(one.key)
        deputy = next((row for row in one.proposed if row.code == code), None)
        if deputy is None:
            continue
        try:
            _hand_on(session, one.key, deputy, actor, now)
            named += 1
        except Refused:
            refused.append(one.title)
    return named, refused


def _hand_on(session: Session, key: str, deputy: Deputy, actor: Actor, now: datetime) -> None:
    kind, _, number = key.partition("-")
    if kind == "suggestion":
        about = session.scalars(
            select(Suggestion).where(Suggestion.draft_number == int(number))
        ).one()
        succession.hand_on(session, about, actor, deputy, now=now)
        return
    issue = session.scalars(select(Issue).where(Issue.number == int(number))).one()
    before = issue.deputy
    issue.deputy = deputy
    session.flush()
    said = f"换届了，{label(issue)}原来是{before.name if before else ''}代表在跟，请您接着跟。"
    desk_acts.write_to(session, issue, actor, said, now=now)
    audit.record(
        session,
        "election.handed_on",
        contact_id=actor.contact.id if actor.contact else None,
        now=now,
        thing="issue",
        thing_id=issue.id,
        fact=deputy.code,
    )
