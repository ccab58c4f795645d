"""What hides a person in a message, and the message with it hidden.

Masked are telephones, ID and bank card numbers, plates, names beside them, children's names, rooms
of neighbours and firms; every occurrence of each (design 1.6). Offsets are code points of the text
as it was written.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp import privacy_names
from nlp.cues import Cues, Found, Span, word_groups
from nlp.masks import Mask, tidy


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
        masks += privacy_names.beside(text, found, masks)
    masks += privacy_names.apart(text, found)
    if "privacy.neighbour" in found:
        masks += _neighbours(text, found)
    if "privacy.company" in found:
        masks += _companies(text, found)
    return tidy(masks)


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
