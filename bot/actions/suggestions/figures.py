"""Figures, each with its definition and its cases: 程序办结 and 落实销号 are counted apart (design
1.4, mechanisms X16, N11, C29, P31)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.suggestions import parties
from bot.actions.suggestions.lights import undecided
from bot.actions.terms import term_from
from bot.domain.calendars import local_day
from bot.domain.suggestions import SOURCE_NAMES
from bot.domain.workflows.assignment import REASSIGNED
from bot.domain.workflows.suggestion import CLOSED_OUT, NUMBERED, PROCEDURE_CLOSED
from bot.store.models import Assignment, History, Rating, Reply, Suggestion

#: Of fewer a percent with decimals says more than there is.
_HUNDRED = 100

#: Figure → what it is, in words that may stand under it.
DEFINITIONS = {
    "received_in_time": (
        "按时签收：主办、会办单位都在规定工作日内签收的建议 ÷ 都已签收或已过签收日的建议"
    ),
    "replied_in_time": (
        "按时答复：主办单位都在期限内（含经同意的延期）首次答复的建议 ÷ 已答复或已过期限的建议；"
        "申退、延期还没定的不算过期"
    ),
    "procedure_closed": "程序办结：已答复并走完评价的建议 ÷ 已交办的建议；不等于事情办成",
    "closed_out": "落实销号：有凭据确认办成的建议 ÷ 已交办的建议",
    "satisfied": "满意：末次评价为满意或基本满意的建议 ÷ 有评价的建议；未评价的不算在内",
    "unrated": "未评价：催后仍未评价的建议 ÷ 已答复的建议",
    "reworked": "重新办理：重办过的建议 ÷ 已交办的建议",
    "class_a": "A类：末次答复都为A类的建议 ÷ 已答复的建议",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """``part`` of ``whole``, as the suggestions themselves; ``share`` in percent with two decimals
    cut to what the numbers say, None of nothing."""

    name: str
    part: tuple[Suggestion, ...]
    whole: tuple[Suggestion, ...]

    @property
    def definition(self) -> str:
        return DEFINITIONS[self.name]

    @property
    def title(self) -> str:
        """按时签收, 程序办结: what it is called wherever it stands."""
        return self.definition.partition("：")[0]

    @property
    def counts(self) -> str:
        """What is divided by what, without the name."""
        return self.definition.partition("：")[2]

    @property
    def share(self) -> float | None:
        """Percent, rounded half up from the counts: two decimals of hundreds (358 of 549 is 65.21),
        none of fewer, of which each is more than one percent."""
        if not self.whole:
            return None
        if len(self.whole) < _HUNDRED:
            return (len(self.part) * 200 + len(self.whole)) // (len(self.whole) * 2)
        return (len(self.part) * 100_000 // len(self.whole) + 5) // 10 / 100


@dataclass(frozen=True, slots=True)
class Group:
    """All figures of one bureau, topic, township or class. Groups have no order of merit."""

    name: str
    figures: tuple[Figure, ...]


def of_year(
    session: Session,
    year: int,
    *,
    now: datetime,
    congress: str = "county",
    area_id: int | None = None,
) -> list[Figure]:
    """The figures of the suggestions first assigned in that year; ``area_id``: of one township's
    congress."""
    return _figures(_Rows(session, _assigned_in(session, year, congress, area_id), now))


def of_suggestions(
    session: Session, suggestions: Sequence[Suggestion], now: datetime, *, bureau: str = ""
) -> list[Figure]:
    """The same figures of these suggestions; ``bureau``: only what it had in them counts."""
    rows = _Rows(session, suggestions, now)
    return _figures(rows.only(suggestions, bureau) if bureau else rows)


def by(
    session: Session,
    what: str,
    year: int,
    *,
    now: datetime,
    congress: str = "county",
    area_id: int | None = None,
) -> list[Group]:
    """The same for each bureau, topic, township, class or source (``what``), by name. Of those
    between sessions ``closed_out`` is their 落实率, its parts what was raised and what resolved."""
    rows = _Rows(session, _assigned_in(session, year, congress, area_id), now)
    names = _NAMES[what](rows)
    groups: dict[str, list[Suggestion]] = defaultdict(list)
    for suggestion in rows.suggestions:
        for name in sorted(names.get(suggestion.id, {"（没有）"})):
            groups[name].append(suggestion)
    return [
        Group(name, tuple(_figures(rows.only(found, name if what == "bureau" else ""))))
        for name, found in sorted(groups.items())
    ]


def _assigned_in(
    session: Session, year: int, congress: str, area_id: int | None
) -> Sequence[Suggestion]:
    own = [Suggestion.area_id == area_id] if area_id is not None else []
    return session.scalars(
        select(Suggestion)
        .where(
            *own,
            Suggestion.congress == congress,
            Suggestion.state.in_(NUMBERED),
            Suggestion.assigned_on >= date(year, 1, 1),
            Suggestion.assigned_on <= date(year, 12, 31),
        )
        .options(joinedload(Suggestion.lead))
        .order_by(Suggestion.id)
    ).all()


class _Rows:
    """The suggestions with their assignments and last ratings, read in three statements."""

    def __init__(self, session: Session, suggestions: Sequence[Suggestion], now: datetime) -> None:
        self.session, self.now, self.bureau = session, now, ""
        self.suggestions = list(suggestions)
        ids = [row.id for row in suggestions]
        self.assignments: dict[int, list[Assignment]] = defaultdict(list)
        self.ratings: dict[int, Rating] = {}
        self.replied: dict[int, datetime] = {}
        #: Assignment → the days to which it was put off, and when that was agreed.
        self.longer: dict[int, list[tuple[datetime, date]]] = defaultdict(list)
        self._receive_by: dict[date, date] = {}
        for first in range(0, len(ids), 500):
            self._read(session, ids[first : first + 500])

    def _read(self, session: Session, ids: list[int]) -> None:
        for row in session.scalars(
            select(Assignment)
            .where(
                Assignment.suggestion_id.in_(ids),
                # What ended without a word of the bureau was its own all the same.
                Assignment.state != REASSIGNED,
            )
            .options(joinedload(Assignment.bureau))
            .order_by(Assignment.id)
        ):
            self.assignments[row.suggestion_id].append(row)
        for rating in session.scalars(
            select(Rating).where(Rating.suggestion_id.in_(ids), Rating.lead).order_by(Rating.round)
        ):
            self.ratings[rating.suggestion_id] = rating

        answers = (
            select(Reply.assignment_id, func.min(Reply.at))
            .join(Assignment, Reply.assignment_id == Assignment.id)
            .where(Assignment.suggestion_id.in_(ids), Reply.kind == "reply")
            .group_by(Reply.assignment_id)
        )
        for row_id, at in session.execute(answers):
            self.replied[row_id] = at

        agreed = (
            select(History.case_id, History.at, History.fact)
            .join(Assignment, History.case_id == Assignment.id)
            .where(
                History.case_kind == "assignment",
                History.step == "approve_extension",
                Assignment.suggestion_id.in_(ids),
            )
        )
        for row_id, at, fact in session.execute(agreed):
            self.longer[row_id].append((at, date.fromisoformat(fact)))

    def received_in_time(self, row: Assignment) -> bool:
        """Within the working days that the county gives for it, from the day of the push."""
        if row.received_at is None:
            return False
        return local_day(row.received_at) <= self._receive_by_day(row)

    def is_received_or_late(self, row: Assignment, today: date) -> bool:
        """Assigned this morning nobody is late: the days for it still run."""
        return row.received_at is not None or today > self._receive_by_day(row)

    def _receive_by_day(self, row: Assignment) -> date:
        since = local_day(row.assigned_at)
        if since not in self._receive_by:
            found = term_from(
                self.session, "suggestion.confirm_within", self.now, event="交办", since=since
            )
            self._receive_by[since] = found.due
        return self._receive_by[since]

    def replied_in_time(self, row: Assignment) -> bool:
        """Answered first by the day that held then: an extension that was agreed to counts."""
        first = self.first_reply(row)
        if first is None:
            return False
        days = [day for at, day in self.longer.get(row.id, ()) if at <= first]
        return local_day(first) <= max([row.first_due, *days])

    def is_answered_or_late(self, row: Assignment, today: date) -> bool:
        """While a return or an extension is undecided nobody is late."""
        if self.first_reply(row) is not None:
            return True
        return today > max(row.first_due, row.due) and not undecided(row)

    def first_reply(self, row: Assignment) -> datetime | None:
        """When it was first answered; a rework does not undo that."""
        return self.replied.get(row.id) or row.replied_at

    def only(self, suggestions: Sequence[Suggestion], bureau: str) -> "_Rows":
        """Of these suggestions; with ``bureau``: only its own assignments count."""
        part = object.__new__(_Rows)
        part.session, part.now, part.suggestions = self.session, self.now, list(suggestions)
        part.bureau = bureau
        part.ratings, part.replied = self.ratings, self.replied
        part.longer, part._receive_by = self.longer, self._receive_by
        part.assignments = defaultdict(list)
        for row in suggestions:
            own = self.assignments[row.id]
            part.assignments[row.id] = [
                each for each in own if not bureau or each.bureau.name == bureau
            ]
        return part

    def leads(self, suggestion: Suggestion) -> list[Assignment]:
        return [row for row in self.assignments[suggestion.id] if row.role == "lead"]


def _figures(rows: _Rows) -> list[Figure]:
    today = local_day(rows.now)

    def figure(
        name: str,
        counts: Callable[[Suggestion], bool],
        part: Callable[[Suggestion], bool],
    ) -> Figure:
        whole = [row for row in rows.suggestions if counts(row)]
        return Figure(name, tuple(row for row in whole if part(row)), tuple(whole))

    def is_received_or_late(row: Suggestion) -> bool:
        every = rows.assignments[row.id]
        return bool(every) and all(rows.is_received_or_late(each, today) for each in every)

    def is_answered_or_late(row: Suggestion) -> bool:
        leads = rows.leads(row)
        return bool(leads) and all(rows.is_answered_or_late(each, today) for each in leads)

    def in_time(row: Suggestion) -> bool:
        return all(rows.replied_in_time(each) for each in rows.leads(row))

    def answered(row: Suggestion) -> bool:
        leads = rows.leads(row)
        return bool(leads) and all(each.outcome_class for each in leads)

    def everything(row: Suggestion) -> bool:
        # What became of it is the lead bureau's; a supporting one has its receipts only.
        return not rows.bureau or bool(rows.leads(row))

    return [
        figure(
            "received_in_time",
            is_received_or_late,
            lambda row: all(rows.received_in_time(each) for each in rows.assignments[row.id]),
        ),
        figure("replied_in_time", is_answered_or_late, in_time),
        figure(
            "procedure_closed",
            everything,
            lambda row: row.state in (PROCEDURE_CLOSED, CLOSED_OUT),
        ),
        figure("closed_out", everything, lambda row: row.state == CLOSED_OUT),
        figure(
            "satisfied",
            lambda row: row.id in rows.ratings and everything(row),
            lambda row: rows.ratings[row.id].grade != "unsatisfied",
        ),
        figure("unrated", answered, lambda row: row.state == "unrated"),
        figure("reworked", everything, lambda row: row.round > 1),
        figure(
            "class_a",
            answered,
            lambda row: all(each.outcome_class == "A" for each in rows.leads(row)),
        ),
    ]


def _by_bureau(rows: _Rows) -> dict[int, set[str]]:
    return {
        row.id: {each.bureau.name for each in rows.assignments[row.id]} or {"（没有）"}
        for row in rows.suggestions
    }


def _by_topic(rows: _Rows) -> dict[int, set[str]]:
    return {row.id: {row.topic or "（没有）"} for row in rows.suggestions}


def _by_class(rows: _Rows) -> dict[int, set[str]]:
    return {
        row.id: {
            f"{each.outcome_class}类" if each.outcome_class else "（没有）"
            for each in rows.leads(row)
        }
        or {"（没有）"}
        for row in rows.suggestions
    }


def _by_township(rows: _Rows) -> dict[int, set[str]]:
    found = {}
    known: dict[tuple[int, date], str] = {}
    for row in rows.suggestions:
        key = (row.lead_id, local_day(row.created_at))
        if key not in known:
            area = parties.township_of(rows.session, row.lead, key[1])
            known[key] = area.name if area is not None else "（没有）"
        found[row.id] = {known[key]}
    return found


def _by_source(rows: _Rows) -> dict[int, set[str]]:
    return {row.id: {SOURCE_NAMES[row.source]} for row in rows.suggestions}


_NAMES: dict[str, Callable[[_Rows], dict[int, set[str]]]] = {
    "bureau": _by_bureau,
    "topic": _by_topic,
    "class": _by_class,
    "township": _by_township,
    "source": _by_source,
}
