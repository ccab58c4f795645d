"""What kind of message it is (the kinds of the route contract).

A real problem wins over what surrounds it: abuse, thanks or a greeting around 「路灯坏了」 is a
problem. What hardly anybody writes by chance (withdrawal, +1, 找人) counts only in short messages.
"""

import re
from dataclasses import dataclass

from nlp.cues import Found, overlaps, word_groups

PROBLEM = "problem"
#: Every kind, as in the route contract.
KINDS = (
    "problem",
    "policy_question",
    "law_opinion",
    "project_wish",
    "status",
    "supplement",
    "correction",
    "withdrawal",
    "joining",
    "thanks",
    "rating",
    "greeting",
    "abuse",
    "advertising",
    "favour",
    "lawful_channel",
    "accusation",
    "gathering",
    "elsewhere",
    "data_rights",
    "human",
    "unclear",
)
#: Kinds that open a case which somebody must work on, and so need topic, bureau and place.
ROUTED = frozenset({"problem", "project_wish", "policy_question", "joining"})

_GROUPS = word_groups("kinds")

SHORT = 22
CHAT = 60
LETTER = 140


@dataclass(frozen=True, slots=True)
class KindReading:
    """``words``: what decided, at most three."""

    kind: str
    words: tuple[str, ...] = ()


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
    return {name: words for name, words in _GROUPS.items() if name in _CHAT_ONLY}


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
_MASSED = re.compile(
    r"(?:\d{2,}|[几一二两三四五六七八九]?[十百千])[多来几]*(?:号|个|名)?(?:人|村民|业主|工人|家长|群众)"
    r"[^。]{0,12}(?:(?:把|堵|围|拦)[^。]{0,6}(?:路|门|桥|政府|工地|公司|车)|静坐|拉横幅|集合|讨说法|上访)"
)
_HOW_MUCH = re.compile(
    r"(?:能|可以|要|交|领|报|补|办|算)[^，。]{0,6}(?:多少|几|多大|什么|怎么|哪)"
    r"|(?:多少|几岁|几号|多大|什么时候|怎么|哪里|在哪)[^，。]{0,8}(?:能|可以|交|领|报|补|办|算|发|申请|退休)"
)
_NOT_A_POLICY = re.compile(r"工资|修|通|解决|处理|来电|来水|管|欠|拖|投诉|举报")
_AD_CONTACT = re.compile(
    r"1[3-9]\d{9}|微信|薇信|威信|[vV][xX]?[:：\d]|[qQ]{2}|https?://|www\.|电话|热线|扫码|加群|私聊|详询|咨询"
)
_TO_GATHER = re.compile(r"去|到|在|要|准备|打算|一起|集合|正在|已经|堵|围")


