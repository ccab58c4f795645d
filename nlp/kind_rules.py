"""What kind of message it is (the kinds of the route contract).

A real problem wins over what surrounds it: abuse, thanks or a greeting around 「路灯坏了」 is a
problem. What hardly anybody writes by chance (withdrawal, +1, 找人) counts only in short messages.
"""

import re

from nlp.cues import Found, overlaps, word_groups
from nlp.kind_grave import grave
from nlp.kind_names import CHAT, LETTER, PROBLEM, SHORT, KindReading, because
from nlp.things import holds_a_matter

_GROUPS = word_groups("kinds")

#: Groups that only count in messages up to :data:`LETTER`; letters need not be searched for them.
_CHAT_ONLY = frozenset(
    f"kinds.{name}"
    for name in (
        *("human", "data_rights", "rating_word", "withdrawal", "correction", "status", "own_case"),
        *("supplement", "joining", "greeting", "gathering", "gathering_sure", "gathering_when"),
        *("favour", "favour_sure", "question", "elsewhere"),
    )
)


def groups() -> dict[str, tuple[str, ...]]:
    """Word groups to look for in every message."""
    return {name: words for name, words in _GROUPS.items() if name not in _CHAT_ONLY}


def chat_groups() -> dict[str, tuple[str, ...]]:
    """Word groups to look for as well when :func:`is_chat`."""
    chat = {name: words for name, words in _GROUPS.items() if name in _CHAT_ONLY}
    return {**chat, **word_groups("far")}


def is_chat(text: str) -> bool:
    return len(text) <= 2 * LETTER


_NOISE = re.compile(r"[\s，,。.！!？?~～、…;；:：\"'“”‘’（）()\-—_@#]+")
_THANKS = frozenset("👍🙏❤🌹💐👏🤝🎉😘🥰")
#: Heard and agreed: nothing to ask back.
_NOD = re.compile(
    r"^(?:好+的|好+|好滴|好嘞|(?:嗯+|哦+|噢+|喔+|行+|可以|知道|明白|收到|了解)了?|ok|okay|没事|不客气|[是对]的?)"
    r"(?:啊|呀|哈|谢)?$"
)
_PICTURE = re.compile(r"^(?:\[[^\]]{1,6}\])+$")
_SAYS = re.compile(r"[一-鿿a-z]")
_RATING = re.compile(
    r"^(?:(?:可以|行|嗯|好的?|挺好)?我?(?:觉得|认为)?[都还很挺已经就太]{0,2}"
    r"(?:非常|基本|比较|十?分|不太|不怎么|很不|一点都)?(?:满意|不满意|好评|差评|一般|还行|还凑合)(?:了|吧|的|啊|哈|！)?"
    r"|(?:现在|今天|昨晚|已经|路灯|灯|水|路|都|终于|去看了|看了)*(?:好了|亮了|通了|修好了|解决了|来水了|来电了)(?:的|啊|哈|吧)?"
    r"|还?(?:是)?(?:没好|没亮|没修好|没解决|没通|还差点|差一点|不亮|还是老样子|老样子)(?:呢|啊|啦)?"
    r"|[1-5一二三四五](?:星|颗星|分)|(?:满|零|十|10|100|一百)分|五星好评|[打给][一二三四五1-5十满]{1,2}[分星])(?:谢谢|辛苦)?(?:了|你们|大家)*$"
)
_ASKS = re.compile(
    r"[?？]|哪|吗|呢|么$|没$|没有$|咋|怎么|怎样|如何|啥|什么|几时|多久|何时|多会|催|查|进展|进度|消息|动静|回音|下文|结果"
)
_JOIN_ALONE = re.compile(r"^[+＋]1+$|^(?:加|\+|＋)[1一]$")
_JOINS = re.compile(
    r"^(?:我|俺|咱|额|偶|隔壁|这边|那边)[^，。]{0,6}也(?:是|没|停|有|漏|堵|不|一样|这样|坏|遇|同|被)"
)
_HOW_MUCH = re.compile(
    r"(?:能|可以|要|交|领|报|补|办|算)[^，。]{0,6}(?:多少|几|多大|什么|怎么|哪)"
    r"|(?:多少|几岁|几号|多大|什么时候|怎么|哪里|在哪)[^，。]{0,8}(?:能|可以|交|领|报|补|办|算|发|申请|退休)"
)
_NOT_A_POLICY = re.compile(r"工资|修|通|解决|处理|来电|来水|管|欠|拖|投诉|举报")


