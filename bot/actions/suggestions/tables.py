"""Suggestions as rows: what goes to and comes from provincial systems and 政府办, so that nobody
types twice (mechanism N10). Reading and writing xlsx is bot.cli's; here are rows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.casework import Actor
from bot.actions.suggestions import co_signing, drafts, sheets, titles
from bot.actions.suggestions.sheets import deputy_named
from bot.domain.calendars import local_day
from bot.domain.suggestions import CONGRESS_NAMES, SOURCE_NAMES
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.domain.workflows.suggestion import DRAFT, sealed
from bot.store.models import (
    Assignment,
    Contact,
    CoSigner,
    Deputy,
    Suggestion,
    SuggestionVersion,
)
from bot.texts import say

#: Columns of both ways, in order. Coming in, only those of COMING_IN are read.
COLUMNS = (
    "外部编号",
    "建议编号",
    "标题",
    "领衔代表",
    "附议代表",
    "来源",
    "人大",
    "情况",
    "分析",
    "建议",
    "状态",
    "主办单位",
    "会办单位",
    "交办日期",
    "答复期限",
    "签收日期",
    "答复日期",
    "类别",
    "交办件状态",
)
COMING_IN = COLUMNS[:10]
NEEDED = ("标题", "领衔代表", "情况", "建议")


class WrongRow(NamedTuple):
    """``row`` counts from 1 as in the sheet; ``column``: its name, empty where none is meant."""

    row: int
    column: str
    why: str

    @property
    def said(self) -> str:
        """「第4行“领衔代表”：……」."""
        column = f"“{self.column}”" if self.column else ""
        return f"第{self.row}行{column}：{self.why}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: drafts made, rows known already, and what is wrong."""

    made: int
    known: int
    wrong: Sequence[WrongRow]


def rows_out(
    session: Session, *, bureau_ids: Sequence[int] = (), open_only: bool = False
) -> Iterator[list[object]]:
    """The rows below COLUMNS: one for each lead assignment (one for a suggestion without any), by
    due day for a bureau's own list. Nothing of ratings, and nobody's telephone."""
    if bureau_ids:
        wanted = select(Assignment).where(Assignment.bureau_id.in_(bureau_ids))
        if open_only:
            wanted = wanted.where(Assignment.state.not_in(_ANSWERED))
        given = session.scalars(
            wanted.options(joinedload(Assignment.bureau)).order_by(Assignment.due, Assignment.id)
        ).all()
        for first in range(0, len(given), _AT_ONCE):
            part = given[first : first + _AT_ONCE]
            read = _read(session, [row.suggestion_id for row in part])
            yield from (_row(read, read.suggestions[row.suggestion_id], row) for row in part)
        return
    # What a deputy still writes is nobody's but theirs.
    shown = (Suggestion.state != DRAFT) | Suggestion.came_by.in_(drafts.FROM_PAPER)
    ids = session.scalars(select(Suggestion.id).where(shown).order_by(Suggestion.id)).all()
    for first in range(0, len(ids), _AT_ONCE):
        read = _read(session, ids[first : first + _AT_ONCE])
        for suggestion in read.suggestions.values():
            leads = [row for row in read.assignments[suggestion.id] if row.role == "lead"]
            yield from (_row(read, suggestion, row) for row in leads or (None,))


#: Of a bureau's own list, what it need not answer any more.
_ANSWERED = (*ASSIGNMENT.final, "replied", "opinion_given")
#: So many suggestions are read in a few statements.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Read:
    """Some suggestions, by id, with what belongs to each."""

    suggestions: dict[int, Suggestion]
    texts: dict[int, SuggestionVersion]
    assignments: dict[int, list[Assignment]]
    signed: dict[int, list[str]]


