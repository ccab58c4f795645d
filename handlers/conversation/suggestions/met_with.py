"""「我那件水利局联系过我，见了」, 「交通局到现在没找过我」: what a deputy says unasked of a bureau
that has, or has not, come to them, or is to be reminded. The bureau is named, so no citizen's case
is meant."""

import re

from bot.actions.suggestions import parties
from bot.domain.workflows.suggestion import RUNNING
from bot.store.models import Assignment
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.staff.naming import names_body
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.words import bare, do, numbered, which
from nlp.replies.references import shared_words

_OF_US = re.compile(
    r"(?:联系|找|约|见|拜访|问)(?:过|了|到|着)?(?:我|俺|咱)|(?:跟|和|同|与|给|来|到)(?:我|俺|咱)"
    r"|见(?:过|了)?(?:个|着)?面|面商|碰(?:过|了)?(?:个)?[头面]"
    r"|(?:通|打|来|接)(?:过|了|完|到)?(?:好?几|两|一|个|次|回|下)*(?:了)?电?话"
)
_NOT = re.compile(r"没|未|不(?:见|来|找|联系)|哪有|谁(?:也|都)")
_HAS = re.compile(
    r"(?:联系|找|见|谈|聊|碰|来|面商|沟通|座谈|商量|看|去|通|打|接)(?:了|过|着|完|到)|见(?:过|了)?面"
    r"|电?话.{0,4}(?:了|过)"
)
#: 「光打电话没见面」: they were in touch, only not in person.
_RANG = re.compile(r"电话|微信|短信|联系(?:过|了|上)")
_ASKS = re.compile(r"[?？]|(?:吗|呢|没有?)\W*$|怎么|咋|啥时|什么时|谁")
#: 「催一下水利局」: goes to that bureau and to the desk, in the deputy's words.
_CHASES = re.compile(
    r"^(?:请|麻烦|帮我?|你们|给我|再|也|去)*催(?:一?催|一下|促|办)?[^?？吗呢]{2,20}$"
)
_ISSUE = re.compile(r"民\s*\d")
_LONGEST = 60


def heard(talk: Talk) -> str | None:
    """None: it speaks of no bureau that has one of theirs, or of no meeting. Raises Refused."""
    said = bare(talk)
    if len(said) > _LONGEST or _ISSUE.search(said) or _ASKS.search(said):
        return None
    denies = _NOT.search(said) is not None
    if not _OF_US.search(said) or not (denies or _HAS.search(said)):
        return None
    rows = _named(talk, said)
    about = list(dict.fromkeys(row.suggestion for row in rows))
    if len(about) != 1:
        return which(about) if about else None
    if denies and not _RANG.search(said):
        return do(talk, "nobody_came", about[0])
    if not denies and about[0] in items.with_meetings(talk):
        return do(talk, "confirm_meeting", about[0], text=said)
    told = do(talk, "tell_bureau", rows[0], text=said)
    return told if denies else told + say("writing.met_unrecorded", bureau=rows[0].bureau.name)


def chased(talk: Talk) -> str | None:
    """「催一下水利局」: passed on to the bureau that is named. Raises Refused."""
    said = bare(talk)
    rows = _named(talk, said) if _CHASES.match(said) and not _ISSUE.search(said) else []
    about = list(dict.fromkeys(row.suggestion for row in rows))
    if len(about) > 1:
        return which(about)
    return do(talk, "tell_bureau", rows[0], text=said) if about else None


def _named(talk: Talk, said: str) -> list[Assignment]:
    """What of theirs the named bureau has; by number or title, if there are several."""
    rows = [
        row
        for one in items.mine(talk, RUNNING)
        for row in parties.leads(talk.session, one)
        if names_body(said, "|".join((row.bureau.name, *row.bureau.aliases)))
    ]
    number = re.match(r"(?:建|〔[\d\-－]+〕)?建?\d{1,5}号?(?![\d月日点])", said)
    if number is not None:
        meant = numbered([row.suggestion for row in rows], number[0])
        return [row for row in rows if row.suggestion in meant]
    titled = [row for row in rows if shared_words(said, row.suggestion.title)]
    return titled or rows
