"""What a deputy says of a suggestion that is handed in and on its way: that it shall come back, be
changed, or how its review goes. It is never a matter of citizens, and nothing is undone without its
number."""

import re
from collections.abc import Sequence

from bot.actions.casework import label
from bot.actions.suggestions.kind import link_to, name_of
from bot.domain.workflows.suggestion import HANDLING, REVIEWING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.draft_words import read
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.newest import hold
from handlers.conversation.suggestions.words import bare, titled, which

#: 「我那个建议想再改改」, 「交上去的稿子能不能再补一段」.
_CHANGES = re.compile(
    r"^(?!.*民\s*\d)(?=.*(?:建议|稿子?))(?=.*(?:[我俺咱]|那[个件条份]|交上去|刚[才交]|上[次回])).{0,16}"
    r"(?:改|补|修改|先别[往报送]|重写|重新写|换(?!届)|加(?!急|班|油)|写错|漏了|撤|收回|拿回)"
)
#: 「审到哪了」, 「主席团那边过了没」.
_ASKS = re.compile(
    r"^(?!.*民\s*\d)(?=.{2,16}$)(?=.*(?:审(?!计|判|讯|批)|主席团|代工委|批了没|过了没))"
    r".*(?:哪|[?？]|没(?:有)?\W*$|吗|咋|怎[么样]|多久|几天|啥时|什么时)"
    # 「我提的那个啥时候能有信儿」.
    r"|^(?:我|俺|咱)们?(?:提|写|交)的.{0,6}(?:啥时|什么时|几时|多久|哪天).{0,8}(?:信|消息|结果|答复|下来|批)"
)
_ABOUT = re.compile(r"(?P<words>[^，,。]{2,14}?)的?那?[个件条份]?(?:建议|稿子?)")


def heard(talk: Talk) -> str | None:
    """None: it is about something else, or nothing of theirs is on its way."""
    said = bare(talk)
    ends = (words := read(said)) is not None and words.act == "withdraw"
    if not (ends or _ASKS.match(said) or _CHANGES.match(said)):
        return None
    reviewing = items.mine(talk, (REVIEWING,))
    if ends:
        # 「撤回」 of who has told of a matter of their own may be of that.
        if not reviewing or items_of(talk, "constituent"):
            return None
        return _taken_back(talk, reviewing)
    if _ASKS.match(said):
        meant = reviewing or items.mine(talk, HANDLING)
        return say_meant(talk, meant) if meant else None
    meant = reviewing or items.mine(talk, HANDLING)
    found = _ABOUT.search(said)
    meant = (titled(meant, found["words"]) if found is not None else []) or meant
    if len(meant) > 1:
        return which(meant)
    return hold(talk, meant[0]).text if meant else None


def _taken_back(talk: Talk, reviewing: Sequence[Suggestion]) -> str:
    if len(reviewing) > 1:
        return which(reviewing)
    one = reviewing[0]
    link = link_to(talk.session, one)
    return say("writing.withdraw_reviewing", case=label(one), name=name_of(one), link=link)
