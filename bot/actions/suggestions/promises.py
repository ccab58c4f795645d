"""承诺: what a bureau will do until when, on what condition; it comes back on its day to bureau,
deputy and office, whoever they are then (mechanisms L07, P30)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions import words as wording
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.kinds import gist
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import (
    case_fields,
    deputy_audience,
    label,
    liaison_audience,
    say_date,
)
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Assignment, History, Promise, Suggestion, Words
from nlp.dates import find_days

#: Of so many assignments promises are brought back in one transaction.
AT_ONCE = 30


def make(
    session: Session,
    row: Assignment,
    actor: Actor,
    words: Words,
    until: date,
    *,
    now: datetime,
    condition: str = "",
) -> Promise:
    """Note a promise, and each part of it that has a day of its own; what a second letter only
    repeats is noted already. Another day for the same is told to the desk, who moves it. The one
    that ends last. Raises Refused for a day that is over."""
    if until <= local_day(now):
        raise Refused("refused.promise_day", case=label(row))
    told, noted = parts(session, words.text or "", until, now), open_of(session, row)
    made: list[Promise] = []
    for text, day in told:
        known = next((one for one in noted if _is_same(one, text)), None)
        if known is None:
            part = words if len(told) == 1 else _kept_part(session, text, words, now)
            known = _add(session, row, actor, part, day, condition, now)
        elif known.due != day:
            take_step(session, row, "promise_told", actor, now=now, words=words)
        made.append(known)
    return made[-1]


def _kept_part(session: Session, text: str, words: Words, now: datetime) -> Words:
    return wording.keep(session, text, said_by=words.said_by, now=now)


def _add(
    session: Session,
    row: Assignment,
    actor: Actor,
    words: Words,
    until: date,
    condition: str,
    now: datetime,
) -> Promise:
    take_step(
        session, row, "promise", actor, now=now, words=words, fact=until.isoformat(), until=until
    )
    made = Promise(
        assignment=row,
        words=words,
        condition=condition.strip()[:120],
        made_at=now,
        first_due=until,
        due=until,
        state="open",
        watch_on=county_calendar(session, now).next_working_day(until),
    )
    session.add(made)
    session.flush()
    return made


def parts(session: Session, text: str, until: date, now: datetime) -> list[tuple[str, date]]:
    """「先修一半，月底；其余明年3月」: each part with its own day, the last one by ``until``;
    the whole where it has no such parts."""
    found = find_days(text, now=now, calendar=county_calendar(session, now))
    ends = [
        one
        for one in found
        if local_day(now) < one.day <= until
        and not (one.length or one.bare)
        and not _BEGINS.match(text[one.start + len(one.text) :])
    ]
    days = [one.day for one in ends]
    if len(set(days)) < 2 or days != sorted(days) or days[-1] != until:
        return [(text, until)]
    told: list[tuple[str, date]] = []
    at = 0
    for one in ends:
        rest = _CLAUSE_ENDS.search(text, one.start + len(one.text))
        end = rest.start() if rest is not None and one is not ends[-1] else len(text)
        if told and told[-1][1] == one.day:
            told[-1] = (f"{told[-1][0]}，{text[at:end].strip(_MARKS)}", one.day)
        else:
            told.append((text[at:end].strip(_MARKS), one.day))
        at = end
    return told if all(len(part) >= _LEAST for part, _ in told) else [(text, until)]


#: 「3月1日起」 is no day by which something is done.
_BEGINS = re.compile(r"\s*(?:起|开始|开工|进场|动工|以来|至|到|—|-)")
_CLAUSE_ENDS = re.compile(r"[，,；;。\n]")
_MARKS = "，,；;。、 \n"
_LEAST = 4
#: What a repeated promise says otherwise, and promises nothing else by it.
_SAID_SO = re.compile(
    r"\d+年|\d+月|\d+[日号]|[今明后]年|[本下]?[月年季]度?底|[前内末]|我局|我所|我们|单位|将|会|于|在|保证|争取"
    r"|完成|全部|到位|[，,。；;、：: ]"
)


def _is_same(known: Promise, text: str) -> bool:
    """Whether it says no more than what is promised already, on that day or another."""
    before = known.words.text or ""
    one, other = _SAID_SO.sub("", before), _SAID_SO.sub("", text)
    return before == text or (len(one) >= _LEAST and one == other)


def keep(
    session: Session, promise: Promise, actor: Actor, evidence: Words, *, now: datetime
) -> None:
    """落实: the bureau says that it is done, and what shows it. Whether it really is, somebody
    looks (回头看)."""
    _check_open(promise)
    row = promise.assignment
    take_step(session, row, "promise_kept", actor, now=now, words=evidence)
    promise.state, promise.kept_at, promise.evidence = "kept", now, evidence
    promise.watch_on = None


def deny(session: Session, row: Assignment, actor: Actor, words: Words, *, now: datetime) -> None:
    """「没有的事」 of the deputy who was told that it is kept: the office reads it, nobody else."""
    take_step(session, row, "deny_promise", actor, now=now, words=words)


def move(session: Session, promise: Promise, actor: Actor, until: date, *, now: datetime) -> None:
    """The desk agrees to a later day; the first one stays on record. Bureau and deputy hear it."""
    _check_open(promise)
    if until <= promise.due:
        raise Refused(
            "refused.not_later", case=label(promise.assignment), due=say_date(promise.due, now)
        )
    take_step(
        session,
        promise.assignment,
        "move_promise",
        actor,
        now=now,
        fact=until.isoformat(),
        until=until,
        said={
            "promise": gist(promise.words.masked),
            "before": say_date(promise.due, now),
        },
    )
    _earlier_parts(session, promise, until, now)
    promise.due = until
    promise.watch_on = county_calendar(session, now).next_working_day(until)


def _earlier_parts(session: Session, promise: Promise, until: date, now: datetime) -> None:
    """「先换一半，月底，其余明年3月」, moved to March: the first half comes back on its day."""
    row = promise.assignment
    said = session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == row.id,
            History.step == "promise_told",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    for text, day in parts(session, (said.text if said else "") or "", until, now)[:-1]:
        if said is not None and day > promise.due:
            _add(session, row, SYSTEM, _kept_part(session, text, said, now), day, "", now)


def _check_open(promise: Promise) -> None:
    if promise.state != "open":
        raise Refused("refused.promise_over", case=label(promise.assignment))


def of_suggestion(session: Session, suggestion: Suggestion) -> Sequence[Promise]:
    """Its promises (承诺台账), by day."""
    return session.scalars(
        select(Promise)
        .join(Assignment, Promise.assignment_id == Assignment.id)
        .where(Assignment.suggestion_id == suggestion.id)
        .order_by(Promise.due, Promise.id)
    ).all()


def open_of(session: Session, row: Assignment) -> list[Promise]:
    """What this bureau has promised here and not kept yet, by day."""
    return [
        one
        for one in of_suggestion(session, row.suggestion)
        if one.state == "open" and one.assignment_id == row.id
    ]


def open_rows(session: Session, bureau_ids: Sequence[int]) -> list[Assignment]:
    """The assignments of these bureaus in which a promise is open, by day."""
    rows = session.scalars(
        select(Assignment)
        .join(Promise, Promise.assignment_id == Assignment.id)
        .where(Assignment.bureau_id.in_(bureau_ids), Promise.state == "open")
        .order_by(Promise.due, Promise.id)
    )
    return list(dict.fromkeys(rows))


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days: a promise whose day has come is brought back, once.
    Returns how many promises that were."""
    done = 0
    while found := look_some(session, now=now):
        done += found
    return done


