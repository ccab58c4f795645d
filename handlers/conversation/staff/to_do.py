"""What waits for a person, in every role that they hold."""

from bot.actions import exchanges
from bot.actions.suggestions.kind import label, name_of
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestions import coordinated as suggestion_coordinated
from handlers.conversation.suggestions import promised as suggestion_promised
from handlers.conversation.suggestions.at_desk import (
    waiting_for_review,
    waiting_to_assign,
    waiting_to_decide,
)
from handlers.conversation.suggestions.items import own_drafts

#: So many suggestions stand before the cases.
_AHEAD = 5


def said(talk: Talk) -> Answer:
    """「待办」: the first of it, and how many more there are."""
    shown = lines(talk)
    if not shown:
        taken_as = "staff" if talk.roles.any else AS_CONSTITUENT
        return Answer(say("answer.nothing_pending"), taken_as)
    refs = [line.split("“", 1)[0].strip() for line in shown[:10]]
    exchanges.note_shown(talk.session, talk.contact.id, refs, now=talk.now)
    more = say("staff.more", count=len(shown) - 10) if len(shown) > 10 else ""
    return Answer(say("staff.pending", list="\n".join(shown[:10]), more=more), "staff")


def lines(talk: Talk) -> list[str]:
    """A line for each of it; what takes a decision on a suggestion comes before many cases."""
    lines = [
        say("staff.line_review", ref=name_of(about), title=about.title)
        for about in waiting_for_review(talk)
    ]
    lines += [
        say("staff.line_assign", ref=name_of(about), title=about.title)
        for about in waiting_to_assign(talk)
    ]
    lines += [say("staff.line_decide", case=label(about)) for about in waiting_to_decide(talk)]
    through = suggestion_coordinated.line(talk) if talk.roles.liaisons else ""
    lines += [through] if through else []
    lines += suggestion_promised.lines(talk) if talk.roles.liaisons else []
    if len(lines) > _AHEAD:
        more = say("staff.more_suggestions", count=len(lines) - _AHEAD)
        lines = [*lines[:_AHEAD], more]
    for role in held(talk):
        lines += [
            say("staff.line", ref=item.pending.ref, title=item.pending.title)
            for item in items_of(talk, role)
            if item.pending.kind != "duty"
        ]
    lines += [
        say("staff.line_draft", ref=name_of(about), title=about.title)
        for about in (own_drafts(talk) if talk.roles.deputies else ())
    ]
    return list(dict.fromkeys(lines))
