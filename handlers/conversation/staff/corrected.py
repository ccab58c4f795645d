"""「291还没修好，说错了」, 「搞错了，这个没换好」 of a bureau: what it reported as done is not."""

import re

from bot.store.models import HandOver
from handlers.conversation import pending
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff import performing as staff
from nlp.replies import Act
from nlp.replies.references import shared_words

_NOT_SO = re.compile(
    r"(?:说|报|写|弄|发|点|按|搞)错|(?:还|其实|根本)没(?:有)?(?:修|办|弄|换|通|装|接|处理|搞)好"
)
_LONGEST = 60


def corrected(talk: Talk) -> Answer | None:
    """None: nothing that they reported is meant, or it is not clear which."""
    if not talk.roles.liaisons or len(talk.text) > _LONGEST or not _NOT_SO.search(talk.text):
        return None
    reported = [
        item
        for item in pending.for_bureau(talk)
        if isinstance(item.case, HandOver) and item.case.state == "reported"
    ]
    meant = _meant(talk, reported)
    if meant is None:
        return None
    act = Act("report_progress", (meant.pending.ref,), {"text": talk.text.strip()})
    return staff.perform(talk, "bureau", [act], [meant])


def _meant(talk: Talk, reported: list[Item]) -> Item | None:
    numbers = {f"民{number}" for number in named(talk.text)}
    if numbers:
        reported = [item for item in reported if item.pending.ref in numbers]
    elif len(reported) > 1:
        reported = [item for item in reported if shared_words(talk.text, item.pending.title)]
    return reported[0] if len(reported) == 1 else None