def look_some(session: Session, *, now: datetime) -> int:
    """The same for the next few promises, all of one bureau and suggestion together; 0: nothing is
    left."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    assignments = session.scalars(
        select(Promise.assignment_id)
        .where(Promise.watch_on <= today)
        .group_by(Promise.assignment_id)
        .order_by(Promise.assignment_id)
        .limit(AT_ONCE)
    ).all()
    rows = session.scalars(
        select(Promise)
        .where(Promise.watch_on <= today, Promise.assignment_id.in_(assignments))
        .order_by(Promise.due, Promise.id)
    ).all()
    of_row: dict[int, list[Promise]] = {}
    for promise in rows:
        promise.watch_on = None
        of_row.setdefault(promise.assignment_id, []).append(promise)
    for together in of_row.values():
        _bring_back(session, together, now)
    session.flush()
    return len(rows)


def _bring_back(session: Session, together: Sequence[Promise], now: datetime) -> None:
    row, first = together[0].assignment, together[0]
    suggestion = row.suggestion
    fields = case_fields(session, row, now) | {
        "promise": "；".join(_said(one) for one in together),
        "promises_short": _short(together),
        "due": say_date(first.due, now),
    }
    key = f"{first.id}:{first.due}"
    for contact_id in liaison_audience(session, [row.bureau_id], now):
        _queue(session, "suggestion.promise_due", contact_id, key, fields, row, now)
    following = parties.follower(session, suggestion, now)
    told: dict[int, Mapping[str, str]] = {
        contact_id: {} for contact_id in parties.desk(session, suggestion, now)
    }
    told |= deputy_audience(following) if following is not None else {}
    for contact_id, own in told.items():
        given = fields | dict(own)
        _queue(session, "suggestion.promise_due_told", contact_id, key, given, row, now)


def _short(together: Sequence[Promise]) -> str:
    """For the card, which has room for one: how many there are comes first."""
    return f"{len(together)}项：{_said(together[0])}" if len(together) > 1 else _said(together[0])


def _said(promise: Promise) -> str:
    condition = f"（{promise.condition}）" if promise.condition else ""
    return f"{promise.words.masked.rstrip('。；; ')}{condition}"


def _queue(
    session: Session,
    kind: str,
    contact_id: int,
    key: str,
    fields: Mapping[str, Any],
    row: Assignment,
    now: datetime,
) -> None:
    outbox.queue(
        session,
        kind,
        contact_id,
        key=f"{kind}:{key}:{contact_id}",
        fields=dict(fields),
        now=now,
        case=("assignment", row.id),
    )
