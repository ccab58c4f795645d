"""「红绿灯的同意退」, 「退回可以」, 「延期准了」: a word about a return or an extension decides
what a bureau has really asked for, and does nothing where none of them has."""

import re

from bot.actions.suggestions.kind import short
from bot.store.models import HandOver
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff import which_case
from handlers.conversation.staff.carrying_out import perform
from handlers.conversation.suggestions import desk_steps
from handlers.conversation.suggestions.words import which
from nlp.replies import Act

_RETURN = r"(?:申?退回?(?!休|伍|耕|款|费|钱|役)(?:申请)?)"
_EXTENSION = r"(?:延期?(?:申请)?|宽限)"
_WORD = r"(?:不?同意|不准|准了?|不批|批准?了?|不可以|可以|驳回|答应)"
_DECIDES = re.compile(
    rf"(?P<a>{_WORD})(?:他们|供|了|吧)?(?:(?P<r1>{_RETURN})|(?P<e1>{_EXTENSION}))"
    rf"|(?:(?P<r2>{_RETURN})|(?P<e2>{_EXTENSION}))(?:的|就|也|我)*(?P<b>{_WORD})"
)
_ASKS = re.compile(r"[吗?？]|谁|为啥|怎么")


def decided(talk: Talk) -> Answer | None:
    """None: it decides nothing of the kind, or says of which by number."""
    found = _DECIDES.search(talk.text)
    if not talk.roles.officer_roles:
        return None
    if found is None:
        return _bare_word(talk)
    if named(talk.text) or _ASKS.search(talk.text):
        return None
    kind = "return_requested" if found["r1"] or found["r2"] else "extension_requested"
    waiting = [
        item
        for item in items_of(talk, "station")
        if isinstance(item.case, HandOver) and item.pending.state == kind
    ]
    returned = kind == "return_requested"
    formal = desk_steps.undecided(talk, returned=returned)
    if not waiting:
        if len(formal) == 1:
            return desk_steps.decide(talk, formal[0])
        key = "staff.no_return_requested" if returned else "staff.no_extension_requested"
        return Answer(which(formal) if formal else say(key), "station")
    item = None if formal and which_case.of(talk).why != "words" else _meant(talk, waiting)
    if item is None:
        named_so = [f"{each.pending.ref}“{each.pending.title}”" for each in waiting]
        cases = "、".join([*named_so, *map(short, formal)])
        refs = [each.pending.ref for each in waiting]
        return staff.ask_back(talk, "station", say("staff.which_decision", cases=cases), refs=refs)
    word = found["a"] or found["b"]
    reply = reply_of(talk, "station", [item])
    if any(act.act in ("approve", "reject") for act in reply.acts):
        return perform(talk, "station", reply, [item])
    if word.startswith(("不", "驳")):
        return None
    return staff.perform(talk, "station", [Act("approve", (item.pending.ref,))], [item])


_BARE = re.compile(rf"{_WORD}[了吧的]*[。！!]?")


def _bare_word(talk: Talk) -> Answer | None:
    """「准了」, where a suggestion's return or longer term is all that waits for a decision."""
    if not _BARE.fullmatch(talk.text.strip()) or items_of(talk, "station"):
        return None
    waiting = [each for kind in (True, False) for each in desk_steps.undecided(talk, returned=kind)]
    return desk_steps.decide(talk, waiting[0]) if len(waiting) == 1 else None


def _meant(talk: Talk, waiting: list[Item]) -> Item | None:
    """What is named among them, else what was shown last, else the only one."""
    which = which_case.of(talk)
    meant = next((each for each in waiting if each.pending.ref == which.ref), None)
    if meant is not None or len(waiting) > 1:
        return meant
    return waiting[0]
