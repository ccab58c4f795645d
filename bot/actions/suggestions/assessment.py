"""综合评估 (X32, P20): what a bureau did and what the deputies say of it, side by side and never
one number; and the list of what is to be put right, as the facts of the cases have it. For the
county office only: ratings are sealed, so few of them are not shown as a share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.rules import rule
from bot.actions.suggestions import figures, meetings
from bot.actions.suggestions.figures import Figure
from bot.actions.suggestions.lights import undecided
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.models import Assignment, Promise, Suggestion

#: What a bureau did → the figures of it; what deputies say → theirs. 100 is best.
WORK = ("received_in_time", "replied_in_time", "closed_out")
VOICE = ("satisfied",)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One bureau's year. ``work``, ``voice``: 0 to 100 by the county's weights; None: nothing to
    tell it from, or too few ratings. ``met``: (answered after a consultation, answered)."""

    bureau: str
    led: int
    work: float | None
    voice: float | None
    met: tuple[int, int]
    figures: tuple[Figure, ...]


def of_year(session: Session, year: int, *, now: datetime) -> list[Assessed]:
    """Every bureau that led a suggestion assigned in that year, by name: no order of merit."""
    weights = dict(rule(session, "suggestion.assessment", now))
    fewest = int(rule(session, "suggestion.assessment_fewest", now))
    met = _met(session, year, now)
    found = []
    for group in figures.by(session, "bureau", year, now=now):
        named = {one.name: one for one in group.figures}
        led = len(named["closed_out"].whole)
        if not led or group.name not in met:
            continue
        shares = {name: named[name].share for name in (*WORK, *VOICE)}
        consulted, answered = met[group.name]
        shares["consulted"] = consulted * 100 / answered if answered else None
        rated = len(named["satisfied"].whole)
        found.append(
            Assessed(
                group.name,
                led,
                _mean(weights, shares, (*WORK, "consulted")),
                _mean(weights, shares, VOICE) if rated >= fewest else None,
                met[group.name],
                group.figures,
            )
        )
    return found


def _mean(
    weights: dict[str, int], shares: dict[str, float | None], names: Sequence[str]
) -> float | None:
    """Of those shares that there are, by their weights; one decimal."""
    given = [(weights.get(name, 0), share) for name in names if (share := shares[name]) is not None]
    total = sum(weight for weight, _ in given)
    if not total:
        return None
    return round(sum(weight * share for weight, share in given) / total, 1)


def _leads(session: Session, year: int) -> Sequence[Assignment]:
    return session.scalars(
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Suggestion.congress == "county",
            Suggestion.assigned_on >= date(year, 1, 1),
            Suggestion.assigned_on <= date(year, 12, 31),
            Assignment.role == "lead",
            Assignment.state.not_in(("reassigned", "cancelled")),
        )
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(Assignment.id)
    ).all()


def _met(session: Session, year: int, now: datetime) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in _leads(session, year):
        consulted, answered = found.get(row.bureau.name, (0, 0))
        if row.outcome_class:
            answered += 1
            consulted += meetings.flags(session, row, now).consulted
        found[row.bureau.name] = (consulted, answered)
    return found


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. ``until``: the day it was due; ``mended``: the facts say it is."""

    bureau: str
    suggestion: Suggestion
    what: str
    until: date | None
    mended: bool


def problems(session: Session, year: int, *, now: datetime) -> list[Problem]:
    """问题整改清单 (P20): what the cases of that year show, by bureau. Nothing in it says how a
    deputy rated: that something is handled again, its bureau knows."""
    rows = _leads(session, year)
    promised: dict[int, list[Promise]] = {}
    for promise in session.scalars(
        select(Promise).where(Promise.assignment_id.in_([row.id for row in rows]))
    ):
        promised.setdefault(promise.assignment_id, []).append(promise)
    found = [
        problem for row in rows for problem in _of(session, row, promised.get(row.id, []), now)
    ]
    return sorted(found, key=lambda one: (one.bureau, one.mended, one.suggestion.id))


def _of(
    session: Session, row: Assignment, promised: Sequence[Promise], now: datetime
) -> Iterator[Problem]:
    today, name, about = local_day(now), row.bureau.name, row.suggestion
    open_now = row.state in RESPONSIBLE
    if open_now and row.due < today and not undecided(row):
        yield Problem(name, about, "过了期限没有答复", row.due, mended=False)
    elif row.replied_at is not None and local_day(row.replied_at) > row.due:
        yield Problem(name, about, "过了期限才答复", row.due, mended=True)
    if about.round > 1:
        yield Problem(
            name, about, f"重新办理{about.round - 1}次", row.first_due, mended=not open_now
        )
    if row.outcome_class and not meetings.flags(session, row, now).consulted:
        yield Problem(name, about, "答复前没有面商", None, mended=False)
    for promise in promised:
        if promise.due < today and promise.state == "open":
            what = "承诺到期没有落实"
            yield Problem(name, about, what, promise.due, mended=False)
        elif promise.due != promise.first_due:
            yield Problem(
                name, about, "承诺改过期", promise.first_due, mended=promise.state == "kept"
            )
