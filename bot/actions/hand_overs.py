"""Hand an issue over to a bureau, and everything the bureau and the desk do with it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import corrections, outbox, recipients
from bot.actions.calendar import county_calendar, say_when
from bot.actions.casework import SYSTEM, Actor, case_fields, label, take_step, term_from
from bot.actions.digests import digest
from bot.actions.exchanges import ask_constituent
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.deadlines import Deadline, Pause, Term, deadline, extend
from bot.domain.workflow import Refused
from bot.domain.workflows.hand_over import RESPONSIBLE, WORKING
from bot.store.models import Bureau, BureauLiaison, HandOver, History, Issue, Words


def open_ones(session: Session, issue: Issue) -> Sequence[HandOver]:
    """Hand-overs of ``issue`` that a bureau is still responsible for."""
    return session.scalars(
        select(HandOver)
        .where(HandOver.issue_id == issue.id, HandOver.state.in_(RESPONSIBLE))
        .order_by(HandOver.id)
    ).all()


def latest(session: Session, issue: Issue) -> HandOver | None:
    return session.scalar(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id.desc()).limit(1)
    )


def of_issue(session: Session, issue: Issue) -> Sequence[HandOver]:
    """All that ``issue`` ever had, oldest first."""
    return session.scalars(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id)
    ).all()


def hand_over(
    session: Session,
    issue: Issue,
    bureau: Bureau,
    actor: Actor,
    *,
    now: datetime,
    hard: bool = False,
) -> HandOver:
    """转办: the desk gives the issue to ``bureau``. ``hard``: ten working days instead of five.
    Raises Refused where avoidance forbids it or the bureau has it already."""
    if not recipients.bureau_allowed(session, issue, bureau):
        raise Refused("refused.avoidance", case=label(issue), bureau=bureau.name)
    if any(row.bureau_id == bureau.id for row in open_ones(session, issue)):
        raise Refused("refused.handed_over_already", case=label(issue), bureau=bureau.name)
    due = term_from(
        session, "hand_over.within_hard" if hard else "hand_over.within", now, event="转办"
    )
    row = HandOver(
        issue=issue,
        bureau=bureau,
        state="handed_over",
        created_at=now,
        due=due.due,
        proof=due.proof,
        term_days=_days(session, due, now),
        pauses=[],
    )
    session.add(row)
    session.flush()
    proposed = issue.bureaus[0] if issue.bureaus else ""
    corrections.note(
        session, issue, actor, what="bureau", proposed=proposed, chosen=bureau.name, now=now
    )
    take_step(
        session,
        issue,
        "hand_over",
        actor,
        now=now,
        fact=bureau.name,
        bureau=bureau,
        hand_over=row,
    )
    _ask_bureau(session, row, now)
    return row


def _days(session: Session, due: Deadline, now: datetime) -> int:
    calendar = county_calendar(session, now)
    return calendar.working_days_between(local_day(now), due.due)


def _ask_bureau(session: Session, row: HandOver, now: datetime) -> None:
    fields = case_fields(session, row.issue, now) | {
        "bureau": row.bureau.name,
        "due": say_when(row.due, now),
    }
    for liaison in recipients.liaisons(session, row.bureau_id, now):
        outbox.queue(
            session,
            "hand_over.new",
            liaison.contact_id,
            key=f"hand_over.new:{row.id}:{liaison.contact_id}",
            fields=fields,
            now=now,
            case=("hand_over", row.id),
        )


def confirm_receipt(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    """「收到」: the bureau has it. A second 「收到」 is refused gently by the state."""
    take_step(session, row, "confirm_receipt", actor, now=now)
    row.received_at = now


def report_progress(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    _receive(session, row, actor, now)
    take_step(session, row, "report_progress", actor, now=now, words=words)


def ask(session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime) -> None:
    """Ask the constituent; the clock stands still until they answer."""
    _receive(session, row, actor, now)
    take_step(session, row, "ask", actor, now=now, words=words)
    if row.paused_at is None:
        row.paused_at = now
    ask_constituent(session, row.issue, now=now, asked_by=actor, hand_over=row)


def resume(session: Session, row: HandOver, *, now: datetime) -> None:
    """The constituent has answered: the stopped working days are added, with their proof."""
    if row.paused_at is None:
        return
    since, row.paused_at = row.paused_at, None
    _give_back(session, row, since, "等群众回话", now)


def _give_back(session: Session, row: HandOver, since: datetime, why: str, now: datetime) -> None:
    """The working days from ``since`` until today are the bureau's again."""
    span = [local_day(since).isoformat(), local_day(now).isoformat(), why]
    row.pauses = [*row.pauses, span]
    found = deadline(
        county_calendar(session, now),
        local_day(row.created_at),
        Term(row.term_days, "working_days"),
        event="转办",
        pauses=[
            Pause(
                date.fromisoformat(begun),
                date.fromisoformat(until),
                reason[0] if reason else "等群众回话",
            )
            for begun, until, *reason in row.pauses
        ],
    )
    if found.due > row.due:
        row.due, row.proof = found.due, found.proof


