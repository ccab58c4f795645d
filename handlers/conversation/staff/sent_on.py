"""「发给群众」 after words at work that were kept on a case and told to nobody: now they are."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.actions import exchanges
from bot.actions.rules import rule
from bot.store.models import Words
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.staff import performing as staff
from nlp.replies import Act

_ACT = "send_on"
_SENDS = re.compile(
    r"(?:好|行|可以|那就?|就|请|把|这[句话]+|也|都)*"
    r"(?:发(?:给|一下)?|转(?:发|告|给)|告诉|说给|回给?)(?:一下)?(?:群众|人家|老乡|他|她|反映人|对方|老人家)(?:听|们)?"
    r"[吧了啊呗。！! ]*|发(?:吧|给他吧|出去|了吧)?[。！! ]*"
)
#: The act by which each role's words reach the constituent.
_TELLS = {"deputy": "write_word", "station": "write", "bureau": "report_progress"}


def offer(talk: Talk, role: str, ref: str, words: Words) -> None:
    """Remember what 「发给群众」 would send."""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act=_ACT,
        words=words.id,
        role=role,
        ref=ref,
    )


def sent_on(talk: Talk) -> Answer | None:
    """The words kept last, to the constituent; None: nothing of the kind is said, or was kept
    today: days later 「发吧」 is of something else."""
    if not talk.roles.any or not _SENDS.fullmatch(talk.text.strip()):
        return None
    since = talk.now - timedelta(
        hours=int(rule(talk.session, "conversation.which_hours", talk.now))
    )
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.asked_at < since:
            continue
        kept = talk.session.get(Words, asked.waiting.get("words") or 0)
        if asked.waiting.get("act") != _ACT or kept is None or not kept.text:
            continue
        exchanges.finish(asked, talk.now)
        role, ref = str(asked.waiting["role"]), str(asked.waiting["ref"])
        items = [item for item in items_of(talk, role) if item.pending.ref == ref]
        act = Act(_TELLS[role], (ref,), {"text": kept.text})
        return staff.perform(replace(talk, text=kept.text, sure=True), role, [act], items)
    return None
