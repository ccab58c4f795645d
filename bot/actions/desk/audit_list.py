"""The record, to be searched: who did or looked at what, when, in which case (personal information
law 54; network security law 21). What was done in a case stands in its history, everything else in
the record of acts; the page reads both alike.

A page costs the same however long the record is: it goes down by row numbers, and a day is found by
halving."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from bot.actions import rule_book
from bot.actions.bindings import ROLES
from bot.actions.book_cells import BOOKS
from bot.actions.privacy import showing
from bot.actions.privacy.showing import Look
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflows import ALL
from bot.store.models import (
    Assignment,
    Audit,
    BureauLiaison,
    Deputy,
    HandOver,
    History,
    Issue,
    Officer,
    Suggestion,
)
from bot.texts import ACTS

PAGE = 50
#: Rows that one page looks through at most before it offers to look further.
_STEP, _STEPS = 5000, 10
#: Rows get their number before they are committed: so many may stand out of order.
_LOOSE = 200
STEPS = "steps"
#: What an act is called where it was done to somebody else's account.
_TO_OTHERS = {"officer.password_set": "officer.password_given"}
#: No number of ours is larger, and no store looks for one that is.
_MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    acts: tuple[str, ...]


@cache
def _words() -> dict[str, Any]:
    with ACTS.open("rb") as file:
        return tomllib.load(file)


def say_act(act: str) -> str:
    """An act as one says it; what nobody has named is shown by its own word."""
    return str(_words()["acts"].get(act, act))


@cache
def groups() -> dict[str, Group]:
    """What the page offers to look for, in order; the first is everything."""
    return {key: Group(row["title"], tuple(row["acts"])) for key, row in _words()["groups"].items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """``who``: contact ids, nothing: everybody; days of the county, both included; ``case``: a
    number as one says it (民12, 稿3, 〔16-6〕37)."""

    group: str = "all"
    who: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    act: str
    #: The case, as one says its number, and its page; empty for what is about none.
    case: str
    link: str
    fact: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    before: int | None


@dataclass(frozen=True, slots=True)
class Looks:
    lines: list[Look]
    before: int | None


def page(session: Session, asked: Asked, *, before: int | None = None) -> Page:
    """The newest that fits, below the row ``before``."""
    if asked.group == STEPS:
        rows, more = _down(session, History, list(_steps(session, asked)), asked, before)
        return Page(_step_lines(session, rows), more)
    rows, more = _down(session, Audit, list(_acts(session, asked)), asked, before)
    return Page(_act_lines(session, rows), more)


def looks(session: Session, asked: Asked, *, before: int | None = None) -> Looks:
    """The same, of looks at what is masked for others, with person and reason: what one person saw
    of one case on one day is one line at its last time, however many rows it is in the record."""
    where = list(_acts(session, asked))
    rows, more = _down(session, Audit, list(where), asked, before)
    days = _whole_days(session, rows, where)
    # What began on the page before stands there, with all that belongs to it.
    above = {_who_what_when(row) for row in days if before is not None and row.id >= before}
    shown = [row for row in days if _who_what_when(row) not in above]
    return Looks(showing.by_day(showing.say_looks(session, shown)), more)


def _whole_days(
    session: Session, rows: Sequence[Audit], where: Sequence[ColumnElement[bool]]
) -> list[Audit]:
    """These and whatever else these people saw of these cases on these days, newest first."""
    if not rows:
        return []
    wanted = {_who_what_when(row) for row in rows}
    days = {day for _, _, day in wanted}
    found = session.scalars(
        select(Audit)
        .where(
            # Written out: only so is the index by case used.
            Audit.thing == literal_column("'issue'"),
            Audit.thing_id.in_({case for _, case, _ in wanted}),
            Audit.at >= _midnight(min(days)),
            Audit.at < _midnight(max(days) + timedelta(days=1)),
            *where,
        )
        .order_by(Audit.id.desc())
    )
    beside = [row for row in rows if row.thing != "issue"]
    both = [row for row in found if _who_what_when(row) in wanted] + beside
    return sorted(both, key=lambda row: -row.id)


def _who_what_when(row: Audit) -> tuple[int | None, int | None, date]:
    return row.contact_id, row.thing_id, local_day(row.at)


def _down(
    session: Session,
    table: Any,
    where: list[ColumnElement[bool]],
    asked: Asked,
    before: int | None,
) -> tuple[list[Any], int | None]:
    """Rows from the newest down, and the row below which more may be."""
    newest = session.scalar(select(func.max(table.id))) or 0
    top = min(before if before is not None else newest + 1, newest + 1)
    lowest = 0
    if asked.until is not None:
        where.append(table.at < _midnight(asked.until + timedelta(days=1)))
        after = _first_at(session, table, _midnight(asked.until + timedelta(days=1)), newest)
        top = min(top, after + _LOOSE)
    if asked.since is not None:
        where.append(table.at >= _midnight(asked.since))
        lowest = max(_first_at(session, table, _midnight(asked.since), newest) - _LOOSE, 0)
    found: list[Any] = []
    for _ in range(_STEPS):
        bottom = max(top - _STEP, 0)
        rows = session.scalars(
            select(table)
            .where(table.id < top, table.id >= bottom, *where)
            .order_by(table.id.desc())
            .limit(PAGE + 1 - len(found))
        ).all()
        found += rows
        if len(found) > PAGE:
            return found[:PAGE], found[PAGE - 1].id
        top = bottom
        if top <= max(lowest, 1):
            return found, None
    return found, top


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _first_at(session: Session, table: Any, moment: datetime, newest: int) -> int:
    """About the first row at or after ``moment``, found by halving: rows come in order of time."""
    low, high = 0, newest + 1
    while low < high:
        middle = (low + high) // 2
        at = session.scalar(select(table.at).where(table.id >= middle).order_by(table.id).limit(1))
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _acts(session: Session, asked: Asked) -> Iterator[ColumnElement[bool]]:
    # The count of tries stands beside what the officer did: it says nothing more.
    yield Audit.act != "sign_in.done"
    if not asked.case:
        # A table that was taken away stands there once; its cases are for who asks about one.
        yield Audit.act != "issue.exported"
    acts = groups()[asked.group].acts
    if acts:
        yield Audit.act.in_(acts)
    if asked.who:
        yield Audit.contact_id.in_(asked.who)
    if asked.case:
        kind, case_id = _case(session, asked.case)
        yield Audit.thing == kind
        yield Audit.thing_id == case_id


def _steps(session: Session, asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.who:
        yield History.contact_id.in_(asked.who)
    if asked.case:
        kind, case_id = _case(session, asked.case)
        beside: Any = ("hand_over", select(HandOver.id).where(HandOver.issue_id == case_id))
        if kind == "suggestion":
            rows = select(Assignment.id).where(Assignment.suggestion_id == case_id)
            beside = ("assignment", rows)
        yield or_(
            and_(History.case_kind == kind, History.case_id == case_id),
            and_(History.case_kind == beside[0], History.case_id.in_(beside[1])),
        )


def _case(session: Session, said: str) -> tuple[str, int]:
    """Kind and id of the case with that number; an id that nothing has if there is none."""
    digits, draft = said.removeprefix("民"), said.removeprefix("稿")
    if digits.isdecimal():
        number = min(int(digits), _MOST_NUMBER)
        return "issue", session.scalar(select(Issue.id).where(Issue.number == number)) or 0
    which = Suggestion.number == said.removeprefix("建")
    if draft.isdecimal():
        which = Suggestion.draft_number == min(int(draft), _MOST_NUMBER)
    return "suggestion", session.scalar(select(Suggestion.id).where(which)) or 0


# ---------------------------------------------------------------------------- as one reads it


def _act_lines(session: Session, rows: Sequence[Audit]) -> list[Line]:
    names = _names(session, {row.contact_id for row in rows if row.contact_id is not None})
    cases = {("issue", row.thing_id) for row in rows if row.thing == "issue" and row.thing_id}
    labels = _labels(session, cases) | _roster_labels(session, rows)
    accounts = _accounts(session, rows)
    lines = []
    for row in rows:
        case, link = labels.get((row.thing, row.thing_id or 0), ("", ""))
        fact = _with_name(session, row, say_fact(row.act, row.fact))
        fact = "" if row.thing == "sign_in" else fact
        act, whose = row.act, accounts.get(row.thing_id or 0) if row.thing == "officer" else None
        if whose is not None and whose.contact_id != row.contact_id:
            # Done to somebody else's account: not what one does to one's own.
            act, case, link = _TO_OTHERS.get(act, act), whose.name, "/console/accounts"
        lines.append(Line(row.at, _who(row, names), say_act(act), case, link, fact))
    return lines


def _with_name(session: Session, row: Audit, fact: str) -> str:
    """Whom of the roster it is about by name, the code behind: nobody knows a person by a code."""
    holder = session.get(ROLES[row.thing], row.thing_id) if row.thing in ROLES else None
    if holder is None:
        return fact
    code = rf"(?<![0-9A-Za-z]){re.escape(holder.code)}(?![0-9A-Za-z])"
    return re.sub(code, lambda found: f"{holder.name}（{found[0]}）", fact)


def say_fact(act: str, fact: str) -> str:
    """What is known beside the act, in Chinese; ids and codes say nothing to a reader."""
    if act == "rule.set":
        name = rule_book.say_name(fact)
        return f"“{name}”" if name != fact else fact
    said = str(_words()["facts"].get(fact, fact))
    return said if any("一" <= letter <= "鿿" for letter in said) else ""


def _step_lines(session: Session, rows: Sequence[History]) -> list[Line]:
    names = _names(session, {row.contact_id for row in rows if row.contact_id is not None})
    labels = _labels(session, {(row.case_kind, row.case_id) for row in rows})
    lines = []
    for row in rows:
        case, link = labels.get((row.case_kind, row.case_id), ("", ""))
        lines.append(Line(row.at, _who(row, names), _say_step(row), case, link, ""))
    return lines


def _say_step(row: History) -> str:
    """The step as its procedure calls it."""
    if row.step == "telephone":
        return "记了一次电话"
    workflow = ALL.get(row.case_kind)
    known = workflow is not None and any(step.name == row.step for step in workflow.steps)
    return workflow.step(row.step).label if workflow is not None and known else row.step


def _labels(
    session: Session, cases: set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, str]]:
    """(kind, id) → number and page of the case."""
    by: dict[str, set[int]] = {}
    for kind, case_id in cases:
        by.setdefault(kind, set()).add(case_id)
    found: dict[tuple[str, int], tuple[str, str]] = {}
    own = select(Issue.id, Issue.id, Issue.number).where(Issue.id.in_(by.get("issue", ())))
    rows = select(HandOver.id, Issue.id, Issue.number).join(Issue, HandOver.issue_id == Issue.id)
    rows = rows.where(HandOver.id.in_(by.get("hand_over", ())))
    for kind, query in (("issue", own), ("hand_over", rows)):
        for row_id, _id, number in session.execute(query):
            found[kind, row_id] = (f"民{number}", f"/console/issue/{number}")
    whole = select(Suggestion.id, Suggestion.number, Suggestion.draft_number).where(
        Suggestion.id.in_(by.get("suggestion", ()))
    )
    parts = (
        select(Assignment.id, Suggestion.number, Suggestion.draft_number)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(Assignment.id.in_(by.get("assignment", ())))
    )
    for kind, also in (("suggestion", whole), ("assignment", parts)):
        for row_id, formal, draft in session.execute(also):
            said = f"建{formal}" if formal else f"稿{draft}"
            found[kind, row_id] = (said, f"/console/suggestion/{draft}")
    return found


def _roster_labels(
    session: Session, rows: Sequence[Audit]
) -> dict[tuple[str, int], tuple[str, str]]:
    """(key of a book, id) → whose row of the roster it is, and its page."""
    found = {}
    for key, book in BOOKS.items():
        ids = {row.thing_id for row in rows if row.thing == key and row.thing_id}
        for one in session.scalars(select(book.table).where(book.table.id.in_(ids))) if ids else ():
            holder = getattr(one, "officer", one)
            name = getattr(holder, "name", None) or holder.contact.name or ""
            label = f"{book.title} {name}（{holder.code}）"
            found[key, one.id] = (label, f"/console/book/{key}/{one.id}")
    return found


def _accounts(session: Session, rows: Sequence[Audit]) -> dict[int, Officer]:
    """Whose accounts these rows are about."""
    ids = {row.thing_id for row in rows if row.thing == "officer"}
    found = session.scalars(select(Officer).where(Officer.id.in_(ids))) if ids else ()
    return {one.id: one for one in found}


def _names(session: Session, people: set[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for table in (Deputy, BureauLiaison, Officer):
        found = session.execute(
            select(table.contact_id, table.name).where(table.contact_id.in_(people))
        )
        names |= {row.contact_id: row.name for row in found}
    return names


def _who(row: Audit | History, names: dict[int, str]) -> str:
    if row.contact_id is None:
        return "系统"
    # Constituents are nobody's to look up here: the record holds ids, not names.
    return names.get(row.contact_id, "群众")