def promise(
    session: Session, row: HandOver, actor: Actor, words: Words, until: date, *, now: datetime
) -> None:
    """The bureau says what it waits for and until when; the constituent hears just that."""
    _receive(session, row, actor, now)
    take_step(session, row, "promise", actor, now=now, words=words, until=until)
    row.promised_for = until


def report_done(
    session: Session,
    row: HandOver,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    photos: int = 0,
) -> None:
    """The bureau says it is done. The constituent is asked to look; a report is not "done". After
    「没好」 it may say so again; before that once is enough."""
    _receive(session, row, actor, now)
    again = row.state == "reported"
    if again and row.issue.state != "recheck":
        raise Refused("refused.reported_already", case=label(row.issue))
    step = "report_again" if again else "report_done"
    take_step(session, row, step, actor, now=now, words=words)
    row.reported_at = now
    row.extension_until = None
    others = [other for other in open_ones(session, row.issue) if other.id != row.id]
    if others:
        return
    direct = bool(rule(session, "issue.report_direct", now))
    take_step(
        session,
        row.issue,
        "bureau_reports" if direct else "bureau_reports_to_desk",
        actor,
        now=now,
        words=words,
        fact=row.bureau.name,
        hand_over=row,
        photo=f"（有照片{photos}张）" if photos else "",
    )


