"""Danger to life (design 1.5): safety line and number first; then the officer on call is asked to
ring back, to ring the 总值班室 and to note it. Three truths, each told only once it is true."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, cast, literal, or_, select
from sqlalchemy.orm import Session

from bot.actions import audit, outbox, recipients
from bot.actions.alarm_fields import fields_of_alarm
from bot.actions.calendar import say_when
from bot.actions.casework import Actor, label, take_step
from bot.actions.rules import rule
from bot.domain.calendars import local_day, local_time
from bot.domain.workflow import Party, Refused
from bot.store.models import Alarm, Audit, Contact, Issue, Notice, Words

#: Who is on call now: asked by everybody who deals with danger.
on_call = recipients.on_call


def raise_alarm(
    session: Session,
    issue: Issue,
    *,
    numbers: Sequence[str],
    now: datetime,
    place_said: bool = True,
) -> Alarm:
    """Ask the officer on call to ring the constituent back, now, whatever the hour. ``numbers``:
    whom the constituent was told to ring first."""
    minutes = int(rule(session, "danger.answer_within", now))
    alarm = Alarm(
        issue=issue,
        numbers="、".join(numbers),
        raised_at=now,
        rounds=0,
        place_said=place_said,
        next_round_at=now + timedelta(minutes=minutes),
    )
    session.add(alarm)
    session.flush()
    _ask(session, alarm, recipients.asked_first(session, issue, now), "alarm.call_back", now)
    audit.record(
        session, "alarm.raised", contact_id=None, now=now, thing="issue", thing_id=issue.id
    )
    return alarm


def _ask(session: Session, alarm: Alarm, contacts: Sequence[int], kind: str, now: datetime) -> None:
    """Queue ``kind`` for those for whom nothing of this alarm is still on its way: whoever is on
    the telephone list already is rung once, however many rounds it takes."""
    fields = fields_of_alarm(session, alarm, now)
    waiting = session.scalars(
        select(Notice.contact_id).where(
            Notice.case_kind == "issue",
            Notice.case_id == alarm.issue_id,
            Notice.kind.in_(("alarm.call_back", "alarm.nobody")),
            Notice.state.in_(("queued", "leased", "telephone")),
        )
    ).all()
    # Who is in danger cannot be the one to ring back, unless there is nobody else.
    others = [each for each in contacts if each != alarm.issue.reporter_id] or contacts
    for contact_id in others:
        if contact_id in waiting:
            continue
        outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{alarm.id}:{alarm.rounds}:{contact_id}",
            fields=fields,
            now=now,
            case=("issue", alarm.issue_id),
        )


def of(session: Session, issue: Issue) -> Alarm | None:
    return session.scalar(select(Alarm).where(Alarm.issue_id == issue.id))


def unanswered(session: Session) -> Sequence[Alarm]:
    """Alarms that nobody has answered, oldest first."""
    return session.scalars(
        select(Alarm).where(Alarm.heard_at.is_(None), Alarm.over_at.is_(None)).order_by(Alarm.id)
    ).all()


def next_round(session: Session, *, now: datetime) -> int:
    """Nobody answered in time: the officer on call is asked again, and those above are told of the
    silence (station, county office and its director). Returns how many alarms were passed on."""
    due = session.scalars(
        select(Alarm).where(
            Alarm.heard_at.is_(None), Alarm.over_at.is_(None), Alarm.next_round_at <= now
        )
    ).all()
    for alarm in due:
        alarm.rounds += 1
        # Every few minutes at first, then hourly: it stays visible on the list until answered.
        quick = alarm.rounds < int(rule(session, "danger.quick_rounds", now))
        name = "danger.answer_within" if quick else "danger.ask_again_every"
        alarm.next_round_at = now + timedelta(minutes=int(rule(session, name, now)))
        first = on_call(session, now)
        _ask(session, alarm, first, "alarm.call_back", now)
        above = recipients.above_on_call(session, alarm.issue, now)
        _ask(session, alarm, [each for each in above if each not in first], "alarm.nobody", now)
    return len(due)


def mark_sent(session: Session, issue_id: int, *, now: datetime) -> None:
    """已发出 is true now: the platform took the message to the officer on call."""
    alarm = session.scalar(select(Alarm).where(Alarm.issue_id == issue_id))
    if alarm is not None and alarm.sent_at is None:
        alarm.sent_at = now
        if alarm.heard_at is None:
            _tell_constituent(session, alarm, "alarm.sent", now)


def hurry(session: Session, issue_id: int, *, now: datetime) -> None:
    """Nobody was reached: the next round is now, and not in minutes."""
    alarm = session.scalar(select(Alarm).where(Alarm.issue_id == issue_id))
    if alarm is not None and alarm.heard_at is None and alarm.over_at is None:
        alarm.next_round_at = now


def may_answer(session: Session, alarm: Alarm, contact: Contact, now: datetime) -> bool:
    """On call now, or asked about it."""
    return contact.id in on_call(session, now) or contact.id in recipients.above_on_call(
        session, alarm.issue, now
    )


#: What shows an alarm to people at work.
_SHOWN = (
    *("alarm.call_back", "alarm.nobody", "alarm.more", "alarm.no_call", "alarm.phone"),
    *("alarm.unreached", "issue.danger_task"),
)


def was_shown(session: Session, alarm: Alarm, contact: Contact) -> bool:
    """Whether a push about it went to this person, or they have answered it."""
    if alarm.heard_by == contact.id:
        return True
    told = select(Notice.id).where(
        Notice.contact_id == contact.id,
        Notice.kind.in_(_SHOWN),
        Notice.case_kind == "issue",
        Notice.case_id == alarm.issue_id,
    )
    return session.scalar(told.limit(1)) is not None


def heard(session: Session, alarm: Alarm, contact: Contact, *, now: datetime) -> None:
    """「接了」, 「收到」: an officer has it. Now the constituent may be told so; whether they were
    rung up, and the duty room with them, are truths of their own (``spoken``, ``passed_on``)."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    _not_called_over(session, alarm, contact, now)
    if alarm.heard_at is not None:
        by = session.get(Contact, alarm.heard_by) if alarm.heard_by else None
        raise Refused("refused.alarm_heard", who=_call(by, contact))
    alarm.heard_at, alarm.heard_by = now, contact.id
    alarm.next_round_at = None
    _tell_constituent(session, alarm, "alarm.heard", now)
    _record(session, "alarm.heard", alarm, contact, now)


