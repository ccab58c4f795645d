"""Lease what is due, so that it can be sent with no transaction open (design 4).

Lease, send, settle. What is leased and never settled (a crash in between) is leased again when the
lease is over; the attempt that was cut off stays on record as ``interrupted``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from bot.actions import broadcasts, channel_policy, leave, quotas, switches
from bot.actions.channel_policy import Policy, Shape, client_msg_id, ids_for, reach_of, shape
from bot.actions.outbox import RANKS, fields_at
from bot.actions.rung_too import ring_too
from bot.actions.still_true import is_settled
from bot.domain.calendars import local_day
from bot.domain.channel_policy import Way, allowed_at, retry_at
from bot.store.models import Attempt, Identity, Notice
from bot.texts import NoticeText, notices

LEASE = timedelta(minutes=2)
#: Why a notice waits, when it is for the hour; also what ``user_spoke`` looks for.
HELD = "现在是休息时间，过后再发"
#: At most so many are looked at in one transaction, so that a message coming in need not wait.
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Leased:
    """One notice to send now. ``text`` for customer service, else template id, fields and url."""

    notice_id: int
    attempt_id: int
    contact_id: int
    priority: str
    way: Way
    openid: str
    said: Shape
    client_msg_id: str
    until: datetime


def is_due(session: Session, now: datetime) -> bool:
    """Whether ``lease`` would find anything; cheap, for the idle case."""
    if switches.is_on(session, switches.STOP):
        return False
    return bool(_due(session, now, 1))


def lease(
    session: Session,
    now: datetime,
    limit: int,
    lease_for: timedelta = LEASE,
) -> list[Leased]:
    """Take up to ``limit`` notices for sending: most urgent first, then oldest. Counters and quotas
    are reserved here, before anything is sent. What may not go out now is put off with a reason;
    what the platform cannot carry goes to the telephone list. Nothing while everything is
    stopped."""
    if switches.is_on(session, switches.STOP):
        return []
    rules: Policy | None = None
    taken: list[tuple[Notice, Attempt, Identity, Shape]] = []
    looked_at, portion = 0, limit
    more = True
    while more and len(taken) < limit and looked_at < _MOST_LOOKED_AT:
        due = _due(session, now, portion)
        more = len(due) == portion
        batch = _locked(session, now, due)
        if not batch:
            break
        rules = rules or channel_policy.policy(session, now)
        identities = _identities(session, {notice.contact_id for notice in batch})
        for notice in batch:
            if len(taken) == limit:
                break
            identity = identities.get(notice.contact_id)
            ready = _prepare(session, notice, identity, rules, now, now + lease_for)
            if ready is not None and identity is not None:
                attempt, said = ready
                taken.append((notice, attempt, identity, said))
        looked_at += len(batch)
        # Where the first ones could not be sent, many of the next can't either: nobody is asked
        # about them eight by eight.
        portion = min(4 * portion, _MOST_LOOKED_AT)
        session.flush()
    if rules is not None:
        for way, calls in rules.reserved.items():
            quotas.count(session, way, calls, now)
    return [
        Leased(
            notice_id=notice.id,
            attempt_id=attempt.id,
            contact_id=notice.contact_id,
            priority=notice.priority,
            way=Way(attempt.channel),
            openid=identity.external_id,
            said=said,
            client_msg_id=client_msg_id(notice.key),
            until=now + lease_for,
        )
        for notice, attempt, identity, said in taken
    ]


def may_still_send(session: Session, leased: Leased, now: datetime) -> bool:
    """Asked right before sending: since the lease everything may have been stopped, or the API
    blocked by what became of another notice."""
    if switches.is_on(session, switches.STOP) or leased.way in channel_policy.paused(session, now):
        return False
    used = quotas.used_today(session, now).get(leased.way, 0)
    return quotas.has_room(used - 1, leased.way, RANKS[leased.priority])


#: Leases that ran out, then each rank in turn: each one short walk in the index, however many wait
#: for later; all in one statement, built once.
_RAN_OUT = select(Notice.id, Notice.next_at).where(
    Notice.state == "leased", Notice.leased_until <= bindparam("now")
)
_TURNS = (
    _RAN_OUT.order_by(Notice.rank, Notice.id),
    *(
        select(Notice.id, Notice.next_at)
        .where(Notice.state == "queued", Notice.rank == rank, Notice.next_at <= bindparam("now"))
        .order_by(Notice.next_at, Notice.id)
        for rank in sorted(RANKS.values())
    ),
)
_IN_TURN = union_all(
    *(
        select(turn.c.id, turn.c.next_at, literal(n).label("turn"))
        for n, turn in enumerate(each.limit(bindparam("limit")).subquery() for each in _TURNS)
    )
).subquery()
_DUE = (
    select(_IN_TURN.c.id)
    .order_by(_IN_TURN.c.turn, _IN_TURN.c.next_at, _IN_TURN.c.id)
    .limit(bindparam("limit"))
)
_STILL_DUE = (
    select(Notice)
    .where(
        Notice.id.in_(bindparam("ids", expanding=True)),
        or_(
            and_(Notice.state == "queued", Notice.next_at <= bindparam("now")),
            and_(Notice.state == "leased", Notice.leased_until <= bindparam("now")),
        ),
    )
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)


def _due(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Ids of what is due, most urgent first."""
    return session.scalars(_DUE, {"now": now, "limit": limit}).all()


