"""Filters that an officer keeps: a name and the fields of the form."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.actions.desk.issue_list import Filter
from bot.domain.workflow import Refused
from bot.store.models import KeptFilter

#: More chips than this nobody reads.
MOST = 12


def of(session: Session, officer_id: int) -> Sequence[KeptFilter]:
    return session.scalars(
        select(KeptFilter).where(KeptFilter.officer_id == officer_id).order_by(KeptFilter.id)
    ).all()


def keep(session: Session, officer_id: int, name: str, asked: Filter, *, now: datetime) -> None:
    """Keep a filter under ``name``; the same name again is replaced. Raises Refused."""
    name = name.strip()[:16]
    known = {row.name: row for row in of(session, officer_id)}
    if not name:
        raise Refused("console.filter_needs_name")
    if name in known:
        known[name].fields = asked.asked
        return
    if len(known) >= MOST:
        raise Refused("console.filters_full", most=MOST)
    session.add(KeptFilter(officer_id=officer_id, name=name, fields=asked.asked, created_at=now))


def drop(session: Session, officer_id: int, filter_id: int) -> None:
    """Forget a filter; somebody else's stays."""
    session.execute(
        delete(KeptFilter).where(KeptFilter.id == filter_id, KeptFilter.officer_id == officer_id)
    )
