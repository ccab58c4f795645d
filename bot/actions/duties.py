"""The half-monthly grid visit (进网格走访, mechanism X07): who is reminded, and what counts.

One reminder per deputy and period, three working days before its end, to those without a visit in
it; whatever restarts, sleeps or doubles, by unique keys. A line counts; 「请假」 excuses."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, exists, func, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.actions import audit, cadences, visits_by_liaison
from bot.actions.calendar import county_calendar
from bot.actions.casework import label
from bot.actions.channel_policy import hold_rules
from bot.actions.outbox import RANKS
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.cadence import (
    Period,
    reminder_day,
)
from bot.domain.calendars import local_day
from bot.domain.channel_policy import allowed_at
from bot.domain.workflows.issue import ISSUE
from bot.store.models import Deputy, DeputyGrid, Duty, History, Identity, Issue, Notice, Words
from bot.texts import notices

GRID_VISIT = "grid_visit"
_NOTICE = "duty.grid_visit"
#: So many are reminded in one transaction.
_AT_ONCE = 200
#: How far back "上次" may lie; older than that nobody remembers.
_LAST_ISSUE_WITHIN = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one run did."""

    period: Period
    deputies: int
    notices: int


def remind_some(session: Session, *, now: datetime) -> int:
    """The next few of whom ``remind`` would remind: a whole county's at once would hold the writer
    for seconds, and everybody who writes would wait. How many; 0: nobody is left."""
    done = remind(session, now, _AT_ONCE)
    return done.deputies if done is not None else 0


def remind(session: Session, now: datetime, most: int | None = None) -> Reminded | None:
    """Queue the reminders of the present period, if its reminder day has come; None if not, if
    the function is off, if offices are closed today, or if a reminder would come after the
    period's end. Whoever slept through earlier periods sends only this one.

    ``most``: so many deputies at once, and the rest the next time. Whose messages the liaison
    officer takes come last and together: all their names are in one digest."""
    if not (rule(session, "functions.grid_visit", now) and rule(session, "grid_visit.on", now)):
        return None
    today, calendar = local_day(now), county_calendar(session, now)
    period = cadences.period_of(session, today, now)
    lead = int(rule(session, "grid_visit.remind_before", now))
    if today < reminder_day(period, calendar, lead) or not calendar.is_working_day(today):
        return None
    at = allowed_at("reminder", now, None, calendar, hold_rules(session, now))
    if local_day(at) > period.last:
        return None
    found = _without_visit(session, period, today, now)
    if most is not None:
        found = found.limit(most + 1)
    waiting: Sequence[Row[int, int, str]] = session.execute(found).all()
    if most is not None and len(waiting) > most:
        # Nobody's two mandates are torn apart.
        cut = waiting[most].contact_id
        waiting = [row for row in waiting[:most] if row.contact_id != cut] or waiting
        by_liaison: Sequence[Row[int, int, str]] = []
    else:
        found = _without_visit(session, period, today, now, "liaison")
        by_liaison = session.execute(found).all()
    everybody = [row.id for row in (*waiting, *by_liaison)]
    if not everybody:
        return Reminded(period, 0, 0)
    _mark_reminded(session, everybody, period, now)
    queued = _queue(session, waiting, period, at, now) if waiting else 0
    queued += visits_by_liaison.tell(session, [row.id for row in by_liaison], period, at, now)
    return Reminded(period, len(everybody), queued)


def _without_visit(
    session: Session, period: Period, today: date, now: datetime, push: str = "all"
) -> Select[int, int, str]:
    """Deputies to remind: of the congresses that the rule names, in office, with a grid, not on
    leave, and without a row of this period that says more than "due". ``push``: "all", whom the
    bot reminds itself; "liaison", whom the station's liaison officer speaks to."""
    has_grid = exists().where(DeputyGrid.deputy_id == Deputy.id, in_force(DeputyGrid, today))
    # Whom no message reaches is not rung up for a reminder: the station knows its own people.
    is_reached = exists().where(Identity.contact_id == Deputy.contact_id, Identity.following)
    is_done = exists().where(
        Duty.deputy_id == Deputy.id,
        Duty.kind == GRID_VISIT,
        cadences.counts_in(cadences.cadence(session, now), period),
        Duty.state != "due",
    )
    return (
        select(Deputy.id, Deputy.contact_id, Deputy.name)
        .where(
            Deputy.congress.in_(rule(session, "grid_visit.remind", now)),
            in_force(Deputy, today),
            Deputy.push == push,
            or_(Deputy.paused_until.is_(None), Deputy.paused_until <= today),
            has_grid,
            is_reached if push == "all" else true(),
            ~is_done,
        )
        .order_by(Deputy.contact_id, Deputy.id)
    )


