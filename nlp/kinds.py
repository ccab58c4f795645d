"""What kind of message it is: hand rules, and in chat learned words that weigh them.

Letters are read by the hand rules alone. In short messages the learned words decide, with what the
rules say as one voice among theirs; some rules are plain enough to stand as they are.
"""

import re
from dataclasses import replace

from nlp.blames_nobody import blames_nobody, is_own_wish
from nlp.conduct import is_never_seen
from nlp.corruption import is_accusation, is_rigged
from nlp.cues import Found
from nlp.danger_standing import is_told_to_others
from nlp.danger_untold import have_moved
from nlp.kind_names import KINDS, LETTER, PROBLEM, ROUTED, KindReading
from nlp.kind_plain import ADDED_FACT, LAWFUL, LONGEST, QUOTES, STILL, plainly, threatens
from nlp.kind_rules import by_rules, chat_groups, groups, is_chat, only_nods, stands
from nlp.kind_words import kind_words, signs, speaks_of_cadres
from nlp.likely import Pattern

__all__ = [
    "KINDS",
    "PROBLEM",
    "ROUTED",
    "KindReading",
    "chat_groups",
    "groups",
    "is_chat",
    "only_nods",
    "only_quotes",
    "read_kind",
]


def load() -> None:
    """Reads the learned words now. TableError when they cannot be read."""
    kind_words()


#: Below this no learned word knows the message well enough to speak against the rules; for what
#: nobody will look at again it takes more (cross-validation costs nothing, titles of real letters
#: are taken for advertising five times less often).
_SURE_ENOUGH = -0.8
_SURE_TO_DROP = -0.35
#: Who will not be heard here goes higher: to Beijing, to the press.
_GOES_HIGHER = Pattern(
    r"(?:去|上|到|进|往)(?:北京|京|省里|省城|省上|省府|市里|中央|国务院)[^，。]{0,6}(?:访|告|反映|讨|说理|闹)"
    r"|(?:找|联系|请|叫)(?:个|了)?(?:记者|媒体|电视台|报社)|曝光|发抖音|上抖音"
)
#: The sender's own village beside another county.
_OURS = re.compile(r"(?:咱|俺|我)们?(?:这|那)?(?:个)?(?:村|镇|组|小区|县|社区|街|队|湾)")
_WISHES = re.compile(r"能不能|能否|可不可以|希望|建议|要不要也")
#: Without people, or an office that they go to, nobody gathers.
_PEOPLE = re.compile(
    r"人|们|司机|家长|业主|工友|村民|大伙|大家|我们|俺们|咱们|一起|一块|政府|县里|访|集合|聚|横幅|罢|静坐|围|示威|游行|讨说法|闹|都去|去[县镇](?:政府|里|委|上)?(?:门口|闹|讨|要说法|集合|堵|坐)"
)
#: A binding code that somebody sends within a sentence.
_CODE = Pattern(
    r"码(?:就?是|为|：|:)?\s*(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{4}[\s-]?[a-z0-9]{4}(?![a-z0-9])"
)
_DROPPED = frozenset({"advertising", "abuse"})
#: 「别让代表知道」, which is no wish about one's data.
_SECRECY = Pattern(
    r"(?:别|莫|不要|不想|不能|不愿|不准|甭|勿)[^，。]{0,3}(?:让|叫|给|跟|告诉|被)[^，。]{1,8}(?:知道|晓得|看到|看见|听到|说)|保密|匿名"
    r"|(?:别|莫|不要|不能|甭|勿)[^，。]{0,8}(?:说出去|传出去|往外(?:传|说)|讲出去|露出去)"
)
_OWN_DATA = re.compile(r"信息|资料|号码|电话|姓名|名字|记录|数据|授权|注销|删|隐私|存了|谁能看")
_ASKS_YOU = re.compile(
    r"(?:让|叫|请|求|盼|想|希望)(?:你们?|恁们?|您|政府|镇上?|村里?|站里|代表|上面|单位)[^，。]{0,8}"
    r"[修办管弄装换清通建]"
)
#: That they come together, or will not give way.
_GATHERS = re.compile(r"[去到往堵围聚闹访]|一起|一块|集[体合]|门口|横幅|不走|联名|几?[十百千]多?人")
#: Anger, which sounds like a claim to one's own: 「我要去告你们」, 「等着看你们咋办」.
_AGAINST = re.compile(r"告(?:你们?|恁|他们?|状|到)|投诉|曝光|举报|等着|瞧着|咋办|推来推去")
_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")
#: A question beside something else: 「公交改线了，顺便问下老年卡」.
_ASKS_BESIDE = re.compile(
    r"[^，,。；;]{4,}(?<![吗呢])[，,。；; ]+(?:顺便|顺带|另外|还想|再)(?:再|想)?问(?!题)"
)
_NOT_WORKING = re.compile(r"坏|堵|臭|漏|塌|断|不亮|不通|停[水电]|没[水电]")
#: Without a word of what is good nobody thanks (信访办让找你们); with these they mean the contrary.
_GOOD = re.compile(
    r"谢|好|赞|夸|恩|辛苦|麻烦|劳|费心|亮|通[了水]|修|福|暖|高兴|放心|满意|顺|快|灵|中|美|祝|热心|帮|行|ok|不错|棒|佩服|敬|礼|收到|知道了|放了|搞定|解决|感激|靠谱|鞠躬|唔该|拇指|感动|新鲜|舒服|没白|xie|3q|thx|thank|[👍🙏❤🌹👏💐😊😄]"
)
_NOT_MEANT = re.compile(
    r"八辈|祖宗|全家(?!都|老小)|推来推去|踢皮球|等着瞧|你们?等着|(?<!没)白[跑等说]|没用|糊弄|骗|一把火|弄死|小心点|走夜路|记住你"
)
#: 「供电所的电话打不通」 asks for nobody's number.
_UNREACHED = re.compile(
    r"电话[^，。]{0,4}(?:打不[通进]|没人接|不接|占线|忙音|空号|停机|关机|打不了)"
)
_UNSUBSCRIBES = re.compile(r"^(?:td|t|退订|取消订阅|不再接收|退订消息)$")


