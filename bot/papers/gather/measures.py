"""What stands in the papers for 可选措施, from the store. Ratings are sealed and stay out."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.suggestions import drafts, parties, promises, supervision
from bot.actions.suggestions.kind import newest, say_bureaus, say_date
from bot.actions.suggestions.lights import undecided
from bot.domain.calendars import local_day
from bot.domain.suggestions import LADDER, RESULTS, Rung
from bot.domain.workflows.assignment import ASSIGNMENT, RESPONSIBLE
from bot.domain.workflows.suggestion import SUGGESTION
from bot.papers.gather.letters import deputies_of
from bot.papers.gather.offices import office_of
from bot.papers.measures import MeasurePaper, SupervisionFile
from bot.store.models import Assignment, Deputy, History, Suggestion, SupervisionLog, Words

#: What a bureau and the desk did that a meeting has to know; nothing of how it was weighed.
TOLD = frozenset(
    {
        *("assign", "confirm_receipt", "record_meeting", "request_return", "keep", "reassign"),
        *(
            "approve_extension",
            "reply",
            "reply_again",
            "rework",
            "refuse_extension",
            "promise",
            "promise_told",
        ),
        *("promise_kept", "move_promise", "take_to_meeting", "coordinate"),
        "refuse_extension",
    }
)
#: The stages of 督办 (P24): 上交, 研判, and what came of it.
_HANDED_UP = frozenset({"mark_key", "coordinate"})
_STUDIED = frozenset({"take_to_meeting", "invite_to_meeting"})
_USED = frozenset({"reopen", "close_out"})
_MOST = 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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
        past=tuple(past(session, suggestion, rows, now)),
        open=tuple(_open(session, suggestion, rows, now)),
        on=local_day(now),
        signs=rung.signs,
        lines=rung.lines,
        note=rung.note,
    )


def supervision_file(session: Session, suggestion: Suggestion, now: datetime) -> SupervisionFile:
    """What is recorded of each of the four stages."""
    rows = parties.assignments_of(session, suggestion)
    measures = supervision.noted(session, suggestion)

    def done(steps: frozenset[str]) -> list[str]:
        return past(session, suggestion, rows, now, steps)

    results = [_noted(row, now) for row in measures if row.measure == RESULTS.name]
    return SupervisionFile(
        office=office_of(session, suggestion, now),
        number=suggestion.number or "",
        title=suggestion.title,
        deputies=tuple(f"{name}代表" for name in deputies_of(session, suggestion)),
        bureaus=say_bureaus(rows),
        raised=tuple(done(_HANDED_UP)),
        studied=tuple(done(_STUDIED)),
        questioned=tuple(_noted(row, now) for row in measures if row.measure != RESULTS.name),
        used=(*results, *done(_USED)),
        on=local_day(now),
    )


def _noted(row: SupervisionLog, now: datetime) -> str:
    """「2月3日（周三），主任会议定：约谈。“…”」"""
    labels = {rung.name: rung.label for rung in (*LADDER, RESULTS)}
    when = say_date(row.decided_on or local_day(row.at), now)
    words = "" if row.words.erased_at else f"“{row.words.masked.rstrip('。')}”"
    return f"{when}，{row.decided_by}定：{labels[row.measure]}。{words}"


def past(
    session: Session,
    suggestion: Suggestion,
    rows: Sequence[Assignment],
    now: datetime,
    steps: frozenset[str] = TOLD,
) -> list[str]:
    """「11月9日（周一），县水利局登记见面。」: what was done, oldest first."""
    names = {row.id: row.bureau.name for row in rows}
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "suggestion", History.case_id == suggestion.id),
                and_(History.case_kind == "assignment", History.case_id.in_(names)),
            ),
            History.step.in_(steps),
        )
        .order_by(History.id)
        .limit(_MOST)
    )
    lines = []
    for entry in entries:
        bureau = names[entry.case_id] if entry.case_kind == "assignment" else ""
        table = ASSIGNMENT if bureau else SUGGESTION
        who = _who(session, entry, bureau)
        inside = [bureau] if bureau and who != bureau else []
        inside += [_fact(entry.fact, now)] if entry.fact and not entry.fact.isascii() else []
        if _DAY.fullmatch(entry.fact):
            day = _fact(entry.fact, now).partition("（")[0]
            # The day of the meeting that decided it; of everything else, up to when.
            inside.append(f"{day}定的" if entry.step == "mark_key" else f"到{day}")
        said = f"{who}{table.step(entry.step).label}"
        said += f"（{'，'.join(inside)}）" if inside else ""
        words = session.get(Words, entry.words_id) if entry.words_id else None
        if words is not None and words.erased_at is None:
            said += f"：“{words.masked.rstrip('。')}”"
        lines.append(f"{say_date(local_day(entry.at), now)}，{said}。")
    return lines


def _who(session: Session, entry: History, bureau: str) -> str:
    """Who did the step, never who it was done to."""
    match entry.party:
        case "bureau":
            return bureau or "承办单位"
        case "lead":
            return "主办单位"
        case "deputy" | "co_signer":
            name = session.scalar(
                select(Deputy.name).where(Deputy.contact_id == entry.contact_id).limit(1)
            )
            return f"{name}代表" if name else "代表"
        case "office" | "presidium" | "supervisor":
            return "人大"
        case "government":
            return "政府办"
        case _:
            return "系统"


def _fact(fact: str, now: datetime) -> str:
    return say_date(date.fromisoformat(fact), now) if _DAY.fullmatch(fact) else fact


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
