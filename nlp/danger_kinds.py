"""The kinds of danger and where a text mentions one (``rules/urgency.toml``)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nlp import danger_standing
from nlp.cues import Found, Span, overlaps, rules, word_groups
from nlp.likely import Pattern


@dataclass(frozen=True, slots=True)
class Safety:
    """``line``: what is said first, one or two Chinese sentences; ``numbers``: whom to ring."""

    line: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One ``[[danger]]`` of the rules; explained at the head of ``rules/urgency.toml``."""

    kind: str
    safety: Safety
    sure: tuple[str, ...]
    pairs: tuple[tuple[str, str, int], ...]
    pattern: Pattern | None
    lasts: bool
    firm: bool

    @property
    def anchors(self) -> tuple[str, ...]:
        """The groups without which no words tell of it."""
        return (*self.sure, *(first for first, _, _ in self.pairs))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text speaks of a danger; ``words``: those that told of it."""

    kind: Kind
    start: int
    end: int
    words: tuple[str, ...]


def _patterns_of(row: Mapping[str, Any]) -> list[str]:
    return [*row.get("plain", ()), *row.get("patterns", ())]


_DANGERS = rules("urgency")["danger"]

KINDS = tuple(
    Kind(
        kind=str(row["kind"]),
        safety=Safety(str(row["line"]), tuple(map(str, row["numbers"]))),
        sure=tuple(f"urgency.{name}" for name in row.get("sure", ())),
        pairs=tuple((f"urgency.{a}", f"urgency.{b}", gap) for a, b, gap in row.get("pairs", ())),
        pattern=Pattern("|".join(told)) if (told := _patterns_of(row)) else None,
        lasts=bool(row.get("lasts", False)),
        firm=bool(row.get("firm", False)),
    )
    for row in _DANGERS
)
#: What only adds up to a danger is tried last.
_LAST = next(kind for kind in KINDS if kind.kind == "cry")
GROUPS = word_groups("urgency")
#: The groups without which nothing is mentioned (but for patterns).
ANCHORS = tuple(dict.fromkeys(name for kind in KINDS for name in kind.anchors))
_ANCHORED = tuple((kind, frozenset(kind.anchors)) for kind in KINDS)
#: The groups of those who may harm themselves.
FIRM = tuple(dict.fromkeys(name for kind in KINDS if kind.firm for name in kind.sure))
#: Kind → its sure groups and the other ones, for telling what a learned danger is about.
WORDS_OF = tuple(
    (
        kind.kind,
        frozenset(kind.sure),
        frozenset(name for first, second, _ in kind.pairs for name in (first, second)),
    )
    for kind in KINDS
    if kind.kind not in {"cry", "general"}
)

_PERIL = tuple(
    (int(weight), Pattern(pattern))
    for weight, pattern in rules("urgency")["peril"]["weights"].items()
)
_ENOUGH = int(rules("urgency")["peril"]["enough"])

#: Words on both sides of one of these do not speak of one thing.
FULL_STOP = re.compile(r"[。！？!?\n；;…~～]+")

#: Told so that no weight of single words makes it less.
PLAIN = Pattern(
    "|".join(
        [
            *rules("urgency")["plain"]["patterns"],
            *(p for row in _DANGERS for p in row.get("plain", ())),
        ]
    )
)

SAFETY: dict[str, Safety] = {kind.kind: kind.safety for kind in KINDS}


def anchors() -> dict[str, tuple[str, ...]]:
    """The word groups that must be looked for in every message; the rest only if one occurs."""
    named = {name: GROUPS[name] for name in (*ANCHORS, "urgency.soon", "urgency.now")}
    return {**named, **danger_standing.groups()}


def harmless(found: Found, start: int, end: int) -> bool:
    """Whether the span lies in a longer word that means nothing (火车), or begins inside one
    (气死人了)."""
    return any((s <= start and end <= e) or s < start < e for s, e in found["urgency.harmless"])


def mentions(found: Found, *, letter: bool) -> Iterable[Mention]:
    """What speaks of danger, the gravest kinds first. ``found``: a scan for all :data:`GROUPS`;
    in a ``letter`` no pattern is tried."""
    text = found.text
    here = set(found.groups())
    for kind, anchors in _ANCHORED:
        anchored = not anchors.isdisjoint(here)
        for group in kind.sure if anchored else ():
            for start, end in found[group]:
                if not harmless(found, start, end):
                    yield Mention(kind, start, end, (text[start:end],))
        if kind.pattern and not letter:
            for match in kind.pattern.finditer(text):
                start, end = match.span()
                if end > start and not harmless(found, start, end):
                    yield Mention(kind, start, end, (match.group(),))
        if kind is _LAST and not letter:
            yield from _adds_up(kind, found)
        for first, second, gap in kind.pairs if anchored else ():
            for a in found[first]:
                if harmless(found, *a):
                    continue
                for b in found[second]:
                    if b[0] >= a[1] + gap + 1:
                        break
                    if _apart(a, b) > gap or overlaps(a, (b,)) or harmless(found, *b):
                        continue
                    start, end = min(a[0], b[0]), max(a[1], b[1])
                    if not FULL_STOP.search(text, start, end):
                        yield Mention(kind, start, end, (text[a[0] : a[1]], text[b[0] : b[1]]))


def _adds_up(kind: Kind, found: Found) -> Iterable[Mention]:
    """Harm that no rule names: somebody hurt or helpless, and a cause or a cry for help."""
    weight = 0
    matches: list[re.Match[str]] = []
    for value, pattern in _PERIL:
        for match in pattern.finditer(found.text):
            if not harmless(found, *match.span()) and not overlaps(
                match.span(), [m.span() for m in matches]
            ):
                weight += value
                matches.append(match)
                break
    if weight >= _ENOUGH and len(matches) >= 2:
        first = matches[0]
        yield Mention(kind, first.start(), first.end(), tuple(m.group() for m in matches))


def _apart(a: Span, b: Span) -> int:
    return b[0] - a[1] if b[0] >= a[1] else a[0] - b[1]