def by_rules(
    text: str,
    found: Found,
    *,
    certain: float = 0.0,
    place: bool = False,
    other_county: bool = False,
    open_cases: bool = False,
    written: str = "",
) -> KindReading:
    """The kind of ``text`` (the plain form of what was ``written``). ``found``: a scan that covered
    :func:`groups`, and :func:`chat_groups` if :func:`is_chat`; ``certain``: the topic's confidence,
    0–1; ``place``: a place was named; ``other_county``: it names another county; ``open_cases``:
    the sender has something pending."""
    bare = _NOISE.sub("", text) if is_chat(text) else text
    size = len(bare)
    if not bare:
        thanks = next((c for c in written if c in _THANKS), None)
        return KindReading("thanks", (thanks,)) if thanks else KindReading("unclear")
    if size <= SHORT and (_NOD.match(bare) or _PICTURE.match(bare)):
        return KindReading("unclear")
    rude = found["kinds.abuse"]
    trouble = found["kinds.trouble"]
    if rude:
        trouble = [span for span in trouble if not overlaps(span, rude)]
    if not _SAYS.search(bare) and not _JOIN_ALONE.match(bare) and not _RATING.match(bare):
        return KindReading("unclear")
    if size <= SHORT:
        kind = _short(bare, found, bool(trouble), open_cases)
        if kind:
            return kind
    if size <= CHAT:
        kind = _chat(bare, found, bool(trouble), open_cases)
        if kind:
            return kind
    kind = grave(text, bare, found, size)
    if kind:
        return kind
    if other_county or (size <= CHAT and found["kinds.elsewhere"]):
        return because("elsewhere", found, "kinds.elsewhere")
    return _ordinary(bare, found, certain=certain, place=place, trouble=bool(trouble), size=size)


#: 「栏杆我找人焊」 asks for nobody to ring.
_HIRES = re.compile(
    r"找(?:个|了)?人(?:来|去|给)?(?:自己)?[修弄焊补装换填铺挖抽掏通拆搬拉砌刷盖收割种抬扛砍锯干]"
)
#: Abuse as a whole message; inside another it is a word like others (滚石头).
_CURT = frozenset({"滚", "贱", "滚滚滚"})


def _short(bare: str, found: Found, trouble: bool, open_cases: bool) -> KindReading | None:
    if bare in _CURT:
        return KindReading("abuse", (bare,))
    if _JOIN_ALONE.match(bare):
        return KindReading("joining", (bare,))
    if found["kinds.human"] and not trouble and not _HIRES.search(bare):
        return because("human", found, "kinds.human")
    if _RATING.match(bare):
        return because("rating", found, "kinds.rating_word")
    return None


def _chat(bare: str, found: Found, trouble: bool, open_cases: bool) -> KindReading | None:
    size = len(bare)
    if found["kinds.human"] and size <= 30 and not trouble and not _HIRES.search(bare):
        return because("human", found, "kinds.human")
    if found["kinds.data_rights"] and not re.search(r"侵犯|泄露|泄漏|偷拍", bare):
        return because("data_rights", found, "kinds.data_rights")
    if found["kinds.withdrawal"] and _withdraws(bare, found):
        return because("withdrawal", found, "kinds.withdrawal")
    if found["kinds.correction"] and size <= 40 and _corrects(bare):
        return because("correction", found, "kinds.correction")
    if found["kinds.status"] and _asks_status(bare, found):
        return because("status", found, "kinds.status")
    if size <= 30 and _JOINS.match(bare):
        return KindReading("joining", (bare[:6],))
    if found["kinds.joining"] and _starts(found, "kinds.joining", 14):
        return because("joining", found, "kinds.joining")
    more = _ONE_MORE.match(bare)
    if more is not None and holds_a_matter(bare[more.end() :]):
        return None
    if found["kinds.supplement"] and _starts(
        found, "kinds.supplement", 8 if not open_cases else 20
    ):
        return because("supplement", found, "kinds.supplement")
    return None


