"""The names in a message: beside a telephone, after 我叫 or 村民, of children and pupils, signed at
the end. A plain word that could be a name is none."""

import re

from nlp.cues import Found, rules
from nlp.masks import Mask

_RULES = rules("privacy")
_SUR = "".join(dict.fromkeys(_RULES["names"]["surnames"]))
_COMPOUND = "|".join(_RULES["names"]["compound"])
_NOT_NAMES = tuple(_RULES["names"]["not_names"])
_NAME = rf"(?:(?:{_COMPOUND})[一-鿿]{{1,2}}|[{_SUR}][一-鿿]{{1,2}})"
#: What may not be the second or third character of a name.
_NEVER = frozenset(
    "的是在了我你他她它们这那有和与及或就都也很不没未被把给让向对从到去来说要想能会请家住电身男女今年月日岁村镇乡"
    "县市区省路街号组队户个位名叫姓先师同因为于手联系反映找问"
)
_AFTER = (
    r"(?=[\s，,。.、；;：:（(）)！!？?]|$|[的在今上读被和与是住电身男女就]|\d|岁|才|刚|还|手机|联系"
    r"|[一二三四五六七八九十两][岁个年十]|[高初大][一二三四])"
)
_NAME_AFTER_CUE = re.compile(
    rf"\s*+(?:叫做?|名叫|名字叫?|姓名|是|为)?\s*+[:：,，]?\s*+[（(]?\s*+({_NAME})"
)
_MINOR_AFTER_CUE = re.compile(
    rf"\s*+(?:(?:的?名字|姓名)?\s*+(?:叫做?|名叫|名字叫|[:：（(])\s*+({_NAME})|({_NAME}){_AFTER})"
)
_CHILD_TOLD = re.compile(rf"((?:{_COMPOUND}|[{_SUR}])[一-鿿]{{2}})")
_NAME_BEFORE_NUMBER = re.compile(
    rf"({_NAME})\s*[（(]?[，,、：:。]?\s*(?:本人|我的?|的)?(?:联系)?(?:电话|手机|号码|身份证|号)*(?:是|为|号)*[：:，,]?\s*$"
)
_NAME_AFTER_NUMBER = re.compile(
    rf"[\s，,、（(：:]*+(?:联系人|找|姓名|机主|户名)?[：:]?\s*+({_NAME})(?=[\s，,。、）)！；]|$)"
)
#: 「西坪村一组赵秀兰，井水发苦，电话…」: who is entered by where they live.
_OF_PLACE = re.compile(
    rf"(?<=[组村队屯庄湾沟坪寨街区院])((?:{_COMPOUND}|[{_SUR}])[一-鿿]{{2}})"
    r"(?=[，,。；;、：:\s]|家(?![具电长庭园])|说|反映|$)"
)
#: 6栋601李某某养鸽子.
_LIVES_THERE = re.compile(rf"\s*(?:的|家)?((?:{_COMPOUND}|[{_SUR}])[一-鿿]{{2}})")
#: After these a name comes for sure; after the others there may as well be a plain word.
_SURE = frozenset(
    (
        *(
            "我叫",
            "我名叫",
            "名字叫",
            "名字是",
            "姓名",
            "联系人",
            "投诉人",
            "反映人",
            "举报人",
            "申请人",
        ),
        *("来信人", "留言人", "求助人", "户主", "本人叫", "我的名字", "收款人", "开户人", "户名"),
        *("落款", "署名", "俺叫", "名叫", "他叫", "她叫"),
    )
)
#: Who writes, or somebody beside them: 村民张三. After the others (包工头, 前夫, 支书) only names
#: of three characters count, or what 叫 leads to.
_PERSON = frozenset(
    (
        *("我是", "本人", "身份证", "我姓", "村民", "居民", "业主", "家长", "当事人", "受害人"),
        *("患者", "死者", "伤者", "邻居", "隔壁", "对门"),
    )
)
#: What comes after a name in a sentence about somebody.
_GOES_ON = re.compile(
    r"$|[\s，,。.、；;：:（(）)！!？?]|[扣开问买管是也又不没从喝吃承贪截克批办卖借还当教送收骑做修盖欠的把被欠说在叫家拿卖占打骂瘫聋残病住跟和找躲跑收给让去来今养种堆停搭晒]|\d|私|冒|带|常|天天|一家|一直|强|威"
)
#: A message often ends with its sender's name alone.
_SIGNED = re.compile(rf"[\s，,。；;！!]({_NAME})[\s。！!]*$")
_CALLED = re.compile(
    r"\s*(?:小名|名字|名)?叫做?([一-鿿]{2,3}?)(?=[，,。.！!\s\d]|$|今年|在|上|才|刚)"
)
#: A pupil named at the head of a breath: 「陈某某在二小三年级」, 「李某某转学，学籍卡住了」.
_PUPIL = re.compile(
    rf"(?:(?<=^)|(?<=[\s，,。；;！!]))((?:{_COMPOUND}|[{_SUR}])[一-鿿]{{2}})"
    r"(?=(?:同学)?(?:在|读|上|就读|考|转学|升|念|的?学籍|入学|报名)[^，。；;]{0,10}"
    r"(?:小|中|幼|年级|班|学籍|园)|转学|的?学籍|入学)"
)
#: 「我家小宝被老师罚」: a child by its pet name.
_PET_NAME = re.compile(
    r"(?:我|俺|我们|她|他)家(?:的)?((?:小|阿)(?![区孩店狗车院女儿妹弟卖吃摊饭超学时厂鸡猪猫])[一-鿿]{1,2}?)"
    r"(?=被|在(?:学校|班|幼儿园|[一二三四五六1-6]年级)|上(?:小|中|幼|学)|今年|读|才[一二三四五六七八九十\d]+岁)"
)
#: 「名字写错了，改成余某某」
_RENAMED = re.compile(
    rf"(?:名字|姓名)[^。]{{0,14}}(?:改成|改为|更正为|应该?是|正确的?是)\s*({_NAME})(?=[\s，,。！!、]|$)"
)
#: What may follow such a word if a name comes: a surname, or what leads to one.
_NAME_MAY_START = frozenset(_SUR) | frozenset(
    " \n:：,，(（叫名姓是为小的欧司诸上夏东皇尉公慕令端长宇"
)


