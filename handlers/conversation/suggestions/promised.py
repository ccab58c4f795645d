"""What a bureau has promised: asked for in words by the bureau or by a deputy, and on the bureau's
list of what waits. A question about it is no word on it, and is told to nobody."""

import re

from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.suggestions import parties, promises
from bot.actions.suggestions.kind import link_to, say_date
from bot.domain.workflows.suggestion import ENDED, RUNNING
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.beside import asked as asked_part
from handlers.conversation.suggestions.desk_asked import is_named, say_promise
from handlers.conversation.suggestions.words import numbered
from nlp.replies.references import shared_words

_OF_PROMISES = re.compile(r"承诺|答应")
_ASKS = re.compile(
    r"哪|啥|什么|几|多少|台[账帐]|[?？吗呢么]\W*$|(?<!还)没(?:有)?\W*$|有没有|列(?:一下|出来|个)|清单|查(?:一下|查)|(?P<twice>[一-鿿])没(?P=twice)|欠|没(?:办|兑现|落实|做|完成)的"
)
#: 「承诺办完了，还差哪份材料」 tells of it as well.
_TELLS = re.compile(r"好了|完了|落实了|上了|装|换|修|还差\d|改到|推到|延到")
#: 「承诺落实了吗」, 「11落实了？」: whether it is done is asked, and nothing is told by it.
WHETHER = re.compile(
    r"(?:落实|兑现|办|做|弄|修|完成|到位)[好完到上成]?了?(?:吗|么|嘛|没有?|否)\W*$|[?？]\W*$"
)
#: Which suggestion is asked about, by its number.
_NAMED = re.compile(r"建(?:〔?\d{1,2}[-－—]\d{1,2}〕?)?\d{1,5}号?|(?<![\d月])\d{1,5}号")
_LONGEST = 24
_SHOWN = 6


def asked(talk: Talk) -> Answer | None:
    """None: it is no such question."""
    said = talk.text.strip()
    if not _OF_PROMISES.search(said) or not _ASKS.search(said):
        return None
    tells = _TELLS.search(said) and not WHETHER.search(said)
    if len(said) > _LONGEST or tells or re.search(r"民\s*\d", said):
        return None
    return listed(talk)


def listed(talk: Talk) -> Answer:
    """What the bureaus of this person have promised and not done yet."""
    shown = lines(talk)
    if not shown:
        return Answer(say("handling.promised_none"), "bureau")
    return Answer(say("handling.promised_list", list="\n".join(shown)), "bureau")


def of_deputy(talk: Talk) -> Answer | None:
    """「他们承诺的路啥时候修」: what was promised in their suggestions, and whether it is done."""
    said = talk.text.strip()
    if not _OF_PROMISES.search(said) or not _ASKS.search(said) or len(said) > _LONGEST:
        return None
    if re.search(r"民\s*\d", said) or asked_part(talk) is not None:
        return None
    states = (*RUNNING, *ENDED)
    own = dict.fromkeys([*items.mine(talk, states), *items.signed(talk, states)])
    number = _NAMED.search(said)
    if number is not None:
        own = dict.fromkeys(numbered(list(own), number[0]))
    rows = [one for about in own for one in promises.of_suggestion(talk.session, about)]
    named = [one for one in rows if shared_words(said, one.assignment.suggestion.title)]
    if not rows:
        about = next(iter(own), None)
        if about is None or (number is None and not _of_bureaus(talk, list(own), said)):
            return None
        return Answer(_nothing(talk, list(own)), "deputy")
    listed = "\n".join(say_promise(talk, one) for one in (named or rows)[:_SHOWN])
    link = address(talk.session, "/p/suggestions")
    return Answer(say("asking.promised", list=listed, link=link), "deputy")


def _of_bureaus(talk: Talk, own: list[Suggestion], said: str) -> bool:
    """Whether the ledger is asked for, or a bureau that has one of these."""
    return "台" in said or any(
        is_named(row.bureau, said)
        for about in own
        for row in parties.assignments_of(talk.session, about)
    )


def _nothing(talk: Talk, own: list[Suggestion]) -> str:
    if len(own) > 1:
        return say("asking.promised_none")
    link = link_to(talk.session, own[0])
    return say("asking.promised_nothing", case=label(own[0]), link=link)


def lines(talk: Talk) -> list[str]:
    """A line for each promise of the bureaus of this person that is open, by day."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    return [
        say(
            "handling.promised_line",
            case=label(row),
            promise=one.words.masked.rstrip("。；; "),
            due=say_date(one.due, talk.now),
        )
        for row in promises.open_rows(talk.session, bureaus)
        for one in promises.open_of(talk.session, row)
    ]
