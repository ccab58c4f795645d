"""How often each API of the platform was called on each day of the county, counted before sending.

Source of the limits: developers.weixin.qq.com, call frequency limits; template messages."""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.domain.calendars import LOCAL, local_day
from bot.domain.channel_policy import Way
from bot.store.models import Quota

#: Calls per day.
LIMITS = {Way.CUSTOMER_SERVICE: 500_000, Way.SUBSCRIPTION: 100_000, Way.TEMPLATE: 100_000}
#: More than any limit.
_BLOCKED = 1_000_000_000
#: Reminders and broadcasts leave this share to what is more urgent.
_KEPT_FOR_URGENT = 0.1
_FROM_REMINDERS_ON = 4


def midnight_after(now: datetime) -> datetime:
    """The county's next midnight, when the platform counts anew."""
    return datetime.combine(local_day(now) + timedelta(days=1), time(0, 0), LOCAL)


def used_today(session: Session, now: datetime) -> dict[str, int]:
    """API → calls so far today. An API that is blocked counts as used up."""
    rows = session.execute(
        select(Quota.api, Quota.used, Quota.blocked).where(Quota.day == local_day(now))
    )
    return {api: _BLOCKED if blocked else used for api, used, blocked in rows}


def has_room(used: int, way: Way, rank: int) -> bool:
    """Whether one more call fits; ranks from reminders on stop earlier."""
    limit = LIMITS[way]
    if rank >= _FROM_REMINDERS_ON:
        limit = int(limit * (1 - _KEPT_FOR_URGENT))
    return used < limit


def count(session: Session, way: Way, calls: int, now: datetime) -> None:
    """Add ``calls`` to today's count."""
    _upsert(session, way, now, used=calls, changes={"used": Quota.used + calls})


def block(session: Session, way: Way, now: datetime) -> None:
    """The platform said 45009: no more of this API until the county's midnight."""
    _upsert(session, way, now, used=0, blocked=True, changes={"blocked": True})


def _upsert(
    session: Session,
    way: Way,
    now: datetime,
    *,
    used: int,
    changes: dict[str, ColumnElement[int] | bool],
    blocked: bool = False,
) -> None:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = {"api": str(way), "day": local_day(now), "used": used, "blocked": blocked}
    session.execute(
        insert(Quota)
        .values(row)
        .on_conflict_do_update(index_elements=["api", "day"], set_=changes)
        .execution_options(synchronize_session=False)
    )