def _read(session: Session, ids: Sequence[int]) -> _Read:
    suggestions = session.scalars(
        select(Suggestion)
        .where(Suggestion.id.in_(ids))
        .options(joinedload(Suggestion.lead))
        .order_by(Suggestion.id)
    ).all()
    texts = session.scalars(
        select(SuggestionVersion)
        .join(Suggestion, SuggestionVersion.suggestion_id == Suggestion.id)
        .where(Suggestion.id.in_(ids), SuggestionVersion.number == Suggestion.version)
        .options(
            joinedload(SuggestionVersion.situation),
            joinedload(SuggestionVersion.analysis),
            joinedload(SuggestionVersion.proposal),
        )
    ).all()
    found = _Read(
        {row.id: row for row in suggestions},
        {row.suggestion_id: row for row in texts},
        defaultdict(list),
        defaultdict(list),
    )
    for row in session.scalars(
        select(Assignment)
        .where(Assignment.suggestion_id.in_(ids), Assignment.state.not_in(tuple(ASSIGNMENT.final)))
        .options(joinedload(Assignment.bureau))
        .order_by(Assignment.role, Assignment.id)
    ):
        found.assignments[row.suggestion_id].append(row)
    signers = session.execute(
        select(CoSigner.suggestion_id, Deputy.name)
        .join(Deputy, CoSigner.deputy_id == Deputy.id)
        .where(CoSigner.suggestion_id.in_(ids), CoSigner.state == "signed")
        .order_by(CoSigner.id)
    )
    for suggestion_id, name in signers:
        found.signed[suggestion_id].append(name)
    return found


def _row(read: _Read, suggestion: Suggestion, row: Assignment | None) -> list[object]:
    text = drafts.text_of(read.texts.get(suggestion.id), masked=True)
    helping = [
        each.bureau.name for each in read.assignments[suggestion.id] if each.role == "supporting"
    ]
    return [
        suggestion.outside_number,
        suggestion.number or "",
        suggestion.title,
        suggestion.lead.name,
        "、".join(read.signed[suggestion.id]),
        SOURCE_NAMES[suggestion.source],
        CONGRESS_NAMES[suggestion.congress],
        text.situation,
        text.analysis,
        text.proposal,
        sealed(suggestion.state),
        row.bureau.name if row is not None else "",
        "、".join(helping),
        suggestion.assigned_on or "",
        row.due if row is not None else "",
        _day(row.received_at) if row is not None else "",
        _day(row.replied_at) if row is not None else "",
        (row.outcome_class or "") if row is not None else "",
        ASSIGNMENT.states[row.state] if row is not None else "",
    ]


def _day(at: datetime | None) -> date | str:
    return local_day(at) if at is not None else ""


def by_column(rows: Sequence[Sequence[object]]) -> list[dict[str, str]]:
    """Column → text for each row below the heading, as ``take_in`` wants them; an empty row keeps
    its place, so that numbers of rows stay true. Raises Refused where columns are missing."""
    names = ["" if cell is None else str(cell).strip() for cell in (rows[0] if rows else ())]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Refused("refused.columns_missing", columns="、".join(missing))
    return [
        {
            name: "" if cell is None else str(cell)
            for name, cell in zip(names, row, strict=False)
            if name in COMING_IN
        }
        for row in rows[1:]
    ]


def take_in(
    session: Session, rows: Sequence[Mapping[str, str]], by: Contact | None, *, now: datetime
) -> Imported:
    """Drafts from rows (column → text; the first is row 2 of its sheet). A row whose 外部编号 or
    建议编号 is known is not taken twice, nor one without a number whose title that deputy has; a
    wrong one is named and the others go in: so is one that has the number of another row and
    another title. What comes in is a draft: the deputy or the office hands it in."""
    made = known = 0
    wrong: list[WrongRow] = []
    first: dict[str, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=2):
        if not any(text.strip() for text in row.values()):
            continue
        try:
            _only_once(first, number, row)
            with session.begin_nested():
                if _take_one(session, row, by, now):
                    made += 1
                else:
                    known += 1
        except _Wrong as error:
            wrong.append(WrongRow(number, error.column, str(error)))
        except Refused as error:
            wrong.append(WrongRow(number, "", say(error.key, **error.fields)))
    return Imported(made, known, wrong)