def _mark_reminded(session: Session, deputy_ids: list[int], period: Period, now: datetime) -> None:
    rows = [
        {
            "deputy_id": deputy_id,
            "kind": GRID_VISIT,
            "period": period.key,
            "state": "reminded",
            "visits": 0,
            "reminded_at": now,
        }
        for deputy_id in deputy_ids
    ]
    dialect = postgresql if _is_postgres(session) else sqlite
    session.execute(
        dialect.insert(Duty).on_conflict_do_update(
            index_elements=["deputy_id", "kind", "period"],
            set_={"state": "reminded", "reminded_at": now},
            where=Duty.state == "due",
        ),
        rows,
    )


def _queue(
    session: Session,
    waiting: Sequence[Row[int, int, str]],
    period: Period,
    at: datetime,
    now: datetime,
) -> int:
    """One notice per person: who is deputy of two congresses is not asked twice."""
    text = notices()[_NOTICE]
    by_contact: dict[int, Row[int, int, str]] = {}
    for row in waiting:
        by_contact.setdefault(row.contact_id, row)
    openings = _openings(session, [row.id for row in by_contact.values()], now)
    # Not 下周一: it may wait for a day, and then that would be another Monday.
    until = f"{period.last.month}月{period.last.day}日"
    rows = []
    for contact_id, row in by_contact.items():
        key = f"grid-visit:{row.id}:{period.key}"
        fields = {
            "name": row.name,
            "opening": openings.get(row.id, ""),
            "until": until,
            "link": "",
            "expires": period.last.isoformat(),
        }
        text.in_chat(fields), text.in_template(fields), text.on_the_phone(fields)
        rows.append(
            {
                "key": key,
                "contact_id": contact_id,
                "kind": _NOTICE,
                "fields": json.dumps(fields, ensure_ascii=False),
                "priority": text.priority,
                "rank": RANKS[text.priority],
                "case_kind": "",
                "state": "queued",
                "created_at": now,
                "next_at": at,
                "tries": 0,
                "channels_tried": "",
                "reason": "",
                "told_how": "",
            }
        )
    if rows:
        dialect = postgresql if _is_postgres(session) else sqlite
        session.execute(dialect.insert(Notice).on_conflict_do_nothing(index_elements=["key"]), rows)
    return len(rows)


