"""Every two months from the assignment day (mechanism C24): one digest for a bureau with all its
items, one for a deputy, one plain sentence for each citizen; once each, until closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import outbox
from bot.actions.calendar import county_calendar
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties
from bot.actions.suggestions.kind import (
    citizens,
    deputy_audience,
    say_date,
    short,
)
from bot.actions.suggestions.serving import AT_ONCE, heard_by, unserved
from bot.domain.cadence import latest_notice, regular_notices
from bot.domain.calendars import CountyCalendar, local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.domain.workflows.suggestion import HANDLING
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import (
    Assignment,
    CoSigner,
    Deputy,
    Issue,
    Subscriber,
    Suggestion,
    SuggestionIssue,
)
from bot.texts import say

#: So many suggestions get the day of their next notice in one transaction.
_MOVED_AT_ONCE = 200


def regular(session: Session, *, now: datetime) -> int:
    """Queue the two-month notices that are due. On working days only; whoever slept through two
    sends only the newest. Returns 0 if nothing was due."""
    done = 0
    while found := regular_some(session, now=now):
        done += found
    return done


def regular_some(session: Session, *, now: datetime) -> int:
    """The notices of the next few bureaus, then deputies, then citizens; once everybody has
    theirs, the next days. Whom a restart finds served (the notice's key says so) is not served
    again. How many were done; 0: nothing is left."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    if session.scalar(_DUE.where(Suggestion.next_notice_on <= today).limit(1)) is None:
        return 0
    for serve in (_some_bureaus, _some_deputies, _some_citizens):
        served = serve(session, today, now)
        if served:
            return served
    due = session.scalars(
        select(Suggestion)
        .where(Suggestion.next_notice_on <= today)
        .order_by(Suggestion.next_notice_on, Suggestion.id)
        .limit(_MOVED_AT_ONCE)
    ).all()
    for suggestion in due:
        _move_on(session, suggestion, today, calendar, now)
    session.flush()
    return len(due)


_DUE = select(Suggestion.id)


def _some_bureaus(session: Session, today: date, now: datetime) -> int:
    kind = "suggestion.regular_bureau"
    due = (Suggestion.next_notice_on <= today, Assignment.state.in_(RESPONSIBLE))
    bureaus = session.scalars(
        select(Assignment.bureau_id)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(*due)
        .distinct()
        .order_by(Assignment.bureau_id)
    ).all()

    def owed(bureau_id: int) -> Sequence[Assignment]:
        return session.scalars(
            select(Assignment)
            .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
            .where(*due, Assignment.bureau_id == bureau_id)
            .options(joinedload(Assignment.suggestion), joinedload(Assignment.bureau))
            .order_by(Assignment.due, Assignment.id)
        ).all()

    def until(rows: Sequence[Assignment]) -> str | None:
        return _until_next(session, [row.suggestion for row in rows], now)

    return bureau_notices.digest_each(
        session, kind, bureaus, owed, today=today, now=now, until=until
    )


def _some_deputies(session: Session, today: date, now: datetime) -> int:
    """Whoever follows one, and whoever signed it as well: one notice about all of theirs."""
    kind = "suggestion.regular_deputy"
    due = Suggestion.next_notice_on <= today
    mandates: set[int] = set()
    for column in (Suggestion.lead_id, Suggestion.successor_id):
        mandates |= set(session.scalars(select(column).where(due, column.is_not(None)).distinct()))
    mandates |= set(
        session.scalars(
            select(CoSigner.deputy_id)
            .join(Suggestion, CoSigner.suggestion_id == Suggestion.id)
            .where(due, CoSigner.state == "signed")
            .distinct()
        )
    )
    contacts = heard_by(session, sorted(mandates))
    wanted = ((f"{today}:{contact_id}", contact_id) for contact_id in contacts)
    queued = 0
    for contact_id in unserved(session, kind, wanted):
        if queued >= AT_ONCE:
            break
        deputy, own = _of_deputy(session, contact_id, today, now)
        if deputy is None:
            continue
        fields = dict(deputy_audience(deputy)[contact_id]) | {
            "cases": _say_all(session, own, now),
            "link": bureau_notices.own_list(session),
            "expires": min(
                filter(None, (_true_until(session, own, now), _until_next(session, own, now))),
                default=None,
            ),
        }
        queued += _once(session, kind, contact_id, fields, today, now)
    return queued


def _of_deputy(
    session: Session, contact_id: int, today: date, now: datetime
) -> tuple[Deputy | None, list[Suggestion]]:
    """What is due to be said to this person, and the mandate in which they hear it."""
    mine = select(Deputy.id).where(Deputy.contact_id == contact_id)
    signed = select(CoSigner.suggestion_id).where(
        CoSigner.deputy_id.in_(mine), CoSigner.state == "signed"
    )
    rows = session.scalars(
        select(Suggestion)
        .where(
            Suggestion.next_notice_on <= today,
            Suggestion.lead_id.in_(mine)
            | Suggestion.successor_id.in_(mine)
            | Suggestion.id.in_(signed),
        )
        .order_by(Suggestion.next_notice_on, Suggestion.id)
    )
    mandate: Deputy | None = None
    own = []
    for suggestion in rows:
        heard = [parties.follower(session, suggestion, now)]
        heard += [row.deputy for row in parties.signers(session, suggestion)]
        for deputy in heard:
            if deputy is not None and deputy.contact_id == contact_id:
                mandate = mandate or deputy
                own.append(suggestion)
                break
    return mandate, own


def _some_citizens(session: Session, today: date, now: datetime) -> int:
    """One plain sentence for each matter behind one, to everybody who reported or joined it."""
    kind = "suggestion.regular_citizen"
    behind_due = (
        SuggestionIssue.suggestion_id == Suggestion.id,
        Suggestion.next_notice_on <= today,
    )
    reported = select(Issue.reporter_id).join(SuggestionIssue).join(Suggestion).where(*behind_due)
    joined = (
        select(Subscriber.contact_id)
        .join(SuggestionIssue, SuggestionIssue.issue_id == Subscriber.issue_id)
        .join(Suggestion)
        .where(*behind_due)
    )
    contacts = {*session.scalars(reported.distinct()), *session.scalars(joined.distinct())}
    wanted = ((f"{today}:{contact_id}", contact_id) for contact_id in sorted(contacts))
    queued = 0
    for contact_id in unserved(session, kind, wanted):
        if queued >= AT_ONCE:
            break
        behind = _of_citizen(session, contact_id, today)
        if not behind:
            continue
        fields = dict(behind[0][1]) | {
            "cases": "".join(_say_to_citizen(session, *each, now) for each in behind),
            "when": _answer_by(session, behind[0][0], now, on_card=True),
            "expires": _until_next(session, [about for about, _ in behind], now),
        }
        queued += _once(session, kind, contact_id, fields, today, now)
    return queued


def _of_citizen(
    session: Session, contact_id: int, today: date
) -> list[tuple[Suggestion, Mapping[str, str]]]:
    theirs = select(Issue.id).where(Issue.reporter_id == contact_id)
    joined = select(Subscriber.issue_id).where(Subscriber.contact_id == contact_id)
    # By ids: PostgreSQL knows no two rows with lists in them for equal.
    about = select(SuggestionIssue.suggestion_id).where(
        SuggestionIssue.issue_id.in_(theirs) | SuggestionIssue.issue_id.in_(joined)
    )
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.next_notice_on <= today, Suggestion.id.in_(about))
        .order_by(Suggestion.id)
    ).all()
    named = ((row, citizens(session, row).get(contact_id)) for row in rows)
    return [(row, issue) for row, issue in named if issue is not None]


