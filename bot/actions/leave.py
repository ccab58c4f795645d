"""A deputy's leave (请假, 农忙): their reminders wait until they are back (field practice 2). What
asks them for something, and the answer to what they asked, goes out as ever."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.people import in_force
from bot.domain.calendars import LOCAL, local_day
from bot.store.models import Deputy, Notice

#: Why a reminder waits.
ON_LEAVE = "代表请假，回来再提醒"


def back_at(
    session: Session, notice: Notice, fields: Mapping[str, Any], now: datetime
) -> datetime | None:
    """The first moment after the leave of whom this reminder is for; None: it need not wait. Only
    what is said to somebody as a deputy waits (field ``push``)."""
    if notice.priority != "reminder" or "push" not in fields:
        return None
    today = local_day(now)
    until = session.scalar(
        select(func.max(Deputy.paused_until)).where(
            Deputy.contact_id == notice.contact_id, in_force(Deputy, today)
        )
    )
    if until is None or until <= today:
        return None
    return datetime.combine(until, time(0, 0), LOCAL)
