"""Who works a pile off, one suggestion after another: each deputy and each next reviewer is told of
the first at once and of the rest together, never a card for each (field practice 3)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.actions import one_card
from bot.actions.rules import rule
from bot.store.models import Suggestion


def gather(session: Session, suggestion: Suggestion, now: datetime) -> None:
    """What was queued at ``now`` about ``suggestion``, after one of its kind a moment ago, waits
    for the rest of the pile."""
    minutes = int(rule(session, "suggestion.sheets_minutes", now))
    case = ("suggestion", suggestion.id)
    one_card.gather_after_first(session, case, now, timedelta(minutes=minutes))
