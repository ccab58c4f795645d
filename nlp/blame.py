"""Whether who is named is blamed, by the hand rules (``rules/avoidance.toml``).

A word of blame stands in the same or the next clause, and nothing between them makes it somebody
else's."""

import re

from nlp.conduct import tells_of_conduct
from nlp.cues import Found, Span, rules
from nlp.likely import Pattern, needed_of

_STOP = re.compile(r"[。！？!?\n；;]")
_PART = re.compile(r"[，,、：:\s]")
#: Behind an office: it is spoken to.
GREETED = re.compile(r"^[一-鿿]{0,4}(?:您好|你好|领导|们?[：:]|同志)")
#: Between an office and blame of it these make the blame somebody else's.
_TURNS = re.compile(
    r"(?:说|讲|回复|答复|告知|称|表示|知道|出面|来了|管一管|解决一下|处理一下|查处|打击|制止)"
)
#: 派出所打击赌博: what the body does something about.
_ACTS = re.compile(r"打击|查处|制止|取缔|定为|认定|整治|核实|通报|处罚|约谈|严惩|清理|监督")
#: 社区 and 村里 are places, too; only so they are the body.
_AS_A_BODY = re.compile(
    r"^(?:也|都|却|又|就|根本|完全|从来|一直|总是|还|的人|的?干部|领导|书记|主任|两委|不|没|推|互相|各种|以|把"
    r"|收|扣|卖|贪|包庇|无人|置|敷衍|态度|骗|说|称|让|拒|踢|给|拿|截|私|占|强)"
)
#: Bodies that are also said for the place.
PLACES_TOO = frozenset(
    {"俺大队", "我们大队", "队里", "社区", "村里", "村上", "镇里", "乡里", "县里", "村理"}
)
#: Bodies that are often named for where they are or what they do.
BODIES = frozenset(
    {
        "村委会",
        "镇政府",
        "乡政府",
        "卫生院",
        "派出所",
        "供电所",
        "中心校",
        "街道办",
        "居委会",
        "县政府",
        "交警",
        "公安局",
    }
)
_PASSIVE = re.compile(r"被(?!举报|查|抓|告|投诉|处分)|遭(?:到|受)?")
_GENTLE = frozenset(
    {
        "作风",
        "捞",
        "坑",
        "骗",
        "强行",
        "违法",
        "违规",
        "占用",
        "占了",
        "卖了",
        "送礼",
        "不合理",
        "不让",
        "从不",
        "不公平",
    }
)


#: Behind a body: the spot beside it is meant.
_BESIDE = re.compile(
    r"(?:的)?(?:大?门(?:口|前|外|边)|后头|后面|后边|背后|后门|旁边?|边上|侧边|对面|对过|前面|前头|隔壁|附近|院墙|围墙"
    r"|楼下|路口|那条路|那段路|[去来]的路)"
)
#: The same of somebody's house; but who complains of favours tells of conduct, or compares.
_BY_THE_HOUSE = re.compile(
    r"(?:他|她)?[家屋房院](?:子|的)?(?:大?门(?:口|前|外|边)|[前后]头?面?边?|旁边?|边上|对面|隔壁|东头|西头|附近|那条[路街巷])(?![^。]{0,12}(?:我们|俺|咱|别人|修了|先|独|单))"
)
#: Right before it: somebody goes there.
_TOWARDS = re.compile(r"(?:往|朝|冲进|冲到|闯进|赶到|跑到|走到|进了?)$")
#: Behind an office: it is asked for something, or told what it lets people do.
_ASKED_FOR = re.compile(
    r"^(?:们)?(?:您|你们?)?(?:能不能|能否|可否|可不可以|能|可以|帮|给|来)(?:管|催|问|说|看|帮|支|讲|反映|过问|解决|协调|递|打)"
    r"[^，。；;]{0,6}(?:不|吗|么|呗|吧|没|一下|[说句]话|招|呼)?(?=$|[，,。；;！!？?\s])"
)
#: 支书让大伙提意见: it only calls on people; 镇长开会说要建: it is only quoted.
_CALLS_ON = re.compile(
    r"^(?:开会)?(?:说|让|叫|要|喊|请|号召|发动)?(?:大家|大伙|我们|咱们?|每人|每家|村民|群众)?[^，。]{0,2}(?:提(?!前)|写|报名|征集|选(?!完|上|出)|投票)"
    r"|^(?:在)?征集|^(?:家|他家|她家)?所在|^住的"
)
_HEARD = re.compile(r"听(?:了|到|见)?(?:我们|咱|俺)?$")
#: 别给村干部看到: nothing is said of them, but they must not know.
_KEPT_FROM = re.compile(
    r"(?:别|莫|不要|不能|不准|不许|不想|不愿|千万|甭|勿|休)(?:再|去|把[^，。]{1,6})?(?:给|让|叫|告诉|告知|跟|被|同|和|对|向|透露给|说给)"
    r"(?:我们|俺们?|咱们?|那个|这个|他们)?(?:村的|镇的|村里的|村里|镇里)?$"
)


