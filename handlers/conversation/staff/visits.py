"""What a deputy says of the visit of this half month besides reporting it: whether it is enough,
and that one that was counted a moment ago was none."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.actions import duties
from bot.actions.rules import rule
from bot.store.models import History
from bot.texts import say
from handlers.conversation.context import Answer, Talk

_VISIT = r"(?:走访|进网格|入户|进村入户|下网格)"
_ASKS = re.compile(
    r"\W*+(?:请问|问下|问一下|查下|查一下|看下)?[，, ]*+(?:我|俺)?(?:的)?"
    r"(?:(?:这|本)?(?:半个?月|个?月|期|回|次)(?:的)?)?(?:我|俺)?(?:的)?(?:网格)?"
    rf"{_VISIT}(?:的)?(?:任务|次数|记录)?(?:还)?"
    r"(?:够不够|够(?:了)?(?:吗|没有?|么|不)|(?:记|算|走|去|报|完成)?(?:上|完)?(?:了)?(?:几"
    r"|多少)(?:次|回)(?:了)?"
    r"|(?:记|算|报|完成|达标|合格)(?:上|进)?(?:了)?(?:吗|没有?|么|不)|还?差(?:几|多少)(?:次|回)?"
    r"|算没算|记没记)(?:啊|呀|呢)?\W*"
)
#: 「这半月我走了几回」, 「上半月的走访算上了吗」: a question, and no visit.
_HOW_OFTEN = re.compile(
    r"\W*+(?:请问|问下|问一下|(?:帮我|给我)?(?:查|看|算)(?:查|看|算|一下|下)?)?[，, ]*+"
    r"(?:我|俺|这|本|上|今|个|半|月|年|期|回|以来|到现在|到今天|的|一共|总共|都|已经?|在?网格)*"
    r"(?:(?:走访|入户|下网格|进网格|走|去|跑|下去|转|访)(?:了|过|的|有)*(?:几|多少)(?:回|趟|次|户|家"
    r"|遍)(?:了|啊|呀|呢|来着)*"
    r"|(?:走访|入户|下网格|进网格)(?:了|过|的|次数|记录)*(?:算|记|报|登)(?:上|进去)?(?:了)?(?:吗"
    r"|没有?|么|不|没记)(?:啊|呀|呢)?"
    r"|(?:有)?(?:几|多少)(?:回|趟|次)走访(?:记录)?)\W*"
)
_WAS_NONE = re.compile(
    r"\W*(?:不对|不是|错了|(?:刚才)?(?:说|发|报|打|记|点|搞|弄)错了?|等等|哎呀?)?[，,。！! ]*"
    r"(?:我|俺)?(?:这回|这半月|这次|今天|其实|根本)?"
    rf"(?:还|并|都)?没(?:有)?(?:去|走|下去|{_VISIT})(?:成|过|访|呢|呀|啊|的|了)*\W*"
    rf"|\W*(?:刚才|刚刚|上面)?(?:那次|那个|这次|我的)?(?:的)?{_VISIT}(?:先)?(?:撤回|撤了|取消"
    rf"|作废|不算|别算|(?:记|报|发|点)错了)(?:吧|了)?\W*"
    rf"|\W*(?:撤回|取消|撤销)(?:刚才|刚刚|上面)?(?:那次|的|我的)*{_VISIT}\W*"
)


def heard(talk: Talk) -> Answer | None:
    """None: it says something else, or who says it is no deputy."""
    if not talk.roles.deputies:
        return None
    said = talk.text.strip()
    deputy = talk.roles.deputies[0]
    if _ASKS.fullmatch(said) or _HOW_OFTEN.fullmatch(said):
        visits = duties.visits_of(talk.session, deputy, talk.now)
        key = "deputy.visits_enough" if visits else "deputy.visits_none"
        return Answer(say(key, count=visits), "deputy")
    if _WAS_NONE.fullmatch(said) and (re.search(_VISIT, said) or _was_last(talk)):
        minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
        since = talk.now - timedelta(minutes=minutes)
        if duties.take_visit_back(talk.session, deputy, talk.now, since=since):
            return Answer(say("deputy.visit_taken_back"), "deputy")
    return None


def _was_last(talk: Talk) -> bool:
    """Whether the visit is the last that they did: 「没去成」 may be about a task as well."""
    kind = talk.session.scalar(
        select(History.case_kind)
        .where(History.contact_id == talk.contact.id)
        .order_by(History.id.desc())
        .limit(1)
    )
    return kind == "duty"
