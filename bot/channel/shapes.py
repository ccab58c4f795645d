"""What fits into the fields of a template or subscription message.

The platform refuses the whole message (47003) for one field that does not fit, and its own test
account does not enforce this, so it is checked before sending. The kind of a field is its name
without the digits: thing1 is a thing. Source: developers.weixin.qq.com, send subscription notice.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.channel.body import clean

MAX_THING: Final = 20

_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_CLOCK: Final = r"(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?"
_DAY: Final = r"\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
_MOMENT: Final = rf"(?:{_DAY}\s*)?{_CLOCK}"
_DATE: Final = rf"{_DAY}(?:\s*{_CLOCK})?"

#: Kind → (longest, pattern or None, what an officer reads).
_RULES: Final[dict[str, tuple[int, str | None, str]]] = {
    "thing": (MAX_THING, None, "最多20个字"),
    "character_string": (32, r"[\x21-\x7e ]+", "最多32位数字、字母或符号，不能有汉字"),
    "phrase": (5, rf"[{_HAN}]+", "最多5个汉字，不能有别的"),
    "name": (20, rf"[{_HAN}·A-Za-z ]{{1,10}}|[A-Za-z .\-']{{1,20}}", "最多10个汉字或20个字母"),
    "time": (64, rf"{_MOMENT}(?:\s*~\s*{_MOMENT})?", "要像 2026年11月20日 15:01"),
    "date": (64, rf"{_DATE}(?:\s*~\s*{_DATE})?", "要像 2026年11月20日"),
    "number": (32, r"-?\d+(?:\.\d+)?", "最多32位数字"),
    "letter": (32, r"[A-Za-z]+", "最多32个字母"),
    "symbol": (5, rf"[^{_HAN}A-Za-z0-9]+", "最多5个符号"),
    "amount": (20, r"[¥￥$€£]?\d{1,10}(?:\.\d+)?元?", "要像 ¥12.50 或 12元"),
    "phone_number": (17, r"[\d+\-() ]+", "最多17位数字和符号"),
    "car_number": (8, rf"[{_HAN}A-Z0-9]+", "最多8位车牌号"),
    "const": (MAX_THING, None, "最多20个字"),
}
_PATTERNS: Final = {
    kind: re.compile(pattern, re.ASCII) for kind, (_, pattern, _) in _RULES.items() if pattern
}
_NO_CONSTANTS: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    #: Chinese, for officers.
    reason: str


def check(
    fields: Mapping[str, str],
    spec: Iterable[str],
    constants: Mapping[str, Collection[str]] = _NO_CONSTANTS,
) -> tuple[Problem, ...]:
    """Why the platform would refuse ``fields``, or () if it would not.

    ``spec``: the names of the template's fields (``Template.fields``), all of them are needed.
    ``constants``: what was approved for its const fields, by name.
    """
    wanted = dict.fromkeys(spec)
    problems = [Problem(name, "模板里没有这一项") for name in fields if name not in wanted]
    for name in wanted:
        reason = _wrong(name, fields.get(name, ""), constants)
        if reason:
            problems.append(Problem(name, reason))
    return tuple(problems)


def trim_thing(text: str) -> str:
    """``text`` on one line in at most 20 characters; what is cut off ends in …"""
    text = " ".join(clean(text).split())
    if _length(text) <= MAX_THING:
        return text
    while _length(text) > MAX_THING - 1:
        text = text[:-1]
    return text.rstrip(" \u200d\ufe0e\ufe0f") + "…"


def kind_of(name: str) -> str:
    """thing of thing12."""
    return name.rstrip("0123456789")


def _wrong(name: str, value: str, constants: Mapping[str, Collection[str]]) -> str | None:
    if not value.strip():
        return "没有填"
    kind = kind_of(name)
    if kind not in _RULES:
        # Names of old templates (first, keyword1, remark): no rule is published for them.
        return None
    longest, _, says = _RULES[kind]
    if _length(value) > longest or value != clean(value) or "\n" in value or "\r" in value:
        return says
    pattern = _PATTERNS.get(kind)
    if pattern and not pattern.fullmatch(value):
        return says
    if kind == "const" and name in constants and value not in constants[name]:
        return "不在批准的选项里"
    return None


def _length(text: str) -> int:
    """How the platform counts is not published; counting an emoji as two errs on the safe side."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