#: 「再加一个，桥头护栏断了」 counts on from the last matter, and is one of its own.
_ONE_MORE = re.compile(r"[再还](?:加|补|说|记|添|报|提)上?一?[个件条样桩]事?")


def _starts(found: Found, group: str, within: int) -> bool:
    return any(start <= within for start, _ in found[group])


def _withdraws(bare: str, found: Found) -> bool:
    words = found.words("kinds.withdrawal")
    if words == ["不用了"] or words == ["算了吧"] or words == ["不需要了"]:
        return len(bare) <= 14
    return len(bare) <= 40 and not any(
        w in bare
        for w in ("不能撤", "为什么撤", "被撤", "撤销了我", "撤回处", "请求撤销", "要求撤销")
    )


def _corrects(bare: str) -> bool:
    if "应该是" in bare and not re.search(r"错|不是|更正", bare):
        return len(bare) <= 16 and bare.startswith("应该是")
    if "改一下" in bare and not re.search(r"地址|电话|名字|地方|组|刚才|前面|上面", bare):
        return False
    return not re.search(r"你们搞错|你们弄错|缴错|多收|收错|算错|抄错", bare)


def _asks_status(bare: str, found: Found) -> bool:
    if not _ASKS.search(bare) and not re.search(
        r"没人回|没回复|没答复|没有回复|石沉|没动静|没下文|催", bare
    ):
        return False
    if found["kinds.question_sure"] and not found["kinds.own_case"]:
        return False
    own = bool(found["kinds.own_case"])
    firm = [w for w in found.words("kinds.status") if w not in _LOOSE_STATUS]
    if own and (firm or len(bare) <= 30):
        return True
    return bool(firm) and len(bare) <= 18


_LOOSE_STATUS = frozenset(
    {
        "多久能",
        "还要多久",
        "啥时候能",
        "几时能",
        "何时能",
        "什么时候能好",
        "我的问题",
        "我的事",
        "那个事",
        "那事",
        "那件事",
        "还要等多久",
        "要等多久",
        "啥时候有",
        "上次说的",
        "上次反映",
        "上次那个",
        "上回说的",
        "没人回",
        "忘了吧",
    }
)


def _ordinary(
    bare: str, found: Found, *, certain: float, place: bool, trouble: bool, size: int
) -> KindReading:
    if found["kinds.law_opinion"] and size <= 200 and _on_a_law(bare):
        return because("law_opinion", found, "kinds.law_opinion")
    if found["kinds.thanks"] and _only_thanks(bare, found, size):
        return because("thanks", found, "kinds.thanks")
    if (
        found["kinds.abuse"]
        and not trouble
        and (certain < 0.5 or size <= 16)
        and not place
        and size <= CHAT
    ):
        return because("abuse", found, "kinds.abuse")
    if _greets(bare, found) and not trouble:
        return because("greeting", found, "kinds.greeting")
    if not found["kinds.question_sure"] and size <= CHAT and _WISH.search(bare):
        return because("project_wish", found, "kinds.wish_sure")
    if found["kinds.wish_sure"] and not found["kinds.question_sure"] and _wishes(bare, found, size):
        return because("project_wish", found, "kinds.wish_sure")
    if size <= 30 and _HOW_MUCH.search(bare) and not _NOT_A_POLICY.search(bare):
        return KindReading("policy_question")
    if found["kinds.question_sure"] and _asks_policy(found, size):
        return because("policy_question", found, "kinds.question_sure")
    if found["kinds.question"] and not trouble and 6 <= size <= CHAT:
        return because("policy_question", found, "kinds.question")
    if trouble or certain >= 0.35 or size > CHAT:
        return because(PROBLEM, found, "kinds.trouble")
    if place and size >= 6:
        return KindReading(PROBLEM)
    if size >= 12 or (size >= 8 and certain >= 0.2):
        return KindReading(PROBLEM)
    return KindReading("unclear")


