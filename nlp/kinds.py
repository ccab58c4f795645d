"""What kind of message it is: hand rules, and in chat learned words that weigh them.

Letters are read by the hand rules alone. In short messages the learned words decide, with what the
rules say as one voice among theirs; some rules are plain enough to stand as they are.
"""

import re
from dataclasses import replace

from nlp.cues import Found
from nlp.kind_names import KINDS, LETTER, PROBLEM, ROUTED, KindReading
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
#: A binding code that somebody sends within a sentence.
_CODE = Pattern(
    r"码(?:就?是|为|：|:)?\s*(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{4}[\s-]?[a-z0-9]{4}(?![a-z0-9])"
)
_DROPPED = frozenset({"advertising", "abuse"})
#: 「别让代表知道」, which is no wish about one's data.
_SECRECY = Pattern(
    r"(?:别|莫|不要|不想|不能|不愿|不准|甭|勿)[^，。]{0,3}(?:让|叫|给|跟|告诉|被)[^，。]{1,8}(?:知道|晓得|看到|看见|听到|说)|保密|匿名"
)
_OWN_DATA = re.compile(r"信息|资料|号码|电话|姓名|名字|记录|数据|授权|注销|删|隐私|存了|谁能看")
_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")
#: 「我报的路灯还修不修了」, 「说好修的路呢」: how things stand.
_STILL = Pattern(
    r"(?:我|俺|咱们?)(?:上次|上回|之前|昨天|前些天)?(?:报|说|反映|提|投诉|讲)(?:的|过的)[^，。]{0,10}(?:还|到底)?(?P<do>修|办|弄|管|填|装|换|通|发|来|改)不(?P=do)"
    r"|说(?:好的?)?(?:月底|月初|周[一二三四五六日末]|[一二三四五六七八九十几两\d]+天)[^，。]{0,6}"
    r"[，, ]?(?:今天|现在|这)都"
    r"|没人理(?:我|俺)(?:吗|么|们)?|把(?:我|俺)(?:们)?(?:的|这个?|那个?|家)?(?:事情?|问题)?(?:给)?忘(?:了|到|掉|脑)"
)
#: The same as whole messages: 几天能好, 能不能快点, 急死了, 昨天问的那个咋样.
_HURRIES = re.compile(
    r"^(?:还要|还得|大概)?(?:几天|多久|啥时候?|什么时候|何时|哪天|几时)(?:才)?(?:能|可以|会)(?:给)?(?:我|俺)?(?:好|来|修|弄|办|通|解决|有信)[^，。]{0,4}$"
    r"|^(?:你们)?(?:能不能|可不可以|麻烦|请)?(?:给|帮)?(?:我|俺)?(?:办)?快(?:点|些|一点)(?:吧|啊|呗|行不|嘛|办)?$|^(?:真是|都)?急死(?:了|人了|我了|个人)?$"
    r"|^(?:我|俺)?(?:昨天|前天|昨晚|上次|上回|那天|刚才|早上)(?:问|说|报|反映|提)的(?:那个|那件|那|事)?(?:事)?(?:咋样|怎么样|如何|好了没|办了没|有信没|呢)[^，。]{0,3}$"
)
_DO_NOT_RING = re.compile(
    r"^(?:先|可|千万)?(?:不要|别|莫|不能)(?:再)?(?:给(?:我|俺))?打(?:我|俺)?(?:的)?电话"
)
#: Who speaks, as a whole message; and what is no more than talk.
_WHO_I_AM = re.compile(
    r"^(?:你好|您好|大家好)?[，, ]?我(?:就)?是(?!说|想|来|在|要|问|不)[^，。]{0,8}"
    r"(?:代表|人大|[局站所市县镇乡村校园院]长|书记|主任|干部|记者|律师)的?[一-鿿]{0,3}$"
)
_ASKS_WHAT_IT_IS = re.compile(
    r"^(?:你|您|恁)们?(?:到底)?是(?:个)?(?:机器|电脑|真人|活人|人工|人)[^。]{0,16}$"
)
#: 「派出所小陈帮我找回电瓶车，必须夸」
_PRAISES = re.compile(r"(?:要|必须|得|想|应该|该)(?:好好|点名|特别)?(?:表扬|夸|点个?赞)(?!不)")
#: A fact about who is spoken of, which goes with what was said before: 园长姓王, 他舅是社区主任.
_ADDED_FACT = re.compile(
    r"^[^，。\s]{1,8}(?:姓[一-鿿]|叫[一-鿿]{2,3}|就?是(?:我们?)?[^，。\s]{0,4}(?:主任|书记|支书|会计|老师|校长|村长|园长|所长|站长|镇长|局长))$"
    r"|^(?:可)?(?:别|莫|不要|甭)(?:去)?找[^，。\s]{1,8}麻烦$"
)
#: Where who wrote can be reached, and nothing else.
_REACHED_AT = re.compile(
    r"(?:打|联系|找|拨)(?:我|他|她|俺|孙女|孙子|儿子|女儿|闺女|老伴|媳妇)?[^，。]{0,4}(?:电话|手机|号码?)|(?:我|他|她|俺)的?(?:电话|手机|号码)"
)
_TELEPHONE = re.compile(r"1[3-9]\d{9}")
#: A question beside something else: 「公交改线了，顺便问下老年卡」.
_ASKS_BESIDE = re.compile(
    r"[^，,。；;]{4,}(?<![吗呢])[，,。；; ]+(?:顺便|顺带|另外|还想|再)(?:再|想)?问(?!题)"
)
_NOT_WORKING = re.compile(r"坏|堵|臭|漏|塌|断|不亮|不通|停[水电]|没[水电]")
_UNSUBSCRIBES = re.compile(r"^(?:td|t|退订|取消订阅|不再接收|退订消息)$")


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
        return KindReading(PROBLEM, reading.words)  # 「上北京告」: angry here, not about Beijing
    if len(text) <= LETTER and _CODE.search(text):
        return KindReading("unclear", reading.words)
    if _UNSUBSCRIBES.match(text.strip(" 。.!！")):
        return KindReading("data_rights", reading.words)
    if reading.kind == "data_rights" and _tells_in_secret(text):
        return KindReading(PROBLEM, reading.words)
    said = text.strip(" 。.!！?？~")
    if len(said) <= _STILL_LONGEST and (kind := _plainly(said)) and reading.kind != "accusation":
        return KindReading(kind, reading.words)
    if reading.kind == "policy_question" and _ASKS_BESIDE.search(text):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "human" and len(said) > 16 and _NOT_WORKING.search(said):
        return KindReading(PROBLEM, reading.words)
    if reading.kind == "accusation" and _ADDED_FACT.match(said):
        return KindReading("supplement", reading.words)
    perhaps = reading.kind in (PROBLEM, "data_rights", "unclear")
    if perhaps and len(text) <= _STILL_LONGEST and _STILL.search(text):
        return KindReading("status", reading.words)
    return reading


_STILL_LONGEST = 30


def _plainly(said: str) -> str | None:
    """The kind of a short message whose form leaves no doubt; None of any other."""
    if _DO_NOT_RING.match(said):
        return "supplement"
    if _HURRIES.match(said):
        return "status"
    if _WHO_I_AM.match(said):
        return "greeting"
    if _ASKS_WHAT_IT_IS.match(said):
        return "human"
    if _PRAISES.search(said) and not _WRONG.search(said):
        return "thanks"
    reached = _TELEPHONE.search(said) and _REACHED_AT.search(said)
    return "supplement" if reached and not _WRONG.search(said) else None


#: That something is wrong, so that a telephone number is not all that is said.
_WRONG = re.compile(
    r"坏|没(?!事|空)|不(?!在|方便)|停|堵|漏|断|欠|塌|脏|臭|吵|占|问|请|找不|反映|投诉|低保|补"
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
