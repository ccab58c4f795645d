"""A word to many (群发). One officer writes it and may try it on themselves; a second one agrees to
these very words and people; then it leaves in portions, never in quiet hours, until it is done or
somebody stops it (design 1.2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from bot.actions import audiences, audit, outbox, resending, second, switches
from bot.actions.audiences import Addressee, Audience, Found
from bot.actions.calendar import county_calendar
from bot.actions.channel_policy import hold_rules
from bot.actions.kinds import address
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.domain.channel_policy import allowed_at
from bot.domain.workflow import Refused
from bot.store.models import Approval, Broadcast, BroadcastRecipient, Grid, Notice, Officer

STATES = {
    "draft": "草稿",
    "asked": "等第二个人点头",
    "sending": "正在发",
    "stopped": "中途停了",
    "done": "发完了",
}
TITLE, TEXT = 20, 500
_CASE = "broadcast"


def say_state(row: Broadcast, now: datetime) -> str:
    """Where it stands, in words; of a request what the second person has said to it."""
    approval = row.approval if row.state == "asked" else None
    if approval is None or approval.decided_at is None:
        return STATES[row.state]
    if not approval.agreed:
        return "没有同意"
    fresh = second.answer_to(approval, now).ready
    return "点头了，还没发" if fresh else "点头过了一天，要重新请"


def save(
    session: Session,
    officer: Officer,
    grid: Grid | None,
    words: tuple[str, str],
    wanted: Audience,
    *,
    now: datetime,
    row: Broadcast | None = None,
) -> Broadcast:
    """A new draft, or ``row`` changed while it still is one. ``words``: title, text; ``grid``: the
    officer's area, None for the county. Raises Refused."""
    title, text = (part.strip() for part in words)
    if not 2 <= len(title) <= TITLE or not 2 <= len(text) <= TEXT:
        raise Refused("console.broadcast_words", title=TITLE, text=TEXT)
    place = grid.name if grid is not None else rule(session, "county.name", now)
    if row is None:
        row = Broadcast(made_by=officer.id, made_at=now, state="draft")
        session.add(row)
    elif row.state != "draft":
        raise Refused("console.broadcast_not_now")
    row.title, row.text, row.audience = title, text, wanted.as_row()
    row.grid_id = grid.id if grid is not None else None
    row.sender = f"{place}人大"
    session.flush()
    return row


def areas_of(session: Session, row: Broadcast) -> list[Grid] | None:
    """Beyond these it never goes; None: it is the county's."""
    return None if row.grid_id is None else [session.get_one(Grid, row.grid_id)]


def found(session: Session, row: Broadcast, now: datetime) -> Found:
    """Whom it would reach today, and whom it would not."""
    wanted = audiences.audience(row.audience)
    return audiences.find(session, wanted, areas_of(session, row), now)


def fields_for(session: Session, row: Broadcast, name: str) -> dict[str, str]:
    """What fills its words for one person."""
    return {
        "name": name,
        "title": row.title,
        "text": row.text,
        "sender": row.sender,
        "link": address(session, f"/p/word/{row.id}"),
    }


