"""The privacy notice: short at first contact, whole on 「隐私」 (law, article 17)."""

from bot.actions import people
from bot.actions.privacy import retention
from bot.actions.rules import rule
from bot.texts import say
from handlers.conversation.context import Talk


def privacy_short(talk: Talk) -> str:
    """The one line for a newcomer; empty for whoever has read it."""
    if talk.contact.privacy_shown_at is not None:
        return ""
    people.note_privacy_shown(talk.contact, talk.now)
    return say("privacy.short")


def privacy_full(talk: Talk) -> str:
    talk.contact.privacy_shown_at = talk.contact.privacy_shown_at or talk.now
    phone = rule(talk.session, "county.phone", talk.now)
    # What is said of the time is what really happens: only where somebody has switched it on.
    kept = say("privacy.kept")
    if retention.is_on(talk.session):
        months = rule(talk.session, "retention.case_months", talk.now)
        kept = say("privacy.kept_months", months=months)
    return say("privacy.full", county=talk.county(), phone=phone, kept=kept)
