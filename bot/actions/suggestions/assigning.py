"""交办: a person gives a suggestion to its bureaus, item by item or a whole meeting at once
(mechanisms C23, P09, P11, N06, N07). The period counts from the assignment day, with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import one_card
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, one_by_one, parties, revisits
from bot.actions.suggestions.kind import label, say_date
from bot.actions.suggestions.proposing import allowed, own_body
from bot.actions.suggestions.whole import whole
from bot.actions.terms import term_from
from bot.domain.cadence import regular_notices
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE
from bot.domain.workflows.suggestion import FILED
from bot.store.models import Assignment, Bureau, Suggestion

#: What a session decided is entered days later, never months: a day so far before is a slip.
_ENTERED_LATE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an assignment meeting's list. ``hard``: 面广难度大, six months at once."""

    suggestion: Suggestion
    leads: Sequence[Bureau]
    supporting: Sequence[Bureau] = field(default=())
    hard: bool = False


@whole
def assign(
    session: Session,
    item: Item,
    actor: Actor,
    *,
    now: datetime,
    on: date | None = None,
) -> list[Assignment]:
    """交办 one item; its bureaus hear of it at once. ``on``: the assignment day, if it was an
    earlier one (entered afterwards). Raises Refused."""
    rows = _assign(session, item, actor, now=now, on=on or local_day(now), meeting="")
    one_by_one.gather(session, item.suggestion, now)
    bureau_notices.tell_new(session, rows, now=now)
    return rows


@whole
def assign_meeting(
    session: Session,
    items: Sequence[Item],
    actor: Actor,
    *,
    name: str,
    now: datetime,
    on: date | None = None,
) -> list[Assignment]:
    """A whole assignment meeting (集中交办会) at once: every item or none; each bureau hears of all
    its items in one notice, and so does each deputy. Raises Refused."""
    day = on or local_day(now)
    rows: list[Assignment] = []
    for item in items:
        rows += _assign(session, item, actor, now=now, on=day, meeting=name[:64])
    one_card.put_together(session, now)
    bureau_notices.tell_new(session, rows, now=now)
    return rows


def _assign(
    session: Session, item: Item, actor: Actor, *, now: datetime, on: date, meeting: str
) -> list[Assignment]:
    suggestion = item.suggestion
    if not item.leads:
        raise Refused("refused.needs_bureau", case=label(suggestion), act="交办")
    if on > local_day(now):
        raise Refused("refused.assigned_in_future", case=label(suggestion))
    filed = local_day(suggestion.filed_at) if suggestion.filed_at is not None else None
    if filed is not None and on < filed - _ENTERED_LATE:
        raise Refused(
            "refused.assigned_before_filed", case=label(suggestion), filed=say_date(filed, now)
        )
    if suggestion.state == FILED and suggestion.assigned_on is None:
        start_clocks(session, suggestion, on, now)
    bodies = [(one, "lead") for one in item.leads]
    bodies += [(one, "supporting") for one in item.supporting]
    rows = new_assignments(
        session, suggestion, bodies, now=now, on=on, hard=item.hard, meeting=meeting
    )
    take_step(
        session,
        suggestion,
        "assign",
        actor,
        now=now,
        fact=parties.say_names(rows),
        bureau=item.leads[0],
    )
    revisits.flag_if_back_home(session, suggestion, now=now)
    return rows


def start_clocks(session: Session, suggestion: Suggestion, on: date, now: datetime) -> None:
    """The first assignment: the cap and the two-month notices count from this day for good."""
    found = term_from(session, "suggestion.cap_months", now, event="首次交办", since=on)
    suggestion.assigned_on = on
    suggestion.cap, suggestion.cap_proof = found.due, found.proof
    months = int(rule(session, "suggestion.notice_months", now))
    first = next(regular_notices(on, county_calendar(session, now), months))
    suggestion.next_notice_on = first.day


def new_assignment(
    session: Session,
    suggestion: Suggestion,
    bureau: Bureau,
    role: str,
    *,
    now: datetime,
    on: date,
    hard: bool = False,
    counts_from: date | None = None,
    previous: Assignment | None = None,
) -> Assignment:
    """One row, as ``new_assignments`` makes them."""
    rows = new_assignments(
        session,
        suggestion,
        [(bureau, role)],
        now=now,
        on=on,
        hard=hard,
        counts_from=counts_from,
        previous=previous,
    )
    return rows[0]


