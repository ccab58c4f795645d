"""Somebody has listened to a voice and types it in: now it goes through the same gates as text."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, issues, people, reading
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, Issue, Media
from bot.texts import say
from handlers.case_view import NotYours, find, may_see
from handlers.pages.posted import LONGEST, Done
from handlers.parts import parts
from nlp.reading import Reading


def type_in(number: int, contact_id: int, media: str, text: str) -> Done:
    """What the voice ``media`` of issue ``number`` says is ``text``. Raises NotYours."""
    now = parts().clock.now()
    text = text.strip()
    if not text or len(text) > LONGEST:
        return Done("请把听到的话写下来。" if not text else "写得太长了，请分开写。", good=False)
    try:
        with parts().database.write() as session:
            said = _type_in(session, number, contact_id, media, text, now)
            row = session.get_one(Media, int(media))
            audit.record(
                session,
                "media.typed_in",
                contact_id=contact_id,
                now=now,
                thing="issue",
                thing_id=row.issue_id,
                fact=media,
            )
            return Done(said, good=True)
    except Refused as refused:
        return Done(say(refused.key, **refused.fields), good=False)


def _type_in(
    session: Session, number: int, contact_id: int, media: str, text: str, now: datetime
) -> str:
    session.execute(select(Issue.id).where(Issue.number == number).with_for_update())
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotYours
    issue, seen = find(session, number, contact, now)
    row = session.get(Media, int(media)) if media.isdecimal() and len(media) < 10 else None
    if row is None or row.issue_id != issue.id or row.kind != "voice" or not seen.desk:
        raise NotYours
    if row.transcript_id is not None:
        # Typed in, and therefore perhaps no longer this desk's to hear.
        raise Refused("refused.stopped")
    if not may_see(session, row, issue, seen):
        raise NotYours
    speaker = session.get(Contact, row.contact_id) if row.contact_id else issue.reporter
    speaker = speaker or issue.reporter
    home = issue.grid.code if issue.grid else None
    read = reading.reader(session).read(text, home=home)
    words = wording.keep(session, text, said_by=speaker.id, now=now, masked=read.masked)
    row.transcript_id = words.id
    if issue.kind == "voice" and issue.state == "received":
        issues.transcribe(session, issue, words, read, now=now)
        return say("desk.revisited", case=label(issue))
    if speaker.id == issue.reporter_id and _needs_gates(issue, read):
        opened = issues.open_issue(session, speaker, words, read, read.issues[0], now=now)
        row.issue_id = opened.id
        return say("desk.revisited", case=label(opened))
    roles = people.roles_of(session, speaker, now)
    if speaker.id == issue.reporter_id:
        actor = actor_in(session, issue, speaker, roles, now, Party.CONSTITUENT)
        issues.supplement(session, issue, actor, words, now=now)
    else:
        # A deputy's or a bureau's voice: what they want done with it the desk decides.
        desk = actor_in(session, issue, contact, seen.roles, now, Party.STATION, Party.OFFICE)
        issues.note(session, issue, desk, words, now=now)
    return say("desk.revisited", case=label(issue))


def _needs_gates(issue: Issue, read: Reading) -> bool:
    """Danger, an accusation or somebody named in a later voice must not go where the case already
    is: it becomes a case of its own and passes the gates."""
    new_names = bool(read.avoid) and issue.seen_by != "county"
    return read.urgency == "危急" or read.kind in ("accusation", "gathering") or new_names