def _locked(session: Session, now: datetime, ids: Sequence[int]) -> list[Notice]:
    """Of these, what no other delivery has in hand or has dealt with meanwhile, in order."""
    if not ids:
        return []
    rows = {row.id: row for row in session.scalars(_STILL_DUE, {"ids": ids, "now": now})}
    return [rows[notice_id] for notice_id in ids if notice_id in rows]


def _identities(session: Session, contact_ids: Iterable[int]) -> dict[int, Identity]:
    """Contact → the identity to use: one that follows, else the one heard of last."""
    rows = session.scalars(
        select(Identity)
        .where(Identity.contact_id.in_(contact_ids), Identity.channel == "wechat")
        .order_by(Identity.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return best_of(rows)


def best_of(rows: Iterable[Identity]) -> dict[int, Identity]:
    """Of each person the identity that is written to; ``rows`` in the order of their ids."""
    best: dict[int, Identity] = {}
    for row in rows:
        known = best.get(row.contact_id)
        if known is None or _liveliness(row) >= _liveliness(known):
            best[row.contact_id] = row
    return best


def _liveliness(identity: Identity) -> tuple[bool, float]:
    spoke = identity.last_message_at
    return identity.following, spoke.timestamp() if spoke else 0.0


def _prepare(
    session: Session,
    notice: Notice,
    identity: Identity | None,
    rules: Policy,
    now: datetime,
    until: datetime,
) -> tuple[Attempt, Shape] | None:
    """Lease one notice, or put it where it belongs instead (then None)."""
    if notice.state == "leased":
        _cut_off(session, notice, now)
    fields = fields_at(notice, now)
    if _is_stale(fields, local_day(now)):
        close(notice, "dropped", "已过期，没有再发", now)
        return None
    if (back := leave.back_at(session, notice, fields, now)) is not None:
        put_off(notice, back, leave.ON_LEAVE)
        return None
    if (wish := READ_OUT.get(str(fields.get("push")))) is not None:
        _to_telephone(notice, wish, rules, now)
        return None
    # What leaves at once is true; what has waited may be settled meanwhile, and an alarm is heard
    # within a second.
    waited = notice.next_at > notice.created_at or notice.kind == "alarm.sent"
    if waited and is_settled(session, notice, now):
        close(notice, "dropped", "事情已有下文，没有再发", now)
        return None
    if notice.kind == broadcasts.WORD and broadcasts.let_go_of_halted(session, notice, now):
        return None
    last = identity.last_message_at if identity else None
    hold = channel_policy.hold_for(rules.hold, identity)
    at = allowed_at(notice.priority, now, last, rules.calendar, hold)
    if at > now:
        put_off(notice, at, HELD)
        return None
    text = notices().get(notice.kind)
    if text is None:
        close(notice, "failed", f"不认识的通知：{notice.kind}", now)
        return None
    return _take(session, notice, identity, rules, (text, fields), now, until)


def _take(
    session: Session,
    notice: Notice,
    identity: Identity | None,
    rules: Policy,
    words: tuple[NoticeText, dict[str, Any]],
    now: datetime,
    until: datetime,
) -> tuple[Attempt, Shape] | None:
    text, fields = words
    ids = ids_for(text.template, rules.template_ids)
    reach = reach_of(identity)
    tried = channels_tried(notice)
    choice = channel_policy.choose(rules, reach, ids, tried, notice.rank, now)
    if choice.way is None and choice.at is not None:
        if notice.priority == "danger":
            # Danger does not wait for midnight or for a repair; by WeChat it comes then as well.
            ring_too(session, notice, choice.reason, now)
        put_off(notice, choice.at, choice.reason)
        return None
    if choice.way is None or choice.way is Way.TELEPHONE or identity is None:
        _to_telephone(notice, choice.reason or notice.reason, rules, now)
        return None
    try:
        said = shape(choice.way, text, fields, ids)
    except (KeyError, ValueError, IndexError) as error:
        close(notice, "failed", f"通知缺少内容：{error}", now)
        return None
    attempt = Attempt(
        notice_id=notice.id,
        at=now,
        channel=str(choice.way),
        said=said.frozen(),
        outcome="sending",
        reason="",
        message_id="",
        details=_reserve(rules, choice, identity) | {"template_id": said.template_id},
    )
    session.add(attempt)
    notice.state, notice.leased_until, notice.reason = "leased", until, ""
    notice.tries += 1
    return attempt, said


def _reserve(rules: Policy, choice: channel_policy.Choice, identity: Identity) -> dict[str, Any]:
    """Count the message before it is sent; what is noted lets ``settle`` give it back."""
    if choice.way is not None:
        rules.reserved[choice.way] = rules.reserved.get(choice.way, 0) + 1
    if choice.counter == "event" and identity.last_event_at is not None:
        identity.sent_after_event += 1
        opened = identity.last_event_at
    elif choice.counter == "window" and identity.last_message_at is not None:
        identity.sent_in_window += 1
        opened = identity.last_message_at
    else:
        return {"identity": identity.id}
    return {"identity": identity.id, "counter": choice.counter, "opened": opened.isoformat()}


def _cut_off(session: Session, notice: Notice, now: datetime) -> None:
    """The process that had leased it died: whether it was sent, nobody knows."""
    lost = session.scalars(
        select(Attempt).where(Attempt.notice_id == notice.id, Attempt.outcome == "sending")
    )
    for attempt in lost:
        attempt.outcome, attempt.reason = "interrupted", "发送中断，不知道是否送达"
        if retry_at(notice.tries, notice.priority, now) is None:
            give_up_channel(notice, attempt.channel)
    notice.state, notice.leased_until = "queued", None


#: What a field ``push`` says of a deputy who wants none → why it stands on the telephone list.
READ_OUT = {
    "liaison": "本人的消息由联络员代收，请念给代表听",
    "none": "本人不收推送，方便时当面说一声",
}


def _is_stale(fields: dict[str, Any], today: date) -> bool:
    """A field ``expires`` (ISO day) says after which day the notice is pointless."""
    last = fields.get("expires")
    return isinstance(last, str) and today.isoformat() > last


def _to_telephone(notice: Notice, reason: str, rules: Policy, now: datetime) -> None:
    if notice.priority not in rules.to_telephone:
        close(notice, "failed", reason, now)
        return
    notice.state, notice.leased_until, notice.reason = "telephone", None, reason[:128]


def close(notice: Notice, state: str, reason: str, now: datetime) -> None:
    """An end without delivery: ``dropped`` or ``failed``, and why."""
    notice.state, notice.leased_until = state, None
    notice.reason, notice.settled_at = reason[:128], now


def put_off(notice: Notice, at: datetime, reason: str) -> None:
    """Queued again, for ``at``."""
    notice.state, notice.leased_until = "queued", None
    notice.next_at, notice.reason = at, reason[:128]


def channels_tried(notice: Notice) -> Sequence[str]:
    """The ways that were tried in vain."""
    return [way for way in notice.channels_tried.split(",") if way]


def give_up_channel(notice: Notice, way: str) -> None:
    """No more tries by ``way``; the next one starts its own count."""
    notice.channels_tried = ",".join(dict.fromkeys([*channels_tried(notice), way]))
    notice.tries = 0
