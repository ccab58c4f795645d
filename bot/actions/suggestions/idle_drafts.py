"""Drafts that lie half written while citizens wait behind them: the deputy is asked once, then the
desk hears. Drafts with nobody behind them may lie as long as they like."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import case_fields, deputy_audience
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import RAISED
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Issue, Suggestion, SuggestionIssue, SuggestionVersion

#: A scheduler that slept longer than this asks about the older ones no more.
_LOOK_BACK = timedelta(days=20)


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days. Returns how many notices were queued."""
    if not county_calendar(session, now).is_working_day(local_day(now)):
        return 0
    days = timedelta(days=int(rule(session, "suggestion.draft_idle_days", now)))
    if not days:
        return 0
    queued = 0
    for draft in _untouched(session, now - days, _LOOK_BACK):
        following = parties.follower(session, draft, now)
        if following is not None:
            queued += _queue(session, "suggestion.draft_idle", draft, [following.contact_id], now)
    for draft in _untouched(session, now - 2 * days, _LOOK_BACK):
        desk = parties.desk(session, draft, now)
        queued += _queue(session, "suggestion.draft_idle_desk", draft, desk, now)
    return queued


def _untouched(session: Session, before: datetime, window: timedelta) -> Sequence[Suggestion]:
    """Drafts with a citizen's matter behind them whose last version is that old."""
    waits = exists().where(
        SuggestionIssue.suggestion_id == Suggestion.id,
        SuggestionIssue.issue_id == Issue.id,
        Issue.state == RAISED,
    )
    return session.scalars(
        select(Suggestion)
        .join(
            SuggestionVersion,
            (SuggestionVersion.suggestion_id == Suggestion.id)
            & (SuggestionVersion.number == Suggestion.version),
        )
        .where(
            Suggestion.state.in_(WRITING),
            SuggestionVersion.at <= before,
            SuggestionVersion.at > before - window,
            waits,
        )
        .order_by(Suggestion.id)
    ).all()


def _queue(
    session: Session, kind: str, draft: Suggestion, contacts: Sequence[int], now: datetime
) -> int:
    issues = [each for each in parties.issues_of(session, draft) if each.state == RAISED]
    named = "、".join(f"民{each.number}“{each.title}”" for each in issues[:3])
    following = parties.follower(session, draft, now) or draft.lead
    names = deputy_audience(following)
    queued = 0
    for contact_id in contacts:
        fields = case_fields(session, draft, now) | {"name": "", "issues": named}
        done = outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{draft.id}:{draft.version}:{contact_id}",
            fields=fields | dict(names.get(contact_id, {})),
            now=now,
            case=("suggestion", draft.id),
        )
        queued += done is not None
    return queued