#: 「钱让村主任吃了」, where 让 asks nobody.
_BY = frozenset("让叫给被")
_TAKEN = re.compile(r"[^，。]{0,3}(?:吃|吞|贪|占|拿|卖|扣|昧|黑|霸)(?:走|光|掉|去)?了")
_IS_TAKEN = Pattern(r"[让叫给被][^，。]{2,8}(?:吃|吞|贪|占|拿|卖|扣|昧|黑|霸)(?:走|光|掉|去)?了")
#: 「12345打了四遍，沟还是臭的」: the ditch is the matter, not the hotline.
_HOTLINES = frozenset({"12345", "热线"})
_RUDE_ON_THE_LINE = re.compile(r"态度|接线|骂|凶|吼|挂(?:了|断|我)|爱答不理|不耐烦|敷衍我")


def is_beside(text: str, span: Span) -> bool:
    """Whether only the spot of a body is meant, or the way there: 卫生院后头, 往村委会去."""
    if text[span[1] - 1] in "长记任员官书":
        house = _BY_THE_HOUSE.match(text, span[1])
        return house is not None and not tells_of_conduct(text[house.end() :])
    near = _BESIDE.match(text, span[1])
    return bool(near or _TOWARDS.search(text[max(0, span[0] - 4) : span[0]]))


def is_appealed_to(text: str, span: Span) -> bool:
    """Whether who is named is only asked for help, calls on people or is quoted: 代表能催不,
    支书让大家提, 听镇长说."""
    behind = text[span[1] : span[1] + 24]
    if text[slice(*span)] in _HOTLINES and not _RUDE_ON_THE_LINE.search(text):
        return True
    heard = _HEARD.search(text[max(0, span[0] - 5) : span[0]])
    return bool(_ASKED_FOR.match(behind) or _CALLS_ON.match(behind) or heard)


#: Behind somebody's name or office: they only say, know or help.
_ONLY_SAYS = re.compile(
    r"^(?:代表|书记|主任|站长|镇长|同志|老师|大哥|他们?)?(?:说|讲|让|叫|帮|答应|告诉|来过|来看|知道|通知|联系|帮忙|也|都)"
)


def is_only_mentioned(text: str, found: Found, span: tuple[int, int]) -> bool:
    """Whether a person is only asked, told, greeted, quoted, appealed to or praised."""
    start, end = span
    if is_asked(text[max(0, start - 6) : start]) or GREETED.match(text[end : end + 8]):
        return True
    behind = text[end : end + 12]
    praised = any(end <= s <= end + 12 for s, _ in found["avoidance.praise"])
    return praised or bool(_ONLY_SAYS.match(behind)) or is_appealed_to(text, span)


def is_kept_from(text: str, span: Span) -> bool:
    """Whether they must not know who speaks: 别给村干部看到."""
    return bool(_KEPT_FROM.search(text[max(0, span[0] - 16) : span[0]]))


def is_only_a_place(text: str, span: tuple[int, int]) -> bool:
    """北街社区的垃圾没人收: the end of a place's name, not the body of that name."""
    start, end = span
    attached = start > 0 and "一" <= text[start - 1] <= "鿿"
    return text[start:end] == "社区" and attached and not _AS_A_BODY.match(text[end : end + 4])


#: Said for the place, the thing or the service as often as for who runs it.
_THINGS = frozenset({"自来水", "电力", "水利", "网格", "邮政"})
_SERVICES = frozenset(
    {
        "卫生室",
        "卫生院",
        "卫生所",
        "大夫",
        "医生",
        "护士",
        "村医",
        "幼儿园",
        "学校",
        "食堂",
        "医院",
        "银行",
        "邮局",
        "医保",
    }
)
_TO_PLACES = frozenset({"镇上", "乡上", "县里", "镇里", "村里", "村上", "乡里"})
_GOES_THERE = re.compile(r"(?:跑|去|上|到|回|离|从|往|进)$")
_OF_A_BODY = re.compile(r"^(?:公司|厂|的人|那帮|那伙|站|所|局|老板|收费|乱收|不管|不理|骗)")
#: What a service lacks, which blames nobody of it.
_LACKS = re.compile(
    r"关门|不开门|没开门|锁着门|没人(?:$|[，,。 ])|没(?:有)?(?:大夫|医生|护士|药|老师|床位|号)"
    r"|缺(?:药|人|医|老师)|[就只才]开|一个月来|半个月来|排队|排[^，。]{0,4}[天月号]|太远|不够用|刷不[起了]|系统"
)
_BY_SOMEBODY = re.compile(
    r"态度|骂|凶|吼|推|乱收|收钱|红包|不认账|打错|开错|误诊|不作为|敷衍|赶|歧视|爱理不理|翻白眼|贵的|专拣|黑心|多收"
)


#: The group of words without which nobody is said to have taken anything.
TAKEN = "avoidance.taken"


def taken() -> frozenset[str]:
    """The words of :data:`TAKEN`."""
    return needed_of((_IS_TAKEN,))