def spoken(session: Session, alarm: Alarm, contact: Contact, *, now: datetime) -> None:
    """「打通了」: the officer has spoken to the constituent, who therefore need not be told so."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    _not_called_over(session, alarm, contact, now)
    if alarm.heard_at is None:
        alarm.heard_at, alarm.heard_by = now, contact.id
        alarm.next_round_at = None
    if alarm.issue.spoken_at is None:
        alarm.issue.spoken_at = now
    _record(session, "alarm.spoken", alarm, contact, now)


def not_reached(session: Session, alarm: Alarm, contact: Contact, *, now: datetime) -> None:
    """「没人接」, 「空号」: the officer rang and spoke to nobody. The constituent reads that, and
    how to be reached: once a minute, a button pressed twice is one call."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    _not_called_over(session, alarm, contact, now)
    if alarm.heard_at is None:
        alarm.heard_at, alarm.heard_by = now, contact.id
        alarm.next_round_at = None
    outbox.queue(
        session,
        "alarm.not_reached",
        alarm.issue.reporter_id,
        key=f"alarm.not_reached:{alarm.id}:{now:%Y-%m-%dT%H:%M}",
        fields=fields_of_alarm(session, alarm, now),
        now=now,
        case=("issue", alarm.issue_id),
    )
    _record(session, "alarm.not_reached", alarm, contact, now)


