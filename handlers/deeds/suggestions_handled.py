"""What deputies do while a suggestion is handled: meet, look at the draft, weigh the answer."""

from sqlalchemy import select

from bot.actions import words as wording
from bot.actions.casework import label, take_step
from bot.actions.suggestions import (
    handling,
    looking_back,
    meetings,
    parties,
    promises,
    ratings,
    replies,
    taking_part,
)
from bot.actions.suggestions.kind import desk_name, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import GRADES
from bot.domain.workflow import Party, Refused
from bot.store.models import (
    Assignment,
    History,
    Meeting,
    Suggestion,
)
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, assignment, suggestion
from handlers.deeds.suggestions_signing import signer


def confirm_meeting(do: Doing) -> str:
    meeting, _ = _meeting(do, "disputed")
    who = actor(do, meeting.assignment, Party.DEPUTY)
    meetings.confirm(do.session, meeting, who, now=do.now)
    return say("writing.met", case=label(meeting.assignment))


def dispute_meeting(do: Doing) -> str:
    meeting, named = _meeting(do, "confirmed")
    who = actor(do, meeting.assignment, Party.DEPUTY)
    meetings.dispute(do.session, meeting, who, do.words("text"), alone=named, now=do.now)
    return say("writing.not_met", case=label(meeting.assignment))


def contest_meeting(do: Doing) -> str:
    """They met, but otherwise than it is written down: of the record that is named, or the
    newest."""
    meeting, _ = _meeting(do, "confirmed", taken_back_too=True)
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    who = actor(do, meeting.assignment, Party.DEPUTY)
    meetings.contest(do.session, meeting, who, words, now=do.now)
    return say(
        "writing.met_otherwise", case=label(meeting.assignment), meeting=meetings.say(meeting)
    )


def _meeting(do: Doing, taken_back: str, *, taken_back_too: bool = False) -> tuple[Meeting, bool]:
    """The record of this suggestion that the words name, else the newest that nobody has answered,
    else the one whose answer (``taken_back``) was a slip; and whether the words name it. Raises
    Refused."""
    about = suggestion(do)
    waiting = list(meetings.waiting_for(do.session, [about]))
    since = do.now - meetings.TAKEN_BACK
    before = [
        meeting
        for meeting in meetings.answered_since(do.session, [about], since)
        if meeting.state == taken_back
    ]
    said = do.text("text") or do.said
    named = meetings.named(waiting, said)
    if not named and (taken_back_too or not waiting):
        named = meetings.named(before, said)
    if named:
        return named[-1], True
    if waiting or before:
        return (waiting[-1] if waiting else before[0]), False
    raise Refused("refused.nothing_to_decide", case=label(about))


def comment_draft(do: Doing) -> str:
    """The deputy's word on a draft reply; 「可以」 is one."""
    row = draft_shown(do, suggestion(do))
    if row is None:
        raise Refused("refused.nothing_to_decide", case=label(suggestion(do)))
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    replies.comment(do.session, row, actor(do, row, Party.DEPUTY), words, now=do.now)
    return say("writing.commented", bureau=row.bureau.name, case=label(row))


def acknowledge(do: Doing) -> str:
    """「收到」: a word on the draft, if one was shown; else it is heard, and nothing is done."""
    if draft_shown(do, suggestion(do)) is None:
        return say("deputy.acknowledged")
    return comment_draft(do)


def draft_shown(do: Doing, about: Suggestion) -> Assignment | None:
    """The assignment whose draft reply the deputy is asked about."""
    if isinstance(do.case, Assignment):
        return do.case
    rows = parties.leads(do.session, about)
    return next((row for row in rows if row.state == "draft_shown"), None)


def tell_bureau(do: Doing) -> str:
    """A line to the bureau of this assignment, which the office reads too."""
    row = assignment(do)
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    who, not_so = actor(do, row, Party.DEPUTY), bool(do.text("not_so"))
    handling.tell_bureau(do.session, row, who, words, now=do.now, not_so=not_so)
    return say("writing.told_bureau", bureau=row.bureau.name, case=label(row))


def deny_promise(do: Doing) -> str:
    """What the bureau says it has kept is not so: for the office, beside the rating."""
    row = assignment(do)
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    promises.deny(do.session, row, actor(do, row, Party.DEPUTY), words, now=do.now)
    desk = desk_name(do.session, row.suggestion, do.now)
    return say("writing.promise_denied", case=label(row), desk=desk)


def confirm_done(do: Doing) -> str:
    """「看了，都修好了」 after it was told: what shows that it is really done, beside the case."""
    about = suggestion(do)
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    who = actor(do, about, Party.DEPUTY)
    looking_back.add_evidence(do.session, about, who, "visit", words, now=do.now)
    desk = desk_name(do.session, about, do.now)
    return say("writing.confirmed_done", case=label(about), desk=desk)


def rate(do: Doing) -> str:
    """Of the lead deputy the rating, of a co-signer the view beside it; sealed both."""
    about = suggestion(do)
    said = do.text("rating")
    grade = next((key for key, word in GRADES.items() if word == said), "")
    words = do.words("reason", "text")
    held = actor(do, about, Party.DEPUTY, Party.CO_SIGNER)
    if held.party is Party.CO_SIGNER:
        deputy = signer(do, about)
        ratings.view(do.session, about, held, deputy, grade, words, now=do.now)
    else:
        ratings.rate(do.session, about, held, grade, words, now=do.now)
    desk = desk_name(do.session, about, do.now)
    if grade == "unsatisfied" and words is None:
        return say("writing.rated_why", case=label(about), grade=said, desk=desk)
    return say("writing.rated", case=label(about), grade=said, desk=desk)


def comes(do: Doing) -> str:
    return _answers_meeting(do, comes=True)


def misses(do: Doing) -> str:
    return _answers_meeting(do, comes=False)


def _answers_meeting(do: Doing, *, comes: bool) -> str:
    about = suggestion(do)
    who = actor(do, about, Party.DEPUTY, Party.CO_SIGNER)
    words = None if comes else do.words("text")
    on = taking_part.answer(do.session, about, who, comes=comes, words=words, now=do.now)
    key = "writing.comes" if comes else "writing.misses"
    return say(key, case=label(about), on=say_date(on, do.now))


def nobody_came(do: Doing) -> str:
    """「没人联系」: on record with the suggestion, and the office hears it."""
    about = suggestion(do)
    words = wording.keep(do.session, do.said or "没人联系", said_by=do.contact.id, now=do.now)
    who = actor(do, about, Party.DEPUTY)
    if not _said_today(do, about, "say_uncontacted"):
        take_step(do.session, about, "say_uncontacted", who, now=do.now, words=words)
    return say("writing.nobody_came", case=label(about))


def _said_today(do: Doing, about: Suggestion, step: str) -> bool:
    """Whether this person said the same today: the office hears it once."""
    last = do.session.scalar(
        select(History.at)
        .where(
            History.case_kind == "suggestion",
            History.case_id == about.id,
            History.step == step,
            History.contact_id == do.contact.id,
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return last is not None and local_day(last) == local_day(do.now)
