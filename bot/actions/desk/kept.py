"""Filters that an officer keeps: a name and the fields of the form, for the list they are of."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.workflow import Refused
from bot.store.models import KeptFilter

#: More chips than this nobody reads.
MOST = 12


#: Which list a filter is of, beside its fields; the issues' have none.
_LIST = "list"


def of(session: Session, officer_id: int, of_list: str = "") -> list[KeptFilter]:
    """The filters of one list (``of_list``: "" issues, "suggestions"), oldest first."""
    return [row for row in _all(session, officer_id) if row.fields.get(_LIST, "") == of_list]


def _all(session: Session, officer_id: int) -> Sequence[KeptFilter]:
    return session.scalars(
        select(KeptFilter).where(KeptFilter.officer_id == officer_id).order_by(KeptFilter.id)
    ).all()


def asked_of(row: KeptFilter) -> dict[str, str]:
    """The fields of the form, as they were kept."""
    return {name: value for name, value in row.fields.items() if name != _LIST}


def keep(
    session: Session,
    officer_id: int,
    name: str,
    asked: Mapping[str, str],
    *,
    now: datetime,
    of_list: str = "",
) -> None:
    """Keep the fields ``asked`` under ``name``; the same name again is replaced. Raises Refused,
    also for a name that a filter of another list has."""
    name = name.strip()[:16]
    known = {row.name: row for row in _all(session, officer_id)}
    kept = {**asked, _LIST: of_list} if of_list else dict(asked)
    if not name:
        raise Refused("console.filter_needs_name")
    if name in known:
        if known[name].fields.get(_LIST, "") != of_list:
            raise Refused("console.filter_elsewhere", name=name)
        known[name].fields = kept
        return
    if len(known) >= MOST:
        raise Refused("console.filters_full", most=MOST)
    session.add(KeptFilter(officer_id=officer_id, name=name, fields=kept, created_at=now))


def rename(session: Session, officer_id: int, filter_id: int, name: str) -> None:
    """Another name for a filter; somebody else's keeps its own. Raises Refused, also for a name
    that another filter has."""
    name = name.strip()[:16]
    if not name:
        raise Refused("console.filter_needs_name")
    for row in _all(session, officer_id):
        if row.id != filter_id and row.name == name:
            raise Refused("console.filter_named_so", name=name)
        if row.id == filter_id:
            row.name = name


def drop(session: Session, officer_id: int, filter_id: int) -> None:
    """Forget a filter; somebody else's stays."""
    session.execute(
        delete(KeptFilter).where(KeptFilter.id == filter_id, KeptFilter.officer_id == officer_id)
    )