def only_quotes(text: str) -> bool:
    """Whether ``text`` only tells what somebody said will be done, and blames nobody by it."""
    return len(text) <= LONGEST and bool(QUOTES.match(text.strip(" 。.！!?？~")))


_PERHAPS_RIGGED = frozenset(
    {
        PROBLEM,
        "unclear",
        "policy_question",
        "favour",
        "advertising",
        "greeting",
        "supplement",
        "status",
    }
)
_PERHAPS_QUOTED = frozenset({PROBLEM, "accusation", "unclear", "policy_question", "status"})
_PERHAPS_WISHED = frozenset({PROBLEM, "accusation", "unclear"})
_PERHAPS_A_FACT = frozenset({PROBLEM, "accusation", "unclear", "human", "gathering", "joining"})


def read_kind(
    text: str,
    found: Found,
    *,
    certain: float = 0.0,
    place: bool = False,
    ours: bool = False,
    other_county: bool = False,
    open_cases: bool = False,
    written: str = "",
    nameless: str | None = None,
) -> KindReading:
    """The kind of ``text`` (the plain form of what was ``written``). ``found``: a scan that covered
    :func:`groups`, and :func:`chat_groups` if :func:`is_chat`; ``certain``: the topic's confidence,
    0–1; ``place``: a place was named, ``ours``: one of the county's own; ``other_county``: it names
    another county; ``nameless``: the text with the names of places blanked;
    ``open_cases``: the sender has something pending."""
    reading = _read(
        text,
        found,
        certain=certain,
        place=place,
        ours=ours,
        other_county=other_county,
        open_cases=open_cases,
        written=written,
        nameless=nameless,
    )
    if reading.kind == "elsewhere" and _GOES_HIGHER.search(text):
        # 「上北京告」: angry here, not about Beijing
        waits = threatens(text.strip(" 。.！!"))
        return KindReading("status" if waits else PROBLEM, reading.words)
    if reading.kind == "elsewhere" and ours:
        # 「我在苏州厂里，爹娘在东坪村」: who writes from afar speaks of home.
        return KindReading("greeting" if is_told_to_others(text) else PROBLEM, reading.words)
    if reading.kind == "elsewhere" and _OURS.search(text):
        # 「听说外县出了事，咱村的能不能填了」
        return KindReading("project_wish" if _WISHES.search(text) else PROBLEM, reading.words)
    if reading.kind == "elsewhere" and not other_county and _SENT_TO_US.search(text):
        return KindReading("unclear", reading.words)  # 「12345说归你们管」
    if reading.kind == "elsewhere" and _ASKS_OURS.search(text) and not _AFAR.search(text):
        # 「你们管不管拖欠工资」: who asks what we see to names no other place.
        named = other_county or "far.far" in found or "kinds.elsewhere" in found
        reading = reading if named else KindReading(PROBLEM, reading.words)
    if len(text) <= LETTER and _CODE.search(text):
        return KindReading("unclear", reading.words)
    if _UNSUBSCRIBES.match(text.strip(" 。.!！")):
        return KindReading("data_rights", reading.words)
    if reading.kind == "advertising" and _COMPLAINS.search(text):
        # 「驾校乱收费」: of a trade, and nobody sells anything.
        return KindReading(PROBLEM, reading.words)
    if len(text) <= LETTER and reading.kind in _PERHAPS_RIGGED and is_rigged(text):
        return KindReading("accusation", reading.words)  # 「招标有猫腻」 sells nothing
    if reading.kind in ("accusation", PROBLEM, "unclear") and have_moved(text):
        return KindReading("supplement", reading.words)
    if reading.kind in ("status", "rating", "unclear") and is_never_seen(text):
        return KindReading(PROBLEM, reading.words)  # 「代表从来没来过」
    if reading.kind == "favour" and _CANNOT.search(text):
        return KindReading(PROBLEM, reading.words)  # 「驾照换不了」
    if reading.kind in ("withdrawal", "favour") and _TAKEN_AWAY.search(text):
        # 「低保被取消了」 takes nothing back, and asks for no favour.
        return KindReading(PROBLEM, reading.words)
    unsaid = not found["kinds.thanks"] and not _GOOD.search(written or text)
    if reading.kind == "thanks" and (unsaid or _NOT_MEANT.search(text)):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "data_rights" and _AGAINST.search(text) and not _OWN_DATA.search(text):
        return KindReading("unclear", reading.words)
    if reading.kind == "data_rights" and _UNREACHED.search(text):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "data_rights" and _tells_in_secret(text):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "data_rights" and _SECRECY.search(text) and not _OWN_DATA.search(text):
        return KindReading("supplement", reading.words)  # 「可别给我说出去」
    said = text.strip(" 。.!！?？~")
    if len(said) <= LONGEST and (kind := plainly(said, text)) and reading.kind != "accusation":
        return KindReading(kind, reading.words)
    if reading.kind in _PERHAPS_WISHED and len(text) <= LETTER and is_own_wish(text):
        return KindReading("policy_question", reading.words)
    if reading.kind == "accusation" and len(text) <= LETTER and not is_accusation(text):
        if _SECRECY.search(text) and not _tells_in_secret(text):
            return KindReading("supplement", reading.words)  # 「这话可别让俺组长知道」
        if blames_nobody(text, found):
            return KindReading(PROBLEM, reading.words)
    if reading.kind in (PROBLEM, "status") and len(text) <= LETTER and LAWFUL.search(text):
        return KindReading("lawful_channel", reading.words)
    if reading.kind == "gathering" and len(text) <= LETTER and not _PEOPLE.search(text):
        return KindReading(PROBLEM, reading.words)  # 「渠堵」
    if reading.kind == "gathering" and _ASKS_YOU.search(text) and not _GATHERS.search(text):
        return KindReading(PROBLEM, reading.words)  # 「俺们商量好了，让你们先修四组的」
    if reading.kind == "policy_question" and _ASKS_BESIDE.search(text):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "human" and len(said) > 16 and _NOT_WORKING.search(said):
        return KindReading(PROBLEM, reading.words)
    if reading.kind in _PERHAPS_A_FACT and ADDED_FACT.match(said):
        return KindReading("supplement", reading.words)
    if reading.kind in _PERHAPS_QUOTED and only_quotes(text):
        return KindReading("supplement", reading.words)
    perhaps = reading.kind in (PROBLEM, "data_rights", "unclear")
    if perhaps and len(text) <= LONGEST and STILL.search(text):
        return KindReading("status", reading.words)
    return reading


