"""What deputies ask about proposing itself: how it is written, who signs, how long it takes, what
if it is not passed. Answered where it is asked, whatever is open; it is written into no draft and
no case."""

import re
from collections.abc import Sequence

from bot.actions.casework import label
from bot.actions.rules import rule
from bot.actions.suggestions import looking, sessions
from bot.actions.suggestions.kind import link_to
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.words import bare

_LONGEST = 24
_ASKS = re.compile(
    r"[?？]|[吗呢么]\W*$|(?:不|没|没有)(?:啊|呀|呢)?\W*$|咋|怎[么样]|啥|什么|哪|几|多少|多久|多长|谁|为何|[能会行可是]不[能会行可是]"
    r"|给(?:我)?个?(?:样子|例子|模板|范文)|教教|有没有"
)
#: What a sentence is about that speaks of proposing, where no draft lies open.
_OF_PROPOSING = re.compile(
    r"重点督办|列重点|建议(?!.{0,4}[局委办府所])|议案|提案|稿|附议|联名|联署"
)
#: 「有没有类似的」, 「以前有人提过吗」, with a draft before them.
_ALIKE = re.compile(
    r"^(?:(?:以前|之前|往年|去年|县里|别人|别的代表|请问|那)*(?:有没有|有无|有(?=.*[吗么没?？])|谁).{0,6}"
    r"(?:类似|差不多|一样|相似|相近|提过|写过)"
    r"|(?:类似|差不多|相似|相近)的(?:代表)?(?:建议|稿子?)?(?:以前|之前)?(?:都)?(?:有(?:没有|哪些|吗|么|啥|什么|几)|谁))"
    r".{0,8}$"
)
_OF_ANSWER = re.compile(r"公开|公示|网上|过期|超期|逾期")
#: What is answered → what is asked. The first that fits.
_TOPICS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("how_to.motion", re.compile(r"议案|提案")),
    ("how_to.key_items", re.compile(r"重点(?:督办|建议|办理)|列(?:为|成|入|进)?重点")),
    ("how_to.open", re.compile(r"公开|网上(?:能|可以)?看|公示")),
    ("how_to.late", re.compile(r"(?:过期|超期|逾期|到期(?:了)?(?:还)?没|晚了)")),
    (
        "how_to.signers",
        re.compile(
            r"(?:几|多少|多少个)(?:个|位|名)?(?:人|代表)?.{0,4}(?:附议|联名|联署|署名|签|能提|才能提|才行|就行|够)"
            r"|(?:附议|联名|联署|签名).{0,4}(?:几|多少|够|要不要|必须|非得|得有)"
            r"|(?:我)?(?:一个人|自己|单独).{0,6}(?:提|交|写)|(?:非得|必须|要不要|用不用).{0,4}(?:附议|联名|联署|签)"
        ),
    ),
    (
        "how_to.one_matter",
        re.compile(
            r"(?:两|几|多|俩|好几)[件个条]?(?:事|问题|建议)?(?:能|可以|可不可以|一起|一块|放|写|合).{0,10}"
            r"(?:一[起块条件个]|合|里|交|写|行)"
        ),
    ),
    (
        "how_to.voice",
        re.compile(
            r"(?:语音|说话|发音|用嘴|讲话|口述|录音|念给你).{0,8}(?:行|能|可以|成|中|会|[吗不])|(?:能|可以|可不可以).{0,4}(?:语音|用说|说话|录音|口述)"
        ),
    ),
    (
        "how_to.kept",
        re.compile(
            r"(?:写到?一半|没写完|写了的|草稿|稿子|前[头面]|刚才).{0,6}(?:存|丢|还在|保存|留着|没了|在不)|(?:能|会|可以)(?:不能|不会)?(?:先)?(?:存|保存|丢)"
            r"|(?:明天|回头|改天|过后|下回|晚上)(?:能|可以|还能)?.{0,3}(?:接着|再|继续).{0,4}(?:行|能|可以|成|[吗不])"
        ),
    ),
    (
        "how_to.closing",
        re.compile(
            r"截止|最晚|最迟|来得及|来不来得及|过期|(?:啥时候|什么时候|几号|哪天).{0,4}(?:之?前)?(?:交|提|报|写)|还能(?:交|提|报)"
        ),
    ),
    (
        "how_to.refused",
        re.compile(
            r"(?:审|通|批)不(?:过|了)|(?:不|没)(?:通过|批|审过|收|采纳|同意).{0,6}(?:咋|怎|呢|会)|退回来?.{0,4}(?:咋|怎|会)|(?:会不会|能不能|能|会)(?:批|通过|审过|采纳|收|成)"
        ),
    ),
    (
        "how_to.path",
        re.compile(
            r"谁(?:来|去|给)?(?:审|批|看)|(?:交|报|送|递)(?:上去|了|完)?(?:以后|之后|后)|(?:交|报|送)(?:到|给)(?:谁|哪)|多久|多长时间|几个月|流程|程序|步骤|哪个部门审|(?:啥|什么)时候(?:能|会)?(?:有)?(?:结果|答复|回音|回话|消息)"
        ),
    ),
    (
        "how_to.copy",
        re.compile(
            r"打印|打出来|下载|复印|导出|纸质|(?:发|给|转)(?:我|俺)?(?:个|一份|份).{0,3}(?:文档|全文|文件|电子)"
        ),
    ),
    (
        "how_to.how",
        re.compile(
            r"(?:咋|怎么|怎样|如何)(?:去|来|个)?(?:写|提|弄|说|起草|填|办|整|开头|下笔)|(?:写|提|说)(?:些|点)?(?:啥|什么)(?:好|呢|内容)?|样子|例子|模板|范文|格式|啥意思|什么意思|(?:要求|讲究|规矩)|从哪(?:儿|里)?(?:说|写)|不(?:会|懂)(?:写|弄|咋|怎)?|教教|问(?:的|题)?是?(?:啥|什么)|(?:情况|分析|建议)(?:是|指|说的是?)?(?:啥|什么|咋(?!样)|哪(?!一?步|了))"
        ),
    ),
)


