"""Terms of the county's rules, as deadlines with their proof."""

from datetime import date, datetime

from sqlalchemy.orm import Session

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
    return deadline(
        county_calendar(session, now),
        since or local_day(now),
        Term(int(rule(session, rule_name, now)), unit),
        event=event,
    )
