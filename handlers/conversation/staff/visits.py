"""What a deputy says of the visit of this half month besides reporting it: whether it is enough,
and that one that was counted a moment ago was none."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.actions import duties
from bot.actions import words as wording
from bot.actions.rules import rule
from bot.store.models import History
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from nlp.things import things

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
#: 「上回走访是哪天」, 「走访要走几户才算」: asked of visits in any other words.
_OF_VISITS = re.compile(
    r"走访|入户|下网格|进网格|(?:走|转|串|跑|去)(?:了|过)*(?:几|多少)(?:家|户|回|趟|次)"
)
_ANY_QUESTION = re.compile(
    r"[吗么？?]|没(?:有)?[啊呢]?\W*$|(?:几|多少)(?:回|趟|次|户|家)(?:了|啊|呀|呢|来着)*\W*$|来着|才算|算不算|够不够|哪[天回次]"
    r"|啥时|什么时候|几[号时]|要走几|怎么|咋"
)
_LONGEST = 24
#: 「转了五家，说都挺好」, 「村里串了六户，没别的」: a visit, and nothing that is wrong.
_WHEN = (
    r"(?:我|俺|今[天儿早]|昨[天儿]|上午|下午|中午|早上|晚上|刚才?|这两天|这几天|又|都|先|抽空|趁着|下班|顺路|在?村里|组里|在?网格里?|下村|下去|去"
    r"|到)*"
)
_HOMES = (
    r"(?:[一二两三四五六七八九十几好\d]+(?:来|多)?(?:家|户|个组|圈|趟|遍|个老人|户人家)|一圈|圈)"
)
_ALL_WELL = (
    r"(?:(?:大家|大伙儿?|群众|老百姓|他们|老人|人家|家家|户户|家里)?(?:们)?(?:都|全)?(?:说|讲|反映)?(?:都|挺|很|还|一切|暂时)*"
    r"(?:挺?好|没(?:啥|什么|别的|有)*(?:事|情况|问题|说的|毛病|意见|困难|异常|反映)?|正常|平安|满意|不错|行|稳当)(?:的|着|呢|了|儿)*)"
)
_REPORT = re.compile(
    rf"\W*{_WHEN}(?:走访|入户|走|转|串|跑|访|看)(?:门|访)?(?:了|过|完)+(?:有)?{_HOMES}"
    rf"(?:[，,。；; ]+{_ALL_WELL})*\W*"
)
_WAS_NONE = re.compile(
    r"\W*+(?:不对|不是|错了|(?:刚才)?(?:说|发|报|打|记|点|搞|弄)错了?|等等|哎呀?)?[，,。！! ]*+"
    r"(?:我|俺)?(?:这回|这半月|这次|今天|其实|根本)?"
    rf"(?:还|并|都)?没(?:有)?(?:去|走|下去|{_VISIT})(?:成|过|访|呢|呀|啊|的|了)*\W*"
    rf"|\W*+(?:刚才|刚刚|上面)?(?:那次|那个|这次|我的)?(?:的)?{_VISIT}(?:先)?(?:撤回|撤了|取消"
    rf"|作废|不算|别算|(?:记|报|发|点)错了)(?:吧|了)?\W*"
    rf"|\W*+(?:撤回|取消|撤销)(?:刚才|刚刚|上面)?(?:那次|的|我的)*{_VISIT}\W*"
)


def heard(talk: Talk) -> Answer | None:
    """None: it says something else, or who says it is no deputy."""
    if not talk.roles.deputies:
        return None
    said = talk.text.strip()
    deputy = talk.roles.deputies[0]
    if _asks(said):
        visits = duties.visits_of(talk.session, deputy, talk.now)
        key = "deputy.visits_enough" if visits else "deputy.visits_none"
        return Answer(say(key, count=visits), "deputy")
    if _REPORT.fullmatch(said):
        words = wording.keep(talk.session, said, said_by=talk.contact.id, now=talk.now)
        duties.report_visit(talk.session, deputy, words, now=talk.now)
        return Answer(say("deputy.visit", more=""), "deputy")
    if _WAS_NONE.fullmatch(said) and (re.search(_VISIT, said) or _was_last(talk)):
        minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
        since = talk.now - timedelta(minutes=minutes)
        if duties.take_visit_back(talk.session, deputy, talk.now, since=since):
            return Answer(say("deputy.visit_taken_back"), "deputy")
    return None


def _asks(said: str) -> bool:
    """A question about visits is none, and nothing of anybody's case."""
    if _ASKS.fullmatch(said) or _HOW_OFTEN.fullmatch(said):
        return True
    short = len(said) <= _LONGEST and not things(said)
    return short and bool(_OF_VISITS.search(said) and _ANY_QUESTION.search(said))


def _was_last(talk: Talk) -> bool:
    """Whether the visit is the last that they did: 「没去成」 may be about a task as well."""
    kind = talk.session.scalar(
        select(History.case_kind)
        .where(History.contact_id == talk.contact.id)
        .order_by(History.id.desc())
        .limit(1)
    )
    return kind == "duty"
