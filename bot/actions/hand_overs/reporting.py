"""What the bureau does: confirm receipt, report, ask, promise, ask to return it, ask for days."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.actions.calendar import say_when
from bot.actions.casework import Actor, label, take_step
from bot.actions.exchanges import ask_constituent
from bot.actions.hand_overs.finding import asked_again, open_ones
from bot.actions.hand_overs.giving import begin_again
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.domain.workflows.hand_over import RETURN_REQUESTED
from bot.store.models import HandOver, Words


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
    if again and not asked_again(session, row):
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


def go_again(session: Session, row: HandOver, actor: Actor, *, now: datetime) -> None:
    """After 「没好」 the bureau goes on with it, before the desk has sent it: in its hands again,
    with the period that the desk's order would begin."""
    begin_again(session, row, now)
    take_step(session, row, "go_again", actor, now=now)
    if row.issue.state == "recheck":
        take_step(session, row.issue, "bureau_goes_again", actor, now=now, fact=row.bureau.name)


def add_word(session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime) -> None:
    """What the bureau says later of what it has reported; the constituent reads it."""
    take_step(session, row, "add_word", actor, now=now, words=words)


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
    """申请退回 with a reason, or more of it; until the desk decides, the bureau stays at it."""
    step = "add_to_return" if row.state == RETURN_REQUESTED else "request_return"
    take_step(session, row, step, actor, now=now, words=words)
    row.return_to = to[:64] or row.return_to


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


def report_inside(
    session: Session, row: HandOver, actor: Actor, words: Words, *, now: datetime
) -> None:
    """A meeting held, or passed on inside the bureau: a record beside the state."""
    _receive(session, row, actor, now)
    take_step(session, row, "note", actor, now=now, words=words)


def _receive(session: Session, row: HandOver, actor: Actor, now: datetime) -> None:
    """Whoever reports on it has received it, also without having said so."""
    if row.state == "handed_over":
        confirm_receipt(session, row, actor, now=now)