#: Whoever sells something says none of this.
_COMPLAINS = re.compile(
    r"投诉|举报|反映|呼吁|违[规法约]|非法|欺[骗诈]|坑人|坑老|涉[黄嫌黑]|无证|强[制行]|捆绑|垄断|扰民|劣质|虚高|折损|拖欠|乱收"
    r"|不许|不让|不能(?!错过)|一刀切|假[钱冒货]|严重|(?:收费|招生|质量|装修)[^，]{0,4}(?:问题|差)|急需|限卖"
    r"|请[^，]{0,12}(?:查|管|政府|加快)|应考虑"
)
#: Who was sent here by somebody else.
_ASKS_OURS = re.compile(r"(?:你们?|这里|这儿)(?:这[里儿]|那)?能?(?:管|受理)")
_AFAR = re.compile(
    r"外[省县市地国]|隔壁|邻[县市省近]|[临别]县|别的|其[他它]地方|老家|国外|[一-鿿]{2,4}那边|不是(?:你|咱|本|这)"
    r"|[一-鿿]{1,3}[省市县州](?!里|政府|委|局|长|场|民|容)"
)
_SENT_TO_US = re.compile(
    r"[说讲][^，。]{0,4}(?:归|属|该|是|找)(?:你们|恁们?|您们?|人大|代表)(?:这)?(?:管|负责|办|的)"
)
#: What they cannot get done, and nobody is asked to help along.
_CANNOT = re.compile(
    r"^[^，,。帮您恁求托给替请]{2,10}(?:[办换取领报交转补注]|登记|认证|申请)不(?:了|下来|到|出来|成|上)[^，,。帮您恁求托给替请]{0,3}$"
)
#: What people had, and have no more: a benefit, a bus, a school; or would be rid of.
_TAKEN_AWAY = re.compile(
    r"(?:低保|五保|补贴|补助|津贴|救助|待遇|资格|名额|养老金|退休金|高龄|医保|公益岗|岗位|班车|公交|校车|车次|车站|站[点牌台]"
    r"|学校|小学|中学|幼儿园|教学点|年级|卫生[室所院]|门诊|药房|网点|信用社|银行|邮局|路灯|集市|早市|摊位?|证)"
    r"[^，,。；不别想我俺那这事件]{0,6}(?:取消|撤|停|砍|拿掉|抹掉|注销)(?!投诉|反映|诉求|[了掉销]?吧)"
    r"|(?:请求?|呼吁|要求|希望|建议)[^，。我俺]{0,10}(?:撤|取消)[掉销走]?(?!我|俺|投诉|反映|诉求)[^，。]{3,}"
)


