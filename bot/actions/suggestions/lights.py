"""红黄绿 of suggestions: red past its day, yellow from so many days before it, green before that;
no light while a return or an extension is undecided, nor once it is answered. A suggestion has the
worst light of its lead bureaus; a supporting one owes an opinion, no answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.suggestions import light
from bot.domain.workflows.assignment import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.suggestion import HANDLING
from bot.store.models import Assignment, Suggestion

#: Stored word → what people say, the worst first.
LIGHTS: Mapping[str, str] = {"red": "红灯", "yellow": "黄灯", "green": "绿灯"}


def undecided(row: Assignment) -> bool:
    """A return or an extension waits for the office."""
    return row.state == RETURN_REQUESTED or row.extension_until is not None


def is_decided() -> ColumnElement[bool]:
    """The same, as SQL of an assignment, the other way round."""
    return and_(Assignment.state != RETURN_REQUESTED, Assignment.extension_until.is_(None))


def is_late(row: Assignment, today: date) -> bool:
    """Past its day, and nothing about it undecided."""
    return row.state in RESPONSIBLE and row.due < today and not undecided(row)


def yellow_days(session: Session, now: datetime) -> int:
    """From so many days before the due day on it is yellow."""
    return int(rule(session, "suggestion.yellow_days", now))


def light_of(session: Session, row: Assignment, now: datetime) -> str:
    """green, yellow, red or undecided, by the county's rule; green once answered."""
    return _light(row, local_day(now), yellow_days(session, now))


def _light(row: Assignment, today: date, days: int) -> str:
    answered = row.state not in RESPONSIBLE
    return light(today, row.due, answered=answered, undecided=undecided(row), yellow_days=days)


def of_suggestion(rows: Sequence[Assignment], today: date, days: int) -> str:
    """red, yellow or green of a suggestion with these assignments; empty where none has a light."""
    open_ones = [row for row in rows if row.role == "lead" and row.state in RESPONSIBLE]
    found = {_light(row, today, days) for row in open_ones}
    return next((color for color in LIGHTS if color in found), "")


def has_light(color: str, today: date, days: int) -> ColumnElement[bool]:
    """SQL of ``of_suggestion``: which suggestions have this light."""
    soon = today + timedelta(days=days)
    red = _with(Assignment.due < today)
    if color == "red":
        return red
    if color == "yellow":
        return and_(_with(Assignment.due.between(today, soon)), ~red)
    # Most of what is in hand is green: it is what the few others are not, so that a page reads no
    # more than it shows.
    asked = select(Assignment.suggestion_id).where(
        Assignment.role == "lead",
        or_(Assignment.state == RETURN_REQUESTED, Assignment.extension_until.is_not(None)),
    )
    besides = select(Assignment.suggestion_id).where(
        _runs(), Assignment.due > soon, Assignment.suggestion_id.in_(asked)
    )
    return and_(
        Suggestion.state.in_(HANDLING),
        ~_with(Assignment.due <= soon),
        or_(Suggestion.id.not_in(asked), Suggestion.id.in_(besides)),
    )


def _with(due: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not correlated: what is due soon is found by its own index.
    return Suggestion.id.in_(select(Assignment.suggestion_id).where(_runs(), due))


def _runs() -> ColumnElement[bool]:
    return and_(Assignment.role == "lead", Assignment.state.in_(RESPONSIBLE), is_decided())


def late_now(today: date) -> ColumnElement[bool]:
    """SQL of ``is_late``, of an assignment."""
    return and_(Assignment.state.in_(RESPONSIBLE), Assignment.due < today, is_decided())
