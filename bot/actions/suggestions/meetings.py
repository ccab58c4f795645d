"""三见面 and 面商: the bureau notes a meeting in a line, the deputy confirms; silence lets it
stand. What is missing is flagged and may cost points; it never blocks a reply (P15, P16, N08)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import promises
from bot.actions.suggestions.kind import label, say_date
from bot.actions.suggestions.receipts import received
from bot.domain.calendars import local_day
from bot.domain.suggestions import MEETING_KINDS, PRESENT
from bot.domain.workflow import Refused
from bot.domain.workflows import assignment as a
from bot.store.asked_once import once
from bot.store.models import Assignment, KeySupervision, Meeting, Suggestion, Words
from bot.texts import say as sentence

_RANK = tuple(PRESENT)
#: So long a deputy may take back what was said of a meeting.
TAKEN_BACK = timedelta(days=3)


def record(
    session: Session,
    row: Assignment,
    actor: Actor,
    words: Words,
    *,
    kind: str,
    held_on: date,
    now: datetime,
    present: str = "liaison",
    consultation: bool = False,
    plan: Words | None = None,
    plan_until: date | None = None,
) -> Meeting:
    """The bureau's line. ``kind``: before, during, after; ``present``: the highest who was there
    (a key of PRESENT); ``plan``: what was agreed on the spot, to be done until ``plan_until``
    (L06). Raises Refused for a meeting to come and a plan whose day is missing or over."""
    if held_on > local_day(now):
        raise Refused("refused.meeting_in_future", case=label(row))
    if plan is not None and (plan_until is None or plan_until <= local_day(now)):
        raise Refused("refused.promise_day", case=label(row))
    received(session, row, actor, now)
    if consultation and row.state in (a.RECEIVED, a.CONTACTED, a.IN_HAND):
        take_step(session, row, "consult", actor, now=now)
    elif kind == "before" and row.state == a.RECEIVED:
        take_step(session, row, "contact", actor, now=now)
    wanted = wanted_level(session, row, now)
    same_day = _waiting_on(session, row, kind, held_on)
    if same_day is not None:
        if plan is not None:
            same_day.plan, same_day.plan_until = plan, plan_until
        return _say_more(session, same_day, actor, words, present, consultation, wanted, now)
    days = int(rule(session, "suggestion.meeting_stands_after", now))
    meeting = Meeting(
        assignment=row,
        kind=kind,
        consultation=consultation,
        held_on=held_on,
        present=present,
        level_ok=not consultation or _RANK.index(present) >= _RANK.index(wanted),
        words=words,
        recorded_by=actor.contact.id if actor.contact else None,
        recorded_at=now,
        state="recorded",
        stands_on=county_calendar(session, now).add_working_days(local_day(now), days),
        plan=plan,
        plan_until=plan_until if plan is not None else None,
    )
    session.add(meeting)
    session.flush()
    take_step(
        session,
        row,
        "record_meeting",
        actor,
        now=now,
        words=words,
        fact=say(meeting),
        until=meeting.stands_on,
        meeting=say(meeting),
        said={"plan": say_plan(meeting, now)},
    )
    return meeting


def _waiting_on(session: Session, row: Assignment, kind: str, held_on: date) -> Meeting | None:
    """A record of such a meeting on that very day that the deputy has not answered: said twice, it
    is one meeting."""
    return session.scalar(
        select(Meeting)
        .where(
            Meeting.assignment_id == row.id,
            Meeting.kind == kind,
            Meeting.held_on == held_on,
            Meeting.state == "recorded",
        )
        .order_by(Meeting.id)
        .limit(1)
    )


def _say_more(
    session: Session,
    meeting: Meeting,
    actor: Actor,
    words: Words,
    present: str,
    consultation: bool,
    wanted: str,
    now: datetime,
) -> Meeting:
    """What is said of a meeting again completes its record; the deputy hears only what is new."""
    before, after = meeting.words.text or "", words.text or ""
    known = say(meeting) + say_plan(meeting, now)
    meeting.consultation = meeting.consultation or consultation
    if _RANK.index(present) > _RANK.index(meeting.present):
        meeting.present = present
    meeting.level_ok = not meeting.consultation or _RANK.index(meeting.present) >= _RANK.index(
        wanted
    )
    told = say(meeting) + say_plan(meeting, now)
    if told == known and _plain(after) in _plain(before):
        return meeting
    meeting.words = words
    take_step(
        session,
        meeting.assignment,
        "record_meeting",
        actor,
        now=now,
        words=words,
        fact=say(meeting),
        until=meeting.stands_on,
        meeting=say(meeting),
        said={"plan": say_plan(meeting, now)},
    )
    return meeting


def _plain(said: str) -> str:
    return re.sub(r"[\W_]|昨天|今天|前天", "", said)


def wanted_level(session: Session, row: Assignment, now: datetime) -> str:
    """Who has to come: the bureau's head; for key items a county leader."""
    key = session.scalar(
        select(KeySupervision.id).where(KeySupervision.suggestion_id == row.suggestion_id)
    )
    return str(rule(session, "suggestion.present", now)["key" if key is not None else "ordinary"])


