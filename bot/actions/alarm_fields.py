"""What a notice about a danger says: where, whom to ring, and whether its reporter may be rung."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox, places
from bot.actions.casework import case_fields
from bot.actions.rules import rule
from bot.store.models import Alarm, Issue, Message, Notice
from bot.texts import say

#: 「别打我电话，他会听见」; 「不要打电话给他」 says whom else not to ring.
_NO_CALL = re.compile(
    r"(?:别|不要|不能|莫|甭|不准)(?:再|先)?(?:给我|往我)?(?:手机|家里)?(?:打|来|回|拨)?"
    r"(?:我的?|俺的?)?(?:手机|家里)?电话(?!给(?:[^我俺]|我(?![他她会怕现])[一-鿿])|报警|费)"
)


def asks_not_to_be_rung(text: str) -> bool:
    """Whether who writes this must not be rung: somebody may hear it."""
    return _NO_CALL.search(text) is not None


def is_not_to_be_rung(session: Session, alarm: Alarm) -> bool:
    """Whether its reporter has asked not to be rung, with the first words or later."""
    if asks_not_to_be_rung(alarm.issue.words.text or ""):
        return True
    said = select(Notice.id).where(
        Notice.kind == "alarm.no_call",
        Notice.case_kind == "issue",
        Notice.case_id == alarm.issue_id,
    )
    return session.scalar(said.limit(1)) is not None


def fields_of_alarm(session: Session, alarm: Alarm, now: datetime) -> dict[str, object]:
    """The fields of every ``alarm.*`` notice."""
    issue = alarm.issue
    fields = case_fields(session, issue, now) | {
        "place": _say_place(session, alarm),
        "just_said": _say_just_said(session, alarm, now),
        # The officer on call handles the case: the number is needed to ring back.
        "phone": issue.reporter.phone or say("alarm.no_phone"),
        "number_to_call": alarm.numbers or "110",
        "told_first": (
            say("alarm.told_first", numbers=alarm.numbers or "110")
            if issue.entered_by is None
            else say("alarm.told_first_entered")
        ),
        "duty_room": rule(session, "danger.duty_room", now),
        "waiting_since": alarm.raised_at.isoformat(),
        "waited": outbox.say_span(now - alarm.raised_at),
    }
    return fields | _how_to_reach(session, alarm, fields)


def _say_place(session: Session, alarm: Alarm) -> str:
    place = places.say_place(session, alarm.issue.grid)
    if alarm.place_said or alarm.issue.grid is None:
        return place
    entered = alarm.issue.entered_by is not None
    key = "alarm.place_unsaid_entered" if entered else "alarm.place_unsaid"
    return say(key, place=place)


def _say_just_said(session: Session, alarm: Alarm, now: datetime) -> str:
    """「现在冒烟了」 is nothing to go by without 「变压器嗡嗡响」 of minutes before: the case that
    its reporter spoke of then, if the desk may know of it."""
    if alarm.place_said or alarm.issue.entered_by is not None:
        return ""
    minutes = int(rule(session, "conversation.talk_minutes", now))
    before = session.scalar(
        select(Issue)
        .join(Message, Message.issue_id == Issue.id)
        .where(
            Message.contact_id == alarm.issue.reporter_id,
            Message.received_at > alarm.raised_at - timedelta(minutes=minutes),
            Issue.reporter_id == alarm.issue.reporter_id,
            Issue.id != alarm.issue_id,
            Issue.seen_by == "grid",
            Issue.secret.is_(False),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    if before is None or before.title is None:
        return ""
    return say("alarm.just_said", case=f"民{before.number}“{before.title}”")


def _how_to_reach(session: Session, alarm: Alarm, fields: dict[str, object]) -> dict[str, str]:
    """What the officer is asked to do, and what the reporter is told of it: to ring, unless there
    is no number, or the telephone must not sound."""
    if is_not_to_be_rung(session, alarm):
        how = "quiet"
    else:
        how = "ring" if alarm.issue.reporter.phone else "write"
    names = ("ask", "ask_short", "ask_spoken", "ask_again", "ask_again_short", "left", "unreached")
    said = {name: say(f"alarm.{how}_{name}", **fields) for name in names}
    return said | {"ringing": say(f"alarm.{how}_ringing")}
