"""That a deputy means to propose something: a stretch of the sentence that says nothing but that
(「我寻思给县里提一条建议」, 「想往上提一条」). What stands beside it is what they propose."""

import re
from dataclasses import dataclass

from handlers.conversation.suggestions.pieces import laid_out, words

#: What is proposed, in the stretch.
_THING = words(
    "建议 建议件 代表建议 建议上去 书面建议 提一条 提一个 提一件 提上一条 提上一个 提条 "
    "提上条 提上一件 提它一条 上一条"
)
_DOES = words(
    "提 写 报 递 交 反映 起草 拟 形成 弄 做 整 上 当 转 送 讲 说 说说 变成 当成 写成 提成 "
    "弄成 转成 转为 作为 写个 提个 提出 提交 反映上去 有 有个 有条 有一个 有一条 有一件 有些 "
    "有份 提上去 往上提 往上报 转一下 拟一份 起草一份 写一份 递一份 准备 出"
)
_WILL = words(
    "我 俺 咱 我们 咱们 俺们 想 要 得 准备 打算 寻思 琢磨 合计 考虑 想着 寻思着 琢磨着 合计着 "
    "盘算 盘算着 觉得 觉着 感觉 认为 应当 可以 "
    "该 应该 得要 想要 有意 计划 来 帮我 替我 给我写 请你 请您 麻烦 想请 愿意"
)
_BESIDE = words(
    "正式 郑重 书面 专门 特地 单独 顺便 意见 条意见 收 收下 收我 今年 开 会上 两会 个 一个 条 "
    "一条 件 一件 份 一份 点 些 一下 一点 新 新的 另外 别的 再 也 还 就 都 先 今天 这回 这次 这就 "
    "干脆 "
    "所以 哩 吧 了 啦 呗 着 看 给 向 跟 对 到 去 成 为 把 将 这 这个 这事 这件事 这些 它 事 "
    "的事 个事 想法 有个想法 有想法 个想法 有个事 县 县里 县人大 人大 市里 镇 镇里 乡里 镇上 "
    "镇人大 主席团 代工委 政府 县政府 镇政府 上面 上头 上级 领导 往 往上 上去 上来 出来 里 "
    "行不 中不 行不行 中不中 行吗 可以吗 成不 好不 不 行 中 一张 代表 你好 您好 老师 同志 嗯 "
    "那 那么 我看 下来 成个 成条 成一条 成一件 反映反映 如下 内容 主要 题目 几天 好几天 天"
)
#: What others propose, or proposed before, is told of.
_OTHERS = re.compile(
    r"(?:群众|老百姓|百姓|乡亲|有人|人家|们|老乡|村民|别人|大家|[他她户]|上次|上回|去年|前年|从前"
    r"|以前|局|政府|支书|主任|书记|代表|人大|说|讲|问)(?:也|都|又|还|曾|曾经)?$"
)
_ASKS_HOW = re.compile(
    r"怎么|咋|如何|什么|啥|哪|谁|几|多少|能不能|可不可以|有没有|会不会|没有?[?？]?$|[?？]$|吗$"
    r"|给我[提个点]|给(?:个|点|些)|[你您](?:们)?(?:有|给|来|帮)|不(?:想|用|要|必)"
)
#: Of one that there is: it was handed in, assigned, answered.
_THERE_IS = re.compile(
    r"建\s*\d|稿\s*\d|民\s*\d|〔|建议的?(?:题目|标题|名字|稿子?)|建议(?:都|已经?|还)?(?:办|答复|回复|审|交办|落实|退|过了|咋"
    r"|到哪)|那\S{0,6}建议|上[次回]\S{0,8}建议|(?<![备想要算])(?:提|写|交|报)(?:过|了"
    r"|的)\S{0,3}建议"
)
_TOPIC = re.compile(r"^(?:关于|针对|就|对|讲的?是?|说的?是?|主题是?|内容是?|题目是?|主要是?|是)+")
#: 「替老百姓提一条」 is the deputy's own doing.
_ON_BEHALF = re.compile(
    r"^(?:我|俺|咱)?(?:想)?(?:替|帮|代|为|代表)(?:咱|我们?|村里)?的?"
    r"(?:老百姓|百姓|群众|乡亲们?|村民们?|老乡们?|大家|大伙儿?)(?=(?:提|写)(?:上|它)?一?[条个件份])"
)
#: 「写一条关于养老的」, 「帮我起草个校车方面的建议」: its name, and to be asked further.
_OF_A_TOPIC = re.compile(
    r"^(?:请|麻烦|帮我|给我|替我|我|俺|想|要|先|再|来|就)*(?:写|起草|拟|提|弄|整)(?:上|它)?一?[条个件份篇]"
    r"(?=关于|有关|针对|[^，,。]{2,12}方面)(?:关于|有关|针对)?(?P<topic>[^，,。：:？?]{2,12}?)(?:方面)?的?"
    r"(?:代表)?(?:建议|稿子?|议案)?(?:吧|[。！!])*$"
)
_SURE = re.compile(r"行不|中不|行吗|可以吗|成不|好不")
_CLAUSES = re.compile(r"[，,：:。；;！!\n]+")
#: 「关于村卫生室」 names the matter, and does not tell it.
_TELLS = 14


