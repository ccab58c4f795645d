"""The figures of a year: 年度办理报告 and 主任会议汇报稿, each figure with what it counts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.actions.suggestions import figures as counted
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import AT_MEETING, CLOSED_OUT, ENDED
from bot.papers.figures import Breakdown, Figure
from bot.papers.gather.ledgers import (
    assigned_in,
    assignments_by_case,
    ledger_rows,
    resolved_rows,
)
from bot.papers.gather.letters import promise_text
from bot.papers.gather.offices import county_office
from bot.papers.meetings import ChairpersonsReport
from bot.papers.yearly import YearlyReport
from bot.store.models import Assignment, Promise, Rating, Suggestion

#: Titles of the figures that count ratings.
OF_RATINGS = ("满意", "未评价")


@dataclass(frozen=True, slots=True)
class Case:
    """A suggestion of the year with its bureaus; ``grade``: the lead deputy's latest rating."""

    suggestion: Suggestion
    leads: tuple[Assignment, ...]
    supporting: tuple[Assignment, ...]
    grade: str


def cases_of(session: Session, year: int, area_id: int | None = None) -> list[Case]:
    """The year's suggestions, by number."""
    suggestions = assigned_in(session, year, area_id)
    running = assignments_by_case(session, suggestions)
    grades = _grades(session, [row.id for row in suggestions])
    return [
        Case(
            row,
            tuple(each for each in running[row.id] if each.role == "lead"),
            tuple(each for each in running[row.id] if each.role != "lead"),
            grades.get(row.id, ""),
        )
        for row in suggestions
    ]


