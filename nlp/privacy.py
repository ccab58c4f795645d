"""What hides a person in a message, and the message with it hidden.

Masked are telephones, ID and bank card numbers, plates, names beside them, children's names, rooms
of neighbours and firms; every occurrence of each (design 1.6). Offsets are code points of the text
as it was written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.cues import Cues, Found, Span, rules, word_groups

_RULES = rules("privacy")
LABELS: dict[str, str] = {str(k): str(v) for k, v in _RULES["labels"].items()}


@dataclass(frozen=True, slots=True)
class Mask:
    """``kind``: phone · id_card · bank_card · plate · name · minor · address · company;
    ``start``, ``end``: code points of the original text, end exclusive."""

    kind: str
    start: int
    end: int


def groups() -> dict[str, tuple[str, ...]]:
    """Word groups that :func:`find` wants to see scanned."""
    return {
        **word_groups("privacy"),
        "privacy.of_school": ("年级", "学籍", "转学", "入学", "幼儿园", "小学", "中学"),
        "privacy.pet_name": ("家小", "家阿"),
        "privacy.renamed": ("名字", "姓名"),
    }


RUDE = "kinds.abuse"


@cache
def _cues() -> Cues:
    return Cues({**groups(), RUDE: word_groups("kinds")[RUDE]})


def load() -> None:
    """Builds now what the first message would wait for."""
    _cues()


# Digits as they are written: 1, １, 一, 幺 (as soldiers and telephonists say one).
_VALUE = {
    **{str(n): str(n) for n in range(10)},
    **{chr(ord("０") + n): str(n) for n in range(10)},
    **dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)),
    **dict(zip("幺妖腰洞两拐勾", "1110279", strict=True)),
    **dict(zip("①②③④⑤⑥⑦⑧⑨", "123456789", strict=True)),
}
_D = "[" + "".join(_VALUE) + "]"
_GAP = r"[\s\-－—–_.．·•*️⃣]{0,3}"
_FIGURES = re.compile(rf"[0-9](?:{_GAP}[0-9]){{6,}}(?:{_GAP}[x×叉])?")
_ANY_DIGITS = re.compile(rf"{_D}(?:{_GAP}{_D}){{6,}}(?:{_GAP}[xXｘＸ×叉])?")
#: Cheap tests on the plain form (half width, lower case) before the slow patterns.
_LONG_NUMBER = re.compile(r"[0-9](?:(?:[^一-鿿]{0,3}[0-9]){5}|[0-9*x]{8})")
_LIKE_A_PLATE = re.compile(r"[a-z][^一-鿿]?[0-9a-z]{4}")
_HALF_MASKED = re.compile(r"(?<!\d)1[3-9]\d[\d*＊xX×]{8}(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Za-hj-np-zＡ-Ｚａ-ｚ][\s·•.\-]?"
    r"(?=[A-Za-zＡ-Ｚａ-ｚ]{0,2}[0-9０-９])[A-HJ-NP-Za-hj-np-zＡ-Ｚａ-ｚ0-9０-９]{4,6}[挂学警港澳]?"
    r"(?![A-Za-z0-9])"
)
_N = r"[0-9一二三四五六七八九十百零]"
_ROOM = re.compile(
    rf"{_N}{{1,3}}\s*单元\s*(?:{_N}{{1,5}}(?:室|号房?|房|户)?(?![楼层]))?"
    rf"|(?<={_N}[栋幢座])\s*[0-9０-９]{{3,4}}(?:室|号房?|房|户)?(?![0-9年月日米元块户人多])"
    r"|[0-9]{3,4}(?:室|号房)"
    r"|(?<=号楼)\s*[0-9]{3,4}(?:室|号房?|房|户)?(?![0-9年月日米元块户人多])"
    r"|(?<![0-9\-])[0-9]{1,2}-[0-9]{1,2}-[0-9]{3,4}(?![0-9\-])"
)
#: The house of a home in a village: 四组27号.
_HOUSE = re.compile(
    rf"(?<=[组屯社队湾沟坪坝寨])\s*{_N}{{1,4}}号(?![线楼文令公院召称码子角次井桥路机水台电泵变杆])"
)
_BARE_ROOM = re.compile(r"\s*([0-9]{3,4})(?![0-9年月日米元块户人多])")
_DOOR = re.compile(
    rf"(?<![月第线路期0-9\]］〕]){_N}{{1,5}}号(?:院|附{_N}{{1,2}}号)?(?![线楼文令公院召称码子角次路])"
)
_COMPANY = re.compile(r"[一-鿿A-Za-z0-9（）()*＊]{2,24}$")
_COMPANY_STOP = re.compile(
    r"(?:.*)(?:名叫|位于|关于|举报|投诉|叫做|[的在是由和与被给向找到了我及把让对从于为有就去等叫])"
)
_CONTACT = re.compile(
    r"(?:QQ|qq|微信号?|[vV]信|[vV][xX]|加[vV])\s*[:：是号]{0,2}\s*([A-Za-z0-9_\-]{5,20})"
)

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
_WHO_COMES = ("privacy.name_before", "privacy.child_before")


def find(text: str, found: Found) -> tuple[Mask, ...]:
    """All masks of ``text`` (the plain form), in order, not overlapping. ``found``: a scan of
    ``text`` that covered :func:`groups`."""
    masks: list[Mask] = []
    if "privacy.spoken" in found or _LONG_NUMBER.search(text):
        masks += _numbers(text, found)
    if _LIKE_A_PLATE.search(text):
        masks += _whole(_PLATE, "plate", text)
    if "privacy.contact" in found:
        masks += [Mask("phone", *m.span(1)) for m in _CONTACT.finditer(text)]
    if "privacy.door" in found:
        masks += _rooms(text, found)
    if any(found[group] for group in _WHO_COMES) or masks:
        masks += _names(text, found, masks)
    masks += _named_apart(text, found)
    if "privacy.neighbour" in found:
        masks += _neighbours(text, found)
    if "privacy.company" in found:
        masks += _companies(text, found)
    return _tidy(masks)


_LABELS = re.compile(
    r"我?(?:叫|是|姓)|(?:我|俺)?的?(?:身份证|银行卡|卡|电话|手机|姓名|名字|车牌|账)(?:号码?)?|号码?|是|为|[\W_]"
)


class Hidden:
    """What of a text is not to be shown, looked for when it is first asked. Iterated over, it gives
    the spans of the masks and of abuse."""

    __slots__ = ("_looked", "_text")

    def __init__(self, text: str) -> None:
        """``text``: the plain form."""
        self._text = text
        self._looked: tuple[tuple[Mask, ...], Sequence[Span]] | None = None

    def __iter__(self) -> Iterator[Span]:
        masks, rude = self._look()
        return iter((*((mask.start, mask.end) for mask in masks), *rude))

    def _look(self) -> tuple[tuple[Mask, ...], Sequence[Span]]:
        if self._looked is None:
            found = _cues().scan(self._text)
            self._looked = find(self._text, found), found[RUDE]
        return self._looked

    @property
    def masks(self) -> tuple[Mask, ...]:
        """As :func:`find` says."""
        return self._look()[0]


def is_all(text: str, masks: Sequence[Mask]) -> bool:
    """Whether a message is personal data and nothing else: 「卡号6222…」, 「我叫张三 身份证…」."""
    if not masks:
        return False
    at = 0
    for start, end in (*((mask.start, mask.end) for mask in masks), (len(text), 0)):
        while at < start:
            label = _LABELS.match(text, at, start)
            if not label:
                return False
            at = label.end()
        at = end
    return True


def hide(text: str, masks: Iterable[Mask]) -> str:
    """``text`` with each mask replaced by its label, such as 〔电话〕."""
    parts: list[str] = []
    at = 0
    for mask in masks:
        parts += (text[at : mask.start], LABELS[mask.kind])
        at = mask.end
    return "".join((*parts, text[at:]))


def _whole(pattern: re.Pattern[str], kind: str, text: str) -> list[Mask]:
    return [Mask(kind, *m.span()) for m in pattern.finditer(text)]


def _numbers(text: str, found: Found) -> list[Mask]:
    masks = _whole(_HALF_MASKED, "phone", text)
    account = "privacy.account" in found
    runs = list(_FIGURES.finditer(text))
    for start, end in found["privacy.spoken"]:
        # Numbers in words are looked for only where one may begin: the pattern is slow.
        run = _ANY_DIGITS.search(text, max(0, start - 30), min(len(text), end + 60))
        if run:
            runs.append(run)
    for match in runs:
        places = [i for i in range(*match.span()) if text[i] in _VALUE]
        digits = "".join(_VALUE[text[i]] for i in places)
        check = match.group()[-1] in "xXｘＸ×叉"
        before = text[max(0, match.start() - 8) : match.start()]
        for kind, first, last in _kinds_of(digits, check, account, before):
            end = match.end() if check and last == len(digits) else places[last - 1] + 1
            masks.append(Mask(kind, places[first], end))
    return masks


def _kinds_of(digits: str, check: bool, account: bool, before: str) -> list[tuple[str, int, int]]:
    """What a run of digits holds: (kind, first, last exclusive) in digits."""
    n = len(digits)
    if (n == 17 and check) or (n == 18 and _born(digits[6:14])):
        return [("id_card", 0, n)]
    if n == 15 and _born("19" + digits[6:12]) and digits[0] in "123456":
        return [("id_card", 0, n)]
    if n >= 17 and "身份证" in before:
        return [("id_card", 0, min(n, 18))]
    if (
        15 <= n <= 19
        and digits[0] in "3456890"
        and (account or digits[:2] == "62" or _luhn(digits))
    ):
        return [("bank_card", 0, n)]
    if 12 <= n <= 19 and account and any(w in before for w in ("卡", "账", "帐", "户")):
        return [("bank_card", 0, n)]
    out = []
    at = 0
    while at < n:
        for pattern in _PHONES:
            match = pattern.match(digits, at)
            if match and (n - match.end() < 4 or n - match.end() >= 7):
                out.append(("phone", match.start(), match.end()))
                at = match.end()
                break
        else:
            break
    if not out and n in (7, 8) and re.search(r"电话|座机|号码|手机|拨打?|联系", before):
        out.append(("phone", 0, n))
    return out


_PHONES = (re.compile(r"(?:0?086|86|0)?1[3-9]\d{9}"), re.compile(r"0(?:10|2\d|[3-9]\d\d)\d{7,8}"))


def _born(yyyymmdd: str) -> bool:
    year, month, day = int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:8])
    return 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _names(text: str, found: Found, numbers: list[Mask]) -> list[Mask]:
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


def _named_apart(text: str, found: Found) -> list[Mask]:
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


def _rooms(text: str, found: Found) -> list[Mask]:
    masks: list[Mask] = []
    for start, end in found["privacy.door"]:
        for match in _ROOM.finditer(text, max(0, start - 5), min(len(text), end + 9)):
            masks.append(Mask("address", *match.span()))
        if text[end - 1] == "号":
            house = _HOUSE.search(text, max(0, start - 6), min(len(text), end + 1))
            if house:
                masks.append(Mask("address", *house.span()))
    return masks


def _neighbours(text: str, found: Found) -> list[Mask]:
    near = found["privacy.neighbour"]
    rooms = [m for _, end in near if (m := _BARE_ROOM.match(text, end))]
    return [Mask("address", *m.span(1)) for m in rooms] + [
        Mask("address", *match.span())
        for match in (_DOOR.finditer(text) if "号" in text else ())
        if any(s - 12 <= match.end() and match.start() <= e + 12 for s, e in near)
    ]


def _companies(text: str, found: Found) -> list[Mask]:
    masks = []
    for first, end in found["privacy.company"]:
        body = _COMPANY.search(text, max(0, first - 24), first)
        if body:
            stop = _COMPANY_STOP.match(body.group())
            start = body.start() + (stop.end() if stop else 0)
            if first - start >= 2:
                masks.append(Mask("company", start, end))
    return masks


_RANK = {kind: rank for rank, kind in enumerate(LABELS)}


def _tidy(masks: list[Mask]) -> tuple[Mask, ...]:
    """In order, without overlaps; of two that overlap the longer stays (then the surer kind)."""
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.start - m.end, _RANK[m.kind], m.start)):
        if all(mask.end <= other.start or other.end <= mask.start for other in kept):
            kept.append(mask)
    return tuple(sorted(kept, key=lambda m: m.start))