_WISH = re.compile(
    r"(?:建议|希望|能不能|能否|盼|要是能|可不可以)[^，。]{0,12}(?:新?建|修(?!一修|修)|增设|加装|装|开通|开设|设立|设)"
    r"(?:一?[个座条所处盏些趟]|一|公共|到)(?!好)"
)


def _on_a_law(bare: str) -> bool:
    return bool(re.search(r"建议|意见|应该?|希望|增加|修改|第.{1,4}条", bare)) and not re.search(
        r"咨询|请问|什么时候|何时|合法吗|是否合法|违规|违法", bare
    )


def _only_thanks(bare: str, found: Found, size: int) -> bool:
    if size > LETTER:
        return False
    if size <= 12 and not found["kinds.trouble"] and not found["kinds.question"]:
        return True
    rest = size - sum(e - s for s, e in found["kinds.thanks"])
    if rest <= 4:
        return True
    good = re.search(
        r"修好|解决了|亮了|通了|办好|处理了|来了|清理了|拿到|真快|办实事|送锦旗|表扬|点赞|好样|办成|装上|修通|方便多",
        bare,
    )
    bad = re.search(
        r"希望|请求|投诉|反映|但是|可是|不过|还有|就是|还没|又|能不能|请[你您]?们?(?:帮|解|处|给|安|尽|派)|尽快|解决一下|\?|？|吗",
        bare,
    )
    return bool(good) and not bad and size <= LETTER


def _greets(bare: str, found: Found) -> bool:
    if not found["kinds.greeting"] or len(bare) > 16:
        return False
    covered: set[int] = set()
    for start, end in found["kinds.greeting"]:
        covered.update(range(start, end))
    return len(bare) - len(covered) <= 4 and not _substance(bare)


def _substance(bare: str) -> bool:
    return bool(re.search(r"问|反映|投诉|举报|咨询|想|要", bare)) and "在吗" not in bare


def _wishes(bare: str, found: Found, size: int) -> bool:
    if size > 400:
        return False
    return not re.search(r"投诉|举报|扰民|拖欠|违法|强拆|欠薪", bare)


def _asks_policy(found: Found, size: int) -> bool:
    bad = set(found.words("kinds.trouble")) & _WRONGS
    return size <= 300 and not bad


_WRONGS = frozenset(
    [
        "坏",
        "不亮",
        "停水",
        "没水",
        "断水",
        "停电",
        "臭",
        "扰民",
        "拖欠",
        "欠薪",
        "不管",
        "没人管",
        "没人修",
        "不修",
        "违建",
        "占道",
        "霸占",
        "乱收",
        "乱停",
        "乱扔",
        "乱倒",
        "诈骗",
        "骗了",
        "强拆",
        "投诉",
        "举报",
        "排污",
        "黑烟",
        "烂尾",
        "不合理",
        "欺负",
        "打人",
        "被打",
        "不给",
        "不批",
        "没发",
        "不发",
        "跑了几趟",
        "跑了好几",
        "积水",
        "塌",
        "噪音",
        "油烟",
        "整改",
    ]
)


def only_nods(text: str) -> bool:
    """Whether ``text`` (the plain form) is no more than 好的 or 收到, which needs no answer."""
    return len(text) <= SHORT and bool(_NOD.match(_NOISE.sub("", text)))


def stands(text: str, rule: KindReading) -> bool:
    """Whether the rule is so plain that no learned word may speak against it."""
    said = _NOISE.sub("", text)
    if not _SAYS.search(said) or len(said) <= 1:
        return True
    return len(said) <= SHORT and bool(
        _NOD.match(said) or _PICTURE.match(said) or _JOIN_ALONE.match(said) or _RATING.match(said)
    )
