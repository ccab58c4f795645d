"""How it stands with everything that goes out: for the health page and the operator's commands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import channel_policy, quotas, switches
from bot.domain.calendars import local_day
from bot.domain.channel_policy import Way
from bot.store.models import Attempt, Contact, Media, Notice, Quota, Switch

#: When the scheduler was last seen: a row of ``switches``, renewed every half minute.
_SCHEDULER = "scheduler_lives"
_SILENT_TOO_LONG = timedelta(minutes=5)
#: So many of the newest attempts are looked at for troubles.
_NEWEST = 200
#: More than can wait: a limit keeps the inner question of a query its own.
_ALL = 10_000_000
_NAMES = {
    Way.CUSTOMER_SERVICE: "微信消息",
    Way.SUBSCRIPTION: "订阅卡片",
    Way.TEMPLATE: "模板卡片",
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """``stopped_since`` and ``stopped_by`` (contact id): the key that stops everything is on."""

    stopped_since: datetime | None
    stopped_by: int | None
    #: Notices that wait, in all; due now; and since when the oldest of those is due.
    waiting: int
    due: int
    oldest_due: datetime | None
    telephone: int
    failed: int
    #: Files not fetched yet.
    media_waiting: int
    #: What an operator has to do something about, in Chinese; empty: nothing.
    troubles: tuple[str, ...]


def standing(session: Session, now: datetime) -> Outgoing:
    """The state of the outbox at ``now``."""
    stop = session.get(Switch, switches.STOP)
    stopped = stop is not None and stop.on
    waiting = Notice.state.in_(("queued", "leased"))
    # Those that wait first, their time after: else SQLite walks the times of everything sent.
    rows = select(Notice.next_at).where(waiting).limit(_ALL).subquery()
    due, oldest = session.execute(
        select(func.count(), func.min(rows.c.next_at)).where(rows.c.next_at <= now)
    ).one()
    return Outgoing(
        stopped_since=stop.set_at if stop and stopped else None,
        stopped_by=stop.set_by if stop and stopped else None,
        waiting=_count(session, waiting),
        due=due,
        oldest_due=oldest,
        telephone=_count(session, Notice.state == "telephone"),
        failed=_count(session, Notice.state == "failed"),
        media_waiting=session.scalar(select(func.count(Media.id)).where(Media.state == "waiting"))
        or 0,
        troubles=_troubles(session, stopped, due, now),
    )


def stopped(session: Session) -> tuple[datetime, str] | None:
    """Since when, and by whom, nothing goes out; None: it does."""
    row = session.get(Switch, switches.STOP)
    if row is None or not row.on:
        return None
    who = session.get(Contact, row.set_by) if row.set_by else None
    return row.set_at, (who.name or "") if who else ""


@dataclass(frozen=True, slots=True)
class Used:
    """One of the platform's APIs today: calls so far, the most it takes, and whether it stopped."""

    name: str
    used: int
    limit: int
    blocked: bool


def quotas_today(session: Session, now: datetime) -> list[Used]:
    """What was called today, per API, beside the platform's limit."""
    rows = session.scalars(select(Quota).where(Quota.day == local_day(now)))
    today = {row.api: row for row in rows}
    return [
        Used(
            _NAMES[way],
            today[way].used if way in today else 0,
            limit,
            way in today and today[way].blocked,
        )
        for way, limit in quotas.LIMITS.items()
    ]


def scheduler_lives(session: Session, now: datetime) -> None:
    """The scheduler's sign of life, for processes that cannot see it."""
    row = session.get(Switch, _SCHEDULER)
    if row is None:
        session.add(Switch(name=_SCHEDULER, on=True, set_at=now))
    else:
        row.set_at = now


def _count(session: Session, condition: object) -> int:
    return session.scalar(select(func.count(Notice.id)).where(condition)) or 0  # type: ignore[arg-type]


def _troubles(session: Session, stopped: bool, due: int, now: datetime) -> tuple[str, ...]:
    found = []
    if stopped:
        found.append(f"总开关已关，什么都不发；{due}条在等")
    lives = session.get(Switch, _SCHEDULER)
    if lives is not None and now - lives.set_at > _SILENT_TOO_LONG:
        minutes = int((now - lives.set_at) / timedelta(minutes=1))
        found.append(f"定时任务{minutes}分钟没有动静")
    reasons = _last_reasons(session)
    for way in channel_policy.paused(session, now):
        found.append(f"{_NAMES[Way(way)]}停发：{reasons.get(way, '配置有问题')}")
    blocked = session.scalars(
        select(Quota.api).where(Quota.day == local_day(now), Quota.blocked.is_(True))
    )
    found += [f"{_NAMES[Way(api)]}今天的次数已用完，零点后再发" for api in blocked]
    used = quotas.used_today(session, now)
    for way, limit in quotas.LIMITS.items():
        if limit * 0.8 <= used.get(way, 0) <= limit:
            found.append(f"{_NAMES[way]}今天已用{used[way]}次，上限{limit}")
    found += [f"通知内容被微信拒绝：{reason}" for reason in _refused(session)]
    return tuple(found)


def _newest(session: Session) -> list[tuple[str, str, str]]:
    rows = session.execute(
        select(Attempt.channel, Attempt.outcome, Attempt.reason)
        .order_by(Attempt.id.desc())
        .limit(_NEWEST)
    )
    return [(channel, outcome, reason) for channel, outcome, reason in rows]


def _last_reasons(session: Session) -> dict[str, str]:
    found: dict[str, str] = {}
    for channel, outcome, reason in _newest(session):
        if outcome == "configuration":
            found.setdefault(channel, reason)
    return found


def _refused(session: Session) -> list[str]:
    wrong = (
        reason for _, outcome, reason in _newest(session) if outcome in ("operator", "give_up")
    )
    return list(dict.fromkeys(wrong))