def _openings(session: Session, deputy_ids: list[int], now: datetime) -> dict[int, str]:
    """Deputy → how the reminder begins: what became of the issue that they last took up. Nothing
    of an issue that is kept from the grid (avoidance)."""
    newest = (
        select(func.max(Issue.id))
        .where(
            Issue.deputy_id.in_(deputy_ids),
            Issue.seen_by == "grid",
            Issue.created_at > now - _LAST_ISSUE_WITHIN,
            Issue.state.not_in(("withdrawn", "merged")),
        )
        .group_by(Issue.deputy_id)
    )
    rows = session.scalars(select(Issue).where(Issue.id.in_(newest)))
    return {
        issue.deputy_id: f"上次您跟的{label(issue)}，现在{ISSUE.states[issue.state]}。"
        for issue in rows
        if issue.deputy_id is not None
    }


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _duty(session: Session, deputy: Deputy, period: Period) -> Duty:
    """The row of this deputy and period, locked; made if there is none."""
    dialect = postgresql if _is_postgres(session) else sqlite
    row = {"deputy_id": deputy.id, "kind": GRID_VISIT, "period": period.key, "state": "due"}
    session.execute(dialect.insert(Duty).values(row | {"visits": 0}).on_conflict_do_nothing())
    return session.scalars(
        select(Duty)
        .where(Duty.deputy_id == deputy.id, Duty.kind == GRID_VISIT, Duty.period == period.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _mandates(session: Session, deputy: Deputy, today: date) -> list[Deputy]:
    """The same person may be deputy of two congresses: nothing is entered twice."""
    return list(
        session.scalars(
            select(Deputy)
            .where(Deputy.contact_id == deputy.contact_id, in_force(Deputy, today))
            .order_by(Deputy.id)
        )
    )


def report_visit(
    session: Session,
    deputy: Deputy,
    words: Words | None,
    now: datetime,
    *,
    day: date | None = None,
    by: int | None = None,
    issues: int = 0,
) -> Duty:
    """A visit counts: the one line that the deputy wrote is the whole report. ``day``: when it was
    (else today; never ahead); ``by``: contact id of who enters it, if not the deputy; ``issues``:
    how many matters it brought along. A second visit in the period is counted too."""
    today = local_day(now)
    day = min(day or today, today)
    period = cadences.period_of(session, day, now)
    duty = None
    for mandate in _mandates(session, deputy, today) or [deputy]:
        row = _duty(session, mandate, period)
        before = row.state
        row.state, row.recorded_at = "recorded", now
        row.visits += 1
        if words is not None:
            row.words_id = words.id
        _note(session, row, before, by or deputy.contact_id, now, f"visits={row.visits}")
        duty = row if mandate.id == deputy.id or duty is None else duty
    _drop_reminder(session, deputy, period, now)
    audit.record(
        session,
        "duty.recorded",
        contact_id=by or deputy.contact_id,
        now=now,
        thing="deputy",
        thing_id=deputy.id,
        fact=f"{period.key} issues={issues}",
    )
    if duty is None:
        raise RuntimeError("a deputy has at least one mandate")
    return duty


def visits_of(session: Session, deputy: Deputy, now: datetime) -> int:
    """How many visits are counted in this period; one is what is asked."""
    row = _of_period(session, deputy, now)
    return row.visits if row is not None and row.state == "recorded" else 0


def take_visit_back(session: Session, deputy: Deputy, now: datetime, *, since: datetime) -> bool:
    """「不对，我还没去呢」: the visit that was counted after ``since`` never was. False: none was.
    What it told of as matters stays: somebody said it."""
    taken = False
    for mandate in _mandates(session, deputy, local_day(now)) or [deputy]:
        row = _of_period(session, mandate, now)
        if row is None or row.state != "recorded" or not row.recorded_at:
            continue
        if row.recorded_at < since:
            continue
        row.visits -= 1
        if row.visits == 0:
            row.state = _before_the_visit(session, row)
            row.recorded_at = row.words_id = None
        _note(session, row, "recorded", deputy.contact_id, now, f"visits={row.visits}")
        taken = True
    if taken:
        audit.record(
            session,
            "duty.taken_back",
            contact_id=deputy.contact_id,
            now=now,
            thing="deputy",
            thing_id=deputy.id,
        )
    return taken


def _of_period(session: Session, deputy: Deputy, now: datetime) -> Duty | None:
    period = cadences.period_of(session, local_day(now), now)
    return session.scalar(
        select(Duty).where(
            Duty.deputy_id == deputy.id, Duty.kind == GRID_VISIT, Duty.period == period.key
        )
    )


def _before_the_visit(session: Session, row: Duty) -> str:
    before = session.scalar(
        select(History.from_state)
        .where(
            History.case_kind == "duty",
            History.case_id == row.id,
            History.to_state == "recorded",
            History.from_state != "recorded",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return before or "due"


def excuse(
    session: Session, deputy: Deputy, until: date | None, now: datetime, *, by: int | None = None
) -> Duty:
    """「请假」: this period asks nothing more; with ``until`` no tasks and reminders before that
    day either. A visit that was made stays counted."""
    today = local_day(now)
    period = cadences.period_of(session, today, now)
    duty = None
    for mandate in _mandates(session, deputy, today) or [deputy]:
        if until is not None and until > today:
            mandate.paused_until = until
        row = _duty(session, mandate, period)
        before = row.state
        if before != "recorded":
            row.state = "excused"
            _note(session, row, before, by or deputy.contact_id, now, "")
        duty = row if mandate.id == deputy.id or duty is None else duty
    _drop_reminder(session, deputy, period, now)
    if duty is None:
        raise RuntimeError("a deputy has at least one mandate")
    return duty


def come_back(session: Session, deputies: Sequence[Deputy], now: datetime) -> bool:
    """「销假」: tasks and reminders come again from today. False: nobody was away. What the leave
    excused for this half month stays excused."""
    away = [each for each in deputies if each.paused_until and each.paused_until > local_day(now)]
    for deputy in away:
        deputy.paused_until = None
    return bool(away)


def _note(
    session: Session, duty: Duty, before: str, by: int | None, now: datetime, fact: str
) -> None:
    session.flush()
    session.add(
        History(
            case_kind="duty",
            case_id=duty.id,
            step=duty.state,
            from_state=before,
            to_state=duty.state,
            party="deputy",
            contact_id=by,
            words_id=duty.words_id,
            fact=fact,
            at=now,
        )
    )


def _drop_reminder(session: Session, deputy: Deputy, period: Period, now: datetime) -> None:
    """A reminder that has not left yet, or that somebody would have to ring about, is moot."""
    mandates = select(Deputy.id).where(Deputy.contact_id == deputy.contact_id)
    keys = [f"grid-visit:{each}:{period.key}" for each in session.scalars(mandates)]
    # One that the delivery holds at this moment is on its way: not waited for.
    waiting = (
        select(Notice.id)
        .where(Notice.key.in_(keys), Notice.state.in_(("queued", "telephone")))
        .with_for_update(skip_locked=True)
    )
    session.execute(
        update(Notice)
        .where(Notice.id.in_(waiting))
        .values(state="dropped", reason="已走访或请假，不用再提醒", settled_at=now)
        .execution_options(synchronize_session=False)
    )


def pending(session: Session, deputy: Deputy, now: datetime) -> Duty | None:
    """The visit this deputy was reminded of and has not reported: an answer may be about it."""
    period = cadences.period_of(session, local_day(now), now)
    return session.scalar(
        select(Duty).where(
            Duty.deputy_id == deputy.id,
            Duty.kind == GRID_VISIT,
            Duty.period == period.key,
            Duty.state == "reminded",
        )
    )
