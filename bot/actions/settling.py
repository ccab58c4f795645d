"""What became of a notice: settled sends, and somebody who spoke."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, object_session

from bot.actions import quotas, switches
from bot.actions.channel_policy import PAUSE, PAUSED, pause_name
from bot.actions.delivery import HELD, Leased, give_up_channel, put_off
from bot.actions.rules import rule
from bot.actions.rung_too import ring_too
from bot.domain.channel_policy import AFTER_EVENT, IN_WINDOW, Way, retry_at
from bot.store.models import Attempt, Contact, Identity, Notice

#: Called in the same transaction when a notice of TELLS really went out or was told by telephone.
#: Perhaps again for the same case (card first, telephone later): what it does must bear that.
OnTold = Callable[[Session, Notice, datetime], None]

RESULTS = frozenset({"issue.answered", "issue.result", "issue.referred", "issue.declined"})
#: Results, and what the officer on call is asked (已发出 is said only once it is true).
TELLS = RESULTS | {"alarm.call_back", "alarm.nobody"}
ALSO_BY_TELEPHONE = "只发了微信卡片，容易看漏，再打个电话说一声"


class Result(Protocol):
    """What the channel says of one send (its Delivery): outcome, the platform's code, Chinese."""

    @property
    def outcome(self) -> str: ...
    @property
    def errcode(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def message_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Settled:
    """The notice's state now; ``alarm``: what an operator has to know, in Chinese, or empty."""

    state: str
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One try that came back. ``attempt_id``: which (None: the newest that is open)."""

    notice_id: int
    attempt_id: int | None
    result: Result


def settle(
    session: Session,
    notice_id: int,
    result: Result,
    now: datetime,
    *,
    attempt_id: int | None = None,
    on_told: OnTold | None = None,
) -> Settled:
    """Write down what became of one try."""
    return settle_all(session, [Tried(notice_id, attempt_id, result)], now, on_told=on_told)[0]


def settle_all(
    session: Session, tries: Sequence[Tried], now: datetime, *, on_told: OnTold | None = None
) -> list[Settled]:
    """Write down what became of these tries, each of another notice: a few statements for all."""
    ids = [one.notice_id for one in tries]
    notices = {row.id: row for row in session.scalars(_NOTICES, {"ids": ids})}
    attempts: dict[int, list[Attempt]] = {}
    for attempt in session.scalars(_OPEN_ATTEMPTS, {"ids": ids}):
        attempts.setdefault(attempt.notice_id, []).append(attempt)
    found = []
    for one in tries:
        mine = [
            attempt
            for attempt in attempts.get(one.notice_id, ())
            if one.attempt_id in (None, attempt.id)
        ]
        found.append((notices[one.notice_id], mine[-1] if mine else None, one.result))
    resume(session, {a.channel for _, a, result in found if a and result.outcome == "sent"}, now)
    return [
        _settle(session, notice, attempt, result, now, on_told) for notice, attempt, result in found
    ]


_NOTICES = (
    select(Notice)
    .where(Notice.id.in_(bindparam("ids", expanding=True)))
    .order_by(Notice.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OPEN_ATTEMPTS = (
    select(Attempt)
    .where(
        Attempt.notice_id.in_(bindparam("ids", expanding=True)),
        Attempt.outcome.in_(("sending", "interrupted")),
    )
    .order_by(Attempt.id)
)


def _settle(
    session: Session,
    notice: Notice,
    attempt: Attempt | None,
    result: Result,
    now: datetime,
    on_told: OnTold | None,
) -> Settled:
    if attempt is None:
        return Settled(notice.state)
    late = attempt.outcome == "interrupted"
    attempt.outcome, attempt.errcode = str(result.outcome), result.errcode
    attempt.reason, attempt.message_id = result.reason[:128], result.message_id or ""
    if result.outcome == "sent":
        return Settled(notice.state, _sent(session, notice, attempt, now, on_told))
    if late or notice.state != "leased":
        return Settled(notice.state)
    return Settled(notice.state, _not_sent(session, notice, attempt, now))


def _open_attempt(session: Session, notice_id: int, attempt_id: int) -> Attempt | None:
    rows = session.scalars(_OPEN_ATTEMPTS, {"ids": [notice_id]})
    return next((row for row in rows if row.id == attempt_id), None)


def _sent(
    session: Session, notice: Notice, attempt: Attempt, now: datetime, on_told: OnTold | None
) -> str:
    if notice.state in ("sent", "told"):
        return ""
    notice.state, notice.leased_until, notice.reason = "sent", None, ""
    notice.settled_at = now
    if notice.kind in RESULTS and attempt.channel != Way.CUSTOMER_SERVICE:
        _also_by_telephone(session, notice, now)
    if is_confirmed_later(notice, attempt):
        return ""
    return tell(session, notice, now, on_told)


def is_confirmed_later(notice: Notice, attempt: Attempt) -> bool:
    """Whether only the platform's late word says that it arrived: of danger nothing is said before
    that. What an ordinary card tells of is told by telephone as well."""
    card = attempt.channel in (Way.TEMPLATE, Way.SUBSCRIPTION)
    return card and notice.priority == "danger" and notice.kind in TELLS


def tell(session: Session, notice: Notice, now: datetime, on_told: OnTold | None) -> str:
    """What is true now that it arrived; empty, or the alarm for an operator."""
    if on_told is None or notice.kind not in TELLS:
        return ""
    try:
        with session.begin_nested():
            on_told(session, notice, now)
    except Exception as error:
        # It was sent: what follows from that may fail, sending it again would not mend it.
        return f"{notice.kind}已发出，后续没有办成：{type(error).__name__}"
    return ""


def _also_by_telephone(session: Session, notice: Notice, now: datetime) -> None:
    """A card of 20 characters goes unnoticed: the result is also told by telephone."""
    if not rule(session, "delivery.also_telephone_results", now):
        return
    contact = session.get(Contact, notice.contact_id)
    if contact is not None and contact.phone:
        ring_too(session, notice, ALSO_BY_TELEPHONE, now)


def _not_sent(session: Session, notice: Notice, attempt: Attempt, now: datetime) -> str:
    """Where the notice goes after a send that failed; the alarm, or empty."""
    way, reason, outcome = attempt.channel, attempt.reason, attempt.outcome
    if outcome == "unknown_delivery":
        try_again(notice, way, reason, now)
        return ""
    _give_back(session, attempt)
    match outcome:
        case "retry":
            try_again(notice, way, reason, now)
            return ""
        case "quota":
            quotas.block(session, Way(way), now)
            notice.tries = 0
            put_off(notice, now, reason)
            return f"{way}：{reason}"
        case "configuration":
            return _wait_for_operator(session, notice, way, reason, now)
        case "not_following":
            _mark_not_following(session, attempt)
            put_off(notice, now, reason)
            return ""
        case "next_channel":
            if way == Way.CUSTOMER_SERVICE and attempt.errcode in (45015, 45047):
                _exhaust(session, attempt)
            if attempt.errcode == 43101:
                _forget_consent(session, attempt)
            give_up_channel(notice, way)
            put_off(notice, now, reason)
            return ""
        case _:
            # The message itself is wrong, or the answer is not known: shown, and the next way.
            give_up_channel(notice, way)
            put_off(notice, now, reason)
            return f"{notice.kind} {way} {attempt.errcode}：{reason}"


def try_again(notice: Notice, way: str, reason: str, now: datetime) -> None:
    """The same way after a while; after the last of its tries the next way."""
    at = retry_at(notice.tries, notice.priority, now)
    if at is None:
        give_up_channel(notice, way)
    put_off(notice, at or now, reason)


def _wait_for_operator(
    session: Session, notice: Notice, way: str, reason: str, now: datetime
) -> str:
    """Nothing of this API until somebody repairs the configuration; looked at again from time to
    time, and the notice is not lost. Danger is looked at at once: for another way, or to be rung
    up until this one is repaired."""
    notice.tries = 0
    urgent = notice.priority == "danger"
    put_off(notice, now if urgent else now + PAUSE, f"{reason}。{PAUSED}")
    switches.turn(session, pause_name(way), True, by=None, now=now)
    return f"{way}：{reason}"


def resume(session: Session, ways: Collection[str], now: datetime) -> None:
    """These APIs work (again)."""
    if ways:
        for name in switches.on(session, [pause_name(way) for way in ways]):
            switches.turn(session, name, False, by=None, now=now)


def release(session: Session, leased: Leased, now: datetime) -> None:
    """Give a lease back unsent: everything was stopped in between, or the lease is nearly over."""
    notice = session.get_one(Notice, leased.notice_id, with_for_update=True, populate_existing=True)
    attempt = _open_attempt(session, leased.notice_id, leased.attempt_id)
    if attempt is None or notice.state != "leased":
        return
    attempt.outcome, attempt.reason = "released", "没有发出，放回队列"
    _give_back(session, attempt)
    notice.tries = max(notice.tries - 1, 0)
    put_off(notice, now, "")


def _identity(session: Session, attempt: Attempt) -> Identity | None:
    identity_id = (attempt.details or {}).get("identity")
    if identity_id is None:
        return None
    return session.get(Identity, identity_id, with_for_update=True, populate_existing=True)


def _give_back(session: Session, attempt: Attempt) -> None:
    """The message was not sent: the window has its room again, if it still is the same window."""
    counter = attempt.details.get("counter")
    identity = _identity(session, attempt) if counter else None
    if identity is None:
        return
    opened = datetime.fromisoformat(attempt.details["opened"])
    if counter == "window" and identity.last_message_at == opened:
        identity.sent_in_window = max(identity.sent_in_window - 1, 0)
    if counter == "event" and identity.last_event_at == opened:
        identity.sent_after_event = max(identity.sent_after_event - 1, 0)


def _exhaust(session: Session, attempt: Attempt) -> None:
    """The platform counts differently from us: believe it until the person writes again."""
    identity = _identity(session, attempt)
    if identity is not None:
        identity.sent_in_window, identity.sent_after_event = IN_WINDOW, AFTER_EVENT


def _forget_consent(session: Session, attempt: Attempt) -> None:
    """The person withdrew it on the telephone; not asked for again until they agree again."""
    identity = _identity(session, attempt)
    if identity is not None:
        refused = attempt.details.get("template_id")
        kept = [each for each in identity.consents.split(",") if each and each != refused]
        identity.consents = ",".join(kept)


def _mark_not_following(session: Session, attempt: Attempt) -> None:
    identity = _identity(session, attempt)
    if identity is not None:
        identity.following = False


def user_spoke(identity: Identity, now: datetime, event: bool = False) -> None:
    """The person wrote (or, with ``event``, scanned, subscribed or clicked) at ``now``: they follow
    the account, the window opens anew, and answers held for the hour may leave at once."""
    identity.following = True
    if event:
        if identity.last_event_at is None or now >= identity.last_event_at:
            identity.last_event_at, identity.sent_after_event = now, 0
        return
    before = identity.last_message_at
    if before is not None and now < before:
        return
    identity.last_message_at, identity.sent_in_window = now, 0
    session = object_session(identity)
    # Who wrote minutes ago has nothing held; so a conversation costs no extra statement.
    if session is not None and before is not None and now - before > timedelta(minutes=5):
        _release_held(session, identity.contact_id, now)


def _release_held(session: Session, contact_id: int, now: datetime) -> None:
    held = (
        select(Notice.id)
        .where(
            Notice.contact_id == contact_id,
            Notice.state == "queued",
            Notice.priority.in_(("answer", "result")),
            Notice.reason == HELD,
        )
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(Notice)
        .where(Notice.id.in_(held))
        .values(next_at=now)
        .execution_options(synchronize_session=False)
    )
