"""Whether a message belongs to one of the sender's open cases, rather than being a new one."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: 12号 is a case, 12号楼 a house.
_NUMBER = re.compile(
    r"(?<![村居市农公人移国])民\s*(\d+)(?!\d|年)|(?<!\d)(\d{1,6})\s*号(?![楼院门线路井桥机店车厂坝渠库铺栋单])(?:那|的)?(?:件|事|个)?"
)
#: Where a place ends that a title begins with: 北街社区2号楼前|水管坏了.
_PLACE = re.compile(r".*[村组区楼栋路街巷口边旁前后处门屯庄镇乡里]")
_AREA = re.compile(r"^[^，。]{1,8}?(?:村|社区|镇|乡)(?:[一二三四五六七八九十\d]+组)?的?")
#: Kinds that are about something said before.
_FOLLOWS = frozenset({"status", "supplement", "correction", "withdrawal", "rating", "joining"})
_COMMON = frozenset("的了是在我你他们这那有不没么还也就都和与吗呢啊吧个一上下里去来到说要")


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of the sender (or of the sender's grid) that is not closed. ``ref``: 民312;
    ``topic``: first level; ``grid``: code."""

    ref: str
    title: str
    topic: str | None = None
    grid: str | None = None


def belongs_to(
    kind: str, text: str, topic: str | None, grid: str | None, cases: Sequence[OpenCase]
) -> str | None:
    """The ``ref`` of the open case that ``text`` belongs to; None if it is new or not clear.

    A number decides; then likeness with the title; a follow-up without either belongs to the only
    open case. A problem belongs to a case only if it plainly speaks of the same thing.
    """
    if not cases:
        return None
    for match in _NUMBER.finditer(text):
        number = match.group(1) or match.group(2)
        for case in cases:
            if case.ref.lstrip("民") == number:
                return case.ref
    scored = sorted(
        ((_same_matter(text, topic, grid, case), -n, case) for n, case in enumerate(cases)),
        key=lambda row: row[:2],
        reverse=True,
    )
    best, _, case = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0.0
    if kind in _FOLLOWS:
        if len(cases) == 1:
            return case.ref if grid is None or case.grid in (None, grid) or best >= 0.3 else None
        if best >= 0.2 and best - second >= 0.08:
            return case.ref
        return _only_named(text, cases)
    if kind == "problem" and best >= 0.6 and best - second >= 0.1:
        return case.ref
    return None


def _only_named(text: str, cases: Sequence[OpenCase]) -> str | None:
    """The one whose title alone has a word of it: 「补贴是我婆婆的」 beside 路灯 and 高龄补贴."""
    said = _pairs(text)
    things = [_pairs(_AREA.sub("", case.title)) for case in cases]
    named = [
        case.ref
        for n, case in enumerate(cases)
        if said & things[n].difference(*things[:n], *things[n + 1 :])
    ]
    return named[0] if len(named) == 1 else None


def likeness(text: str, topic: str | None, grid: str | None, case: OpenCase) -> float:
    """How much ``text`` speaks of the very thing that ``case`` is about, 0 to about 1. The place
    that both name counts nothing: two things may be broken in one place."""
    return _same_matter(text, topic, grid, case)


def _likeness(text: str, topic: str | None, grid: str | None, case: OpenCase) -> float:
    if grid and case.grid and grid != case.grid:
        return 0.0
    title = _pairs(case.title)
    if not title:
        return 0.0
    shared = len(title & _pairs(text)) / len(title)
    same_topic = 0.1 if topic and topic == case.topic else 0.0
    return shared + same_topic


def _same_matter(text: str, topic: str | None, grid: str | None, case: OpenCase) -> float:
    """Likeness without the place that both begin with: two things may be broken in one place.
    What stands right after the place says it: 水管 and 水管, or 水管 and 井盖."""
    at = next((n for n in range(len(case.title), 3, -1) if case.title[:n] in text), 0)
    place = _PLACE.match(case.title[:at])
    if place is None:
        return _likeness(text, topic, grid, case)
    title = case.title[place.end() :]
    rest = text[text.index(place[0]) + place.end() :]
    if len(title) >= 2 and rest.startswith(title[:2]):
        return _likeness(text, topic, grid, case)
    return _likeness(rest, topic, grid, replace(case, title=title))


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in text if c.isalnum())
    return {a + b for a, b in itertools.pairwise(plain) if not (a in _COMMON and b in _COMMON)}
