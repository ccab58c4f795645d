"""How the county cuts its days into periods in which each deputy visits the grid once (X07)."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.domain.cadence import Cadence, EveryDays, HalfMonths, Period, previous_period
from bot.domain.calendars import LOCAL
from bot.store.models import Duty


def cadence(session: Session, now: datetime) -> Cadence:
    """How the county cuts its days: rule grid_visit.cadence."""
    return cadence_called(session, rule(session, "grid_visit.cadence", now), now)


def cadence_called(session: Session, name: str, now: datetime) -> Cadence:
    """``name``: half_month or 14_days."""
    if name == "14_days":
        return EveryDays(date.fromisoformat(rule(session, "grid_visit.anchor", now)), 14)
    return HalfMonths()


def counts_in(cut: Cadence, period: Period) -> ColumnElement[bool]:
    """SQL: a row of this period of ``cut``; or one of a period that another cadence had cut, before
    the rule was changed, and recorded since this one began: nobody goes twice for that."""
    since = datetime.combine(period.first, time(), LOCAL)
    across = and_(
        Duty.period > previous_period(cut, period).key,
        Duty.period < period.last.isoformat(),
        Duty.recorded_at >= since,
    )
    return or_(Duty.period == period.key, across)


def period_of(session: Session, day: date, now: datetime) -> Period:
    """The period this day lies in."""
    return cadence(session, now).period_of(day)
