"""What a citizen says of the thing itself, once a suggestion about it has been answered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import Actor
from bot.actions.suggestions import revisits, weighing
from bot.actions.suggestions.looking_back import add_evidence
from bot.domain.workflows.suggestion import ENDED, WEIGHING
from bot.store.models import Issue, Suggestion, SuggestionIssue, Words


def says_good(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> Suggestion | None:
    """「路修好了，谢谢」 of who is behind an answered suggestion: it shows that it is really done.
    Which one that is; None while no bureau has answered."""
    about = answered(session, issue)
    if about is not None:
        issue.rating = "好了"
        add_evidence(session, about, actor, "citizen", words, now=now)
    return about


def says_not(session: Session, issue: Issue, rating: str, *, now: datetime) -> Suggestion | None:
    """「没好」, 「还差点」 of the same: where the deputy is content, now or later, somebody should
    ring (P19)."""
    about = answered(session, issue)
    if about is not None:
        issue.rating = rating
        for row in weighing.ratings_of(session, about):
            if row.lead:
                revisits.flag_after_rating(session, row, now=now)
    return about


def answered(session: Session, issue: Issue) -> Suggestion | None:
    """The suggestion that it stands behind, once a bureau has answered."""
    return session.scalar(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id == issue.id, Suggestion.state.in_((*WEIGHING, *ENDED)))
        .order_by(Suggestion.id.desc())
        .limit(1)
    )
