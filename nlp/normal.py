"""One plain form of a text: 「路灯」, 「路 灯 不 亮」 and 「ＬＥＤ路燈」 meet the same words."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).parent / "rules"

#: Characters without width, which hide inside words that were copied from elsewhere.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f"
#: Apart from the others: one character beyond U+FFFF makes a class of a thousand crawl.
_EMOJI = re.compile("[\U0001f000-\U0001faff]")
#: Punctuation as everybody writes it; turning it would only cost time.
_KEPT = "，。！？：；（）～"
#: What such a run holds, which is found much sooner.
_LIKE_SPELT = re.compile(" [\u4e00-\u9fff] [\u4e00-\u9fff] ")
#: 「路 灯 不 亮」: single characters spelt apart, at least four in a row.
_SPELT_APART = re.compile(r"(?<![^\s])(?:[\u4e00-\u9fff] ){3,}[\u4e00-\u9fff](?![^\s])")


#: Patterns try every way to share a run of blanks out among themselves: more say nothing anyway.
_BLANK = 4
_BLANKS = re.compile(r"\s{5,}")


def folded(text: str) -> str:
    """``text`` with no run of blanks longer than four."""
    return _BLANKS.sub(lambda run: run[0][:_BLANK], text)


@dataclass(frozen=True, slots=True)
class Normal:
    """``text``: the plain form. ``offsets``: for each of its characters the index in the original;
    None: the indices are the same (nearly always)."""

    text: str
    offsets: tuple[int, ...] | None = None

    def original(self, index: int) -> int:
        """Index in the original of the character at ``index``; the end maps to the end."""
        if self.offsets is None:
            return index
        if index < len(self.offsets):
            return self.offsets[index]
        return self.offsets[-1] + 1 if self.offsets else 0


@cache
def _tables() -> tuple[dict[str, str], re.Pattern[str]]:
    """Character → its plain character (half width, simplified, lower case; pictures → space),
    and what finds all the characters that change or vanish."""
    mapping: dict[str, str] = {}
    for code in (*range(0x21, 0x250), *range(0x2010, 0x2014), *range(0xFF01, 0xFFEF)):
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        if len(plain) == 1 and plain != chr(code) and chr(code) not in _KEPT:
            mapping[chr(code)] = plain
    for code in (*range(0x2460, 0x249C), *range(0x3220, 0x3250), *range(0x3280, 0x32B1)):
        plain = unicodedata.normalize("NFKC", chr(code)).strip("()")
        if len(plain) == 1:
            mapping[chr(code)] = plain
    pictures = (
        *range(0x2190, 0x2400),  # arrows, technical
        *range(0x2500, 0x2800),  # boxes, dingbats
        *range(0xE000, 0xF900),  # private use (WeChat's own pictures)
        *(0x00A0, 0x3000, 0x09, 0x0B, 0x0C, 0x0D),
        *range(0x202A, 0x202F),
    )
    mapping.update((chr(code), " ") for code in pictures)
    for line in (RULES / "traditional.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for pair in line.split():
                mapping[pair[0]] = pair[1]
    return mapping, re.compile(f"[{re.escape(''.join(mapping) + _INVISIBLE)}]")


def _is_wide(text: str) -> bool:
    """Whether a character lies beyond U+FFFF (and so takes four bytes), which is soon told."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def normal(text: str) -> Normal:
    """The plain form of what a person wrote. Same length unless it held invisible characters or
    words spelt apart by spaces; then ``offsets`` leads back. Chinese punctuation stays as it is."""
    mapping, changing = _tables()
    # A few replacements are five times faster than str.translate over Chinese text.
    found = set(changing.findall(text))
    plain = _EMOJI.sub(" ", text) if _is_wide(text) else text
    for character in found:
        plain = plain.replace(character, mapping.get(character, character))
    cut: set[int] = set()
    if not found.isdisjoint(_INVISIBLE):
        cut.update(i for i, character in enumerate(plain) if character in _INVISIBLE)
    if " " in plain and _LIKE_SPELT.search(plain):
        for match in _SPELT_APART.finditer(plain):
            cut.update(i for i in range(match.start(), match.end()) if plain[i] == " ")
    if len(plain) - len("".join(plain.split())) > _BLANK:
        for match in _BLANKS.finditer(plain):
            cut.update(range(match.start() + _BLANK, match.end()))
    if not cut:
        return Normal(plain)
    kept = tuple(i for i in range(len(plain)) if i not in cut)
    return Normal("".join(plain[i] for i in kept), kept)
