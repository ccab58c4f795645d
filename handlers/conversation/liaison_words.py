"""「核实了」 of the office, after it was told that a bureau names another liaison person."""

import re

from bot.actions import liaison_changes
from bot.actions.recipients import COUNTY_ROLES
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestion_newest import last_told
from handlers.conversation.suggestion_words import bare

_YES = re.compile(
    r"^(?=.*(?:核实|核对|问过|问清|确认|真的|属实|换))(?:(?:好的?|行|电话(?:打过|通)了|打过?(?:电话)?了?"
    r"|(?:已经?)?(?:核实|核对|问|确认)(?:过|清|好|清楚)?(?:了|无误)?"
    r"|(?:是|确实是?)(?:真|对)?的|属实|没错|可以|就?换(?:吧|他|人)*)(?:了|吧)?[，,。！! ]*)+$"
)
_NO = re.compile(
    r"^(?:核实(?:过)?了?[，, ]*)?"
    r"(?:没(?:有)?这?(?:回|个|件)?事|不是真的|不属实|假的|(?:先)?不换|别换|没换人?)(?:了|吧)?[。！!]?$"
)


def answered(talk: Talk) -> Answer | None:
    """One word confirms the one that waits; None: it is about something else."""
    if not any(role.role in COUNTY_ROLES for role in talk.roles.officer_roles):
        return None
    yes, no = _YES.match(bare(talk)), _NO.match(bare(talk))
    told = last_told(talk) if yes or no else None
    if told is None or told.kind != "office.liaison_asked":
        return None
    waiting = liaison_changes.undecided(talk.session)
    if len(waiting) != 1:
        return Answer(say("liaison_change.which"), "staff") if waiting else None
    row = waiting[0]
    if no and not yes:
        liaison_changes.refuse(talk.session, row, by=talk.contact.id, now=talk.now)
        return Answer(say("liaison_change.kept", name=row.liaison.name), "staff")
    comes = liaison_changes.read(row.words.text or "")
    try:
        with talk.session.begin_nested():
            made, code = liaison_changes.confirm(
                talk.session, row, comes.name, comes.phone, talk.roles, now=talk.now
            )
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")
    text = say("liaison_change.done", bureau=made.bureau.name, name=made.name, code=code)
    return Answer(text, "staff")
