"""「没落实，三组还黑着」 of a deputy who was told that a promise is kept or that it is all done: a
proposal to reopen, decided by the office; never a citizen's word that goes to others."""

import re
from datetime import timedelta

from bot.actions.casework import label
from bot.domain.workflows.suggestion import ENDED, WEIGHING
from bot.store.models import Assignment, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.newest import hold, last_told, suggestion_of, words_kept
from handlers.conversation.suggestions.words import do, numbered

#: For so long after it was told a word without a number is about it.
_TOLD = timedelta(days=14)
_KINDS = (
    "suggestion.promise_kept",
    "suggestion.promise_due_told",
    "suggestion.closed_out",
    "suggestion.closed_deputy",
    "suggestion.replied",
)
_NOT_SO = re.compile(
    r"^(?:(?P<number>建?(?:〔[\d\-－]+〕)?\d{1,5}号?)[，,：: ]*)?"
    r"(?P<words>(?:他们|单位|局里|所里|镇里)?(?:根本|压根|哪|还|其实|并)?(?:没有?|未)(?:人)?(?:来|去)?"
    r"(?:落实|兑现|办到|办成|修|弄|办好|见效|动静|解决|完工|动|换|装|铺|清|通).{0,200}"
    # 「可是只有一道啊，东边那道没装」.
    r"|(?:可是|但是?|不过|就是)?.{0,10}(?:只(?:有|装|修|换|铺|弄)|还差|差[一两几]|还没|没(?:装|修|换|铺|弄|通|清|亮|动)).{0,200}"
    r"|(?:没有的事|哪有的?事|没这回事|不是这么回事|胡说|瞎说|假的|不属实|不是真的|骗人).{0,200})$"
)


#: 「看了，路和沟都修好了，没问题」.
_IS_SO = re.compile(
    r"^(?!.*(?:没(?!问题|毛病|啥说)|未|不(?!错|差)|还(?:差|有|剩)|假|但|可是|就是|只))"
    r"(?=.*(?:看|瞧|瞅|去|确实|是真|真的|属实|都|已经|是))"
    r".*(?:好了|完了|落实了|通了|亮了|到位了|办成了|起来了|[装换修建铺]上了|没问题|没毛病|不错|属实|结实|[全亮宽平便]多了)"
    r"(?:\W*(?:我)?(?:去|都|也|刚)?(?:看|瞧|瞅)(?:过|见|到)?了?)?\W*$"
)
_LONGEST = 60


def contradicted(talk: Talk) -> str | None:
    """What is answered; None: nothing of theirs was said to be done. That it is so is kept as well:
    what a deputy has seen shows whether it is really done."""
    said = talk.text.strip()
    if _IS_SO.match(said) and len(said) <= _LONGEST and not re.search(r"民\s*\d", said):
        own = items.mine(talk, ENDED)
        about = _told_last(talk, own)
        return do(talk, "confirm_done", about[0], text=said) if len(about) == 1 else None
    found = _NOT_SO.match(said)
    if found is None:
        return None
    own = [*items.mine(talk, (*ENDED, *WEIGHING)), *items.signed(talk, (*ENDED, *WEIGHING))]
    about = numbered(own, found["number"]) if found["number"] else _told_last(talk, own)
    if len(about) != 1:
        return None
    mine = about[0] in items.mine(talk, (*ENDED, *WEIGHING))
    if about[0].state not in ENDED:
        row = _kept_last(talk) if mine else None
        if row is not None and row.suggestion_id == about[0].id:
            return do(talk, "deny_promise", row, text=found["words"])
        return hold(talk, about[0]).text
    if not mine:
        return say("writing.not_so_signer", case=label(about[0]))
    text = "。".join(filter(None, (words_kept(talk, about), found["words"])))
    return do(talk, "propose_reopening", about[0], text=text)


def _kept_last(talk: Talk) -> Assignment | None:
    """The assignment of which they were told last that a promise is kept."""
    last = last_told(talk, _TOLD)
    if last is None or last.kind != "suggestion.promise_kept" or last.case_kind != "assignment":
        return None
    return talk.session.get(Assignment, last.case_id)


def _told_last(talk: Talk, own: list[Suggestion]) -> list[Suggestion]:
    """The suggestion that was the last thing they were told, if it was told to be done."""
    last = last_told(talk, _TOLD)
    if last is None or last.kind not in _KINDS:
        return []
    return [one for one in own if one is suggestion_of(talk, last)]
