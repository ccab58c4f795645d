"""Which numbers of cases a text names: 「民270」, 「270我去看看」, 「办好了270」, 「270和271转」. A
number with a measure behind it, a house's or a hotline's is none."""

import re
from collections.abc import Iterable

from nlp.chinese_numbers import chinese_number
from nlp.replies.rules import RULES

#: 民 and digits; 村民12户 are people.
NUMBER = re.compile(r"(?<![村居农市人公国渔牧])民\s*(?:第|字)?\s*(\d{1,7})(?!\d)")
_SPELT = re.compile(
    r"(?<![村居农市人公国渔牧])民([一二三四五六七八九零〇]{2,5})(?![一-鿿]{0,2}[户个组])"
)
_N = r"(?<![\d.:：/])\d{2,5}(?![\d.:：/])"
#: One number or several before anything else.
#: 「270、271」, 「271到275」.
_LIST = rf"{_N}(?:\s?(?:[、，,和跟及到至~—\- ]|以及)\s?(?:民\s?)?{_N})*"
_FRONT = re.compile(rf"\W*(?:就是|是)?(?P<list>{_LIST})\s?(?P<sign>[号件])?")
_AFTER = re.compile(rf"(?<![村居农市人公国渔牧])民\s*(?P<list>{_LIST})")
_MIDDLE = re.compile(
    rf"(?:编号|[^\d]第)(?P<a>{_N})|(?P<b>{_N})号?[那这][件个条]|[那这][件个条](?P<c>{_N})号?"
)
#: What is said of a case, and its number at the end.
_BEHIND = re.compile(
    r"(?:[办修弄换装清通焊补][好完上]了?|处理[好完]?了|解决了|收到|签收|转[一-鿿]{2,10}|同意|退回|延期|去看看?|看看|"
    r"我去|站里办|不是咱这?片|接了|已报|误报|打通了|没好|好了|还差点|撤[了回]|咋样了?|怎么样了?|归谁)"
    rf"[，,：:、 ]*(?P<tail>{_N})\s?[号件]?[了吧的。！!？? ]*$"
)
#: Behind a number, these say that it counts or measures something.
_MEASURE = re.compile(
    r"\s*(?:多|来|余|几|后|小时|室|房|间|幢|栋|公分|厘米|万|亿|块|周岁|国道|省道|县道|乡道|线|路|度|"
    r"号(?:楼|院|门|线|路|井|桥|机|店|车|厂|坝|渠|库|铺|栋|单)|到|至|平)"
)
#: 「120来了」「110让等着」 speak of who was rung; 12345 is a number of everybody's.
RUNG = re.compile(
    r"(?:110|119|120|122|12\d{3}|9\d{4})(?:电话|热线|也|已|都|还|说|来|让|打|没|的|在|不|，|,|$)"
)
_HOTLINE = re.compile(r"12[0-9]{3}|9[56][0-9]{3}")
#: An order with a number says little else; longer words may count things.
_LONGEST = 40
_LAST_DAY = 31


def named(text: str) -> tuple[int, ...]:
    """The numbers by which ``text`` names cases, each once, in the order in which they are said."""
    said = text.strip()
    found = [int(number) for number in NUMBER.findall(said)]
    found += [number for word in _SPELT.findall(said) if (number := chinese_number(word))]
    return tuple(dict.fromkeys([*found, *_bare(said)]))


def _bare(said: str) -> list[int]:
    if RUNG.match(said):
        return []
    found: list[str] = []
    front = _FRONT.match(said)
    if front is not None and not _measures(said, front.end("list")) and not _is_day(front):
        found += re.findall(r"\d+", front["list"])
    for after in _AFTER.finditer(said):
        found += re.findall(r"\d+", after["list"])
    if len(said) <= _LONGEST:
        for match in _MIDDLE.finditer(said):
            name = match.lastgroup or ""
            if not _measures(said, match.end(name)):
                found.append(match[name])
        if tail := _BEHIND.search(said):
            found.append(tail["tail"])
    return [int(number) for number in found if not _HOTLINE.fullmatch(number)]


def _is_day(front: re.Match[str]) -> bool:
    """「15号我去看看」."""
    return front["sign"] == "号" and front["list"].isdecimal() and int(front["list"]) <= _LAST_DAY


def _measures(said: str, end: int) -> bool:
    return bool(_MEASURE.match(said, end) or RULES.patterns["unit_after"].match(said, end))


def without(text: str, numbers: Iterable[int]) -> str:
    """``text`` as it reads when these numbers are left out of it."""
    for number in numbers:
        shape = rf"(?:民\s?|编号|第)?(?<!\d){number}(?!\d)\s?[号件]?(?:[那这]件)?[、，,和跟 ]*"
        text = re.sub(shape, "", text)
    return text.strip(" ，,、：:")