def _move_on(
    session: Session,
    suggestion: Suggestion,
    today: date,
    calendar: CountyCalendar,
    now: datetime,
) -> None:
    """The day of the next one, counted from the assignment itself (31 Dec, 28 Feb, 30 Apr)."""
    if suggestion.assigned_on is None:
        suggestion.next_notice_on = None
        return
    months = int(rule(session, "suggestion.notice_months", now))
    sent = latest_notice(suggestion.assigned_on, today, calendar, months)
    number = sent.number if sent is not None else 0
    suggestion.notices = number
    suggestion.next_notice_on = next(
        notice.day
        for notice in regular_notices(suggestion.assigned_on, calendar, months)
        if notice.number > number
    )


def go_on(session: Session, suggestion: Suggestion, *, now: datetime) -> None:
    """Notices begin again for what was closed and is handled again; still counted from the first
    assignment."""
    _move_on(session, suggestion, local_day(now), county_calendar(session, now), now)


def _once(
    session: Session,
    kind: str,
    contact_id: int,
    fields: Mapping[str, object],
    today: date,
    now: datetime,
) -> bool:
    key = f"{kind}:{today}:{contact_id}"
    return (
        outbox.queue(session, kind, contact_id, key=key, fields=dict(fields), now=now) is not None
    )