def say(meeting: Meeting) -> str:
    """12月3日面商（主要负责人到场）."""
    what = "面商" if meeting.consultation else MEETING_KINDS[meeting.kind]
    day = meeting.held_on
    came = PRESENT[meeting.present] + ("" if meeting.present == "telephone" else "到场")
    return f"{day.month}月{day.day}日{what}（{came}）"


def say_plan(meeting: Meeting, now: datetime) -> str:
    """「（商定：换三公里主管道，6月30日（周三）前做到）」; nothing: nothing was agreed."""
    if meeting.plan is None or meeting.plan_until is None:
        return ""
    plan, until = meeting.plan.masked.rstrip("。"), say_date(meeting.plan_until, now)
    return sentence("suggestion.plan", plan=plan, until=until)


def _hold_to_plan(session: Session, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """What was agreed is a promise like any other, as soon as the record stands."""
    plan, until = meeting.plan, meeting.plan_until
    if plan is not None and until is not None and until > local_day(now):
        promises.make(session, meeting.assignment, actor, plan, until, now=now)


def confirm(session: Session, meeting: Meeting, actor: Actor, *, now: datetime) -> None:
    """「见过」, also of who said 没见过 by mistake."""
    _check_open(meeting, "disputed")
    take_step(session, meeting.assignment, "confirm_meeting", actor, now=now, fact=say(meeting))
    meeting.state, meeting.stands_on, meeting.answered_at = "confirmed", None, now
    _hold_to_plan(session, meeting, actor, now)


_BY_PHONE = re.compile(r"电话|打(?:了|过|来)|通话")
_IN_PERSON = re.compile(r"[来去到]|现场|当面|坐|车|下来|局长|主任|科长|股长|站长|见|面")
_WHO = re.compile(r"([一-鿿])(?:副)?(?:局|主任|科长|股长|站长|所长)")


def named(rows: Sequence[Meeting], said: str) -> list[Meeting]:
    """Those of ``rows`` that the words name: by who was there, or because it was by telephone and
    the others were not. Empty: the words fit all of them alike."""
    who = {found[1] for found in _WHO.finditer(said)}
    by_who = [
        row
        for row in rows
        if who & {found[1] for found in _WHO.finditer((row.words.text or "") if row.words else "")}
    ]
    if by_who:
        return by_who
    phoned = [row for row in rows if row.present == "telephone"]
    if _BY_PHONE.search(said):
        return phoned
    if _IN_PERSON.search(said) and phoned and len(phoned) < len(rows):
        return [row for row in rows if row not in phoned]
    return []


def dispute(
    session: Session,
    meeting: Meeting,
    actor: Actor,
    words: Words | None,
    *,
    alone: bool = False,
    now: datetime,
) -> None:
    """「没见过」: it does not count, nor does any other record of this bureau that waits for an
    answer, unless the words name this one (``alone``); bureau and office hear of it, once."""
    _check_open(meeting, "confirmed")
    others = session.scalars(
        select(Meeting)
        .where(
            Meeting.assignment_id == meeting.assignment_id,
            Meeting.state == "recorded",
            Meeting.id != meeting.id,
        )
        .order_by(Meeting.id)
    ).all()
    denied = [meeting] if alone else [meeting, *others]
    named = "、".join(say(one) for one in denied)
    take_step(
        session,
        meeting.assignment,
        "dispute_meeting",
        actor,
        now=now,
        words=words,
        fact=named[:255],
        meeting=named,
    )
    for one in denied:
        one.state, one.stands_on, one.answered_at = "disputed", None, now
        one.answer_id = words.id if words is not None else None


def contest(
    session: Session, meeting: Meeting, actor: Actor, words: Words, *, now: datetime
) -> None:
    """「来是来了，副局长没下车」: they met, but not as it is written down. The words stand with the
    record, for bureau and office; silence confirms nothing of it, least of all what was agreed.
    「见过」 or 「没见过」 may still follow."""
    _check_open(meeting, "confirmed")
    take_step(session, meeting.assignment, "tell_bureau", actor, now=now, words=words)
    meeting.stands_on, meeting.answered_at, meeting.answer_id = None, now, words.id
    meeting.state = "recorded"


def _check_open(meeting: Meeting, taken_back: str) -> None:
    if meeting.state not in ("recorded", "stands", taken_back):
        raise Refused("refused.nothing_to_decide", case=label(meeting.assignment))


def stand(session: Session, *, now: datetime) -> int:
    """What time does: a record that nobody has answered stands. Returns how many."""
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.stands_on <= local_day(now))
        .order_by(Meeting.stands_on, Meeting.id)
    ).all()
    for meeting in rows:
        meeting.stands_on = None
        meeting.state = "stands"
        if meeting.assignment.state not in (*a.ASSIGNMENT.final, a.ASSIGNED, a.RETURN_REQUESTED):
            take_step(
                session, meeting.assignment, "meeting_stands", SYSTEM, now=now, fact=say(meeting)
            )
            _hold_to_plan(session, meeting, SYSTEM, now)
    return len(rows)