@dataclass(frozen=True, slots=True)
class Wish:
    """``rest``: what they propose; empty if they have not said it. ``topic``: only its name."""

    rest: str
    topic: bool
    sure: bool


def read(said: str) -> Wish | None:
    """What a deputy's sentence begins; None if it means no suggestion, or one that there is."""
    text = _ON_BEHALF.sub("", said.strip(), count=1)
    if (of := _OF_A_TOPIC.match(text)) is not None:
        return Wish(of["topic"], topic=True, sure=True)
    if "建议" not in text and not re.search(r"提(?:上|它)?一?[条个件]", text):
        return None
    if _THERE_IS.search(text):
        return None
    known = _WILL | _DOES | _BESIDE
    clauses = [each.strip() for each in _CLAUSES.split(text) if each.strip()]
    for at, clause in enumerate(clauses):
        if _ASKS_HOW.search(_SURE.sub("", clause)):
            continue
        stretch = _stretch(clause)
        if stretch is None:
            continue
        before, wish, after = stretch
        if before and _OTHERS.search(before) and not re.search("[我俺咱]", wish):
            continue
        beside = [*clauses[:at], *filter(None, (before, after)), *clauses[at + 1 :]]
        told = [one for one in beside if not laid_out(one, known, ())]
        rest = "，".join(told)
        about = _TOPIC.match(rest) is not None
        named = about or wish.startswith("代表建议")
        if about and told[0] == before:
            # 「关于村卫生室我想提一条，药不全」.
            rest = "：".join(filter(None, (told[0], "，".join(told[1:]))))
        rest = _TOPIC.sub("", rest)
        sure = not before or _says(wish, _WILL) or wish.startswith(("有", "提", "写", "起草"))
        # 「你们半夜发消息」 is a wish to us, and perhaps no suggestion.
        sure = sure and "你们" not in rest
        topic = named and len(told) == 1 and len(rest) < _TELLS
        return Wish(rest, topic=topic, sure=sure)
    return None


