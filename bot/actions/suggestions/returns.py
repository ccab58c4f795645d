"""申退 and 改派: the bureau stays responsible until the office has decided; after 改派 the office
says whether the period starts again (law.md 2: nobody passes it on by itself)."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.suggestions import assigning, bureau_notices, parties, periods, revisits
from bot.actions.suggestions.kind import label, say_date
from bot.actions.suggestions.whole import whole
from bot.actions.terms import term_from
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import assignment as a
from bot.domain.workflows.assignment import ASSIGNMENT, RESPONSIBLE
from bot.store.models import Assignment, Bureau, Suggestion, Words

#: Who has met the deputy about it, or shown a draft, has taken it as its own.
_BEGUN = (a.CONSULTED, a.DRAFT_SHOWN, a.REWORK)


def request(
    session: Session,
    row: Assignment,
    actor: Actor,
    words: Words,
    *,
    to: str,
    now: datetime,
) -> None:
    """申退 with a reason and the bureau that is right. After the period only where a person of the
    desk has allowed it (``allow_late``). Raises Refused."""
    if row.state in _BEGUN:
        raise Refused("refused.return_begun", case=label(row), state=ASSIGNMENT.states[row.state])
    late = is_late(row, now)
    if late and not row.return_late:
        raise Refused(
            "refused.return_too_late", case=label(row), until=say_date(row.return_by, now)
        )
    right = to.strip()[:64]
    take_step(
        session,
        row,
        "request_return",
        actor,
        now=now,
        words=words,
        fact=right,
        other=right or None,
        said={"late": "（已过申退期限，经同意）" if late else ""},
    )
    row.return_to, row.return_late = right, late


def is_late(row: Assignment, now: datetime) -> bool:
    """The last day for 申退 is over."""
    return local_day(now) > row.return_by


def allow_late(session: Session, row: Assignment, actor: Actor, *, now: datetime) -> None:
    """准许补申退: the bureau has rung up, and may ask although its day is over; once."""
    if not is_late(row, now) or row.return_late:
        raise Refused("refused.return_may", case=label(row))
    row.return_late = True
    take_step(session, row, "allow_return", actor, now=now)


def keep(session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime) -> None:
    """不同意申退: the bureau goes on; its period has not stood still."""
    take_step(session, row, "keep", actor, now=now, words=words)
    row.return_late = False


@whole
def reassign(
    session: Session,
    row: Assignment,
    bureau: Bureau,
    actor: Actor,
    *,
    restart: bool,
    now: datetime,
) -> Assignment:
    """改派 to ``bureau``. ``restart``: its period counts from today, else from the day the former
    one's did; never beyond the cap of the first assignment. Raises Refused."""
    today = local_day(now)
    if bureau.id == row.bureau_id:
        raise Refused("refused.handed_over_already", case=label(row), bureau=bureau.name)
    take_step(session, row, "reassign", actor, now=now, fact=bureau.name, other=bureau)
    if row.role == "lead":
        _supports_no_more(session, row.suggestion, bureau, now)
    made = assigning.new_assignment(
        session,
        row.suggestion,
        bureau,
        row.role,
        now=now,
        on=today,
        hard=row.hard,
        counts_from=None if restart else row.counts_from,
        previous=row,
    )
    if made.due < today and not restart:
        raise Refused("refused.restart_needed", case=label(row), due=say_date(made.due, now))
    take_step(
        session,
        row.suggestion,
        "assign_further",
        actor,
        now=now,
        fact=bureau.name,
        bureau=bureau,
    )
    bureau_notices.tell_new(session, [made], now=now)
    if made.role == "lead":
        bureau_notices.tell_new_lead(session, made, now=now)
    revisits.flag_if_back_home(session, row.suggestion, now=now)
    return made


def _supports_no_more(
    session: Session, suggestion: Suggestion, bureau: Bureau, now: datetime
) -> None:
    """The commonest 申退: who supports should lead. Its opinion is not asked for any more."""
    for other in parties.assignments_of(session, suggestion):
        if (
            other.bureau_id == bureau.id
            and other.role == "supporting"
            and other.state in RESPONSIBLE
        ):
            take_step(session, other, "cancel", SYSTEM, now=now)


@whole
def ask_again(
    session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime
) -> None:
    """A supporting bureau's opinion says nothing: once more, in so many working days; not beyond
    the day by which the deputy must have the answer, unless that is over."""
    found = term_from(session, "suggestion.opinion_again_within", now, event="请再提意见")
    due, proof, cap = found.due, found.proof, row.suggestion.cap
    if cap is not None and local_day(now) <= cap < due:
        due, proof = cap, f"{proof}；不能超过最长期限：{row.suggestion.cap_proof}"
    if due > row.due:
        row.due, row.proof = due, proof
    row.replied_at = None
    take_step(session, row, "ask_again", actor, now=now, words=words)
    periods.set_due(session, row, row.due, row.proof, now=now)
