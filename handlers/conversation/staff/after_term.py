"""Who was a deputy and is one no longer: a word about what they followed opens no case of their
own, and a question about it is answered. Whatever else they say is a constituent's."""

import re

from bot.actions import following, leaving
from bot.actions.casework import label
from bot.actions.suggestions.kind import name_of
from bot.domain.workflows import ALL
from bot.domain.workflows.issue import TAKEN_UP
from bot.store.models import Deputy, Issue, Suggestion
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.standing import desk_name
from nlp.replies.references import shared_words

#: 「我是谁」「待办」「我还是代表吗」.
_WHO_AM_I = re.compile(
    r"我(?:现在)?(?:还)?是(?:谁|什么身份|(?:不是)?代表)(?:吗|么|不)?|(?:我的?)?待办|我手上有(?:啥|什么|哪些).{0,2}"
)
#: 「我的建议到哪一步了」「我提的那几件建议咋样了」; 「我的建议是把路修好」 proposes something.
_MY_SUGGESTIONS = re.compile(
    r"(?:我|俺)(?:(?:之前|以前|那时|当时|在任时)?(?:交|提|写)(?:过|了|上去)?的|的|那)[那几件条个份]{0,3}"
    r"(?:建议|议案).*(?:咋|怎么?样|到哪|哪一?步|进展|结果|[回答]复|有没有|办(?:了|好|完)|吗|呢|没有?$)"
)
#: 「路灯那件」: something they have spoken of before; 「门口路灯坏了」 is a matter of today.
_THAT_ONE = re.compile(r"[那这](?:一)?(?:件|个事|事儿?|几件|两件|桩)|的事儿?(?=[，,：:\s]|$)")
_MOST = 5


def heard(talk: Talk) -> Answer | None:
    """None: they are a deputy, never were one, or say something else."""
    if talk.roles.any:
        return None
    deputy = leaving.left(talk.session, talk.contact.id, talk.now)
    if deputy is None:
        return None
    said = talk.text.strip().strip("。.！!？?")
    if _WHO_AM_I.fullmatch(said):
        return _say(talk, deputy, "after_term.nothing_waits")
    if _MY_SUGGESTIONS.search(said):
        rows = leaving.raised(talk.session, talk.contact.id)[:_MOST]
        if rows:
            lines = "\n".join(_follower(one) for one in rows)
            return _say(talk, deputy, "after_term.suggestions", list=lines)
    meant = _meant(talk)
    if len(meant) != 1:
        return None
    issue = meant[0]
    return _say(talk, deputy, "after_term.case", case=label(issue), who=_who(talk, issue))


def _say(talk: Talk, deputy: Deputy, key: str, **more: str) -> Answer:
    end = leaving.say_end(deputy, talk.now)
    return Answer(say(key, **end, **more), AS_CONSTITUENT)


def _meant(talk: Talk) -> list[Issue]:
    numbers = named(talk.text)
    if not numbers and not _THAT_ONE.search(talk.text):
        return []
    rows = leaving.followed(talk.session, talk.contact.id)
    if numbers:
        return [one for one in rows if one.number in numbers]
    alike = [sum(map(len, shared_words(talk.text, one.title))) for one in rows]
    best = max(alike, default=0)
    return [one for one, score in zip(rows, alike, strict=True) if score == best > 0]


def _who(talk: Talk, issue: Issue) -> str:
    """Who goes on with it."""
    if issue.state not in following.UNFINISHED:
        return say("after_term.over")
    if following.is_unfollowed(talk.session, issue, talk.now):
        return say("after_term.not_named", desk=desk_name(issue))
    if issue.deputy is not None and issue.state == TAKEN_UP:
        return say("after_term.goes_on", who=f"{issue.deputy.name}代表")
    return say("after_term.goes_on", who=desk_name(issue))


def _follower(about: Suggestion) -> str:
    state = ALL["suggestion"].states[about.state]
    who = about.successor
    key = "after_term.suggestion" if who is None else "after_term.suggestion_of"
    return say(
        key,
        case=f"{name_of(about)}《{about.title}》",
        state=state,
        deputy=who.name if who is not None else "",
    )