_NOUN = "(?:建议|意见|提案|议案|提议|议题)"
#: Verbs of giving something to those above.
_GIVES = (
    ""
    "(?:提|递|呈|带(?!头)|捎|报(?!纸|名|销|警|社)|交(?!通|警|际|换|代|界|叉|流|办)|反映|转(?!弯|让)|送|传|寄|写|拟|起草"
    "|形成|开|收|准备|附|上(?!面|头|学|班|午|次|回|年|个月|级|述))"
)
_ABOVE = (
    "(?:主席团|县?人大|[县市省镇乡][里上]|镇政府|县政府|乡政府|上级|上头|上面|代表工委|常委会|会上)"
)
#: A word of proposing and one of giving upward in one clause, or what only a draft has.
_PERHAPS = re.compile(
    rf"{_GIVES}.{{0,8}}{_NOUN}|{_NOUN}.{{0,8}}(?:{_GIVES}|往上|上去)|附议|{_GIVES}.{{0,8}}稿子"
    r"|(?:提|递|呈|带|捎|报|转|送|反映)(?:上|它)?[一两几个]*[条句]话?(?:[往到给向上]|$)"
    rf"|[向给跟往到]{_ABOVE}.{{0,4}}(?:提|递|呈|带|捎)(?:上|它)?[一两几个]*[条件句份个]"
    r"|(?:交|递|报|送|呈)\S{0,2}主席团"
)
#: Of one that there is, or what somebody else thinks.
_OF_OTHER = re.compile(
    rf"[建稿民]\s*\d|〔|{_GIVES}过.{{0,4}}{_NOUN}|(?:上[次回]|去年|前年|那)\S{{0,6}}{_NOUN}"
    rf"|转(?:成|为|作)?(?:代表)?{_NOUN}"
    rf"|{_NOUN}(?:都|已经?|还)?(?:办|答复|回复|审|交办|落实|退|过了|咋|到哪)"
    rf"|(?:局|所|府|公司|单位|委|院|站|书记|主任|专家|答复|会办|审核|办理|征求|没|没啥"
    rf"|没什么)的?{_NOUN}"
)
_BY_OTHERS = re.compile(
    r"(?<![替代帮受为])(?:群众|老百姓|百姓|乡亲们?|有人|人家|[他她]们?|老乡们?|村民们?|别人|大家)"
    rf"(?!托付|委托).{{0,6}}(?:提|写|反映|{_NOUN})"
)
#: The deputy speaks of the own doing: 「乡亲们托我带一条」, and not 「群众向我提意见」.
_OWN_DOING = re.compile(r"(?<![向给跟对找和问])[我俺咱]")
_ASKED = re.compile(r"咋|怎么|如何|没有?$|[?？吗]$|能不能|要不要|有没有|谁|哪")


def perhaps(said: str) -> bool:
    """Whether a deputy's sentence may mean a suggestion, and is to be asked about before it is
    anything else: it speaks of proposing, and neither of others nor of one that there is."""
    if _HEADED.match(said.strip()):
        return True
    return any(_proposing(clause) for clause in _CLAUSES.split(said.strip()))


#: 「建议：1.… 2.…」: a list under that head.
_HEADED = re.compile(
    r"^(?:我的?|几[点条个]|以下)?(?:几[点条个])?建议(?:如下)?\s*[：:，,\n ]*\s*"
    r"(?:[1１一①][、.．，,)）]|第一|一是)"
)


def _proposing(clause: str) -> bool:
    if not _PERHAPS.search(clause) or _OF_OTHER.search(clause):
        return False
    if _ASKED.search(_SURE.sub("", clause)):
        return False
    return not _BY_OTHERS.search(clause) or _OWN_DOING.search(clause) is not None


def matter_of(said: str) -> str:
    """What is proposed, without the clause that says only that it is to be handed up."""
    clauses = [one.strip() for one in _CLAUSES.split(said) if one.strip()]
    told = "，".join(one for one in clauses if not (_proposing(one) and _says_no_more(one)))
    return told if len(told) >= _LEAST_TOLD else said.strip()


def _says_no_more(clause: str) -> bool:
    left = _MANNER.sub("", clause)
    return len(left) <= _A_NAME


#: What stands in a clause that only hands something up: no more than a name is left without it.
_MANNER = re.compile(
    rf"{_NOUN}|{_ABOVE}|{_GIVES}|代表|受|托付|委托|乡亲|群众|村民|老乡|大[伙家]"
    rf"|[我俺咱们替帮让托想要给向往把的有得该这事]"
    r"|[一两几个条份件句话上去来吧了呢能看够会可再也就都正式]|琢磨|寻思|觉得|合计|着"
)
_A_NAME = 2
_LEAST_TOLD = 4


def _stretch(clause: str) -> tuple[str, str, str] | None:
    """(before, the wish, after): the longest stretch from the beginning or to the end of a clause
    that says only that they mean to propose."""
    known = _DOES | _WILL | _BESIDE
    size = len(clause)
    for length in range(size, 2, -1):
        for start in dict.fromkeys((0, size - length)):
            part = clause[start : start + length]
            if laid_out(part, _THING, known) and (
                _says(part, _DOES) or part.startswith("代表建议")
            ):
                return clause[:start], part, clause[start + length :]
    return None


def _says(part: str, some: frozenset[str]) -> bool:
    return any(word in part for word in some)