def passed_on(session: Session, alarm: Alarm, contact: Contact, *, now: datetime) -> None:
    """「已报」: the officer has told the 总值班室. Who passed it on has heard it as well."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    if alarm.over_at is not None and _last(session, alarm, "alarm.over").contact_id == contact.id:
        # Their own word before this one.
        is_not_over(session, alarm, contact, now=now)
    _not_called_over(session, alarm, contact, now)
    if alarm.passed_on_at is not None:
        raise Refused(
            "refused.alarm_passed_on", **_as_said(session, alarm, "alarm.passed_on", contact, now)
        )
    if alarm.heard_at is None:
        heard(session, alarm, contact, now=now)
    alarm.passed_on_at = now
    _tell_constituent(session, alarm, "alarm.passed_on", now)
    _record(session, "alarm.passed_on", alarm, contact, now)


def is_young(session: Session, alarm: Alarm, now: datetime) -> bool:
    """Whether what its reporter writes is still about it."""
    hours = int(rule(session, "danger.words_for_hours", now))
    return alarm.over_at is None and now - alarm.raised_at < timedelta(hours=hours)


def is_fresh(session: Session, alarm: Alarm, now: datetime) -> bool:
    """Whether the same danger said again is this one."""
    minutes = int(rule(session, "danger.same_for_minutes", now))
    return now - alarm.raised_at < timedelta(minutes=minutes)


def is_over(
    session: Session,
    alarm: Alarm,
    contact: Contact,
    *,
    asked: bool,
    past: bool = False,
    now: datetime,
) -> None:
    """「误报」, 「人没事，不用报」: nobody needs to be rung any more. The constituent is told so,
    that somebody has ``asked`` only if that is true, and that they may write again. ``past``: the
    danger was real and is over: nobody hears of it that it was an ordinary matter."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    if alarm.passed_on_at is not None:
        fields = _as_said(session, alarm, "alarm.passed_on", contact, now)
        raise Refused("refused.alarm_not_over", **fields)
    _not_called_over(session, alarm, contact, now)
    if alarm.heard_at is None:
        alarm.heard_at, alarm.heard_by = now, contact.id
    alarm.over_at, alarm.next_round_at = now, None
    spoken = asked or alarm.issue.spoken_at is not None
    said = "alarm.past" if past else "alarm.over" if spoken else "alarm.not_urgent"
    _tell_constituent(session, alarm, said, now)
    _record(session, "alarm.over", alarm, contact, now)


def _not_called_over(session: Session, alarm: Alarm, contact: Contact, now: datetime) -> None:
    """Refused where it was called over, with who said so: its constituent was told that, and reads
    nothing else by a word that does not say that it is real after all (``is_not_over``)."""
    if alarm.over_at is not None:
        raise Refused("refused.alarm_over", **_as_said(session, alarm, "alarm.over", contact, now))


def _as_said(
    session: Session, alarm: Alarm, act: str, reader: Contact, now: datetime
) -> dict[str, str]:
    """Who did ``act`` of this alarm last, when, and where the duty room is reached."""
    last = _last(session, alarm, act)
    said_by = session.get(Contact, last.contact_id) if last.contact_id else None
    return {
        "who": _call(said_by, reader),
        "when": f"{say_when(local_day(last.at), now)}{local_time(last.at):%H:%M}",
        "case": label(alarm.issue),
        "number": f"民{alarm.issue.number}",
        "duty_room": str(rule(session, "danger.duty_room", now)),
    }


def _call(somebody: Contact | None, reader: Contact) -> str:
    if somebody is reader:
        return "您"
    return (somebody.name if somebody else "") or "值班员"


def _last(session: Session, alarm: Alarm, act: str) -> Audit:
    rows = select(Audit).where(Audit.thing == "issue", Audit.thing_id == alarm.issue_id)
    return session.scalars(rows.where(Audit.act == act).order_by(Audit.id.desc()).limit(1)).one()


def ended(session: Session, contact: Contact, numbers: set[int], now: datetime) -> list[Alarm]:
    """Alarms that were called over or that the duty room has, of these numbers; without numbers
    those of late that this person was shown."""
    rows = select(Alarm).join(Issue)
    rows = rows.where(or_(Alarm.over_at.is_not(None), Alarm.passed_on_at.is_not(None)))
    if numbers:
        rows = rows.where(Issue.number.in_(numbers))
    else:
        hours = int(rule(session, "danger.words_for_hours", now))
        rows = rows.where(Alarm.raised_at > now - timedelta(hours=hours))
    found = session.scalars(rows.order_by(Alarm.id)).all()
    return [
        alarm
        for alarm in found
        if may_answer(session, alarm, contact, now)
        and (numbers or was_shown(session, alarm, contact))
    ]


def is_not_over(session: Session, alarm: Alarm, contact: Contact, *, now: datetime) -> None:
    """「256还是真的」: what was called over is not. Whoever says so has it."""
    if not may_answer(session, alarm, contact, now):
        raise Refused("refused.not_on_call")
    if alarm.over_at is None:
        raise Refused("refused.alarm_goes_on", case=label(alarm.issue))
    alarm.over_at = None
    alarm.heard_by = contact.id
    _record(session, "alarm.not_over", alarm, contact, now)


