"""Queue what is to be said, in the same transaction as the fact that it tells of."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.actions.calendar import SaidDay, say_day_ago, say_when
from bot.domain.calendars import local_day
from bot.store import quick
from bot.store.models import Contact, Notice
from bot.texts import notices, say

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
) -> Notice | None:
    """Queue one notice, exactly once for ``key``; None if it was queued before, or if they asked
    not to be written to and this can wait until they ask."""
    if not is_wanted(session, kind, contact_id):
        return None
    row = written(kind, contact_id, key=key, fields=fields, now=now, case=case)
    if _waits(session, key) or session.scalar(_QUEUED, {"key": key}) is not None:
        return None
    notice = Notice(**row)
    if not_before:
        notice.next_at = max(now, not_before)
    session.add(notice)
    return notice


def queue_new(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Queue rows of ``written`` in one statement. For keys that hold the id of a row which was
    written a moment ago: nobody can have queued them, so nobody is asked."""
    once = {row["key"]: row for row in rows}
    quick.write_all(session, Notice, once.values())


def written(
    kind: str,
    contact_id: int,
    *,
    key: str,
    fields: dict[str, Any],
    now: datetime,
    case: tuple[str, int] | None = None,
) -> dict[str, Any]:
    """A notice as it is stored, due at once. KeyError: no such kind. Its words are made when it is
    sent; a field that they ask for and nobody gave is left out there."""
    text = notices()[kind]
    return {
        "key": key,
        "contact_id": contact_id,
        "kind": kind,
        "fields": json.dumps(
            {name: _kept(value) for name, value in fields.items()}, ensure_ascii=False
        ),
        "priority": text.priority,
        "rank": RANKS[text.priority],
        "case_kind": case[0] if case else "",
        "case_id": case[1] if case else None,
        "state": "queued",
        "created_at": now,
        "next_at": now,
    }


def is_wanted(session: Session, kind: str, contact_id: int) -> bool:
    """Whether this is to be sent: who said 「别给我发了」 is told how a case goes on when they ask.
    What asks them something, and danger, is always sent."""
    of_a_case = kind.startswith(("issue.", "hand_over.")) or kind.endswith("_citizen")
    if not of_a_case or kind.endswith("question") or notices()[kind].template != "progress":
        return True
    contact = session.get(Contact, contact_id)
    return contact is None or not contact.no_messages


def _waits(session: Session, key: str) -> bool:
    """Whether it was queued in this transaction and is not written yet."""
    return any(isinstance(row, Notice) and row.key == key for row in session.new)


def _kept(value: Any) -> Any:
    return {"day": value.day.isoformat()} if isinstance(value, SaidDay) else value


def fields_of(notice: Notice) -> dict[str, Any]:
    """The fields that were given when it was queued."""
    return _worded(notice, notice.created_at)


def fields_at(notice: Notice, now: datetime) -> dict[str, Any]:
    """The fields as they are true at ``now``. What is sent or read out later says its days anew
    (「下周五」), and as ``waited`` how long it is since ``waiting_since`` (an ISO moment). What was
    said of a day and waited for the morning says when it was said: 「明天去看」 is no more true."""
    fields = _worded(notice, now)
    words, said_on = fields.get("words"), local_day(notice.created_at)
    if isinstance(words, str) and said_on < local_day(now) and _OF_A_DAY.search(words):
        day = say_day_ago(said_on, local_day(now))
        fields["words"] = say("word.said_before", words=words, day=day)
    since = fields.get("waiting_since")
    if isinstance(since, str):
        fields["waited"] = say_span(now - datetime.fromisoformat(since))
    return fields


#: Words for a time that mean another one the next day.
_OF_A_DAY = re.compile(
    r"[今明后昨前][天日早晚儿]|[上下]午|早上|晚上|中午|晌午|刚|马上|一会|等[一会]?[下会]|现在|这就"
    r"|小时|分钟|[这过][两几]天|[两三几]天[后内]|礼拜|星期|周[一二三四五六日末天]"
)


def _worded(notice: Notice, now: datetime) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(notice.fields)
    return {
        name: say_when(date.fromisoformat(value["day"]), now)
        if isinstance(value, dict) and "day" in value
        else value
        for name, value in kept.items()
    }


def say_span(span: timedelta) -> str:
    """5分钟, 3小时, 2天."""
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)}天"
