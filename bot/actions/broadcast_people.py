"""Who has a word to many (群发), who has not, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from bot.actions.audiences import Addressee, Found
from bot.store.models import Broadcast, BroadcastRecipient, Notice

#: What a notice of one belongs to.
CASE = "broadcast"
#: In these it leaves, or what is said again of it does.
_LEAVING = ("sending", "done")


def recipients(row: Broadcast) -> Select[BroadcastRecipient]:
    """Those whom the second person agreed to write to."""
    return select(BroadcastRecipient).where(BroadcastRecipient.broadcast_id == row.id)


def notices_of(row: Broadcast) -> Select[Notice]:
    """What was queued of it, for whomever."""
    return select(Notice).where(Notice.case_kind == CASE, Notice.case_id == row.id)


def is_halted(row: Broadcast | None) -> bool:
    """Whether it had begun and nothing of it leaves now: it may go on, or it was given up."""
    return row is not None and row.started_at is not None and row.state not in _LEAVING


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has it: counts of people. ``underway``: in the outbox."""

    agreed: int
    waiting: int
    underway: int
    sent: int
    failed: int
    telephone: int
    told: int
    dropped: int
    left: int


def standing(session: Session, row: Broadcast) -> Standing:
    """How many of those agreed to have it."""
    session.flush()
    states = {one.contact_id: one.state for one in session.scalars(recipients(row))}
    people = Counter(states.values())
    of = notices_of(row).with_only_columns(Notice.contact_id, Notice.state)
    # Who was dropped and waits again, or has left since, is counted as that.
    notices = Counter(
        state
        for contact_id, state in session.execute(of)
        if state != "dropped" or states.get(contact_id) == "queued"
    )
    return Standing(
        agreed=people.total(),
        waiting=people["waiting"],
        underway=notices["queued"] + notices["leased"],
        sent=notices["sent"],
        failed=notices["failed"],
        telephone=notices["telephone"],
        told=notices["told"],
        dropped=notices["dropped"],
        left=people["left"],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One person it was for, and what became of it, in Chinese."""

    name: str
    role: str
    state: str
    reason: str


_SAID = {
    "queued": "排着",
    "leased": "正在发",
    "sent": "发到了",
    "telephone": "要打电话",
    "told": "电话里告诉了",
    "failed": "没发到",
    "dropped": "没有发",
}


def lines(session: Session, row: Broadcast, *, missed: bool) -> Sequence[Line]:
    """People and what became of it; ``missed``: only those who have not got it."""
    of = notices_of(row).options(joinedload(Notice.contact)).order_by(Notice.id)
    notices = {notice.contact_id: notice for notice in session.scalars(of)}
    shown = []
    people = recipients(row).options(joinedload(BroadcastRecipient.contact))
    everybody = session.scalars(people.order_by(BroadcastRecipient.id)).all()
    for one in everybody:
        notice = notices.get(one.contact_id)
        state, reason = ("还没轮到", "") if one.state == "waiting" else ("没有发", "已不在这些人里")
        if notice is not None and one.state == "queued":
            state, reason = _SAID[notice.state], notice.reason
        elif one.state == "waiting" and is_halted(row):
            state = "没有发"
        if missed and notice is not None and notice.state in ("sent", "told"):
            continue
        shown.append(Line(one.contact.name or "", one.role, state, reason))
    # Whom WeChat does not reach was never agreed to; somebody rings them all the same.
    known = {one.contact_id for one in everybody}
    for notice in notices.values():
        if notice.contact_id not in known and not (missed and notice.state in ("sent", "told")):
            name, state = notice.contact.name or "", _SAID[notice.state]
            shown.append(Line(name, "微信发不到的", state, notice.reason))
    return shown


def not_written_to(session: Session, row: Broadcast, found: Found) -> Sequence[Addressee]:
    """Those whom it is for, whom WeChat does not reach, and who have no notice of it."""
    known = set(session.scalars(recipients(row).with_only_columns(BroadcastRecipient.contact_id)))
    known |= set(session.scalars(notices_of(row).with_only_columns(Notice.contact_id)))
    return [one for one in found.others if one.contact_id not in known]
