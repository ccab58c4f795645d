"""What waits for its day in an assignment: when it comes, each bureau hears once of all of its own,
and what nobody moved is put before the desk. A bureau after the other, so that the writer is not
held while a whole county's are looked through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from bot.actions.calendar import county_calendar
from bot.actions.suggestions import bureau_notices, parties
from bot.domain.calendars import CountyCalendar, local_day
from bot.store.models import Assignment, Suggestion

#: So many bureaus in one transaction.
BUREAUS_AT_ONCE = 20
#: So many rows are named in one statement.
_IDS = 500

#: The next day of a row that was told to its bureau; None: it is looked at no more.
Moved = Callable[[Session, Assignment, date, CountyCalendar, datetime], date | None]
#: Tells others than the desk of the rows that a condition names; how many heard.
Late = Callable[[Session, ColumnElement[bool], date, datetime], int]


@dataclass(frozen=True, slots=True)
class Watch:
    """``column`` holds the day; ``first``: which of the due rows their bureau hears of (the others
    go before the desk, in ``stage`` of its list); ``waits``: not today, for a person has to decide
    something first; ``late``: who else hears of those before the desk does, a portion at a time."""

    column: InstrumentedAttribute[date | None]
    first: Callable[[date], ColumnElement[bool]]
    bureau_kind: str
    desk_kind: str
    stage: str
    moved: Moved
    waits: ColumnElement[bool]
    late: Late | None = None


def look(session: Session, watch: Watch, *, now: datetime) -> int:
    """All portions, one after the other. Returns how many rows were looked at; on working days
    only."""
    done = 0
    while found := look_some(session, watch, now=now):
        done += found
    return done


def look_some(session: Session, watch: Watch, *, now: datetime) -> int:
    """The rows of the next few bureaus; when none is left, those for the desk. How many; 0: it is
    done for today."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    _put_off(session, watch, today, calendar)
    # "+ 0": by the index of the day; in the order of bureaus SQLite would walk through all rows.
    bureau = Assignment.bureau_id + 0
    bureaus = session.scalars(
        select(bureau)
        .where(watch.column <= today, watch.first(today))
        .distinct()
        .order_by(bureau)
        .limit(BUREAUS_AT_ONCE)
    ).all()
    if not bureaus:
        late = and_(watch.column <= today, ~watch.first(today))
        heard = watch.late(session, late, today, now) if watch.late is not None else 0
        return heard or _before_desk(session, watch, today, now)
    rows = _due(session, watch, today, Assignment.bureau_id.in_(bureaus), watch.first(today))
    told: dict[int, list[Assignment]] = {}
    for row in rows:
        told.setdefault(row.bureau_id, []).append(row)
        setattr(row, watch.column.key, watch.moved(session, row, today, calendar, now))
    for bureau_id, own in told.items():
        key = f"{bureau_id}:{today}"
        bureau_notices.digest(session, watch.bureau_kind, bureau_id, own, key=key, now=now)
    session.flush()
    return len(rows)


def _before_desk(session: Session, watch: Watch, today: date, now: datetime) -> int:
    """One list for each person of a desk. However many rows there are, only those that are named
    in it are read whole."""
    late: dict[int, dict[int, list[int]]] = {}
    desks: dict[tuple[str, int | None], Sequence[int]] = {}
    rows = session.execute(
        select(Assignment.id, Assignment.suggestion_id, Suggestion.congress, Suggestion.area_id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(watch.column <= today, ~watch.first(today))
        .order_by(watch.column, Assignment.id)
    ).all()
    for row_id, about_id, congress, area_id in rows:
        place = (congress, area_id)
        if place not in desks:
            about = session.get_one(Suggestion, about_id)
            desks[place] = parties.desk(session, about, now)
        for contact_id in desks[place]:
            late.setdefault(contact_id, {}).setdefault(about_id, []).append(row_id)
    for contact_id, of_case in late.items():
        these = [row_id for own in list(of_case.values())[: bureau_notices.NAMED] for row_id in own]
        named = _due(session, watch, today, Assignment.id.in_(these))
        bureau_notices.late_digest(
            session,
            watch.desk_kind,
            contact_id,
            named,
            key=str(today),
            now=now,
            count=len(of_case),
            stage=watch.stage,
        )
    ids = [row_id for row_id, *_ in rows]
    for first in range(0, len(ids), _IDS):
        _set(session, watch, Assignment.id.in_(ids[first : first + _IDS]), None)
    return len(rows)


def _put_off(session: Session, watch: Watch, today: date, calendar: CountyCalendar) -> None:
    """A person has to decide something of it first: not before the next working day."""
    later = calendar.add_working_days(today, 1)
    _set(session, watch, and_(watch.column <= today, watch.waits), later)


def _set(session: Session, watch: Watch, which: ColumnElement[bool], day: date | None) -> None:
    session.execute(update(Assignment).where(which).values({watch.column.key: day}))


def _due(
    session: Session, watch: Watch, today: date, *which: ColumnElement[bool]
) -> Sequence[Assignment]:
    return session.scalars(
        select(Assignment)
        .where(watch.column <= today, *which)
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
        .order_by(watch.column, Assignment.id)
    ).all()
