"""The telephone list (未通知到): what the platform could not carry, told by a person. A first-class
way to be heard, with a script to read out and what came of the call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.delivery import close, put_off
from bot.actions.outbox import fields_of
from bot.actions.rules import rule
from bot.actions.settling import ALSO_BY_TELEPHONE, TELLS, OnTold
from bot.domain.channel_policy import Way
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Attempt, Contact, HandOver, History, Issue, Notice
from bot.texts import notices

TOLD = "已告知"
NO_ANSWER = "没接"
PASSED_ON = "托人转告"
#: What may come of a call. Only the second one leaves the notice on the list.
OUTCOMES = (TOLD, NO_ANSWER, PASSED_ON)


class NotOnTheList(ValueError):
    """Told already, or never on the telephone list."""


@dataclass(frozen=True, slots=True)
class Call:
    """One entry: whom to ring, why, and what to say. Empty where nothing is known."""

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


def calls(
    session: Session,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    after: tuple[int, int] = (-1, 0),
    limit: int = 50,
) -> list[Call]:
    """The list, most urgent first. ``where`` narrows it (the cases of one station, by the columns
    of Notice); ``after``: rank and id of the last entry of the page before."""
    rank, notice_id = after
    rows = session.execute(
        select(Notice, Contact)
        .join(Contact, Contact.id == Notice.contact_id)
        .where(Notice.state == "telephone", *where)
        .where((Notice.rank > rank) | ((Notice.rank == rank) & (Notice.id > notice_id)))
        .order_by(Notice.rank, Notice.id)
        .limit(limit)
    ).all()
    tried = _tries(session, [notice.id for notice, _ in rows])
    return [_call(notice, contact, tried.get(notice.id, [])) for notice, contact in rows]


def _call(notice: Notice, contact: Contact, tried: list[datetime]) -> Call:
    return Call(
        notice_id=notice.id,
        contact_id=contact.id,
        name=contact.name or "",
        phone=contact.phone or "",
        kind=notice.kind,
        script=script_of(notice),
        reason=notice.reason,
        case_kind=notice.case_kind,
        case_id=notice.case_id,
        since=notice.created_at,
        unanswered=len(tried),
        last_call_at=max(tried, default=None),
    )


def _tries(session: Session, notice_ids: list[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    rows = session.execute(
        select(Attempt.notice_id, Attempt.at).where(
            Attempt.notice_id.in_(notice_ids), Attempt.channel == Way.TELEPHONE
        )
    )
    for notice_id, at in rows:
        found.setdefault(notice_id, []).append(at)
    return found


def script_of(notice: Notice) -> str:
    """What is read out on the telephone."""
    text = notices().get(notice.kind)
    return text.on_the_phone(fields_of(notice)) if text else ""


def record_call(
    session: Session,
    notice_id: int,
    outcome: str,
    *,
    by: int,
    now: datetime,
    on_told: OnTold | None = None,
) -> Notice:
    """Somebody (contact id ``by``) rang: ``outcome`` is one of OUTCOMES. 没接 stays on the list;
    the others end it. What was read out is frozen. Raises NotOnTheList, ValueError."""
    if outcome not in OUTCOMES:
        raise ValueError(f"no such outcome of a call: {outcome!r}")
    notice = session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None or notice.state != "telephone":
        raise NotOnTheList(f"notice {notice_id}")
    session.add(
        Attempt(
            notice_id=notice.id,
            at=now,
            channel=str(Way.TELEPHONE),
            said=script_of(notice),
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
    return notice


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
    back = [notice for notice in rows if _still_true(session, notice)]
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


def _still_true(session: Session, notice: Notice) -> bool:
    """A task is none any more once its case has moved on; what was answered stays answered."""
    case = _case_of(session, notice)
    if case is None or notice.priority in ("answer", "result"):
        return True
    issue = case.issue if isinstance(case, HandOver) else case
    return issue.state in (*EARLY, *OPEN)


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
