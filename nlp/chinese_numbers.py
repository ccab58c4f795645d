"""Numbers as people write them, in digits or words."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}

#: A number as people write it, in digits or words.
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十两俩仨百零〇]{1,6})"


def chinese_number(text: str) -> int | None:
    """「37」「三十七」「一百零三」「俩」 → int; None if it is no number."""
    if text.isascii() and text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit and not total else _DIGITS[char]
        else:
            return None
    return total + digit if text else None
