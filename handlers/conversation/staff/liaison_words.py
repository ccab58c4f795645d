"""「核实了」 of the office, after it was told that a bureau names another liaison person."""

import re

from bot.actions import liaison_changes
from bot.actions import words as wording
from bot.actions.recipients import COUNTY_ROLES
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions.newest import last_told
from handlers.conversation.suggestions.words import bare

_YES = re.compile(
    r"^(?=.*(?:核实|核对|问过|问清|确认|真的|属实|换))(?:(?:好的?|行|电话(?:打过|通)了|打过?(?:电话)?了?"
    r"|(?:已经?)?(?:核实|核对|问|确认)(?:过|清|好|清楚)?(?:了|无误)?"
    r"|(?:是|确实是?)(?:真|对)?的|属实|没错|可以|就?换(?:吧|他|人)*)(?:了|吧)?[，,。！! ]*)+$"
)
_NO = re.compile(
    r"^(?:核实(?:过)?了?[，, ]*)?"
    r"(?:没(?:有)?这?(?:回|个|件)?事|不是真的|不属实|假的|(?:先)?不换|别换|没换人?)(?:了|吧)?[。！!]?$"
)


#: 「我下周退休，以后供电所的事找赵小军，13911110000」.
_CHANGES = re.compile(
    r"退休|调(?:走|离|到|岗)|借调|离职|辞职|换岗|轮岗|不(?:干|管|负责|在这)|接手|接替|接我|换(?:人|成|了人)"
    r"|联系人|联络员|对接|(?:以后|今后|下个?[月周]起?|往后).{0,12}(?:找|由|联系|归|是)"
)


def told(talk: Talk) -> Answer | None:
    """A bureau's liaison person names with a telephone who is it from now on; nothing changes
    before the office has rung up."""
    said = bare(talk)
    if not talk.roles.liaisons or not _CHANGES.search(said) or re.search(r"民\s*\d", said):
        return None
    comes = liaison_changes.read(said)
    if not (comes.name and comes.phone):
        return None
    words = wording.keep(talk.session, said, said_by=talk.contact.id, now=talk.now)
    for liaison in talk.roles.liaisons:
        liaison_changes.ask(talk.session, liaison, words, now=talk.now)
    return Answer(say("bureau.contact_changed"), "bureau")


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