def beside(text: str, found: Found, numbers: list[Mask]) -> list[Mask]:
    """Names after a word that leads to one, or beside the masks that are there already."""
    spans: list[tuple[str, int, int]] = []
    for _, end in found["privacy.child_before"]:
        if text[end : end + 1] not in _NAME_MAY_START:
            continue
        match = _MINOR_AFTER_CUE.match(text, end)
        good: list[tuple[str, int, int]] = []
        if match:
            group = 1 if match.group(1) else 2
            good = _good("minor", text, *match.span(group), sure=group == 1)
        if good:
            spans += good
        elif (told := _CHILD_TOLD.match(text, end)) and _CHILD_GOES_ON.match(text, told.end()):
            good = _good("minor", text, *told.span(1), sure=True)
            spans += [span for span in good if span[2] - span[1] == 3]
        elif (called := _CALLED.match(text, end)) and not _NEVER & set(called.group(1)):
            spans.append(("minor", *called.span(1)))
    for start, end in found["privacy.name_before"]:
        if text[end : end + 1] not in _NAME_MAY_START:
            continue
        match = _NAME_AFTER_CUE.match(text, end)
        if match:
            cue, at = text[start:end], match.span(1)
            led = "叫" in text[end : at[0]]
            if cue in _SURE or cue in _PERSON or led:
                spans += _good("name", text, *at, sure=cue in _SURE or led)
            elif at[1] - at[0] == 3 and _GOES_ON.match(text, at[1]):
                good = _good("name", text, *at, sure=True)
                spans += [span for span in good if span[2] - span[1] == 3]
    for mask in numbers:
        if mask.kind == "address":
            lives = _LIVES_THERE.match(text, mask.end)
            if lives and _GOES_ON.match(text, lives.end(1)):
                good = _good("name", text, *lives.span(1), sure=True)
                spans += [span for span in good if span[2] - span[1] == 3]
        if mask.kind in ("plate", "address"):
            continue
        match = _NAME_BEFORE_NUMBER.search(text, max(0, mask.start - 18), mask.start)
        if match:
            spans += _good("name", text, *match.span(1), sure=True, tail=True)
        match = _NAME_AFTER_NUMBER.match(text, mask.end)
        if match:
            spans += _good("name", text, *match.span(1), sure=True)
    if any(mask.kind not in ("plate", "address") for mask in numbers):
        for match in _OF_PLACE.finditer(text):
            good = _good("name", text, *match.span(1), sure=True)
            spans += [span for span in good if span[2] - span[1] == 3]
    if numbers and (signed := _SIGNED.search(text)) and signed.end(1) - signed.start(1) == 3:
        good = _good("name", text, *signed.span(1), sure=True)
        spans += [span for span in good if span[2] - span[1] == 3]
    known = {text[start:end]: kind for kind, start, end in reversed(spans)}
    for name, kind in tuple(known.items()):
        if kind == "minor" and len(name) == 3:
            known.setdefault(name[1:], kind)  # 李小虎 is 小虎 in the next sentence
    return [
        Mask(kind, match.start(), match.end())
        for name, kind in known.items()
        for match in re.finditer(re.escape(name), text)
    ]


