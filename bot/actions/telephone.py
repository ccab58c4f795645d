"""The telephone list (未通知到): what the platform could not carry, told by a person. A first-class
way to be heard, with a script to read out and what came of the call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.actions import audit
from bot.actions.delivery import close, put_off
from bot.actions.outbox import fields_at
from bot.actions.people import officer_who_was
from bot.actions.rules import rule
from bot.actions.settling import ALSO_BY_TELEPHONE, TELLS, OnTold
from bot.actions.still_true import is_settled
from bot.domain.channel_policy import Way
from bot.store.hints import not_by_index
from bot.store.models import Attempt, Contact, HandOver, History, Issue, Notice
from bot.texts import notices, say

TOLD = "已告知"
NO_ANSWER = "没接"
PASSED_ON = "托人转告"
#: What may come of a call. Only the second one leaves the notice on the list.
OUTCOMES = (TOLD, NO_ANSWER, PASSED_ON)


class NotOnTheList(ValueError):
    """Told already, or never on the telephone list."""


#: Each of these says something of its own; of all others the newest is what counts.
_EACH = frozenset(
    {
        "issue.supplement",
        "issue.question",
        "issue.word",
        "hand_over.question",
        "hand_over.answer",
        "hand_over.word",
        "alarm.more",
    }
)
#: One text about several cases: a newer one says everything that an older one said.
_DIGESTS = frozenset(
    {
        "issue.untouched",
        "hand_over.overdue",
        "hand_over.chased",
        "hand_over.due_soon",
        "office.unhandled",
        "duty.grid_visit",
        "duty.visits_by_liaison",
    }
)
SETTLED = "事情已有下文，不用再打"


@dataclass(frozen=True, slots=True)
class Call:
    """One entry: whom to ring, why, and what to say. Empty where nothing is known. All that waits
    for one person about one case is one call."""

    notice_id: int
    contact_id: int
    name: str
    phone: str
    kind: str
    #: What is read out.
    script: str
    #: Why the platform could not carry it, in Chinese.
    reason: str
    case_kind: str
    case_id: int | None
    since: datetime
    #: Calls that nobody answered so far, and the last one.
    unanswered: int
    last_call_at: datetime | None


_EARLIER = aliased(Notice)
#: Whether an earlier entry is the same call.
_HAS_EARLIER = (
    select(_EARLIER.id)
    .where(
        _EARLIER.state == "telephone",
        _EARLIER.contact_id == Notice.contact_id,
        not_by_index(_EARLIER.case_kind) == Notice.case_kind,
        not_by_index(_EARLIER.case_id) == Notice.case_id,
        or_(
            _EARLIER.rank < Notice.rank,
            and_(_EARLIER.rank == Notice.rank, _EARLIER.id < Notice.id),
        ),
    )
    .exists()
)


def calls(
    session: Session,
    *,
    now: datetime,
    where: Sequence[ColumnElement[bool]] = (),
    after: tuple[int, int] = (-1, 0),
    limit: int = 50,
) -> list[Call]:
    """The list, most urgent first: one person and case once, and nothing that is settled. ``where``
    narrows it (the cases of one station, by the columns of Notice); ``after``: rank and id of the
    last entry of the page before."""
    rank, notice_id = after
    rows = session.execute(
        select(Notice, Contact)
        .join(Contact, Contact.id == Notice.contact_id)
        .where(Notice.state == "telephone", ~_HAS_EARLIER, *where)
        .where((Notice.rank > rank) | ((Notice.rank == rank) & (Notice.id > notice_id)))
        .order_by(Notice.rank, Notice.id)
        .limit(limit)
    ).all()
    found = []
    for first, contact in rows:
        parts = [row for row in together(session, first) if not is_settled(session, row, now)]
        if parts:
            found.append(_call(parts, contact, _tries(session, [row.id for row in parts]), now))
    return found


def together(session: Session, notice: Notice) -> Sequence[Notice]:
    """All entries of the list that are told in one call with ``notice``, most urgent first."""
    if notice.case_id is None:
        return [notice]
    return session.scalars(
        select(Notice)
        .where(
            Notice.state == "telephone",
            Notice.contact_id == notice.contact_id,
            not_by_index(Notice.case_kind) == notice.case_kind,
            not_by_index(Notice.case_id) == notice.case_id,
        )
        .order_by(Notice.rank, Notice.id)
    ).all()


def _call(
    parts: Sequence[Notice], contact: Contact, tried: Sequence[datetime], now: datetime
) -> Call:
    first = parts[0]
    newest = {row.kind: row.id for row in sorted(parts, key=lambda row: row.id)}
    said = [script_of(row, now) for row in parts if row.kind in _EACH or newest[row.kind] == row.id]
    no_calls = say("staff.no_calls") if contact.no_calls else ""
    return Call(
        notice_id=first.id,
        contact_id=contact.id,
        name=contact.name or "",
        phone="" if contact.no_calls else contact.phone or "",
        kind=first.kind,
        script="\n".join(dict.fromkeys(said)),
        reason="；".join(filter(None, (first.reason, no_calls))),
        case_kind=first.case_kind,
        case_id=first.case_id,
        since=first.created_at,
        unanswered=len(tried),
        last_call_at=max(tried, default=None),
    )


def _tries(session: Session, notice_ids: list[int]) -> list[datetime]:
    """When somebody rang in vain. One call about several things is noted at each, so whichever has
    waited longest knows of all calls."""
    found: dict[int, list[datetime]] = {}
    rows = session.execute(
        select(Attempt.notice_id, Attempt.at).where(
            Attempt.notice_id.in_(notice_ids), Attempt.channel == Way.TELEPHONE
        )
    )
    for notice_id, at in rows:
        found.setdefault(notice_id, []).append(at)
    return max(found.values(), key=len, default=[])


def script_of(notice: Notice, now: datetime) -> str:
    """What is read out on the telephone at ``now``."""
    text = notices().get(notice.kind)
    return text.on_the_phone(fields_at(notice, now)) if text else ""


def record_call(
    session: Session,
    notice_id: int,
    outcome: str,
    *,
    by: int,
    now: datetime,
    on_told: OnTold | None = None,
    only: bool = False,
) -> Notice:
    """Somebody (contact id ``by``) rang: ``outcome`` is one of OUTCOMES. 没接 stays on the list;
    the others end it. All that was read out in this call is settled and frozen; ``only``: just
    this one was read out. Raises NotOnTheList, ValueError."""
    if outcome not in OUTCOMES:
        raise ValueError(f"no such outcome of a call: {outcome!r}")
    notice = session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None or notice.state != "telephone":
        raise NotOnTheList(f"notice {notice_id}")
    for row in [notice] if only else together(session, notice):
        if row is notice or not is_settled(session, row, now):
            _record(session, row, outcome, by, now, on_told)
    return notice


def say_done(session: Session, notice: Notice) -> str:
    """Who was quicker, and what came of the call."""
    who = officer_who_was(session, notice.told_by) if notice.state == "told" else ""
    if who:
        return say("console.call_done", who=who, how=notice.told_how)
    return say("console.call_not_needed")


def _record(
    session: Session, notice: Notice, outcome: str, by: int, now: datetime, on_told: OnTold | None
) -> None:
    session.add(
        Attempt(
            notice_id=notice.id,
            at=now,
            channel=str(Way.TELEPHONE),
            said=script_of(notice, now),
            outcome="no_answer" if outcome == NO_ANSWER else "told",
            reason=outcome,
            message_id="",
            details={"by": by},
        )
    )
    notice.told_by, notice.told_how = by, outcome
    if outcome != NO_ANSWER:
        notice.state, notice.settled_at = "told", now
        if on_told is not None and notice.kind in TELLS:
            on_told(session, notice, now)
    _remember(session, notice, outcome, by, now)


def _case_of(session: Session, notice: Notice) -> Issue | HandOver | None:
    if notice.case_kind == "issue":
        return session.get(Issue, notice.case_id)
    if notice.case_kind == "hand_over":
        return session.get(HandOver, notice.case_id)
    return None


def _remember(session: Session, notice: Notice, outcome: str, by: int, now: datetime) -> None:
    case = _case_of(session, notice)
    if case is not None and notice.case_id is not None:
        session.add(
            History(
                case_kind=notice.case_kind,
                case_id=notice.case_id,
                step="telephone",
                from_state=case.state,
                to_state=case.state,
                party="station",
                contact_id=by,
                fact=f"{notice.kind} {outcome}",
                at=now,
            )
        )
    audit.record(
        session,
        "telephone.recorded",
        contact_id=by,
        now=now,
        thing="notice",
        thing_id=notice.id,
        fact=outcome,
    )


def back_to_wechat(session: Session, contact_id: int, now: datetime) -> int:
    """The person has bound or follows now: what is on the list for them goes out by WeChat after
    all, unless somebody has told them, it only backs up a card, or it is about a case that is no
    longer open. How many notices that is."""
    oldest = now - timedelta(days=int(rule(session, "delivery.back_within_days", now)))
    rows = session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == contact_id,
            Notice.state == "telephone",
            Notice.created_at > oldest,
            Notice.reason != ALSO_BY_TELEPHONE,
        )
        .with_for_update(skip_locked=True)
    ).all()
    back = [notice for notice in rows if not is_settled(session, notice, now)]
    for notice in back:
        notice.channels_tried, notice.tries = "", 0
        put_off(notice, now, "")
        audit.record(
            session,
            "telephone.back_to_wechat",
            contact_id=contact_id,
            now=now,
            thing="notice",
            thing_id=notice.id,
        )
    return len(back)


def clear(session: Session, *, now: datetime) -> int:
    """What has been settled otherwise leaves the list by itself, and so does what a newer entry
    says as well. How many entries that ended."""
    ended = 0
    newest: set[tuple[int, str]] = set()
    rows = session.scalars(
        select(Notice).where(Notice.state == "telephone").order_by(Notice.id.desc())
    ).all()
    for notice in rows:
        digest = (notice.contact_id, notice.kind)
        if is_settled(session, notice, now):
            close(notice, "dropped", SETTLED, now)
            ended += 1
        elif notice.kind in _DIGESTS and digest in newest:
            close(notice, "dropped", "后面又有一条同样的，只打后面那条", now)
            ended += 1
        newest.add(digest)
    return ended


def no_longer_needed(
    session: Session, contact_id: int, case: tuple[str, int], now: datetime
) -> int:
    """The person answered about this case by themselves, so nobody need ring: how many entries of
    the list that ended."""
    rows = session.scalars(
        select(Notice).where(
            Notice.contact_id == contact_id,
            Notice.state == "telephone",
            Notice.case_kind == case[0],
            Notice.case_id == case[1],
        )
    ).all()
    for notice in rows:
        close(notice, "dropped", "本人已回话，不用再打", now)
    return len(rows)