def _tells_in_secret(text: str) -> bool:
    """「别让村里知道，三组的沟臭」: what is asked is kept, but something is told beside it."""
    if len(text) > LETTER or not _SECRECY.search(text) or _OWN_DATA.search(text):
        return False
    return any(len(part) >= 5 and not _SECRECY.search(part) for part in _CLAUSES.split(text))


def _read(
    text: str,
    found: Found,
    *,
    certain: float,
    place: bool,
    ours: bool,
    other_county: bool,
    open_cases: bool,
    written: str,
    nameless: str | None,
) -> KindReading:
    rule = by_rules(
        text,
        found,
        certain=certain,
        place=place,
        other_county=other_county,
        open_cases=open_cases,
        written=written,
    )
    if len(text) > LETTER or other_county or stands(text, rule):
        return rule
    known = signs(
        rule.kind,
        far="far.far" in found,
        place=place,
        ours=ours,
        cadre=speaks_of_cadres(found),
    )
    reader = kind_words()
    (score, best), (_, second), *_ = reader.scores(text if nameless is None else nameless, known)
    if best == rule.kind or score < (_SURE_TO_DROP if best in _DROPPED else _SURE_ENOUGH):
        return replace(rule, beside=second) if best == "accusation" else rule
    return KindReading(best, reader.loudest(text, best), second)