def apart(text: str, found: Found) -> list[Mask]:
    """Names without a word before them that says so: pupils, pets' names of children, corrected
    names."""
    spans: list[tuple[str, int, int]] = []
    if "privacy.of_school" in found:
        for match in _PUPIL.finditer(text):
            good = _good("minor", text, *match.span(1), sure=True)
            spans += [span for span in good if span[2] - span[1] == 3]
    if "privacy.pet_name" in found:
        spans += [("minor", *match.span(1)) for match in _PET_NAME.finditer(text)]
    if "privacy.renamed" in found:
        for match in _RENAMED.finditer(text):
            spans += _good("name", text, *match.span(1), sure=True)
    return [Mask(*span) for span in spans]


#: After a child's name of three characters, when something is told of it.
_CHILD_GOES_ON = re.compile(
    r"[是把推打得患说从要没想跑摔骂会有给让不也又天每考念坐发受突总老爱]|\d"
)


def _good(
    kind: str, text: str, start: int, end: int, *, sure: bool, tail: bool = False
) -> list[tuple[str, int, int]]:
    """The name in ``text[start:end]`` cut to what can be one; none if it is a plain word."""
    if text[start] in "和与跟" and text[start + 1] in _SUR and end - start == 3:
        start += 1  # 李芳 and 王强, not Mr He
    name = text[start:end]
    if name.startswith(_NOT_NAMES):
        return []
    least = 3 if name.startswith(tuple(_RULES["names"]["compound"])) else 2
    if (
        sure
        and not tail
        and len(name) == 3
        and name[1] in "有明成"
        and name[2] not in _NEVER
        and not text[end : end + 1].strip("，,。；; \n")
    ):
        return [(kind, start, end)]  # 孙有田 between two pauses
    if not tail and sure and len(name) == 3 and name[2] == "来" and _GOES_ON.match(text, end):
        return [(kind, start, end)] if name[1] not in _NEVER else []  # 赵福来扣了
    if not tail:
        while len(name) > 1 and (
            cut := next((i for i in range(1, len(name)) if name[i] in _NEVER), 0)
        ):
            name = name[:cut]
    elif any(char in _NEVER for char in name[1:]):
        return []
    if len(name) < least:
        return []
    after = text[start + len(name) : start + len(name) + 1]
    if (
        not sure
        and after
        and not re.match(
            r"[\s，,。.、；;：:（(）)！!？?在今上读被的住电男女\d就手联反投举家一二三四五六七八九十两高初大才刚]",
            after,
        )
    ):
        return []
    return [(kind, start, start + len(name))]
