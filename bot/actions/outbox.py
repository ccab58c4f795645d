"""Queue what is to be said, in the same transaction as the fact that it tells of."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.store.models import Notice
from bot.texts import notices

#: Order of delivery. Emergencies overtake everything, broadcasts wait for everybody.
RANKS = {"danger": 0, "answer": 1, "task": 2, "result": 3, "reminder": 4, "broadcast": 5}


#: Asked for every notice, so built once; what waits in the session itself is looked at beside it.
_QUEUED = select(Notice.id).where(Notice.key == bindparam("key")).execution_options(autoflush=False)


def queue(
    session: Session,
    kind: str,
    contact_id: int,
    *,
    key: str,
    fields: dict[str, Any],
    now: datetime,
    case: tuple[str, int] | None = None,
    not_before: datetime | None = None,
    fresh: bool = False,
) -> Notice | None:
    """Queue one notice, exactly once for ``key``; None if it was queued before. ``fresh``: the key
    holds the number of a row that was written a moment ago, so that nobody can have queued it.

    The fields must fill every shape of the notice: a missing one raises KeyError here, where the
    fact is written, and not hours later in the delivery."""
    text = notices()[kind]
    text.in_chat(fields), text.in_template(fields), text.on_the_phone(fields)
    if _waits(session, key):
        return None
    if not fresh and session.scalar(_QUEUED, {"key": key}) is not None:
        return None
    notice = Notice(
        key=key,
        contact_id=contact_id,
        kind=kind,
        fields=json.dumps(fields, ensure_ascii=False),
        priority=text.priority,
        rank=RANKS[text.priority],
        case_kind=case[0] if case else "",
        case_id=case[1] if case else None,
        state="queued",
        created_at=now,
        next_at=max(now, not_before) if not_before else now,
    )
    session.add(notice)
    return notice


def _waits(session: Session, key: str) -> bool:
    """Whether it was queued in this transaction and is not written yet."""
    return any(isinstance(row, Notice) and row.key == key for row in session.new)


def fields_of(notice: Notice) -> dict[str, Any]:
    """The fields that were given when it was queued."""
    fields: dict[str, Any] = json.loads(notice.fields)
    return fields
