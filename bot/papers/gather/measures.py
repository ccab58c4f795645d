"""What stands in the papers for 可选措施, from the store. Ratings are sealed and stay out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.suggestions import drafts, parties, promises
from bot.actions.suggestions.kind import newest, say_bureaus, say_date
from bot.actions.suggestions.periods import undecided
from bot.domain.calendars import local_day
from bot.domain.suggestions import Rung
from bot.domain.workflows.assignment import ASSIGNMENT, RESPONSIBLE
from bot.domain.workflows.suggestion import SUGGESTION
from bot.papers.gather.letters import deputies_of
from bot.papers.gather.offices import office_of
from bot.papers.measures import MeasurePaper
from bot.store.models import Assignment, History, Suggestion

#: What a bureau and the desk did that a meeting has to know; nothing of how it was weighed.
_TOLD = frozenset(
    {
        *("assign", "confirm_receipt", "record_meeting", "request_return", "keep", "reassign"),
        *("approve_extension", "reply", "reply_again", "rework", "promise", "promise_told"),
        *("promise_kept", "move_promise", "take_to_meeting", "coordinate"),
    }
)
_MOST = 40


def measure(session: Session, suggestion: Suggestion, rung: Rung, now: datetime) -> MeasurePaper:
    """The paper for one measure about ``suggestion``."""
    rows = parties.assignments_of(session, suggestion)
    leads = [row for row in rows if row.role == "lead"]
    text = drafts.text_of(newest(session, suggestion), masked=True)
    return MeasurePaper(
        office=office_of(session, suggestion, now),
        label=rung.label,
        who_decides=rung.who_decides,
        people=rung.people,
        ground=rung.ground,
        number=suggestion.number or "",
        title=suggestion.title,
        deputies=tuple(f"{name}代表" for name in deputies_of(session, suggestion)),
        bureaus=say_bureaus(rows),
        assigned_on=suggestion.assigned_on,
        due=max((row.due for row in leads), default=None),
        proposal=text.proposal,
        past=tuple(_past(session, suggestion, rows, now)),
        open=tuple(_open(session, suggestion, rows, now)),
        on=local_day(now),
    )


def _past(
    session: Session, suggestion: Suggestion, rows: Sequence[Assignment], now: datetime
) -> list[str]:
    names = {row.id: row.bureau.name for row in rows}
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "suggestion", History.case_id == suggestion.id),
                and_(History.case_kind == "assignment", History.case_id.in_(names)),
            ),
            History.step.in_(_TOLD),
        )
        .order_by(History.id)
        .limit(_MOST)
    )
    lines = []
    for entry in entries:
        of_bureau = entry.case_kind == "assignment"
        table = ASSIGNMENT if of_bureau else SUGGESTION
        who = names[entry.case_id] if of_bureau else ""
        day = say_date(local_day(entry.at), now)
        lines.append(f"{day}，{who}{table.step(entry.step).label}。")
    return lines


def _open(
    session: Session, suggestion: Suggestion, rows: Sequence[Assignment], now: datetime
) -> list[str]:
    today = local_day(now)
    lines = [
        f"{row.bureau.name}{say_date(row.due, now)}前应答复，已过{(today - row.due).days}天。"
        for row in rows
        if row.state in RESPONSIBLE and row.due < today and not undecided(row)
    ]
    if suggestion.round > 1:
        lines.append(f"重新办理{suggestion.round - 1}次。")
    for one in promises.of_suggestion(session, suggestion):
        if one.state == "open":
            day, what = say_date(one.due, now), one.words.masked.rstrip("。")
            ends = "已过期未落实" if one.due < today else "还没到日子"
            lines.append(f"{one.assignment.bureau.name}答应{day}前：{what}，{ends}。")
    return lines