def correct_report(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「说错了，还没修好」: the bureau has it in hand again, and whoever was told so is told.
    Refused once the constituent has called it good."""
    take_step(session, row, "correct_report", actor, now=now, words=words)
    row.reported_at = None
    take_step(
        session,
        row.issue,
        "bureau_corrects",
        actor,
        now=now,
        words=words,
        fact=row.bureau.name,
        hand_over=row,
    )


def request_return(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime, to: str = ""
) -> None:
    """申请退回 with a reason; until the desk decides, the bureau stays responsible."""
    take_step(session, row, "request_return", actor, now=now, words=words)
    row.return_to = to[:64]


def approve_return(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    take_step(session, row, "approve_return", actor, now=now)
    if not open_ones(session, row.issue) and row.issue.state == "handed_over":
        take_step(session, row.issue, "bureau_returned", SYSTEM, now=now, fact=row.bureau.name)


def refuse_return(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """The bureau keeps it; the days that the decision took are given back to it."""
    asked = session.scalar(
        select(History.at)
        .where(
            History.case_kind == "hand_over",
            History.case_id == row.id,
            History.step == "request_return",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    if asked is not None:
        _give_back(session, row, asked, "等站里定退不退", now)
    # Nobody is told on Tuesday to be done by Monday.
    tomorrow = county_calendar(session, now).add_working_days(local_day(now), 1)
    row.due = max(row.due, tomorrow)
    take_step(session, row, "refuse_return", actor, now=now, words=words)


def request_extension(
    session: Session,
    row: HandOver,
    actor: Actor,
    until: date,
    words: Words | None,
    *,
    now: datetime,
) -> None:
    """申请延期 to a day; the desk decides."""
    if until <= row.due:
        raise Refused("refused.not_later", case=label(row.issue), due=say_when(row.due, now))
    _receive(session, row, actor, now)
    take_step(session, row, "request_extension", actor, now=now, words=words, until=until)
    row.extension_until = until


def decide_extension(
    session: Session, row: HandOver, actor: Actor, *, approve: bool, now: datetime
) -> None:
    if row.extension_until is None:
        raise Refused("refused.nothing_to_decide", case=label(row.issue))
    until, row.extension_until = row.extension_until, None
    if approve:
        found = extend(county_calendar(session, now), Deadline(row.due, row.proof, False), until)
        row.due, row.proof = found.due, found.proof
        take_step(session, row, "approve_extension", actor, now=now, until=row.due)
    else:
        take_step(session, row, "refuse_extension", actor, now=now)


def report_inside(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """A meeting held, or passed on inside the bureau: a record beside the state."""
    _receive(session, row, actor, now)
    take_step(session, row, "note", actor, now=now, words=words)


def ask_to_change_liaison(
    session: Session, liaison: BureauLiaison, words: Words, *, now: datetime
) -> None:
    """A bureau names another liaison person: the county office verifies before anything changes."""
    for contact_id in recipients.county_clerks(session, now):
        outbox.queue(
            session,
            "office.liaison_change",
            contact_id,
            key=f"office.liaison_change:{liaison.id}:{words.id}:{contact_id}",
            fields={"bureau": liaison.bureau.name, "name": liaison.name, "words": words.text},
            now=now,
        )


def rework(session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime) -> None:
    """「没好」 and the desk has looked: the same bureau, again, with a new period."""
    found = term_from(session, "hand_over.within", now, event="请再办")
    if found.due > row.due:
        row.due, row.proof = found.due, found.proof
    row.term_days = _days(session, found, now)
    row.reported_at = None
    take_step(session, row, "rework", actor, now=now, words=words)
    if row.issue.state in ("recheck", "at_station", "taken_up"):
        take_step(
            session,
            row.issue,
            "hand_over_again",
            actor,
            now=now,
            fact=row.bureau.name,
            bureau=row.bureau,
            hand_over=row,
        )


def not_good(session: Session, row: HandOver) -> Words | None:
    """What the constituent said last of the result that was reported, if it was not good."""
    if row.reported_at is None:
        return None
    return session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "issue",
            History.case_id == row.issue_id,
            History.step.in_(("not_done", "not_good_enough")),
            History.at >= row.reported_at,
        )
        .order_by(History.id.desc())
        .limit(1)
    )


def tell_answer(session: Session, row: HandOver, words: Words, *, now: datetime) -> None:
    """The constituent's words to the bureau that has the case, masked."""
    fields = case_fields(session, row.issue, now) | {"words": words.masked}
    for liaison in recipients.liaisons(session, row.bureau_id, now):
        outbox.queue(
            session,
            "hand_over.answer",
            liaison.contact_id,
            key=f"hand_over.answer:{row.id}:{words.id}:{liaison.contact_id}",
            fields=fields,
            now=now,
            case=("hand_over", row.id),
        )


def take_back(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    """「转错了」: that bureau has it no longer, and the desk decides who gets it."""
    take_step(session, row, "take_back", actor, now=now)
    if not open_ones(session, row.issue) and row.issue.state == "handed_over":
        take_step(session, row.issue, "taken_back", SYSTEM, now=now, fact=row.bureau.name)


def newest_by(session: Session, contact_id: int, since: datetime) -> HandOver | None:
    """What this person handed over last, if that was after ``since`` and a bureau has it still."""
    return session.scalar(
        select(HandOver)
        .join(
            History,
            (History.case_kind == "issue")
            & (History.case_id == HandOver.issue_id)
            & (History.step == "hand_over")
            & (History.contact_id == contact_id)
            & (History.at == HandOver.created_at),
        )
        .where(HandOver.state.in_((*WORKING, "return_requested")), HandOver.created_at > since)
        .order_by(HandOver.id.desc())
        .limit(1)
    )


def cancel_all(session: Session, issue: Issue, *, now: datetime) -> None:
    """The constituent withdrew: no bureau needs to go on."""
    for row in open_ones(session, issue):
        take_step(session, row, "withdraw", SYSTEM, now=now)


def _receive(session: Session, row: HandOver, actor: Actor, now: datetime) -> None:
    """Whoever reports on it has received it, also without having said so."""
    if row.state == "handed_over":
        confirm_receipt(session, row, actor, now=now)


# -------------------------------------------------------------------------- what time does


def remind_bureaus(session: Session, *, now: datetime) -> int:
    """On working days: one digest a day for a bureau of what it has not confirmed, and one of what
    comes due; never a message per item (field-notes 3). Returns how many were queued."""
    calendar = county_calendar(session, now)
    today = local_day(now)
    if not calendar.is_working_day(today):
        return 0
    chase_after = int(rule(session, "hand_over.chase_after", now))
    before = int(rule(session, "hand_over.remind_before", now))
    unconfirmed: dict[int, list[HandOver]] = {}
    due_soon: dict[int, list[HandOver]] = {}
    for row in session.scalars(select(HandOver).where(HandOver.state.in_(WORKING))):
        waited = calendar.working_days_between(local_day(row.created_at), today)
        if row.state == "handed_over" and waited >= chase_after:
            unconfirmed.setdefault(row.bureau_id, []).append(row)
        elif row.due == calendar.add_working_days(today, before) and row.paused_at is None:
            due_soon.setdefault(row.bureau_id, []).append(row)
    return _digests(session, "hand_over.chased", unconfirmed, now) + _digests(
        session, "hand_over.due_soon", due_soon, now
    )


def _digests(session: Session, kind: str, rows_of: dict[int, list[HandOver]], now: datetime) -> int:
    queued = 0
    for bureau_id, rows in rows_of.items():
        fields = {
            "bureau": rows[0].bureau.name,
            "count": len(rows),
            "cases": "、".join(label(row.issue) for row in rows[:5]),
            "code": f"No.{rows[0].issue.number}",
        }
        for liaison in recipients.liaisons(session, bureau_id, now):
            key = f"{kind}:{bureau_id}:{local_day(now)}:{liaison.contact_id}"
            done = outbox.queue(session, kind, liaison.contact_id, key=key, fields=fields, now=now)
            queued += done is not None
    return queued


def tell_overdue(session: Session, *, now: datetime) -> int:
    """Past its day and no word: the desk sees it first, once for each due day, on working days. Not
    while a return or an extension is undecided, and not while the constituent is being asked."""
    if not county_calendar(session, now).is_working_day(local_day(now)):
        return 0
    rows = session.scalars(
        select(HandOver).where(
            HandOver.state.in_(WORKING),
            HandOver.due < local_day(now),
            HandOver.extension_until.is_(None),
            HandOver.paused_at.is_(None),
            HandOver.overdue_told.is_(None) | (HandOver.overdue_told != HandOver.due),
        )
    ).all()
    found: dict[int, list[Issue]] = {}
    for row in rows:
        row.overdue_told = row.due
        for contact_id in recipients.desk(session, row.issue, now):
            found.setdefault(contact_id, []).append(row.issue)
    for contact_id, late in found.items():
        digest(session, "hand_over.overdue", contact_id, late, now=now)
    return len(rows)


def history(session: Session, row: HandOver) -> Sequence[History]:
    return session.scalars(
        select(History)
        .where(History.case_kind == "hand_over", History.case_id == row.id)
        .order_by(History.id)
    ).all()
