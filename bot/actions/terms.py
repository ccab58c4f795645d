"""Terms of the county's rules, as deadlines with their proof."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.actions import remembered
from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.deadlines import Deadline, Term, Unit, deadline


def term_from(
    session: Session, rule_name: str, now: datetime, *, event: str, since: date | None = None
) -> Deadline:
    """The deadline of the rule ``rule_name`` from today (or the day ``since``), with its proof.
    Rules whose name says months (``…_months``, ``…_months_hard``) count months, others working
    days."""
    unit: Unit = "months" if "_months" in rule_name else "working_days"
    calendar = county_calendar(session, now)
    term, start = Term(int(rule(session, rule_name, now)), unit), since or local_day(now)
    # The same for everybody who comes on one day, and proving it counts the days one by one.
    return remembered.known(
        session,
        ("term", term, start, event, tuple(calendar.overrides.items())),
        lambda: deadline(calendar, start, term, event=event),
    )
