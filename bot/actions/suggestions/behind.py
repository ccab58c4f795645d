"""What becomes of the citizens' matters behind a suggestion: nothing that was said is left with a
paper that has ended (design 1.4, boundary "nothing said is lost")."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import SYSTEM, take_step
from bot.actions.suggestions import parties, promises
from bot.actions.suggestions.kind import say_date
from bot.domain.calendars import local_day
from bot.domain.workflows import assignment as a
from bot.domain.workflows import issue as i
from bot.domain.workflows import suggestion as s
from bot.store.models import History, Issue, Suggestion, SuggestionIssue, Words
from bot.texts import say

#: Ended, and nobody goes on with it.
_OVER = (s.WITHDRAWN, s.DECLINED, s.MERGED)
_SPOKE = ("supplement", "not_good_enough", "not_done", "confirm")
#: So many of the citizens' later words a page shows.
_NEWEST = 10


def give_back(session: Session, suggestion: Suggestion, *, now: datetime) -> Sequence[Issue]:
    """Withdrawn or declined: the station goes on with each matter, its citizens hear so; not where
    another suggestion goes on with it. Gives which were given back."""
    found = [
        issue
        for issue in parties.issues_of(session, suggestion)
        if issue.state == i.RAISED and not _goes_on(session, issue, suggestion)
    ]
    for issue in found:
        take_step(session, issue, "suggestion_dropped", SYSTEM, now=now)
    return found


def _goes_on(session: Session, issue: Issue, but: Suggestion) -> bool:
    other = session.scalar(
        select(Suggestion.id)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(
            SuggestionIssue.issue_id == issue.id,
            Suggestion.id != but.id,
            Suggestion.state.not_in(_OVER),
        )
        .limit(1)
    )
    return other is not None


def close(session: Session, suggestion: Suggestion, *, now: datetime) -> None:
    """落实销号: really done, with evidence. Who reported it was told so, and may still say 没好."""
    for issue in parties.issues_of(session, suggestion):
        if issue.state == i.RAISED and not _unfinished(session, issue, suggestion):
            take_step(session, issue, "suggestion_done", SYSTEM, now=now)


def _unfinished(session: Session, issue: Issue, but: Suggestion) -> bool:
    """Whether another suggestion about it is still to be carried out."""
    other = session.scalar(
        select(Suggestion.id)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(
            SuggestionIssue.issue_id == issue.id,
            Suggestion.id != but.id,
            Suggestion.state.not_in((*_OVER, s.CLOSED_OUT)),
        )
        .limit(1)
    )
    return other is not None


def take_up_again(session: Session, suggestion: Suggestion, *, now: datetime) -> None:
    """重开 of what was 销号: the matters are under way again, and their citizens hear it."""
    for issue in parties.issues_of(session, suggestion):
        if issue.state == i.CLOSED:
            take_step(session, issue, "suggestion_reopened", SYSTEM, now=now)


def standing(session: Session, issue: Issue, now: datetime) -> str:
    """Where the suggestion stands that a deputy made of this matter, as its reporter reads it: who
    has it, until when. Empty as long as the deputy writes."""
    row = session.scalars(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id == issue.id, Suggestion.state.not_in(s.WRITING))
        .order_by(Suggestion.id.desc())
        .limit(1)
    ).first()
    if row is None or row.state in (*_OVER, s.CLOSED_OUT):
        return ""
    if row.assigned_on is None:
        return say("status.raised_in_review", deputy=row.lead.name)
    leads = parties.leads(session, row)
    names = "、".join(dict.fromkeys(each.bureau.name for each in leads))
    if row.state not in s.HANDLING:
        return _answered(session, row, names, now)
    owed = [each for each in leads if each.state in a.RESPONSIBLE]
    due = max((each.due for each in owed), default=None)
    if due is None:
        return _answered(session, row, names, now)
    late = due < local_day(now)
    key = "status.raised_late" if late else "status.raised_handled"
    return say(key, deputy=row.lead.name, bureaus=names, due=say_date(due, now))


def _answered(session: Session, row: Suggestion, names: str, now: datetime) -> str:
    """Answered on paper: what was promised and when; whether the bureau says it is done."""
    made = [one for one in promises.of_suggestion(session, row) if one.state != "released"]
    still = [one for one in made if one.state == "open"]
    if not still:
        return say("status.raised_kept" if made else "status.raised_answered", bureaus=names)
    first = still[0]
    key = "status.raised_overdue" if first.due < local_day(now) else "status.raised_promised"
    return say(
        key,
        bureaus=first.assignment.bureau.name,
        due=say_date(first.due, now),
        promise=first.words.masked,
    )


def said_behind(session: Session, suggestion: Suggestion) -> list[tuple[Issue, datetime, str]]:
    """What the citizens behind it said since a bureau had it, newest first: issue, when, and the
    masked words, or the step itself where there are none."""
    if suggestion.assigned_on is None:
        return []
    rows = session.execute(
        select(Issue, History, Words)
        .join(SuggestionIssue, SuggestionIssue.issue_id == Issue.id)
        .join(History, (History.case_kind == "issue") & (History.case_id == Issue.id))
        .outerjoin(Words, Words.id == History.words_id)
        .where(SuggestionIssue.suggestion_id == suggestion.id, History.step.in_(_SPOKE))
        .order_by(History.id.desc())
        .limit(_NEWEST)
    )
    found = []
    for issue, entry, words in rows:
        if local_day(entry.at) >= suggestion.assigned_on:
            erased = words is None or words.erased_at is not None
            said = "" if erased else words.masked
            found.append((issue, entry.at, said or i.ISSUE.step(entry.step).label))
    return found
