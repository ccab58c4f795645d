"""What an erasure would take and what has to stay, case by case, with why (personal information
law 47: what is no longer needed goes; what is needed, or kept by another law, stays)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.people import Roles, roles_of
from bot.actions.privacy import found, holds, mentions
from bot.actions.privacy.found import Found
from bot.actions.privacy.mentions import Mentions
from bot.domain.workflows.issue import (
    CLOSED,
    CONFIRMED,
    DECLINED,
    MERGED,
    REFERRED,
    TOLD,
    WITHDRAWN,
)
from bot.store.models import Contact, Issue, Subscriber, Suggestion, SuggestionIssue
from bot.texts import say

#: Nobody has to do anything in it any more.
ENDED = (TOLD, REFERRED, DECLINED, CONFIRMED, CLOSED, WITHDRAWN, MERGED)


@dataclass(frozen=True, slots=True)
class Stays:
    """A case that stays as it is, and why."""

    issue: Issue
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """``goes``: cases whose content goes; ``joined``: cases of others in which only what this
    person said goes; ``stays``; ``found``: the rows."""

    contact: Contact
    goes: tuple[Issue, ...]
    joined: tuple[Issue, ...]
    stays: tuple[Stays, ...]
    found: Found
    of_joined: Found
    #: Name, telephone and WeChat go too; else why not.
    profile: bool
    why_profile: str
    #: Formal suggestions that stand on one of these cases: their text stays.
    suggestions: tuple[str, ...]
    #: Where others have written name or telephone, and which of these are let stand.
    mentions: Mentions = field(default_factory=Mentions)
    spare: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """There is nothing left to take."""
        rows = (self.found, self.of_joined)
        if self.mentions.to_clear(self.spare):
            return False
        return not self.profile and not any(
            part.cases or part.theirs or part.messages or part.media or part.notices
            for part in rows
        )

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each kind that go."""
        both = (self.found, self.of_joined)
        return {
            "cases": len(self.found.cases),
            "words": sum(len(part.theirs) for part in both),
            "media": sum(len(part.media) for part in both),
            "notices": sum(len(part.notices) for part in both),
        }

    @property
    def sign(self) -> str:
        """Says which plan a second person agreed to; another one needs a new yes."""
        goes = ",".join(str(issue.number) for issue in self.goes)
        stays = ",".join(str(one.issue.number) for one in self.stays)
        others = ",".join(str(one) for one in sorted(self.mentions.to_clear(self.spare)))
        return f"{goes}/{stays}/{'all' if self.profile else 'part'}/{others}"


def own_cases(session: Session, contact: Contact) -> Sequence[Issue]:
    """What this person reported, newest first."""
    return session.scalars(
        select(Issue).where(Issue.reporter_id == contact.id).order_by(Issue.id.desc())
    ).all()


def joined_cases(session: Session, contact: Contact) -> Sequence[Issue]:
    """What others reported and this person joined."""
    return session.scalars(
        select(Issue)
        .join(Subscriber, Subscriber.issue_id == Issue.id)
        .where(Subscriber.contact_id == contact.id, Issue.reporter_id != contact.id)
        .order_by(Issue.id.desc())
    ).all()


def is_open(session: Session, issue: Issue) -> bool:
    """Somebody still has to do something in it, or in the case that it was put together with."""
    seen = set()
    while issue.state == MERGED and issue.merged_into and issue.id not in seen:
        seen.add(issue.id)
        issue = session.get_one(Issue, issue.merged_into)
    return issue.state not in ENDED


def of_person(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    request: Issue | None = None,
    spare: Collection[int] = (),
) -> Plan:
    """The dry run. ``request``: the case of the request itself, which ends with the erasure;
    ``spare``: words of others that keep name and telephone."""
    goes, stays = [], []
    own = [issue for issue in own_cases(session, contact) if issue.cleared_at is None]
    joined = joined_cases(session, contact)
    held = holds.held(session, [issue.id for issue in (*own, *joined)])
    for issue in own:
        why = "" if issue is request else _why(session, issue, held)
        if why:
            stays.append(Stays(issue, why))
        else:
            goes.append(issue)
    leaves = []
    for issue in joined:
        why = _why(session, issue, held)
        if why:
            stays.append(Stays(issue, why))
        else:
            leaves.append(issue)
    roles = roles_of(session, contact, now)
    why_profile = _why_profile(roles, stays)
    ids = [issue.id for issue in goes]
    gone = found.of_person(session, contact, ids, at_work=roles.any)
    of_joined = found.in_joined(session, contact, [issue.id for issue in leaves])
    own_words = gone.theirs | gone.others | of_joined.theirs
    return Plan(
        contact=contact,
        goes=tuple(goes),
        joined=tuple(leaves),
        stays=tuple(stays),
        found=gone,
        of_joined=of_joined,
        profile=not why_profile,
        why_profile=why_profile,
        suggestions=_suggestions(session, goes),
        # Who stands in the roster is named everywhere by office.
        mentions=Mentions() if roles.any else mentions.of_person(session, contact, own_words),
        spare=tuple(spare),
    )


def _why(session: Session, issue: Issue, held: dict[int, str]) -> str:
    if issue.id in held:
        return say("personal.stays_held", why=held[issue.id])
    return say("personal.stays_open") if is_open(session, issue) else ""


def _why_profile(roles: Roles, stays: Sequence[Stays]) -> str:
    if roles.any:
        return say("personal.stays_role")
    return say("personal.stays_profile") if stays else ""


def _suggestions(session: Session, issues: Sequence[Issue]) -> tuple[str, ...]:
    rows = session.scalars(
        select(Suggestion.number)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(
            SuggestionIssue.issue_id.in_([issue.id for issue in issues]),
            Suggestion.number.is_not(None),
        )
        .distinct()
    )
    return tuple(sorted(number for number in rows if number))
