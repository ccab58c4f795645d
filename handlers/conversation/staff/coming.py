"""Whether somebody says that they come: 「我去，要不要带水壶」 does, 「上午有课」 says that they
do not, 「能不能改周末」 and 「王芳说她来不了」 neither. Read breath by breath: what is asked, left
open or said of somebody else says nothing of one's own coming."""

import re
from collections.abc import Sequence

from bot.actions.broadcast_answers import COMES, MISSES

BREATHS = re.compile(r"[，,。；;！!\s]+")
_QUESTION = re.compile(
    r"[?？]|(?P<a>[一-鿿])(?:不|没)(?P=a)|有没有|(?:吗|么|不|没|没有|呢|呀|咋办)[。！!~]*$|"
    r"哪|啥|什么|怎么|咋|谁|多[久少远大长高]|几[个点位天号时]|还是|(?:要|用|能)不|怎样|来着$"
)
#: Not come, be away, be ill, be held by something else.
_MISSES = re.compile(
    r"(?:去|来|到|参加|出席|赶|回|走|脱|抽|起|离|顾)不(?:了|成|及|开|上|到|来|得|脱|[过回][去来]?|出)|[替代]我|要(?:卖|收|种|赶|送|接)\S|"
    r"不(?:能|去|来|参加|出席|方便)|[一-鿿]不(?:开|了|出)(?:身|空|时间|手)|没(?:法|空|时间|办法|工夫)|"
    r"有(?:个|点|别的|其他|要紧的?|一?[节堂场台])?(?:急|私|家|要紧|喜|白|丧|红)?(?:事|课|会|班|约|手术|任务|安排|活儿?)|"
    r"请(?:个|一?天)?[病事]?假|出差|在外(?:地|面)|(?:要|得|在|我|[上下]午|[那当]天)\S{0,3}(?:上班|值\S?班|夜班|开\S{0,2}会|看病|手术)|住院|生病|缺席|免了|出门|走亲戚|不(?:凑|掺)|冲突|撞上"
)
#: Come, be there.
_COMES = re.compile(
    r"参加|出席|准时|按时|一定(?:去|来|到)|(?:会|先|只|就)(?:去|来|到)(?![看问找过量修])|(?<![替代])我(?:也|们|就|都)?(?:去|来|到)(?![看问找过量修])|都(?:去|来|参加|到|行|中|可以|没问题)|能(?:去|来|到)|"
    r"(?:去|来|到)的|到会|到场|跟(?:着|上)?(?:去|来)|算(?:上)?我|我(?:也)?算(?:一个)?|有我一个|报(?:上|个)?名(?!表)|给我报|参会|^报到|派\S{1,6}(?:去|来|到)|(?:一起|一块儿?|一同)(?:去|来|到)|[日号天]\S{0,3}(?:去|来|到)$|^(?:腊|初|周|礼拜|星期|上午|下午)\S{0,4}(?:去|来|到)$"
)
#: 「上午开会我参加」
_AT_LAST = re.compile(r"(?<![不没])(?:我(?:一定|也|会)?(?:参加|去|来|到)|准时到|一定到)$")
#: A bare yes, which says that they come where that is what was asked.
_YES = re.compile(
    r"都?(?:行|中|成|可以|没问题|好|好的|好嘞|能|要得|ok|嗯+|来|去|到)(?:吧|的|啊|哈)*", re.I
)
_NO = re.compile(r"都?(?:不|没)(?:行|中|成|可以|能|去|来|到|得空)(?:了|啊|哈|呀)*")
#: Neither, until they know.
_OPEN = re.compile(
    r"可能|也许|不一定|说不(?:准|好|定)|看(?:情况|看再|天)|到时候?(?:再)?看|再(?:说|定|看)|尽量|争取"
)
#: Of somebody else; 「我和他一起去」 is of oneself too.
_OF_ANOTHER = re.compile(r"(?<!其)[他她]")
_OF_ONESELF = re.compile(r"[我俺咱]")
_ASKED = re.compile(
    r"[来去到](?:不|没)[来去到]|能(?:否|不能)?(?:来|去|到|参加)|参不参加|是否(?:参加|来|到)|(?:参加|来|去|到|能)的?请?(?:回|说|报)|报个?数|"
    r"(?:(?:来|去|到|参加)不(?:了|成)|不(?:能|来|去|参加)\S{0,2})的|请\S{0,8}(?:参加|出席|到会)"
)

#: 「参加回1，不参加回2」
_BY_FIGURE = re.compile(r"([^，,。；;：:]{1,12}?)的?请?(?:回复?|扣|打)\s*[“「]?(\d)")
_FIGURE = re.compile(r"\s*(?:回|选)?(\d)\s*[。！!]?\s*")


#: 「哪个都行」 asks nothing.
_WHICHEVER = re.compile(r"(?:哪[一个天里儿样]{1,2}|啥|什么|谁|几点)都")


def asks(breath: str) -> bool:
    """Whether a breath (or a short text) asks something."""
    return _QUESTION.search(_WHICHEVER.sub("都", breath)) is not None


def asks_who_comes(words: str) -> bool:
    """Whether a word to many wants to know who comes."""
    return _ASKED.search(words) is not None


def of_oneself(breath: str, others: Sequence[str] = ()) -> bool:
    """Whether a breath is of who says it, and not of one of ``others`` or somebody else."""
    another = _OF_ANOTHER.search(breath) or any(name in breath for name in others)
    return not another or _OF_ONESELF.search(breath) is not None


def coming(text: str, asked: str, others: Sequence[str] = ()) -> str:
    """COMES, MISSES or empty, of what was said to the words ``asked``: the last breath that says
    either. A bare yes or no counts where they asked who comes. ``others``: names of people."""
    figure = _FIGURE.fullmatch(text)
    if figure is not None:
        labels = {number: label for label, number in _BY_FIGURE.findall(asked)}
        label = labels.get(figure[1])
        return "" if label is None else MISSES if "不" in label else COMES
    found = ""
    wanted = asks_who_comes(asked)
    for breath in filter(None, BREATHS.split(text)):
        if asks(breath) or _OPEN.search(breath) or not of_oneself(breath, others):
            continue
        bare = not found and wanted and _YES.fullmatch(breath)
        no = wanted and _NO.fullmatch(breath)
        if no or (_MISSES.search(breath) and not _AT_LAST.search(breath)):
            found = MISSES
        elif bare or (found != MISSES and _COMES.search(breath)):
            found = COMES
    return found
