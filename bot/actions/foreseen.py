"""What will become of a notice that was queued a moment ago, by the rules the delivery goes by: so
that nobody is said to be told of what only waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import channel_policy, switches
from bot.actions.delivery import best_of
from bot.domain.channel_policy import Way, allowed_at
from bot.store.models import Identity, Notice
from bot.texts import notices


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``key``: the sentence that says why it does not leave by WeChat at once; empty where it
    does. ``at``: when the hour allows it."""

    key: str = ""
    at: datetime | None = None


_LEAVES = Foreseen()
_STOPPED = Foreseen("staff.waits_stopped")
_TO_RING = Foreseen("staff.to_ring")


def newest(session: Session, contact_id: int, now: datetime) -> Foreseen:
    """Of what was queued for this person at ``now``."""
    identity = _identity(session, contact_id)
    if switches.is_on(session, switches.STOP):
        return _STOPPED
    if identity is None or not identity.following:
        return _TO_RING
    notice = session.scalar(
        select(Notice)
        .where(Notice.contact_id == contact_id, Notice.state == "queued", Notice.created_at == now)
        .order_by(Notice.id.desc())
        .limit(1)
    )
    return _LEAVES if notice is None else _of(session, notice, identity, now)


def _of(session: Session, notice: Notice, identity: Identity, now: datetime) -> Foreseen:
    rules = channel_policy.policy(session, now)
    hold = channel_policy.hold_for(rules.hold, identity)
    at = allowed_at(notice.priority, now, identity.last_message_at, rules.calendar, hold)
    if at > now:
        return Foreseen("staff.waits_hour", at)
    ids = channel_policy.ids_for(notices()[notice.kind].template, rules.template_ids)
    reach = channel_policy.reach_of(identity)
    choice = channel_policy.choose(rules, reach, ids, (), notice.rank, now)
    if choice.way is Way.TELEPHONE:
        return Foreseen("staff.to_ring_silent")
    if choice.way is None:
        paused = choice.reason == channel_policy.PAUSED
        return Foreseen("staff.waits_repair" if paused else "staff.waits_tomorrow")
    return _LEAVES


def _identity(session: Session, contact_id: int) -> Identity | None:
    rows = session.scalars(
        select(Identity)
        .where(Identity.contact_id == contact_id, Identity.channel == "wechat")
        .order_by(Identity.id)
    )
    return best_of(rows).get(contact_id)