def _record(session: Session, act: str, alarm: Alarm, contact: Contact, now: datetime) -> None:
    audit.record(
        session, act, contact_id=contact.id, now=now, thing="issue", thing_id=alarm.issue_id
    )


def tell_unreached(session: Session, *, now: datetime) -> int:
    """What was to be told to somebody in danger did not reach them by WeChat: whoever has it, or is
    on call, hears so at once, with the number if there is one. How many were told."""
    # From the few that are stuck, by the index of what is due: not from all that cases ever said.
    stuck = (
        select(Notice.case_id)
        .join(Issue, Issue.id == Notice.case_id)
        .where(
            Notice.state.in_(("telephone", "failed")),
            Notice.rank == outbox.RANKS["danger"],
            Notice.kind.in_(_TO_REPORTER),
            Notice.contact_id == Issue.reporter_id,
        )
    )
    key = literal("alarm.unreached:") + cast(Alarm.id, String) + ":" + cast(Alarm.heard_by, String)
    knows = select(Notice.id).where(Notice.key == key).correlate(Alarm).exists()
    alarms = session.scalars(
        select(Alarm)
        .where(
            Alarm.issue_id.in_(stuck),
            Alarm.over_at.is_(None),
            or_(Alarm.heard_by.is_(None), ~knows),
        )
        .order_by(Alarm.id)
    ).all()
    told = 0
    for alarm in alarms:
        contacts = [alarm.heard_by] if alarm.heard_by is not None else on_call(session, now)
        for contact_id in contacts:
            row = outbox.queue(
                session,
                "alarm.unreached",
                contact_id,
                key=f"alarm.unreached:{alarm.id}:{contact_id}",
                fields=fields_of_alarm(session, alarm, now),
                now=now,
                case=("issue", alarm.issue_id),
            )
            told += row is not None
    return told


#: What somebody in danger is told of what is done.
_TO_REPORTER = (
    "alarm.sent",
    "alarm.heard",
    "alarm.not_reached",
    "alarm.passed_on",
    "alarm.over",
    "alarm.past",
    "alarm.not_urgent",
)


def _tell_constituent(session: Session, alarm: Alarm, kind: str, now: datetime) -> None:
    outbox.queue(
        session,
        kind,
        alarm.issue.reporter_id,
        key=f"{kind}:{alarm.id}",
        fields=fields_of_alarm(session, alarm, now),
        now=now,
        case=("issue", alarm.issue_id),
    )


def heard_lately(session: Session, contact: Contact, now: datetime) -> Alarm | None:
    """The alarm that this officer heard last, while it is young; passed on or not."""
    row = session.scalar(
        select(Alarm).where(Alarm.heard_by == contact.id).order_by(Alarm.id.desc()).limit(1)
    )
    return row if row is not None and is_young(session, row, now) else None


def note(session: Session, alarm: Alarm, contact: Contact, words: Words, *, now: datetime) -> None:
    """What the officer on call found out, beside the state of the case."""
    take_step(session, alarm.issue, "note", desk_actor(contact), now=now, words=words)


def from_the_scene(
    session: Session, alarm: Alarm, contact: Contact, words: Words, *, now: datetime
) -> None:
    """What somebody at work saw there: with the case, and to who has the alarm, else who is on
    call."""
    actor = Actor(Party.OFFICE, contact, contact.name or "")
    take_step(session, alarm.issue, "note", actor, now=now, words=words)
    session.flush()
    for contact_id in [alarm.heard_by] if alarm.heard_by else on_call(session, now):
        fields = fields_of_alarm(session, alarm, now)
        outbox.queue(
            session,
            "alarm.from_the_scene",
            contact_id,
            key=f"alarm.from_the_scene:{words.id}:{contact_id}",
            fields=fields | {"who": contact.name or "", "words": words.masked},
            now=now,
            case=("issue", alarm.issue_id),
        )


def desk_actor(contact: Contact) -> Actor:
    """The officer on call, when acting on the issue behind an alarm."""
    return Actor(Party.OFFICE, contact, "值班员")
