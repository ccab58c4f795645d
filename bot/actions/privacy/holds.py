"""Cases whose words must stay for now: a person notes it, with a reason of the county's list, and
takes it back (personal information law 19: kept no longer than needed, no shorter either)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.store.models import Hold, Issue


def reasons(session: Session, now: datetime) -> list[str]:
    """Why a case may be held back, in Chinese."""
    return [str(one) for one in rule(session, "privacy.hold_reasons", now)]


def held(session: Session, issue_ids: Collection[int]) -> dict[int, str]:
    """Which of these cases are held back, and why."""
    rows = session.execute(
        select(Hold.issue_id, Hold.why).where(Hold.issue_id.in_(issue_ids), Hold.ended_at.is_(None))
    )
    return {row.issue_id: row.why for row in rows}


def hold(session: Session, issue: Issue, why: str, *, by: int, now: datetime) -> None:
    """Nothing of this case is erased until ``release``. Raises Refused for an unknown reason."""
    if why not in reasons(session, now):
        raise Refused("personal.choose_reason")
    if held(session, [issue.id]):
        return
    session.add(Hold(issue_id=issue.id, why=why, by=by, at=now))
    _record(session, "hold.placed", issue, by, now, why)


def release(session: Session, issue: Issue, *, by: int, now: datetime) -> None:
    """The reason is gone."""
    rows = session.scalars(select(Hold).where(Hold.issue_id == issue.id, Hold.ended_at.is_(None)))
    for row in rows:
        row.ended_by, row.ended_at = by, now
        _record(session, "hold.released", issue, by, now, row.why)


def _record(session: Session, act: str, issue: Issue, by: int, now: datetime, why: str) -> None:
    audit.record(session, act, contact_id=by, now=now, thing="issue", thing_id=issue.id, fact=why)
