"""Where a person's cases stand, and who rings them."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import issues, people
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Contact, Issue, Words
from bot.texts import say
from handlers.conversation.citizen.phones import PHONE, in_digits
from handlers.conversation.context import Talk
from handlers.conversation.pending import as_told
from handlers.standing import desk_name, say_standing


def want_human(talk: Talk, issue: Issue | None) -> str:
    """「找人」: the station rings; without a case, a case is made of it, so that nobody is lost."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    meant = issue or (own[0] if own else None)
    people.wish_calls(talk.session, talk.contact, wanted=True, now=talk.now)
    number = PHONE.search(in_digits(talk.text))
    if number is not None:
        # 「你们打我电话 139… 晚八点后」: the one to ring, and when.
        people.keep_phone(talk.session, talk.contact, number[1], now=talk.now)
        if meant is not None and meant.state in (*EARLY, *OPEN):
            issues.note_words(talk.session, meant, _said(talk), now=talk.now)
    if meant is None:
        meant = issues.open_call(talk.session, talk.contact, _said(talk), now=talk.now)
        talk.message.issue_id = meant.id
    else:
        actor = actor_in(talk.session, meant, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.want_human(talk.session, meant, actor, now=talk.now)
    return say_human(talk.session, meant, talk.contact, talk.now)


def say_human(session: Session, issue: Issue, contact: Contact, now: datetime) -> str:
    """Who rings. Where the reporter is secret only the county office knows whom to ring."""
    from_station = issue.station is not None and not issue.secret and issue.seen_by != "county"
    phone = issue.station.phone if from_station and issue.station else ""
    phone = phone or str(rule(session, "county.phone", now))
    station = desk_name(issue) if from_station else "县人大机关"
    if contact.phone:
        return say("answer.human", station=station, when="上班时间", phone=phone)
    return say("answer.human_no_phone", station=station, phone=phone)


def _said(talk: Talk) -> Words:
    if talk.message.words is not None:
        talk.message.words.masked = wording.mask(talk.text)
        return talk.message.words
    return wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)


def status(talk: Talk, issue: Issue | None) -> str:
    """Where each of the person's cases stands, in a sentence each."""
    rows = [issue] if issue is not None else as_told(issues.of_reporter(talk.session, talk.contact))
    if not rows:
        return say(none_yet(talk))
    lines = [say("status.line", case=label(row), where=where(talk, row)) for row in rows]
    return lines[0] if issue is not None else say("status.head", list="\n".join(lines))


def none_yet(talk: Talk) -> str:
    """The key of what somebody reads who has told of nothing yet; at work something may wait."""
    return "status.none_at_work" if talk.roles.any else "status.none"


def where(talk: Talk, issue: Issue) -> str:
    """Where one case stands, as its reporter reads it."""
    return say_standing(talk.session, issue, talk.now)