def _true_until(session: Session, own: Sequence[Suggestion], now: datetime) -> str | None:
    """The first day promised in it (ISO): who comes back from leave later is told nothing past."""
    rows = [row for each in own for row in parties.leads(session, each)]
    days = [row.due for row in rows if row.state in RESPONSIBLE and row.due >= local_day(now)]
    return min(days).isoformat() if days else None


def _until_next(session: Session, told: Sequence[Suggestion], now: datetime) -> str | None:
    """The day before the next notice about one of these (ISO): whom nobody has rung up until then
    hears the newer one, and not both."""
    today, calendar = local_day(now), county_calendar(session, now)
    months = int(rule(session, "suggestion.notice_months", now))
    begun = {about.assigned_on for about in told if about.assigned_on is not None}
    first = min((_after(today, day, calendar, months) for day in begun), default=None)
    return (first - timedelta(days=1)).isoformat() if first is not None else None


def _after(today: date, begun: date, calendar: CountyCalendar, months: int) -> date:
    """The day of the notice that follows ``today``."""
    return next(one.day for one in regular_notices(begun, calendar, months) if one.day > today)


def _say_all(session: Session, own: Sequence[Suggestion], now: datetime) -> str:
    named = [_say_one(session, suggestion, now) for suggestion in own[: bureau_notices.NAMED]]
    more = len(own) - bureau_notices.NAMED
    return "；".join(named) + (f"；还有{more}件" if more > 0 else "")


def _say_one(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """建〔16-6〕37号“…”县水利局在办，3月31日（周三）前答复."""
    bureaus = "、".join(row.bureau.name for row in parties.owing(session, suggestion))
    if suggestion.state in HANDLING:
        return f"{short(suggestion)}{bureaus}在办，{_answer_by(session, suggestion, now)}"
    return f"{short(suggestion)}{TABLE.states[suggestion.state]}"


def _say_to_citizen(
    session: Session, suggestion: Suggestion, issue: Mapping[str, str], now: datetime
) -> str:
    """One plain sentence, without numbers of papers."""
    lead = "、".join(row.bureau.name for row in parties.owing(session, suggestion))
    if suggestion.state in HANDLING:
        when = _answer_by(session, suggestion, now)
        return f"您反映的{issue['issue']}，代表写成了建议，{lead}在办，{when}。"
    return f"您反映的{issue['issue']}，{lead}已经答复代表，代表在看办得怎么样。"


def _answer_by(
    session: Session, suggestion: Suggestion, now: datetime, *, on_card: bool = False
) -> str:
    """When the answer comes; a day that is over is never promised again. ``on_card``: short enough
    for a field of 20 characters."""
    waits = parties.owing(session, suggestion)
    if not waits:
        return say("suggestion.answer_comes")
    due = max(row.due for row in waits)
    over = due < local_day(now)
    if over and on_card:
        return say("suggestion.answer_late_card")
    key = "suggestion.answer_late" if over else "suggestion.answer_by"
    return say(key, due=say_date(due, now))
