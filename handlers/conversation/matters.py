"""A new matter, one that joins another, and rights over one's own data."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges, issues, messages, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.workflow import Party, Refused
from bot.store.models import Issue, Words
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.receipts import say_opened
from nlp.reading import Matter, Reading


def new_matter(talk: Talk, reading: Reading) -> Answer:
    """Open what the message is about and say what happens now (field-notes 4)."""
    words = words_of(talk, reading)
    promised = exchanges.promised_secrecy(talk.session, talk.contact.id, talk.now)
    before = exchanges.promised_place(talk.session, talk.contact.id, talk.now)
    there = None
    if before is not None:
        exchanges.finish(before, talk.now)
        if not reading.places:
            there = places.by_code(talk.session, str(before.waiting["code"]))
    # Asked before anything of theirs is written: a newcomer has none, and nobody need look.
    loose = messages.loose_media(talk.session, talk.contact, talk.now)
    opened = []
    matters = matters_of(reading)
    readings = _readings_of(talk, reading, matters)
    for matter, own in zip(matters, readings, strict=True):
        part = words
        if len(matters) > 1:
            part = wording.keep(talk.session, matter.text, said_by=talk.contact.id, now=talk.now)
        opened.append(
            issues.open_issue(
                talk.session,
                talk.contact,
                part,
                own,
                matter,
                now=talk.now,
                grid=there,
                secret=bool(promised),
            )
        )
    for row in promised:
        exchanges.finish(row, talk.now)
    plain = [issue for issue, own in zip(opened, readings, strict=True) if own is not reading]
    # The whole message and its pictures lie where the gravest part may be read, nowhere lower.
    above = [issue for issue in opened if issue not in plain]
    for media in loose:
        media.issue_id = above[0].id
    talk.message.issue_id = above[0].id
    newcomer = bool(talk.asides)
    said = say_opened(talk.session, reading, above, talk.now, newcomer=newcomer)
    for issue, own in zip(opened, readings, strict=True):
        if issue in plain:
            said += "\n" + say_opened(talk.session, own, [issue], talk.now, newcomer=newcomer)
    return Answer(said, AS_CONSTITUENT, above[0].id)


#: That something is wrong, whoever is to blame for the rest of the message.
_WRONG = re.compile(r"[坏堵断漏塌]了|停[水电气]|没[水电]|不[通亮]|臭")
_WHO = re.compile(r"[他她]|这个?人|那个?人|书记|主任|村长|干部|镇长|站长|领导|代表|也是")


def _readings_of(talk: Talk, reading: Reading, matters: Sequence[Matter]) -> Sequence[Reading]:
    """「路灯不亮，另外城管乱收费」: what of a message that blames somebody is plain by itself is
    read by itself, and goes to those who can mend it; the rest stays above whom it blames."""
    if len(matters) < 2 or not reading.avoid or reading.urgency == "危急":
        return [reading] * len(matters)
    parts = [talk.reader.read(matter.text) for matter in matters]
    plain = [_is_plain(matter, part) for matter, part in zip(matters, parts, strict=True)]
    blamed = any(part.avoid for part, is_plain in zip(parts, plain, strict=True) if not is_plain)
    if not blamed:
        return [reading] * len(matters)
    return [part if is_plain else reading for part, is_plain in zip(parts, plain, strict=True)]


def _is_plain(matter: Matter, part: Reading) -> bool:
    return (
        part.kind == "problem"
        and not part.avoid
        and len(part.issues) == 1
        and bool(_WRONG.search(matter.text))
        and not _WHO.search(matter.text)
    )


def matters_of(reading: Reading) -> Sequence[Matter]:
    """Danger stays whole: nobody's fire is filed in two halves."""
    if reading.urgency != "危急":
        return reading.issues
    urgent = [matter for matter in reading.issues if matter.urgency == "危急"]
    return [replace((urgent or reading.issues)[0], urgency="危急")]


def words_of(talk: Talk, reading: Reading) -> Words:
    words = talk.message.words
    if words is None:
        raise Refused("answer.unclear")
    words.masked = reading.masked
    return words


def data_rights(talk: Talk, reading: Reading) -> Answer:
    """Rights over one's own data (personal information law 44–50): to the county office only."""
    issue = issues.open_data_rights(
        talk.session, talk.contact, words_of(talk, reading), now=talk.now
    )
    talk.message.issue_id = issue.id
    return Answer(
        say(
            "privacy.rights",
            number=f"民{issue.number}",
            speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
        ),
        AS_CONSTITUENT,
        issue.id,
    )


def joined(talk: Talk, reading: Reading, issue: Issue) -> Answer:
    """「我们楼也是」: told what becomes of it. What else is said with it, who handles it reads."""
    issues.join(talk.session, issue, talk.contact, now=talk.now)
    talk.message.issue_id = issue.id
    if reading.topic is not None:
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.supplement(talk.session, issue, actor, words_of(talk, reading), now=talk.now)
    attach_loose(talk, issue)
    return Answer(say("answer.joined", case=label(issue)), AS_CONSTITUENT, issue.id)


def attach_loose(talk: Talk, issue: Issue) -> None:
    for media in messages.loose_media(talk.session, talk.contact, talk.now):
        media.issue_id = issue.id
