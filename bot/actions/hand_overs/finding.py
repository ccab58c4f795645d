"""Which hand-overs there are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.workflows.hand_over import RESPONSIBLE, WORKING
from bot.store.models import HandOver, History, Issue, Words


def open_ones(session: Session, issue: Issue) -> Sequence[HandOver]:
    """Hand-overs of ``issue`` that a bureau is still responsible for."""
    return session.scalars(
        select(HandOver)
        .where(HandOver.issue_id == issue.id, HandOver.state.in_(RESPONSIBLE))
        .order_by(HandOver.id)
    ).all()


def latest(session: Session, issue: Issue) -> HandOver | None:
    return session.scalar(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id.desc()).limit(1)
    )


def of_issue(session: Session, issue: Issue) -> Sequence[HandOver]:
    """All that ``issue`` ever had, oldest first."""
    return session.scalars(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id)
    ).all()


def newest_by(session: Session, contact_id: int, since: datetime) -> HandOver | None:
    """What this person handed over last, if that was after ``since`` and a bureau has it still."""
    return session.scalar(
        select(HandOver)
        .join(
            History,
            (History.case_kind == "issue")
            & (History.case_id == HandOver.issue_id)
            & (History.step == "hand_over")
            & (History.contact_id == contact_id)
            & (History.at == HandOver.created_at),
        )
        .where(HandOver.state.in_((*WORKING, "return_requested")), HandOver.created_at > since)
        .order_by(HandOver.id.desc())
        .limit(1)
    )


def not_good(session: Session, row: HandOver) -> Words | None:
    """What the constituent said last of the result that was reported, if it was not good."""
    if row.reported_at is None:
        return None
    return session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "issue",
            History.case_id == row.issue_id,
            History.step.in_(("not_done", "not_good_enough")),
            History.at >= row.reported_at,
        )
        .order_by(History.id.desc())
        .limit(1)
    )


def history(session: Session, row: HandOver) -> Sequence[History]:
    return session.scalars(
        select(History)
        .where(History.case_kind == "hand_over", History.case_id == row.id)
        .order_by(History.id)
    ).all()


def place_of(session: Session, row: HandOver) -> int:
    """The number of a hand-over within its case."""
    return (
        session.scalar(
            select(func.count(HandOver.id)).where(
                HandOver.issue_id == row.issue_id, HandOver.id <= row.id
            )
        )
        or 1
    )
