"""What a citizen says of the thing itself, once a suggestion about it has been answered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import Actor
from bot.actions.suggestions.looking_back import add_evidence
from bot.domain.workflows.suggestion import ENDED, WEIGHING
from bot.store.models import Issue, Suggestion, SuggestionIssue, Words


def says_good(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> Suggestion | None:
    """「路修好了，谢谢」 of who is behind an answered suggestion: it shows that it is really done.
    Which one that is; None while no bureau has answered."""
    about = session.scalar(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id == issue.id, Suggestion.state.in_((*WEIGHING, *ENDED)))
        .order_by(Suggestion.id.desc())
        .limit(1)
    )
    if about is not None:
        add_evidence(session, about, actor, "citizen", words, now=now)
    return about