class _Wrong(Exception):
    """One row cannot be taken; in which column, and why, in Chinese."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


@contextmanager
def _in_column(column: str) -> Iterator[None]:
    """What is refused here is wrong in this column. Raises _Wrong."""
    try:
        yield
    except Refused as refused:
        raise _Wrong(column, say(refused.key, **refused.fields)) from None


def _only_once(first: dict[str, tuple[int, str]], number: int, row: Mapping[str, str]) -> None:
    """Raises _Wrong where an earlier row of the sheet has this 外部编号 and another title."""
    outside, title = row.get("外部编号", "").strip(), row.get("标题", "").strip()
    before, its = first.setdefault(outside, (number, title))
    if outside and its != title:
        raise _Wrong("外部编号", f"“{outside}”和第{before}行一样，标题不一样，请核对是哪一件的")


def _take_one(session: Session, row: Mapping[str, str], by: Contact | None, now: datetime) -> bool:
    numbered = row.get("建议编号", "").strip().removeprefix("建").removesuffix("号")
    if numbered and session.scalar(select(Suggestion.id).where(Suggestion.number == numbered)):
        return False
    lacking = [name for name in NEEDED if not row.get(name, "").strip()]
    if lacking:
        raise _Wrong("、".join(lacking), "没有填")
    source = _source(row.get("来源", ""))
    title = titles.in_one_line(sheets.retitled(row["标题"].strip(), source))
    outside = row.get("外部编号", "").strip()[:64]
    found = select(Suggestion.id).where(Suggestion.outside_number == outside)
    if outside and session.scalar(found.limit(1)) is not None:
        return False
    congress = _key("人大", CONGRESS_NAMES, row.get("人大", ""))
    with _in_column("领衔代表"):
        deputy = deputy_named(session, row["领衔代表"], congress, now)
    same = select(Suggestion.id).where(Suggestion.lead_id == deputy.id, Suggestion.title == title)
    if not outside and session.scalar(same.limit(1)) is not None:
        return False
    with _in_column("领衔代表"):
        suggestion = drafts.start(
            session, deputy, now=now, came_by="import", motion=source == "motion"
        )
    if source:
        # When it was handed in, whenever somebody finds the time to fill in a table.
        suggestion.source = source
    suggestion.outside_number = outside
    suggestion.entered_by = by.id if by is not None else None
    # Who takes in a table has to be the desk of that congress; the command line is the county's.
    actor = (
        drafts.writer(session, suggestion, by, now)
        if by is not None
        else Actor(Party.DEPUTY, deputy.contact, f"{deputy.name}代表")
    )
    drafts.write(
        session,
        suggestion,
        actor,
        now=now,
        title=title,
        situation=row["情况"],
        analysis=row.get("分析", ""),
        proposal=row["建议"],
    )
    for name in _names(row.get("附议代表", "")):
        with _in_column("附议代表"):
            signer = deputy_named(session, name, deputy.congress, now)
            co_signing.add_signed(session, suggestion, signer, now=now)
    return True


def _key(column: str, names: Mapping[str, str], said: str) -> str:
    """What the table calls by this name; empty where nothing is named. Raises _Wrong."""
    said = said.strip()
    if not said:
        return ""
    for key, name in names.items():
        if name == said:
            return key
    raise _Wrong(column, f"不认识“{said}”，请写{'、'.join(names.values())}，或者空着")


def _source(said: str) -> str:
    """「大会」, 「会议期间」, 「闭会」, 「议案转」: every system calls them a little otherwise."""
    for key, words in _SOURCES:
        if words.search(said):
            return key
    return _key("来源", SOURCE_NAMES, said)


#: The first that is found: a motion comes from a session too.
_SOURCES = (
    ("motion", re.compile(r"议案")),
    ("between", re.compile(r"闭会|会后|平时|日常")),
    ("session", re.compile(r"大会|会议|会期|会上|全会")),
)


def _names(said: str) -> list[str]:
    return [name for name in re.split(r"[、，,；;\s]+", said) if name]
