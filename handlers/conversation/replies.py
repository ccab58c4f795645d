"""Short replies as each role of a person means them."""

from collections.abc import Sequence

from bot.actions.calendar import county_calendar
from bot.store.asked_once import once
from handlers.conversation import pending as waiting
from handlers.conversation.context import Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff import at_desk
from handlers.conversation.suggestions import items as suggestion_items
from nlp.replies import Pending, Reply, read_reply


def items_of(talk: Talk, role: str) -> list[Item]:
    """What is pending in a role, in the order in which 「第二件」 counts it."""
    asked_for = ("items", role, talk.message.id, talk.text, talk.sure)
    items = list(once(talk.session, asked_for, lambda: _items_of(talk, role)))
    return items if role == "constituent" else waiting.as_shown(talk, items)


def _items_of(talk: Talk, role: str) -> list[Item]:
    match role:
        case "officer":
            return waiting.for_alarms(talk)
        case "bureau":
            return [*waiting.for_bureau(talk), *suggestion_items.for_bureau(talk)]
        case "deputy":
            return [*waiting.for_deputy(talk), *suggestion_items.for_deputy(talk)]
        case "station":
            return [*at_desk.for_desk(talk), *waiting.for_undelivered(talk)]
        case _:
            return waiting.for_constituent(talk)


def held(talk: Talk) -> list[str]:
    roles = []
    if talk.roles.officer_roles:
        roles += ["officer"]
    if talk.roles.liaisons:
        roles += ["bureau"]
    if talk.roles.deputies:
        roles += ["deputy"]
    if talk.roles.officer_roles:
        roles += ["station"]
    return roles


def reply_of(talk: Talk, role: str, items: list[Item], text: str | None = None) -> Reply:
    return read_among(talk, role, [item.pending for item in items], text)


def read_among(talk: Talk, role: str, pending: Sequence[Pending], text: str | None = None) -> Reply:
    """What the text would be, if these were pending."""
    return read_reply(
        text or talk.text,
        role=role,
        pending=pending,
        now=talk.now,
        calendar=county_calendar(talk.session, talk.now),
        bodies=talk.reader.bodies,
    )


def own_acts(talk: Talk) -> Reply:
    return reply_of(talk, "constituent", items_of(talk, "constituent"))