def waiting_for(session: Session, suggestions: Sequence[Suggestion]) -> Sequence[Meeting]:
    """Meetings of these suggestions that the deputy has not answered, oldest first."""
    ids = [suggestion.id for suggestion in suggestions]
    waiting = (
        select(Meeting)
        .join(Assignment, Meeting.assignment_id == Assignment.id)
        .where(Assignment.suggestion_id.in_(ids), Meeting.state == "recorded")
        .options(joinedload(Meeting.assignment))
        .order_by(Meeting.id)
    )
    return once(session, ("to confirm", *ids), lambda: session.scalars(waiting).all())


def answered_since(
    session: Session, suggestions: Sequence[Suggestion], since: datetime
) -> Sequence[Meeting]:
    """Meetings of these that the deputy has answered since then, the newest answer first."""
    ids = [suggestion.id for suggestion in suggestions]
    return session.scalars(
        select(Meeting)
        .join(Assignment, Meeting.assignment_id == Assignment.id)
        .where(
            Assignment.suggestion_id.in_(ids),
            Meeting.state.in_(("confirmed", "disputed")),
            Meeting.answered_at > since,
        )
        .options(joinedload(Meeting.assignment))
        .order_by(Meeting.answered_at.desc(), Meeting.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Flags:
    """What is missing before a reply. ``points``: what that may cost; never a hindrance."""

    held: int
    wanted: int
    consulted: bool
    level_low: bool
    points: int

    @property
    def said(self) -> list[str]:
        """In plain words, for the page and the assessment."""
        lines = []
        if self.held < self.wanted:
            lines.append(f"和代表见面{self.held}次，应有{self.wanted}次")
        if not self.consulted:
            lines.append("没有面商")
        if self.level_low:
            lines.append("面商到场的人级别不够")
        return lines


def flags(session: Session, row: Assignment, now: datetime) -> Flags:
    """Counts what was confirmed or stands; what is disputed does not count."""
    held = [
        meeting
        for meeting in session.scalars(select(Meeting).where(Meeting.assignment_id == row.id))
        if meeting.state != "disputed"
    ]
    wanted = int(rule(session, "suggestion.meetings_wanted", now))
    consulted = [meeting for meeting in held if meeting.consultation]
    low = bool(consulted) and not any(meeting.level_ok for meeting in consulted)
    missing = max(wanted - len(held), 0) + (not consulted) + low
    each = int(rule(session, "suggestion.points_per_missing", now))
    return Flags(len(held), wanted, bool(consulted), low, missing * each)