def _grades(session: Session, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(0, len(ids), 400):
        rows = session.scalars(
            select(Rating)
            .where(Rating.suggestion_id.in_(ids[at : at + 400]), Rating.lead.is_(True))
            .order_by(Rating.round)
        )
        found |= {row.suggestion_id: row.grade for row in rows}
    return found


#: In 年度办理报告, in this order; the ends stand apart.
_SHOWN = ("received_in_time", "replied_in_time", "reworked", "satisfied", "unrated")
_ENDS = ("procedure_closed", "closed_out")


def figures(
    session: Session, cases: Sequence[Case], now: datetime, bureau: str = ""
) -> tuple[Figure, ...]:
    """What was assigned, received and answered: the very figures of the page (actions, not counted
    again here), each with its definition. ``bureau``: only its own part counts."""
    between = sum(case.suggestion.source == "between" for case in cases)
    return (
        Figure("交办建议", len(cases), None, "本年首次交办的代表建议，撤回、并件的不算。"),
        Figure("闭会期间", between, len(cases), "其中在大会闭会期间提出的，办理要求相同。"),
        *_counted(session, cases, now, _SHOWN, bureau),
    )


def _counted(
    session: Session, cases: Sequence[Case], now: datetime, names: Sequence[str], bureau: str
) -> list[Figure]:
    suggestions = [case.suggestion for case in cases]
    found = {
        one.name: one for one in counted.of_suggestions(session, suggestions, now, bureau=bureau)
    }
    return [
        Figure(one.title, len(one.part), len(one.whole), f"{one.counts}。")
        for one in (found[name] for name in names)
    ]


def ends(
    session: Session, cases: Sequence[Case], now: datetime, bureau: str = ""
) -> tuple[Figure, ...]:
    """程序办结 and 落实销号: two figures, never one (design 1.4)."""
    return tuple(_counted(session, cases, now, _ENDS, bureau))


_HEAD = ("交办", "已答复", "程序办结", "落实销号", "重新办理")


def _by(
    cases: Sequence[Case], keys: Callable[[Case], Sequence[str]]
) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        for name in keys(case):
            groups.setdefault(name, []).append(case)
    return tuple(
        (
            name,
            str(len(found)),
            str(sum(case.suggestion.replied_at is not None for case in found)),
            str(sum(case.suggestion.state in ENDED for case in found)),
            str(sum(case.suggestion.state == CLOSED_OUT for case in found)),
            str(sum(case.suggestion.round > 1 for case in found)),
        )
        for name, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def breakdowns(session: Session, cases: Sequence[Case], now: datetime) -> tuple[Breakdown, ...]:
    """By bureau, topic, electoral unit and class. Nobody is ranked: rows are by number of cases."""
    meanings: dict[str, str] = rule(session, "suggestion.classes", now)
    classes = Counter(
        each.outcome_class for case in cases for each in case.leads if each.outcome_class
    )
    return (
        Breakdown(
            "按主办单位",
            ("主办单位", *_HEAD),
            _by(cases, lambda case: sorted({each.bureau.name for each in case.leads})),
            "几家共同主办的，各计一件，所以合计可能多于总数。",
        ),
        Breakdown(
            "按专题",
            ("专题", *_HEAD),
            _by(cases, lambda case: [case.suggestion.topic or "未分"]),
        ),
        Breakdown(
            "按选举单位",
            ("领衔代表的选举单位", *_HEAD),
            _by(cases, lambda case: [case.suggestion.lead.electoral_unit or "未填"]),
        ),
        Breakdown(
            "按答复类别",
            ("类别", "件数", "占已答复"),
            tuple(
                (
                    f"{name}（{meanings[name]}）",
                    str(classes[name]),
                    Figure(name, classes[name], max(classes.total(), classes[name])).share,
                )
                for name in sorted(meanings)
            ),
            "类别由承办单位填，人大核实后改过的按改的算；和代表的评价是两回事。",
        ),
    )


#: So many cases and promises are written out; the rest stands in the ledgers.
_MOST = 20


def yearly(session: Session, year: int, now: datetime) -> YearlyReport:
    """年度办理报告 as a draft: figures and lists; judgement is written by people."""
    cases = cases_of(session, year)
    done = [row for row in resolved_rows(session, year, now) if row.closed_out_on is not None]
    return YearlyReport(
        office=county_office(session, now),
        year=year,
        on=local_day(now),
        figures=figures(session, cases, now) if cases else (),
        ends=ends(session, cases, now),
        breakdowns=breakdowns(session, cases, now) if cases else (),
        cases=tuple(f"{row.number}号《{row.title}》：{row.result}" for row in done[:_MOST]),
        promises=tuple(open_promises(session, cases, local_day(now))[:_MOST]),
    )


def open_promises(session: Session, cases: Sequence[Case], today: date) -> list[str]:
    """What is promised and not kept yet, soonest first; what is past its day says so."""
    named = {each.id: case.suggestion for case in cases for each in case.leads}
    rows: list[Promise] = []
    ids = sorted(named)
    for at in range(0, len(ids), 400):
        rows += session.scalars(
            select(Promise).where(
                Promise.assignment_id.in_(ids[at : at + 400]), Promise.state == "open"
            )
        )
    rows.sort(key=lambda row: (row.due, row.id))
    return [
        f"{named[row.assignment_id].number}号《{named[row.assignment_id].title}》："
        f"{promise_text(row).rstrip('。')}{'（已过期，还没落实）' if row.due < today else ''}"
        for row in rows
    ]


def chairpersons(session: Session, year: int, now: datetime) -> ChairpersonsReport:
    """主任会议汇报稿: figures, what is done, what is late, promises, what waits for the meeting."""
    cases = cases_of(session, year)
    late = [row for row in ledger_rows(session, year, now) if row.light == "红"]
    done = [row for row in resolved_rows(session, year, now) if row.closed_out_on is not None]
    waiting = [case.suggestion for case in cases if case.suggestion.state == AT_MEETING]
    return ChairpersonsReport(
        office=county_office(session, now),
        period=f"{year}年",
        on=local_day(now),
        figures=(*figures(session, cases, now), *ends(session, cases, now)),
        going_well=tuple(f"{row.number}号《{row.title}》：{row.result}" for row in done[:_MOST]),
        stuck=tuple(
            f"{row.number}号《{row.title}》：主办{row.lead}，{_say(row.due)}到期，未答复"
            for row in late[:_MOST]
        ),
        promises_due=tuple(open_promises(session, cases, local_day(now))[:_MOST]),
        to_decide=tuple(f"{row.number}号《{row.title}》" for row in waiting),
    )


@cache
def _say(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day is not None else "未定期限"
