"""What became of issues, for papers: with whom they were, what came of them, when people heard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.calendars import local_day
from bot.domain.workflows.issue import ISSUE, TOLD
from bot.store.models import Bureau, HandOver, History, Issue

#: So many ids in one question to the database.
BATCH = 400


def result_of(issue: Issue) -> str:
    """「已答复，群众说：好了」."""
    said = f"，群众说：{issue.rating}" if issue.rating else ""
    return f"{ISSUE.states[issue.state]}{said}"


def bureaus_of(session: Session, issues: Sequence[Issue]) -> Mapping[int, list[str]]:
    """Issue id → names of the bureaus that had it and did not give it back; none: an empty list."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = [issue.id for issue in issues]
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(HandOver.issue_id, Bureau.name)
            .join(Bureau, Bureau.id == HandOver.bureau_id)
            .where(HandOver.issue_id.in_(ids[at : at + BATCH]), HandOver.state != "returned")
            .order_by(HandOver.id)
        )
        for issue_id, name in rows:
            if name not in found[issue_id]:
                found[issue_id].append(name)
    return found


def told_on(session: Session, issues: Sequence[Issue]) -> dict[int, date]:
    """Issue id → the day on which the constituent was last told."""
    found: dict[int, date] = {}
    ids = [issue.id for issue in issues]
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(History.case_id, History.at)
            .where(
                History.case_kind == "issue",
                History.case_id.in_(ids[at : at + BATCH]),
                History.to_state == TOLD,
            )
            .order_by(History.id)
        )
        found |= {case_id: local_day(moment) for case_id, moment in rows}
    return found
