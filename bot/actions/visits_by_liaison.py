"""Deputies whose messages the liaison officer takes (推送：由联络员代收): the half-monthly
reminder goes to that officer, all names in one digest, and never to the deputies themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, places, recipients
from bot.actions.people import in_force
from bot.domain.cadence import Period
from bot.domain.calendars import local_day
from bot.store.models import Deputy, DeputyGrid, Grid

#: More names than this nobody reads in one message; the rest is a number.
_NAMES = 20


def tell(
    session: Session, deputy_ids: Sequence[int], period: Period, at: datetime, now: datetime
) -> int:
    """One digest for each liaison officer of the stations of these deputies, not before ``at``;
    where there is no such officer, for the county office. How many were queued; a rerun adds
    none."""
    names: dict[int, list[str]] = {}
    for deputy_id in deputy_ids:
        deputy = session.get_one(Deputy, deputy_id)
        for contact_id in _who_speaks_to(session, deputy, now):
            found = names.setdefault(contact_id, [])
            if deputy.name not in found:
                found.append(deputy.name)
    queued = 0
    for contact_id, found in names.items():
        more = f"等{len(found)}位" if len(found) > _NAMES else ""
        notice = outbox.queue(
            session,
            "duty.visits_by_liaison",
            contact_id,
            key=f"grid-visit-liaison:{contact_id}:{period.key}",
            fields={
                "names": "、".join(found[:_NAMES]) + more,
                "count": len(found),
                "until": f"{period.last.month}月{period.last.day}日",
                "link": "",
                "expires": period.last.isoformat(),
            },
            now=now,
            not_before=at,
        )
        queued += notice is not None
    return queued


def _who_speaks_to(session: Session, deputy: Deputy, now: datetime) -> list[int]:
    """Contact ids of the liaison officers of the station of the deputy's first grid."""
    grid = session.scalars(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id == deputy.id, in_force(DeputyGrid, local_day(now)))
        .order_by(DeputyGrid.id)
        .limit(1)
    ).first()
    station = places.station_for(session, grid) if grid is not None else None
    found = recipients.station_liaisons(session, station.id, now) if station is not None else []
    return found or recipients.county_clerks(session, now)
