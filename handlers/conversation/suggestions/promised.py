"""What a bureau has promised and not kept yet: asked for in words, and on its list of what waits.
A question about it is no word on it, and is told to nobody."""

import re

from bot.actions.casework import label
from bot.actions.suggestions import promises
from bot.actions.suggestions.kind import say_date
from bot.texts import say
from handlers.conversation.context import Answer, Talk

_OF_PROMISES = re.compile(r"承诺|答应")
_ASKS = re.compile(
    r"哪|啥|什么|几|多少|[?？吗呢么]\W*$|有没有|列(?:一下|出来|个)|清单|查(?:一下|查)|欠|没(?:办|兑现|落实|做|完成)的"
)
#: 「承诺办完了，还差哪份材料」 tells of it as well.
_TELLS = re.compile(r"好了|完了|落实了|上了|装|换|修|还差\d|改到|推到|延到")
_LONGEST = 24


def asked(talk: Talk) -> Answer | None:
    """None: it is no such question."""
    said = talk.text.strip()
    if not _OF_PROMISES.search(said) or not _ASKS.search(said):
        return None
    if len(said) > _LONGEST or _TELLS.search(said) or re.search(r"民\s*\d", said):
        return None
    shown = lines(talk)
    if not shown:
        return Answer(say("handling.promised_none"), "bureau")
    return Answer(say("handling.promised_list", list="\n".join(shown)), "bureau")


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
