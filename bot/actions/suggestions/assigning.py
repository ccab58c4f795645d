"""交办: a person gives a suggestion to its bureaus, item by item or a whole meeting at once
(mechanisms C23, P09, P11, N06, N07). The period counts from the assignment day, with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties, revisits
from bot.actions.suggestions.kind import label, newest, say_date
from bot.actions.suggestions.whole import whole
from bot.actions.terms import term_from
from bot.domain.cadence import regular_notices
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE
from bot.domain.workflows.suggestion import FILED
from bot.store.models import Assignment, Bureau, Suggestion

_TOWN_GOVERNMENT = "township_government"
#: What a township's deputies call their own government.
_OWN_GOVERNMENT = {"镇政府", "乡政府", "人民政府", "街道办", "镇里", "乡里"}
#: What a session decided is entered days later, never months: a day so far before is a slip.
_ENTERED_LATE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A bureau that may be the right one, and why. ``role``: lead or supporting."""

    bureau: Bureau
    role: str
    why: str


def propose(session: Session, suggestion: Suggestion) -> list[Proposed]:
    """Whom its 建议 asks by name, who led earlier suggestions of its topic, then whom the text
    reads like; a person decides."""
    found = {row.bureau.id: row for row in _asked_by_name(session, suggestion)}
    earlier = session.execute(
        select(Assignment.bureau_id, func.count())
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Suggestion.topic == suggestion.topic,
            Suggestion.topic.is_not(None),
            Suggestion.area_id == suggestion.area_id,
            Suggestion.id != suggestion.id,
            Assignment.role == "lead",
            Assignment.state.in_(("replied",)),
        )
        .group_by(Assignment.bureau_id)
        .order_by(func.count().desc(), Assignment.bureau_id)
        .limit(2)
    ).all()
    for bureau_id, count in earlier:
        bureau = session.get_one(Bureau, bureau_id)
        found.setdefault(bureau_id, Proposed(bureau, "lead", f"以前同类的{count}件由它主办"))
    for name in suggestion.bureaus:
        named = session.scalars(
            select(Bureau).where(Bureau.name == name, Bureau.active).order_by(Bureau.id)
        ).first()
        if named is not None and named.id not in found:
            found[named.id] = Proposed(named, "lead", "正文说的是它的事")
    rows = [
        row
        for row in found.values()
        if own_body(suggestion, row.bureau) and allowed(session, suggestion, row.bureau)
    ]
    return [
        row if number == 0 else Proposed(row.bureau, "supporting", row.why)
        for number, row in enumerate(rows)
    ]


def _asked_by_name(session: Session, suggestion: Suggestion) -> list[Proposed]:
    """Bureaus whose name stands in the 建议, in that order."""
    version = newest(session, suggestion)
    said = version.proposal.masked if version is not None and version.proposal is not None else ""
    at: list[tuple[int, Bureau]] = []
    for bureau in session.scalars(select(Bureau).where(Bureau.active).order_by(Bureau.id)):
        places = [said.find(name) for name in _names(suggestion, bureau)]
        if found := [place for place in places if place >= 0]:
            at.append((min(found), bureau))
    at.sort(key=lambda pair: pair[0])
    return [Proposed(bureau, "lead", "建议里点了它的名") for _, bureau in at]


def _names(suggestion: Suggestion, bureau: Bureau) -> set[str]:
    """How a text names it: 水利局 for 县水利局, 城关镇人民政府 for 城关镇政府, and in a township's
    own suggestions 镇政府 or 镇里 for the only government there is."""
    names = {bureau.name.removeprefix("县"), *(one for one in bureau.aliases if len(one) > 2)}
    if bureau.kind == _TOWN_GOVERNMENT:
        names |= {name.replace("人民政府", "政府") for name in names}
        names |= {name.replace("政府", "人民政府") for name in names if "人民政府" not in name}
        if suggestion.congress == "township":
            names |= _OWN_GOVERNMENT
    return names


def own_body(suggestion: Suggestion, bureau: Bureau) -> bool:
    """Whether the congress of ``suggestion`` can assign to this body at all: a township's presidium
    only to its own government and stations (地方组织法; 代表法 51)."""
    if suggestion.congress != "township" or suggestion.area is None:
        return True
    return bureau.grid is not None and bureau.grid.path.startswith(suggestion.area.path)


def allowed(session: Session, suggestion: Suggestion, bureau: Bureau) -> bool:
    """Never a body that an issue behind it is about (avoidance)."""
    issues = parties.issues_of(session, suggestion)
    return all(recipients.bureau_allowed(session, issue, bureau) for issue in issues)


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
    its items in one notice. Raises Refused."""
    day = on or local_day(now)
    rows: list[Assignment] = []
    for item in items:
        rows += _assign(session, item, actor, now=now, on=day, meeting=name[:64])
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
    rows = [
        new_assignment(
            session, suggestion, bureau, role, now=now, on=on, hard=item.hard, meeting=meeting
        )
        for role, bureaus in (("lead", item.leads), ("supporting", item.supporting))
        for bureau in bureaus
    ]
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
    meeting: str = "",
    counts_from: date | None = None,
    previous: Assignment | None = None,
) -> Assignment:
    """A row with its periods and their proofs. ``counts_from``: an earlier day, after 改派 without
    a new start. Never later than the cap (代表法 51). Raises Refused where it is no body of this
    congress's own, avoidance forbids it, or it has the suggestion already."""
    if not own_body(suggestion, bureau):
        raise Refused("refused.not_own_body", case=label(suggestion), bureau=bureau.name)
    if not allowed(session, suggestion, bureau):
        raise Refused("refused.avoidance", case=label(suggestion), bureau=bureau.name)
    if any(row.bureau_id == bureau.id for row in parties.assignments_of(session, suggestion)):
        raise Refused("refused.handed_over_already", case=label(suggestion), bureau=bureau.name)
    start = counts_from or on
    due, proof = first_period(session, suggestion, role, hard, start, now)
    back = term_from(session, "suggestion.return_within", now, event="交办", since=on)
    calendar = county_calendar(session, now)
    chase = int(rule(session, "suggestion.confirm_within", now))
    before = int(rule(session, "suggestion.remind_before", now))
    row = Assignment(
        suggestion=suggestion,
        bureau=bureau,
        role=role,
        via_id=_via(session, suggestion, bureau, now),
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
    session.add(row)
    session.flush()
    return row


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


def _via(session: Session, suggestion: Suggestion, bureau: Bureau, now: datetime) -> int | None:
    """县政府办 in the middle for government bureaus; courts, procuracy and a township's own
    government directly (field practice 3, N06)."""
    if suggestion.congress != "county":
        return None
    if bureau.kind not in rule(session, "suggestion.through_government", now):
        return None
    return session.scalar(
        select(Bureau.id)
        .where(Bureau.kind == "government_office", Bureau.active, Bureau.grid_id.is_(None))
        .order_by(Bureau.id)
        .limit(1)
    )


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