def answered(talk: Talk, draft: Suggestion | None, *, given: bool = False) -> str | None:
    """What is said to such a question. ``draft``: the one that lies before them; without one only
    a question that speaks of proposing is answered, or, while they speak of one that bureaus have
    (``given``), of its answer."""
    said = bare(talk)
    if len(said) > _LONGEST or not _ASKS.search(said) or re.search(r"[民建稿]\s*\d|〔", said):
        return None
    of_answer = given and _OF_ANSWER.search(said)
    if draft is not None and _ALIKE.search(said):
        return _alike(talk, draft)
    if draft is None and not (of_answer or _OF_PROPOSING.search(said)):
        return None
    topic = next((name for name, shape in _TOPICS if shape.search(said)), "")
    if not topic or (topic == "how_to.copy" and draft is None):
        return None
    return say(topic, **_fields(talk, draft))


def _alike(talk: Talk, draft: Suggestion) -> str:
    """Earlier ones like what is written so far, and what became of them."""
    found = looking.similar(talk.session, draft, now=talk.now)
    if not found:
        return say("how_to.none_alike")
    lines = [
        say("writing.similar_line", case=label(one.suggestion), state=one.state) for one in found
    ]
    return say("writing.similar", list="；".join(lines)).strip()


def _fields(talk: Talk, draft: Suggestion | None) -> dict[str, str]:
    months = {
        name: str(rule(talk.session, f"suggestion.{name}", talk.now))
        for name in ("within_months", "within_months_hard")
    }
    return months | {
        "reviewers": _reviewers(talk, draft),
        "link": link_to(talk.session, draft) if draft is not None else "",
    }


def _reviewers(talk: Talk, draft: Suggestion | None) -> str:
    """Who looks at it, in their order; of a congress that has its own system, that system."""
    names = rule(talk.session, "suggestion.reviewer_names", talk.now)
    if draft is not None:
        levels = sessions.levels_for(talk.session, draft, talk.now)
    else:
        by_congress = rule(talk.session, "suggestion.review", talk.now)
        own = (by_congress.get(one.congress) for one in talk.roles.deputies)
        levels = next(filter(None, own), [])
    return "、".join(names[level] for level in levels) or say("how_to.own_system")