def try_it(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> bool:
    """The same words to the officer alone. False: the same was just sent."""
    key = f"broadcast-try:{row.id}:{officer.id}:{now:%Y%m%d%H%M}"
    fields = fields_for(session, row, officer.name)
    queued = outbox.queue(
        session, "broadcast.try", officer.contact_id, key=key, fields=fields, now=now
    )
    return queued is not None


def ask(
    session: Session, row: Broadcast, officer: Officer, roles: Roles, *, now: datetime
) -> Approval:
    """Fix words and people, and ask for a second person. Raises Refused: it is no draft, or it
    would reach nobody."""
    people = found(session, row, now).reached
    if row.state != "draft":
        raise Refused("console.broadcast_not_now")
    if not people:
        raise Refused("console.broadcast_nobody")
    session.add_all(
        BroadcastRecipient(
            broadcast_id=row.id, contact_id=one.contact_id, role=one.role[:80], state="waiting"
        )
        for one in people
    )
    whom = audiences.say(session, audiences.audience(row.audience), _area(session, row))
    said = f"“{row.title}”，发给{whom}，{len(people)}人。全文：{row.text}"
    what = {"broadcast": row.id, "said": said}
    approval = second.ask(session, "broadcast", what, officer, roles, now=now)
    row.state, row.approval_id = "asked", approval.id
    return approval


def _area(session: Session, row: Broadcast) -> Grid | None:
    return session.get(Grid, row.grid_id) if row.grid_id else None


def take_back(session: Session, row: Broadcast, *, now: datetime) -> None:
    """A draft again: nobody agreed, or it is to be changed. What was agreed to is void."""
    if row.state != "asked" or row.approval_id is None:
        raise Refused("console.broadcast_not_now")
    approval = session.get_one(Approval, row.approval_id, with_for_update=True)
    approval.used_at = approval.used_at or now
    # An open request must not be answered any more: it was for other words.
    approval.decided_at = approval.decided_at or now
    for one in session.scalars(_recipients(row)):
        session.delete(one)
    row.state, row.approval_id = "draft", None


def _recipients(row: Broadcast):  # type: ignore[no-untyped-def]
    return select(BroadcastRecipient).where(BroadcastRecipient.broadcast_id == row.id)


def start(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> None:
    """Begin to send: takes the second person's yes, once. Raises Refused."""
    if row.state != "asked" or row.approval_id is None:
        raise Refused("console.broadcast_not_now")
    second.use(session, row.approval_id, officer, now=now)
    row.state, row.started_at = "sending", now
    _note(session, "broadcast.started", row, officer, now)


def stop(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """No more of it leaves: what waits stays unsent, what is queued is dropped. How many do not
    get it. Raises Refused if it is not being sent."""
    if row.state != "sending":
        raise Refused("console.broadcast_not_now")
    row.state, row.ended_at, row.stopped_by = "stopped", now, officer.id
    waiting = session.scalars(
        select(Notice.id)
        .where(Notice.case_kind == _CASE, Notice.case_id == row.id, Notice.state == "queued")
        .with_for_update(skip_locked=True)
    ).all()
    session.execute(
        update(Notice)
        .where(Notice.id.in_(waiting))
        .values(state="dropped", reason="群发中途停了，没有发", settled_at=now)
        .execution_options(synchronize_session=False)
    )
    _note(session, "broadcast.stopped", row, officer, now)
    counts = standing(session, row)
    return counts.waiting + counts.dropped


def goes_on_at(session: Session, now: datetime) -> datetime:
    """The first moment, not before ``now``, outside quiet hours and days off."""
    return allowed_at(
        "broadcast", now, None, county_calendar(session, now), hold_rules(session, now)
    )


def send_some(session: Session, *, now: datetime) -> int:
    """The next portion of everything that is being sent, into the outbox. Nothing in quiet hours,
    on days off, or while all is stopped. How many were queued."""
    begun = session.scalars(
        select(Broadcast)
        .where(Broadcast.state == "sending")
        .order_by(Broadcast.id)
        .with_for_update(skip_locked=True)
    )
    rows = [row for row in begun if not _over(session, row, now)]
    if not rows or switches.is_on(session, switches.STOP) or goes_on_at(session, now) > now:
        return 0
    most = int(rule(session, "broadcast.portion", now))
    return sum(_portion(session, row, most, now) for row in rows)


def _over(session: Session, row: Broadcast, now: datetime) -> bool:
    """Whether nobody waits for it any more, nor anything of it in the outbox: what WeChat does not
    take yet can still be stopped."""
    counts = standing(session, row)
    if counts.waiting or counts.underway:
        return False
    row.state, row.ended_at = "done", now
    return True


def _portion(session: Session, row: Broadcast, most: int, now: datetime) -> int:
    waiting = session.scalars(
        _recipients(row)
        .where(BroadcastRecipient.state == "waiting")
        .order_by(BroadcastRecipient.id)
        .limit(most)
    ).all()
    # Who left, was struck off or has done it meanwhile hears nothing.
    still = {one.contact_id: one for one in found(session, row, now).reached}
    queued = 0
    for one in waiting:
        person = still.get(one.contact_id)
        one.state = "left" if person is None else "queued"
        if person is not None:
            outbox.queue(
                session,
                "broadcast.word",
                one.contact_id,
                key=f"broadcast:{row.id}:{one.contact_id}",
                fields=fields_for(session, row, person.name),
                now=now,
                case=(_CASE, row.id),
            )
            queued += 1
    return queued


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
    people = Counter(one.state for one in session.scalars(_recipients(row)))
    of = select(Notice.state).where(Notice.case_kind == _CASE, Notice.case_id == row.id)
    notices = Counter(session.scalars(of))
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
    of = select(Notice).where(Notice.case_kind == _CASE, Notice.case_id == row.id)
    notices = {notice.contact_id: notice for notice in session.scalars(of)}
    shown = []
    people = _recipients(row).options(joinedload(BroadcastRecipient.contact))
    for one in session.scalars(people.order_by(BroadcastRecipient.id)):
        notice = notices.get(one.contact_id)
        state, reason = ("还没轮到", "") if one.state == "waiting" else ("没有发", "已不在这些人里")
        if notice is not None:
            state, reason = _SAID[notice.state], notice.reason
        elif one.state == "waiting" and row.state == "stopped":
            state = "没有发"
        if missed and notice is not None and notice.state in ("sent", "told"):
            continue
        shown.append(Line(one.contact.name or "", one.role, state, reason))
    return shown


def not_written_to(session: Session, row: Broadcast, found: Found) -> Sequence[Addressee]:
    """Those whom it is for, whom WeChat does not reach, and who have no notice of it."""
    known = set(session.scalars(_recipients(row).with_only_columns(BroadcastRecipient.contact_id)))
    of = select(Notice.contact_id).where(Notice.case_kind == _CASE, Notice.case_id == row.id)
    known |= set(session.scalars(of))
    return [one for one in found.others if one.contact_id not in known]


def _failed(session: Session, row: Broadcast) -> Sequence[Notice]:
    return session.scalars(
        select(Notice)
        .where(Notice.case_kind == _CASE, Notice.case_id == row.id, Notice.state == "failed")
        .with_for_update(skip_locked=True)
    ).all()


def try_again(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """Those whom it did not reach are written to once more. How many."""
    failed = _failed(session, row)
    for notice in failed:
        resending.resend(session, notice.id, by=officer.contact_id, now=now)
    return len(failed)


def ring_instead(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """Whom it did not reach, and who was never written to, goes on the telephone list, because a
    person said so. How many."""
    rung = list(_failed(session, row))
    for one in not_written_to(session, row, found(session, row, now)):
        notice = outbox.queue(
            session,
            "broadcast.word",
            one.contact_id,
            key=f"broadcast:{row.id}:{one.contact_id}",
            fields=fields_for(session, row, one.name),
            now=now,
            case=(_CASE, row.id),
        )
        if notice is not None:
            notice.reason = one.why_not
            rung.append(notice)
    for notice in rung:
        notice.state, notice.settled_at = "telephone", None
    if rung:
        _note(session, "broadcast.telephone", row, officer, now)
    return len(rung)


def _note(session: Session, act: str, row: Broadcast, officer: Officer, now: datetime) -> None:
    audit.record(
        session, act, contact_id=officer.contact_id, now=now, thing="broadcast", thing_id=row.id
    )
