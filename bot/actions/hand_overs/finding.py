"""Which hand-overs there are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.domain.workflows.hand_over import REPORTED, RESPONSIBLE, WORKING
from bot.domain.workflows.issue import AT_STATION, RECHECK, TAKEN_UP
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
    said = _called_not_good(row).join(Words, History.words_id == Words.id)
    return session.scalar(said.with_only_columns(Words))


def _called_not_good(row: HandOver) -> Select[History]:
    """The last time that the result was called not good, with words or without."""
    return (
        select(History)
        .where(
            History.case_kind == "issue",
            History.case_id == row.issue_id,
            History.step.in_(("not_done", "not_good_enough")),
            History.at >= row.reported_at,
        )
        .order_by(History.id.desc())
        .limit(1)
    )


def asked_again(session: Session, row: HandOver) -> bool:
    """Whether the constituent has said that what was reported is not good, and it waits for
    somebody to go on with it."""
    return (
        row.state == REPORTED
        and row.reported_at is not None
        and row.issue.state in (RECHECK, TAKEN_UP, AT_STATION)
        and session.scalar(_called_not_good(row)) is not None
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