def read_kind(
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
    trouble = [span for span in found["kinds.trouble"] if not (rude and overlaps(span, rude))]
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
    kind = _grave(text, bare, found, size)
    if kind:
        return kind
    if other_county or (size <= CHAT and found["kinds.elsewhere"]):
        return _because("elsewhere", found, "kinds.elsewhere")
    return _ordinary(bare, found, certain=certain, place=place, trouble=bool(trouble), size=size)


def _because(kind: str, found: Found, *names: str) -> KindReading:
    words: list[str] = []
    for name in names:
        words += found.words(name)
    return KindReading(kind, tuple(dict.fromkeys(words))[:3])


def _short(bare: str, found: Found, trouble: bool, open_cases: bool) -> KindReading | None:
    if _JOIN_ALONE.match(bare):
        return KindReading("joining", (bare,))
    if found["kinds.human"] and not trouble:
        return _because("human", found, "kinds.human")
    if _RATING.match(bare):
        return _because("rating", found, "kinds.rating_word")
    return None


def _chat(bare: str, found: Found, trouble: bool, open_cases: bool) -> KindReading | None:
    size = len(bare)
    if found["kinds.human"] and size <= 30 and not trouble:
        return _because("human", found, "kinds.human")
    if found["kinds.data_rights"] and not re.search(r"侵犯|泄露|泄漏|偷拍", bare):
        return _because("data_rights", found, "kinds.data_rights")
    if found["kinds.withdrawal"] and _withdraws(bare, found):
        return _because("withdrawal", found, "kinds.withdrawal")
    if found["kinds.correction"] and size <= 40 and _corrects(bare):
        return _because("correction", found, "kinds.correction")
    if found["kinds.status"] and _asks_status(bare, found):
        return _because("status", found, "kinds.status")
    if size <= 30 and _JOINS.match(bare):
        return KindReading("joining", (bare[:6],))
    if found["kinds.joining"] and _starts(found, "kinds.joining", 14):
        return _because("joining", found, "kinds.joining")
    if found["kinds.supplement"] and _starts(
        found, "kinds.supplement", 8 if not open_cases else 20
    ):
        return _because("supplement", found, "kinds.supplement")
    return None


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


def _grave(text: str, bare: str, found: Found, size: int) -> KindReading | None:
    if size <= CHAT and (massed := _MASSED.search(text)):
        return KindReading("gathering", (massed.group(),))
    if found["kinds.gathering"] and _gathers(text, found, size):
        return _because("gathering", found, "kinds.gathering_sure", "kinds.gathering")
    if found["kinds.accusation"] and _accuses(found, size):
        return _because("accusation", found, "kinds.accusation")
    if found["kinds.court_own"] and _in_court(bare, found, size):
        return _because("lawful_channel", found, "kinds.court_own")
    if (
        found["kinds.favour_sure"]
        and size <= LETTER
        and not found["kinds.accuser"]
        and not re.search(r"政策|规定|条件|符合|咨询|请问", bare)
    ):
        if not re.search(r"举报|要求查|谁送|送礼|他们|凭什么|都是托|靠关系", bare):
            return _because("favour", found, "kinds.favour_sure")
    elif (
        (
            found["kinds.favour"]
            and size <= CHAT
            and re.search(r"能不能|帮忙|帮我|帮个忙|求|拜托|请", bare)
        )
        and len(found["kinds.favour"]) >= 2
        and not found["kinds.accuser"]
    ):
        return _because("favour", found, "kinds.favour")
    if found["kinds.advertising"] and size <= 200 and _advertises(bare, found):
        return _because("advertising", found, "kinds.advertising")
    return None


def _gathers(text: str, found: Found, size: int) -> bool:
    if size > LETTER:
        return False
    sure = found["kinds.gathering_sure"]
    when = found["kinds.gathering_when"]
    if sure and (when or size <= 26):
        words = set(found.words("kinds.gathering_sure"))
        if words <= {"堵路", "堵门", "聚集", "围住"}:
            return (
                bool(re.search(r"人|村民|业主|工人|家长|我们|大家|政府|工地|公司", text))
                and bool(
                    re.search(
                        r"几十|几百|上百|百多|百人|好多人|村民|业主|工人|家长|大家|我们.{0,6}(?:去|要)|政府|讨|工地门口",
                        text,
                    )
                )
                and not re.search(r"摊|车|狗|打牌|跳舞|夜宵|烧烤|喝酒|垃圾", text)
            )
        return not re.search(r"聚众(?:赌|打|斗|殴|吸|闹酒)|请愿书|如果|难道|逼", text)
    return (
        len(found["kinds.gathering"]) >= 2
        and bool(when)
        and bool(re.search(r"政府|县里|上访|信访|工地|门口|讨", text))
    )


def _accuses(found: Found, size: int) -> bool:
    strong = {
        w
        for w in found.words("kinds.accusation")
        if w not in ("公款", "送钱", "渎职", "腐败", "拉票", "截留")
    }
    if size > LETTER:
        return len(strong) >= 2 and bool(found["kinds.cadre"]) and bool(found["kinds.accuser"])
    if strong:
        return bool(found["kinds.cadre"] or found["kinds.accuser"])
    return bool(found["kinds.accuser"] and found["kinds.cadre"] and size <= CHAT)


def _in_court(bare: str, found: Found, size: int) -> bool:
    if (
        re.search(
            r"(?:否则|不然|如果|要是|准备|打算|想|只能|只好|会|将)(?:就|去|要|向|再)?(?:法院)?(?:起诉|打官司|上诉|申请仲裁)",
            bare,
        )
        and len(found["kinds.court"]) < 2
    ):
        return False
    if size <= LETTER:
        return True
    return len(set(found.words("kinds.court_own"))) >= 3


def _advertises(bare: str, found: Found) -> bool:
    words = [w for w in found.words("kinds.advertising") if w not in _OFTEN_NOT_ADS]
    if _COMPLAINS_OF_ADS.search(bare) or found["kinds.accuser"]:
        return False
    return len(words) >= 2 or (
        bool(words) and bool(_AD_CONTACT.search(bare)) and 8 < len(bare) <= 2 * CHAT
    )


_OFTEN_NOT_ADS = frozenset(
    {
        "出售",
        "转让",
        "收购",
        "供应",
        "招工",
        "额度",
        "彩票",
        "六合彩",
        "网贷",
        "领取",
        "特价",
        "兼职",
        "首付只要",
    }
)
_COMPLAINS_OF_ADS = re.compile(
    r"投诉|举报|反映|骗|诈|扰民|乱收|不退|维权|被坑|上当|天天打电话|骚扰|小广告|牛皮癣|请问|政策|打击|严查|严惩|"
    r"您好|你好|尊敬|领导|有没有.{0,6}(?:工|岗)"
)


def _ordinary(
    bare: str, found: Found, *, certain: float, place: bool, trouble: bool, size: int
) -> KindReading:
    if found["kinds.law_opinion"] and size <= 200 and _on_a_law(bare):
        return _because("law_opinion", found, "kinds.law_opinion")
    if found["kinds.thanks"] and _only_thanks(bare, found, size):
        return _because("thanks", found, "kinds.thanks")
    if (
        found["kinds.abuse"]
        and not trouble
        and (certain < 0.5 or size <= 16)
        and not place
        and size <= CHAT
    ):
        return _because("abuse", found, "kinds.abuse")
    if _greets(bare, found) and not trouble:
        return _because("greeting", found, "kinds.greeting")
    if not found["kinds.question_sure"] and size <= CHAT and _WISH.search(bare):
        return _because("project_wish", found, "kinds.wish_sure")
    if found["kinds.wish_sure"] and not found["kinds.question_sure"] and _wishes(bare, found, size):
        return _because("project_wish", found, "kinds.wish_sure")
    if size <= 30 and _HOW_MUCH.search(bare) and not _NOT_A_POLICY.search(bare):
        return KindReading("policy_question")
    if found["kinds.question_sure"] and _asks_policy(found, size):
        return _because("policy_question", found, "kinds.question_sure")
    if found["kinds.question"] and not trouble and 6 <= size <= CHAT:
        return _because("policy_question", found, "kinds.question")
    if trouble or certain >= 0.35 or size > CHAT:
        return _because(PROBLEM, found, "kinds.trouble")
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
