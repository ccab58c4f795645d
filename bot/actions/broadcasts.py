"""A word to many (群发). One officer writes it and may try it on themselves; a second one agrees to
these very words and people; then it leaves in portions, never in quiet hours, until it is done or
somebody stops it (design 1.2). Who stopped it may go on with it, after a new yes, or give it up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.actions import audiences, audit, outbox, resending, second, switches
from bot.actions.audiences import Addressee, Audience, Found
from bot.actions.broadcast_people import (
    CASE,
    is_halted,
    not_written_to,
    notices_of,
    recipients,
    standing,
)
from bot.actions.calendar import county_calendar
from bot.actions.channel_policy import hold_rules
from bot.actions.kinds import address
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.domain.channel_policy import allowed_at
from bot.domain.workflow import Refused
from bot.store.models import (
    Approval,
    Attempt,
    Broadcast,
    BroadcastRecipient,
    Grid,
    Notice,
    Officer,
)

STATES = {
    "draft": "草稿",
    "asked": "等第二个人点头",
    "sending": "正在发",
    "stopped": "中途停了",
    "given_up": "停了，不再发了",
    "done": "发完了",
}
TITLE, TEXT = 20, 500
#: The notice that carries it.
WORD = "broadcast.word"
#: Nobody knows whether such a try arrived.
_PERHAPS = ("unknown_delivery", "interrupted")


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
    """Fix words and people, and ask for a second person; of one that was stopped: to go on with
    those who have not got it. Raises Refused: it is at neither point, or it would reach nobody."""
    if row.state not in ("draft", "stopped"):
        raise Refused("console.broadcast_not_now")
    goes_on = row.state == "stopped"
    people = still_to_get(session, row, now) if goes_on else found(session, row, now).reached
    if not people:
        raise Refused("console.broadcast_nobody_left" if goes_on else "console.broadcast_nobody")
    if not goes_on:
        session.add_all(
            BroadcastRecipient(
                broadcast_id=row.id, contact_id=one.contact_id, role=one.role[:80], state="waiting"
            )
            for one in people
        )
    whom = audiences.say(session, audiences.audience(row.audience), _area(session, row))
    to = f"停下过，接着发给{whom}里还没收到的" if goes_on else f"发给{whom}"
    said = f"“{row.title}”，{to}，{len(people)}人。全文：{row.text}"
    what = {"broadcast": row.id, "said": said}
    approval = second.ask(session, "broadcast", what, officer, roles, now=now)
    row.state, row.approval_id = "asked", approval.id
    return approval


def _area(session: Session, row: Broadcast) -> Grid | None:
    return session.get(Grid, row.grid_id) if row.grid_id else None


def take_back(session: Session, row: Broadcast, *, now: datetime) -> None:
    """A draft again: nobody agreed, or it is to be changed. One that had begun stands stopped
    again. What was agreed to is void."""
    if row.state != "asked" or row.approval_id is None:
        raise Refused("console.broadcast_not_now")
    approval = session.get_one(Approval, row.approval_id, with_for_update=True)
    approval.used_at = approval.used_at or now
    # An open request must not be answered any more: it was for other words.
    approval.decided_at = approval.decided_at or now
    row.approval_id = None
    if row.started_at is not None:
        row.state = "stopped"
        return
    for one in session.scalars(recipients(row)):
        session.delete(one)
    row.state = "draft"


def start(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> None:
    """Begin to send, or go on: takes the second person's yes, once. Raises Refused."""
    if row.state != "asked" or row.approval_id is None:
        raise Refused("console.broadcast_not_now")
    second.use(session, row.approval_id, officer, now=now)
    row.state = "sending"
    if row.started_at is None:
        row.started_at = now
        _note(session, "broadcast.started", row, officer, now)
        return
    for one in _without_it(session, row):
        one.state = "waiting"
    row.ended_at, row.stopped_by = None, None
    _note(session, "broadcast.resumed", row, officer, now)


