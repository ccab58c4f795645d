"""What people wrote, made fit for a paper: nothing in it breaks a document, nothing in it is a
telephone. The gathering code masks what it reads (bot/actions/words.py); this is the last net."""

import re
from datetime import date

#: What XML refuses, and what is not seen but changes what is seen (direction marks, zero width).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ufeff\ud800-\udfff"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DIGITS = str.maketrans("０１２３４５６７８９－＋Ｘ", "0123456789-+X")
_GAP = r"[-\s.·—–]{0,2}"
_ID_CARD = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXx](?![\dXx])")
_TELEPHONE = re.compile(
    rf"(?<!\d)(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"
    rf"|(?<!\d)(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}(?!\d)"
    rf"|(?<!\d)[(（]?0\d{{2,3}}[)）]?{_GAP}\d{{7,8}}(?!\d)"
    r"|(?<=电话|手机|座机)(?:是|号|号码)?[:：\s]{0,2}\d{7,8}(?!\d)"
)


def fit(text: str) -> str:
    """``text`` as XML may have it: line breaks are ``\\n``, no control characters. Whatever writes
    into a paper asks this: one sign out of Word in one case, and no paper would come of it."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def clean(text: str) -> str:
    """The same as a reader may have it: no tabs, nothing empty around it."""
    return fit(text).replace("\t", " ").strip()


def said(text: str) -> str:
    """A person's own words, :func:`clean`, telephones and identity numbers left out."""
    text = _hide(clean(text), _ID_CARD, "（证件号略）")
    return _hide(text, _TELEPHONE, "（电话略）")


def _hide(text: str, pattern: re.Pattern[str], instead: str) -> str:
    # The search runs over half-width digits of the same length, so that offsets agree.
    parts: list[str] = []
    end = 0
    for found in pattern.finditer(text.translate(_DIGITS)):
        parts += [text[end : found.start()], instead]
        end = found.end()
    return "".join(parts) + text[end:]


def one_line(text: str) -> str:
    """``text`` without line breaks."""
    return " ".join(text.split())


def width(text: str) -> float:
    """How wide ``text`` is, in Chinese characters: a Latin letter or a digit is half of one."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def cut(text: str, most: float) -> str:
    """One line of at most ``most`` Chinese characters; what is left out ends in 「…」."""
    line = one_line(text)
    if width(line) <= most:
        return line
    room = most - 1
    kept: list[str] = []
    for letter in line:
        room -= width(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def day(value: date | None, missing: str = "") -> str:
    """「2026年11月20日」 (GB/T 9704: Arabic digits, months and days without a leading zero)."""
    return f"{value.year}年{value.month}月{value.day}日" if value else missing


def short_day(value: date | None, missing: str = "") -> str:
    """「2026-11-20」, for narrow columns."""
    return value.isoformat() if value else missing