def is_taken(text: str, found: Found) -> bool:
    """Whether somebody is said to have pocketed something, without a word of blame. ``found``: a
    scan of ``text`` that covered :data:`TAKEN`."""
    return TAKEN in found and bool(_IS_TAKEN.search(text))


def is_said_for_the_place(text: str, span: Span) -> bool:
    """俺大队那个健身器材, 村里的路, 去镇上拿药, 自来水一天只来两小时, 卫生室没药: where it is, the
    thing or what a service lacks; nobody is meant."""
    start, end = span
    who, behind = text[start:end], text[end : end + 6]
    if who.isdigit() and (text[start - 1 : start].isdigit() or behind[:1].isdigit()):
        return True  # 12345 within a telephone number
    if who in _TO_PLACES and _GOES_THERE.search(text[:start]):
        return True
    if who in _SERVICES and _LACKS.search(text) and not _BY_SOMEBODY.search(text):
        return True
    if who in _THINGS:
        return not _OF_A_BODY.match(behind)
    if who not in PLACES_TOO or _AS_A_BODY.match(behind[:4]):
        return False
    return behind[:1] in ("的", "那", "这")


def is_blamed(text: str, found: Found, who: Span) -> bool:
    """Whether the office, body or person at ``who`` is spoken badly of. ``found``: a scan for the
    groups of ``rules/avoidance.toml``."""
    start, end = who
    if text[max(0, start - 1) : start] in _BY and _TAKEN.match(text, end):
        return True
    if not (
        any(start - 8 <= s < end + 22 for s, _ in found["avoidance.blame"])
        or any(start - 8 <= e <= start for _, e in found["avoidance.accuse"])
    ):
        return False
    left = max(
        (m.end() for m in _STOP.finditer(text, max(0, start - 60), start)),
        default=max(0, start - 60),
    )
    stop = _STOP.search(text, end, min(len(text), end + 60))
    right = stop.start() if stop else min(len(text), end + 60)
    parts = [m.start() for m in _PART.finditer(text, end, right)]
    reach = min(right, (parts[1] if len(parts) > 1 else right), end + 22)
    clause_left = max((m.end() for m in _PART.finditer(text, left, start)), default=left)
    before = text[clause_left:start]
    if GREETED.match(text[end : end + 8]) or "尊敬的" in before or "敬爱的" in before:
        return False
    accused = max(
        (e for s, e in found["avoidance.accuse"] if s >= clause_left and e <= start), default=None
    )
    if text[start:end] in PLACES_TOO and not _AS_A_BODY.match(text[end : end + 4]):
        return False
    asked = is_asked(before if accused is None else text[accused:start])
    for s, e in found["avoidance.blame"]:
        if end <= s < reach:
            between = text[end:s]
            if _praised(found, end, s) or (asked and not _unheard(text[s:e])):
                continue
            if _PASSIVE.search(between) or _ACTS.search(between):
                continue  # something else had it done to it: 社区的房子被强拆
            if text[s:e] in _GENTLE and (s - end > 6 or _TURNS.search(between)):
                continue
            if _TURNS.search(between) and not _unheard(text[s:e]) and s - end > 6:
                continue
            return True
    if asked:
        return False
    for s, e in found["avoidance.accuse"]:
        if left <= s and e <= start and start - e <= 8 and not _PART.search(text, e, start):
            if text[s:e] == "反映" and not re.search(r"问题|情况", text[end : end + 12]):
                continue
            return True
    # 「贪污的村支书」「被城管打伤」
    for s, e in found["avoidance.blame"]:
        if (
            clause_left <= s
            and e <= start
            and start - e <= 3
            and text[e:start] in ("的", "我们的", "的这个", "的那个")
        ):
            return True
    return before.endswith(("被", "遭", "遭到", "受到")) and bool(
        [1 for s, _ in found["avoidance.blame"] if end <= s < reach]
    )


_ASKED: tuple[str, ...] = tuple(rules("avoidance")["words"]["asked"])
_UNHEARD = (
    "不管",
    "不理",
    "推",
    "踢",
    "敷衍",
    "没人",
    "无人",
    "拒",
    "不作为",
    "搪塞",
    "扯皮",
    "不给",
    "不办",
    "不肯",
    "不答复",
    "不回复",
    "置之不理",
    "爱",
    "态度",
    "骂",
    "打",
    "不解决",
    "不处理",
    "没有答复",
    "不接",
    "不闻",
    "视而",
    "无动",
    "刁难",
    "拖",
    "一拖",
    "包庇",
    "偏袒",
    "应付",
    "威胁",
)


def is_asked(before: str) -> bool:
    """Whether words right before an office make it the one who is told or asked (向, 请 …)."""
    return any(word in before[-6:] for word in _ASKED)


def _unheard(word: str) -> bool:
    return word.startswith(_UNHEARD)


def _praised(found: Found, start: int, end: int) -> bool:
    return any(start <= s and e <= end for s, e in found["avoidance.praise"])