def new_assignments(
    session: Session,
    suggestion: Suggestion,
    bodies: Sequence[tuple[Bureau, str]],
    *,
    now: datetime,
    on: date,
    hard: bool = False,
    meeting: str = "",
    counts_from: date | None = None,
    previous: Assignment | None = None,
) -> list[Assignment]:
    """A row for each bureau and its role, with its periods and their proofs. ``counts_from``: an
    earlier day, after 改派 without a new start. Never later than the cap (代表法 51). Raises
    Refused where one is no body of this congress's own, avoidance forbids it, or it has the
    suggestion already."""
    _check_bodies(session, suggestion, [bureau for bureau, _ in bodies])
    start = counts_from or on
    back = term_from(session, "suggestion.return_within", now, event="交办", since=on)
    calendar = county_calendar(session, now)
    chase = int(rule(session, "suggestion.confirm_within", now))
    before = int(rule(session, "suggestion.remind_before", now))
    via = _via(session, suggestion, [bureau for bureau, _ in bodies], now)
    rows = []
    for bureau, role in bodies:
        due, proof = first_period(session, suggestion, role, hard, start, now)
        rows.append(
            Assignment(
                suggestion=suggestion,
                bureau=bureau,
                role=role,
                via_id=via.get(bureau.id),
                state=ASSIGNED,
                hard=hard,
                meeting=meeting,
                previous_id=previous.id if previous is not None else None,
                assigned_at=now,
                counts_from=start,
                due=due,
                proof=proof,
                first_due=due,
                # Counted from the day on which it was pushed, however long ago the meeting was.
                chase_on=calendar.add_working_days(local_day(now), chase),
                chased=0,
                return_by=back.due,
                return_proof=back.proof,
                extensions=0,
                watch_on=calendar.add_working_days(due, -before),
                points_lost=0,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def _check_bodies(session: Session, suggestion: Suggestion, bodies: Sequence[Bureau]) -> None:
    have = {row.bureau_id for row in parties.assignments_of(session, suggestion)}
    issues = parties.issues_of(session, suggestion)
    for bureau in bodies:
        if not own_body(suggestion, bureau):
            raise Refused("refused.not_own_body", case=label(suggestion), bureau=bureau.name)
        if not allowed(session, issues, bureau):
            raise Refused("refused.avoidance", case=label(suggestion), bureau=bureau.name)
        if bureau.id in have:
            raise Refused("refused.handed_over_already", case=label(suggestion), bureau=bureau.name)
        have.add(bureau.id)


def first_period(
    session: Session, suggestion: Suggestion, role: str, hard: bool, start: date, now: datetime
) -> tuple[date, str]:
    """The day that a bureau gets when it is assigned at ``now``, and why that day."""
    name = "supporting_months" if role == "supporting" else "within_months"
    if role == "lead" and hard:
        name = "within_months_hard"
    event = "首次交办" if suggestion.assigned_on == start else "交办"
    found = term_from(session, f"suggestion.{name}", now, event=event, since=start)
    if suggestion.cap is not None and found.due > suggestion.cap:
        return suggestion.cap, f"{found.proof}；不能超过最长期限：{suggestion.cap_proof}"
    return found.due, found.proof


def _via(
    session: Session, suggestion: Suggestion, bodies: Sequence[Bureau], now: datetime
) -> dict[int, int | None]:
    """县政府办 in the middle for government bureaus; courts, procuracy and a township's own
    government directly (field practice 3, N06)."""
    through = rule(session, "suggestion.through_government", now)
    led = [bureau.id for bureau in bodies if bureau.kind in through]
    if suggestion.congress != "county" or not led:
        return {}
    office = session.scalar(
        select(Bureau.id)
        .where(Bureau.kind == "government_office", Bureau.active, Bureau.grid_id.is_(None))
        .order_by(Bureau.id)
        .limit(1)
    )
    return dict.fromkeys(led, office)


@whole
def add_bureau(
    session: Session,
    suggestion: Suggestion,
    bureau: Bureau,
    role: str,
    actor: Actor,
    *,
    now: datetime,
) -> Assignment:
    """One more bureau for a suggestion that is being handled: its own period from today, within
    the cap."""
    row = new_assignment(session, suggestion, bureau, role, now=now, on=local_day(now))
    take_step(
        session, suggestion, "assign_further", actor, now=now, fact=bureau.name, bureau=bureau
    )
    bureau_notices.tell_new(session, [row], now=now)
    return row


def cancel_all(session: Session, rows: Sequence[Assignment], *, now: datetime) -> None:
    """Withdrawn or merged: no bureau needs to go on. What was answered stays answered."""
    for row in rows:
        if row.state in RESPONSIBLE:
            take_step(session, row, "cancel", SYSTEM, now=now)