def stop(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """No more of it leaves: what waits stays unsent, what is queued is dropped. How many do not
    get it. Raises Refused if it is not being sent."""
    if row.state != "sending":
        raise Refused("console.broadcast_not_now")
    row.state, row.ended_at, row.stopped_by = "stopped", now, officer.id
    queued = notices_of(row).where(Notice.state == "queued").with_for_update(skip_locked=True)
    let_go(session, session.scalars(queued).all(), now)
    _note(session, "broadcast.stopped", row, officer, now)
    return len(_without_it(session, row))


def let_go_of_halted(session: Session, notice: Notice, now: datetime) -> bool:
    """Whether it was stopped while ``notice`` was on its way: a try that failed comes back to the
    queue, and does not leave from there."""
    halted = is_halted(session.get(Broadcast, notice.case_id))
    if halted:
        let_go(session, [notice], now)
    return halted


def let_go(session: Session, notices: Sequence[Notice], now: datetime) -> None:
    """Take these out of the outbox, because it was stopped. Who perhaps has it is not among those
    it goes on with: to write to them twice is for a person to say."""
    tries = select(Attempt.notice_id).where(
        Attempt.notice_id.in_([notice.id for notice in notices if notice.tries]),
        Attempt.outcome.in_(_PERHAPS),
    )
    perhaps = set(session.scalars(tries))
    for notice in notices:
        notice.state, notice.reason = "dropped", "群发中途停了，没有发"
        if notice.id in perhaps:
            notice.state, notice.reason = "failed", "发过一次，不知道收到没有"
        notice.settled_at, notice.leased_until = now, None


def _without_it(session: Session, row: Broadcast) -> Sequence[BroadcastRecipient]:
    """Those for whom nothing of it has left the house."""
    session.flush()
    dropped = notices_of(row).where(Notice.state == "dropped").with_only_columns(Notice.contact_id)
    one = BroadcastRecipient
    unsent = and_(one.state == "queued", one.contact_id.in_(dropped))
    return session.scalars(recipients(row).where(or_(one.state == "waiting", unsent))).all()


def still_to_get(session: Session, row: Broadcast, now: datetime) -> list[Addressee]:
    """With whom one that was stopped would go on: who has left meanwhile is none of them."""
    without = {one.contact_id for one in _without_it(session, row)}
    return [one for one in found(session, row, now).reached if one.contact_id in without]


def give_up(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> None:
    """One that was stopped never goes on. Raises Refused."""
    if row.state != "stopped":
        raise Refused("console.broadcast_not_now")
    row.state = "given_up"
    _note(session, "broadcast.given_up", row, officer, now)


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
        recipients(row)
        .where(BroadcastRecipient.state == "waiting")
        .order_by(BroadcastRecipient.id)
        .limit(most)
    ).all()
    # Who left, was struck off or has done it meanwhile hears nothing.
    still = {one.contact_id: one for one in found(session, row, now).reached}
    people = [one.contact_id for one in waiting]
    dropped = notices_of(row).where(Notice.state == "dropped", Notice.contact_id.in_(people))
    before = {notice.contact_id: notice for notice in session.scalars(dropped)}
    queued = 0
    for one in waiting:
        person = still.get(one.contact_id)
        one.state = "left" if person is None else "queued"
        if person is not None and one.contact_id in before:
            resending.afresh(before[one.contact_id], now)
            queued += 1
        elif person is not None:
            outbox.queue(
                session,
                WORD,
                one.contact_id,
                key=f"broadcast:{row.id}:{one.contact_id}",
                fields=fields_for(session, row, person.name),
                now=now,
                case=(CASE, row.id),
            )
            queued += 1
    return queued


def _failed(session: Session, row: Broadcast) -> Sequence[Notice]:
    return session.scalars(
        notices_of(row).where(Notice.state == "failed").with_for_update(skip_locked=True)
    ).all()


def try_again(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """Those whom it did not reach are written to once more. How many. Raises Refused while it is
    not done: of one that was stopped nothing leaves."""
    if row.state != "done":
        raise Refused("console.broadcast_not_now")
    failed = _failed(session, row)
    for notice in failed:
        resending.resend(session, notice.id, by=officer.contact_id, now=now)
    return len(failed)


def ring_instead(session: Session, row: Broadcast, officer: Officer, *, now: datetime) -> int:
    """Whom it did not reach, and who was never written to, goes on the telephone list, because a
    person said so. How many. Raises Refused before it has begun: nobody has agreed to its words."""
    if row.started_at is None:
        raise Refused("console.broadcast_not_now")
    rung = list(_failed(session, row))
    for one in not_written_to(session, row, found(session, row, now)):
        notice = outbox.queue(
            session,
            WORD,
            one.contact_id,
            key=f"broadcast:{row.id}:{one.contact_id}",
            fields=fields_for(session, row, one.name),
            now=now,
            case=(CASE, row.id),
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
