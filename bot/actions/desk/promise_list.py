"""What was promised and comes back on its day, what somebody has to look at again, what is proposed
for a suggestion that is over: for the ledger, and for 今日 what of it is to be decided."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from bot.actions.calendar import county_calendar
from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.domain.calendars import local_day
from bot.store.models import Assignment, History, LookBack, Promise, Proposal, Suggestion, Words
from nlp.dates import find_days

#: A bureau has said how far it is; with the others the office or the bureau has answered that.
TOLD, SETTLED = "promise_told", ("promise_told", "promise", "move_promise", "promise_kept")


def promises(
    desk: Desk, state: str, most: int, after: tuple[date, int] | None = None
) -> Sequence[Promise]:
    """Those in ``state`` ("open", "kept") that this officer may see, by day, behind the key
    ``after`` (day, row)."""
    query = select(Promise).where(Promise.state == state)
    if after is not None:
        day, number = after
        query = query.where(or_(Promise.due > day, and_(Promise.due == day, Promise.id > number)))
    return _of(desk, query, most)


def to_settle(desk: Desk, most: int) -> Sequence[Promise]:
    """Open promises whose day is over, or of which the bureau says that it will not be kept on
    it: somebody rings up, or agrees to another day."""
    over = Promise.due < local_day(desk.now)
    query = select(Promise).where(Promise.state == "open", or_(over, _is_told()))
    return _of(desk, query, most)


def _of(desk: Desk, query: Select[Promise], most: int) -> Sequence[Promise]:
    return desk.session.scalars(
        query.join(Assignment, Promise.assignment_id == Assignment.id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(suggestion_list.sees(desk))
        .options(
            joinedload(Promise.words),
            joinedload(Promise.assignment).joinedload(Assignment.bureau),
            joinedload(Promise.assignment).joinedload(Assignment.suggestion),
        )
        .order_by(Promise.due, Promise.id)
        .limit(most)
    ).all()


def _is_told() -> ColumnElement[bool]:
    last = (
        select(func.max(History.id))
        .where(
            History.case_kind == "assignment",
            History.case_id == Promise.assignment_id,
            History.step.in_(SETTLED),
        )
        .correlate(Promise)
        .scalar_subquery()
    )
    told = select(History.id).where(History.id == last, History.step == TOLD).exists()
    # Of several promises of a bureau what it says is of the next one.
    sooner = aliased(Promise)
    next_one = (
        ~select(sooner.id)
        .where(
            sooner.assignment_id == Promise.assignment_id,
            sooner.state == "open",
            sooner.due < Promise.due,
        )
        .correlate(Promise)
        .exists()
    )
    return and_(told, next_one)


def said_of(desk: Desk, promise: Promise) -> str:
    """What the bureau has said of it since it was made or moved; empty: nothing."""
    said = _last_word(desk.session, promise.assignment_id)
    return (said.masked or "") if said is not None else ""


def _last_word(session: Session, assignment_id: int) -> Words | None:
    """What a bureau said last of its promises; None: nothing since they were made or moved."""
    last = session.execute(
        select(History.step, Words)
        .outerjoin(Words, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == assignment_id,
            History.step.in_(SETTLED),
        )
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    return last[1] if last is not None and last.step == TOLD else None


def denied(desk: Desk, rows: Sequence[Promise]) -> set[int]:
    """The assignments of these of which the deputy says, after their bureau said that a promise is
    kept, that it is not so. For the desk alone, as the rating is."""
    said = desk.session.execute(
        select(History.case_id, History.step)
        .where(
            History.case_kind == "assignment",
            History.case_id.in_({row.assignment_id for row in rows}),
            History.step.in_(("promise_kept", "deny_promise")),
        )
        .order_by(History.id)
    )
    last = {row.case_id: row.step for row in said}
    return {case_id for case_id, step in last.items() if step == "deny_promise"}


def wants_day(session: Session, row: Assignment, now: datetime) -> date | None:
    """The day to which the bureau of ``row`` wants its promise moved, as far as its last word on it
    names one plainly."""
    said = _last_word(session, row.id)
    if said is None or not said.text:
        return None
    found = find_days(said.text, now=now, calendar=county_calendar(session, now))
    named = [one for one in found if not (one.length or one.bare) and one.day > local_day(now)]
    plain = [one.day for one in named if not one.vague]
    # 「先换一半，月底，其余明年3月」: the rest ends with the month.
    return max((one.day for one in named), default=None) if plain else None


def look_backs(desk: Desk, most: int) -> Sequence[LookBack]:
    """回头看 that nobody has done yet, by day."""
    return desk.session.scalars(
        select(LookBack)
        .join(Suggestion, LookBack.suggestion_id == Suggestion.id)
        .where(LookBack.done_at.is_(None), suggestion_list.sees(desk))
        .order_by(LookBack.due, LookBack.id)
        .limit(most)
    ).all()


def proposals(desk: Desk, most: int) -> Sequence[Proposal]:
    """Reopening or another class, proposed and not decided, oldest first."""
    return desk.session.scalars(
        select(Proposal)
        .join(Suggestion, Proposal.suggestion_id == Suggestion.id)
        .where(Proposal.approved.is_(None), suggestion_list.sees(desk))
        .order_by(Proposal.id)
        .limit(most)
    ).all()


def say_proposal(row: Proposal) -> str:
    """What is proposed, and in whose words."""
    what = "提议重开" if row.kind == "reopen" else f"提议改为{row.value}类"
    return f"{what}：{row.words.masked}"


def days_over(promise: Promise, today: date) -> str:
    """过了12天; empty while there is time, or once it is kept."""
    over = (today - promise.due).days
    return f"过了{over}天" if promise.state == "open" and over > 0 else ""
