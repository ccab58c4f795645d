"""What somebody says to the word to many (群发) that they sent themselves: who comes, who has not
said it; and what they would tell everybody, which is a word of its own."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions import broadcast_answers
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.store.models import Broadcast
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff.coming import asks_who_comes
from handlers.conversation.staff.word_named import length, telling, words_of

#: 「几个人来」, 「谁没回」, 「都回了没」
_WHO = re.compile(
    r"(?:有|到底|现在|总共|一共|已经)*(?:几个|多少|哪些|哪几个|谁|还有谁|都?有谁|几)(?:个?人|位|代表)?(?:说|都|还)*(?:不|没|能|要|会)?(?:来|去|到|参加|报名|回)(?:了|话|的|信)*"
    r"|(?:人)?都?(?:回话?|报名?|答复)了?(?:没|吗|几个|多少)(?:有|了)?|(?:回|报|来)了?(?:几个|多少)(?:人)?"
)
_TELLS = re.compile(
    r"改(?:到|成|在|期)|提前|推迟|取消|不开了|延到|换到|通知(?:他们|大家|一下)|记得|别忘"
)
#: 「给大家说一声，周五下午三点开会」, 「代表都通知」: of nobody's matter, and for many.
_TO_MANY = re.compile(
    r"^(?:请|帮我?|麻烦)?(?:给|跟|向)(?:大家伙?儿?|所有的?(?:人|代表|群众|单位)|全体|代表们|各(?:位|单位|站|村|乡镇|镇|局|代表|网格|联络站))"
    r"[^，,。]{0,4}?(?:说|讲|发|通知|提醒)"
    r"|^(?:请|帮我?)?(?:通知|提醒|告诉)(?:一下)?(?:大家|所有|全体|代表们|各(?:位|单位|站|村|乡镇|镇|局|代表|网格|联络站))"
    r"|^(?:代表|大家|所有人|全体代表)们?都?(?:通知|提醒|告诉)(?:一下|到|一遍|一声)?$"
)
#: 「给城关镇站打个电话」: nothing here rings anybody.
_RINGS = re.compile(
    r"^(?:请|帮我?|麻烦|你)?(?:给|跟|向)[^，,。]{1,12}(?:[站局所办镇乡村委]|政府|代表|站长|主任|书记)[^，,。]{0,3}"
    r"(?:去|打|拨)(?:个|一个)?电话(?:问问|催催|说一?[下声])?$"
)
_NAMES = 6
_PAGE = "/console/broadcasts"


def heard(talk: Talk) -> Answer | None:
    """None: they sent none lately, or it is nothing that one says of it."""
    text = talk.text.strip(" 。？?！!呀啊吧")
    if not talk.roles.officer_roles:
        return None
    sent = _sent(talk)
    if not sent and _TO_MANY.match(text):
        return Answer(say("word.to_many", link=address(talk.session, _PAGE)), "station")
    if _RINGS.match(text):
        return Answer(say("word.cannot_ring"), "station")
    if not sent:
        return None
    named = [row for row in sent if length(telling(talk, text, row))]
    asked = re.sub("|".join(map(re.escape, _words(talk, text, named))) or "$^", "", text)
    if _WHO.fullmatch(asked.lstrip("的，,")):
        inviting = [row for row in named or sent if asks_who_comes(words_of(row))]
        return _count(talk, inviting[0]) if inviting else None
    if named and _TELLS.search(text):
        link = address(talk.session, _PAGE)
        return Answer(say("word.own_words", link=link), "station")
    return None


def _words(talk: Talk, text: str, rows: Sequence[Broadcast]) -> list[str]:
    return [word for row in rows for word in telling(talk, text, row)]


def _sent(talk: Talk) -> Sequence[Broadcast]:
    """What they sent in these days, newest first."""
    days = int(rule(talk.session, "conversation.question_days", talk.now))
    own = [officer.id for officer in talk.roles.officers]
    return talk.session.scalars(
        select(Broadcast)
        .where(
            Broadcast.made_by.in_(own),
            Broadcast.started_at.is_not(None),
            Broadcast.made_at > talk.now - timedelta(days=days),
        )
        .order_by(Broadcast.id.desc())
    ).all()


def _count(talk: Talk, row: Broadcast) -> Answer:
    comes, misses = broadcast_answers.coming(talk.session, row)
    open_names = broadcast_answers.not_said(talk.session, row)
    link = address(talk.session, f"/console/broadcasts/{row.id}")
    said = say(
        "word.own_count",
        title=row.title,
        comes=comes,
        misses=misses,
        rest=len(open_names),
        link=link,
    )
    if open_names:
        key = "word.own_rest" if len(open_names) <= _NAMES else "word.own_more"
        said += "\n" + say(key, names="、".join(open_names[:_NAMES]))
    return Answer(said, "station")
