"""A text cut into statements: what is said about one set of cases at a time.

「37收到 38不是我们的 是水利局」 are two; voice without punctuation is cut at the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nlp.dates import DayFound
from nlp.replies.normal import Text
from nlp.replies.references import Mention
from nlp.replies.rules import RULES

#: Stands for any day still to come, so that rules need not know how days are said.
DAY_MARK = "\ue000"

_CUT = re.compile(r"[，,。；;！!？?\n]+|\s+|(?<=[\u4e00-\u9fff])\.+(?=[\u4e00-\u9fff]|$)")
_LINK = re.compile(r"[、,，.\s/+&和跟及与以还有连同]*")

_YEAR = re.compile(r"(?:明|后|来|今)年|\d{4}年?")
_VERB = re.compile("收到|收悉|签收|退回|申退|办结|同意")
_OWN_WORK = re.compile(r"(?:今天|另外|还有|我)*(?:接待(?:了|日)?|走访|巡查|请假)")


@dataclass(frozen=True, slots=True)
class Piece:
    """``text.plain[start:end]`` between two separators, with what was found in it. ``content``:
    what is left without case numbers, coming days replaced by ``DAY_MARK``; ``quote``: the same
    words as written. ``bare``: content without words of titles too. ``question``: it asks."""

    start: int
    end: int
    content: str
    bare: str
    quote: str
    mentions: tuple[Mention, ...]
    days: tuple[DayFound, ...]
    question: bool

    @property
    def leads(self) -> bool:
        """True if a mention opens the piece."""
        if not self.mentions:
            return False
        before = self.mentions[0].start - self.start
        return before == 0 or (before <= 2 and not _VERB.match(self.content))


@dataclass(frozen=True, slots=True)
class Statement:
    """Pieces that belong together, and the cases they name (none: not said)."""

    pieces: tuple[Piece, ...]
    mentions: tuple[Mention, ...]

    @property
    def content(self) -> str:
        """The words, pieces joined by commas."""
        return "，".join(piece.content for piece in self.pieces if piece.content)

    @property
    def bare(self) -> str:
        """The same without words of titles."""
        return "，".join(piece.bare for piece in self.pieces if piece.bare)

    @property
    def quote(self) -> str:
        """The words as written."""
        return "，".join(piece.quote for piece in self.pieces if piece.quote)

    @property
    def days(self) -> tuple[DayFound, ...]:
        """All days named."""
        return tuple(day for piece in self.pieces for day in piece.days)

    @property
    def question(self) -> bool:
        """True if its last piece with words asks."""
        spoken = [piece for piece in self.pieces if piece.content]
        return bool(spoken) and any(piece.question for piece in spoken)


def cut(
    text: Text, mentions: Sequence[Mention], days: Sequence[DayFound], today: date
) -> tuple[Statement, ...]:
    """The statements of a text, in order. ``today``: only later days count as still to come."""
    pieces: list[Piece] = []
    for start, end, mark in _spans(text.plain, mentions, days):
        inside = [each for each in mentions if start <= each.start < end]
        for first, last in _cut_at_mentions(start, end, inside, text.plain):
            pieces.append(
                _piece(text, first, last, mark if last == end else "", inside, days, today)
            )
    return _join([piece for piece in pieces if piece.content or piece.mentions])


def _spans(
    plain: str, mentions: Sequence[Mention], days: Sequence[DayFound]
) -> list[tuple[int, int, str]]:
    kept = [(each.start, each.end) for each in mentions]
    kept += [(each.start, each.end) for each in days]
    spans: list[tuple[int, int, str]] = []
    start = 0
    for match in _CUT.finditer(plain):
        if any(a < match.end() and match.start() < b for a, b in kept):
            continue
        if match.start() > start:
            spans.append((start, match.start(), match[0].strip()))
        start = match.end()
    if start < len(plain):
        spans.append((start, len(plain), ""))
    return spans


def _cut_at_mentions(
    start: int, end: int, mentions: Sequence[Mention], plain: str
) -> list[tuple[int, int]]:
    """「37收到38不是我们的」: before each number if the piece opens with one, else after each."""
    groups: list[tuple[int, int]] = []
    for each in mentions:
        if groups and _LINK.fullmatch(plain, groups[-1][1], each.start):
            groups[-1] = (groups[-1][0], each.end)
        else:
            groups.append((each.start, each.end))
    if len(groups) < 2:
        return [(start, end)]
    if groups[0][0] - start <= 2:
        cuts = [start, *(first for first, _ in groups[1:]), end]
    else:
        cuts = [start, *(last for _, last in groups[:-1]), end]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _piece(
    text: Text,
    start: int,
    end: int,
    mark: str,
    mentions: Sequence[Mention],
    days: Sequence[DayFound],
    today: date,
) -> Piece:
    own = tuple(each for each in mentions if start <= each.start < end)
    own_days = tuple(each for each in days if start <= each.start < end)
    numbers = [(each.start, each.end, "") for each in own if each.sort != "title"]
    titles = [(each.start, each.end, "") for each in own if each.sort == "title"]
    # 「灯和厕所我看看」: what joins them goes with them.
    titles += [
        (one.end, other.start, "")
        for one, other in pairwise(own)
        if _LINK.fullmatch(text.plain, one.end, other.start)
    ]
    coming = [
        (each.start, each.end, DAY_MARK)
        for each in own_days
        if each.day > today
        and not only_a_year(each)
        and _is_coming(each, text.plain)
        and not any(m.start < each.end and each.start < m.end for m in own)
    ]
    plain = _replace(text.plain, start, end, numbers + coming)
    bare = _replace(text.plain, start, end, numbers + titles + coming)
    quote = _replace(text.shown, start, end, numbers)
    asks = "?" in mark or "？" in mark or bool(RULES.patterns["question"].search(plain))
    return Piece(start, end, tidy(plain), tidy(bare), trim(quote), own, own_days, asks)


def only_a_year(day: DayFound) -> bool:
    """Whether no more was said than 明年: neither a day nor a month."""
    return bool(_YEAR.fullmatch(day.text))


def _replace(words: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> str:
    parts, position = [], start
    for first, last, instead in sorted(spans):
        parts.append(words[position:first] + instead)
        position = max(last, position)
    return "".join(parts) + words[position:end]


def _is_coming(day: DayFound, plain: str) -> bool:
    if not day.length:
        return True
    before = plain[max(0, day.start - 2) : day.start]
    return day.future or not (before.endswith("了") or plain[day.end : day.end + 1] == "了")


def trim(words: str) -> str:
    """Without separators at the ends."""
    edge = RULES.patterns["edge"]
    words = words.strip()
    while match := edge.match(words):
        words = words[match.end() :]
    while words and edge.fullmatch(words[-1]):
        words = words[:-1]
    return words


def tidy(words: str) -> str:
    """Without greetings, thanks and separators at the ends: what a rule looks at."""
    before = None
    while words != before:
        before = words
        words = trim(RULES.patterns["polite"].sub("", words))
    return words


def _join(pieces: Sequence[Piece]) -> tuple[Statement, ...]:
    statements: list[list[Piece]] = []
    for piece in pieces:
        current = statements[-1] if statements else None
        if current is None or _starts_anew(current, piece):
            statements.append([piece])
        else:
            current.append(piece)
    return tuple(
        Statement(tuple(pieces), tuple(each for piece in pieces for each in piece.mentions))
        for pieces in statements
    )


def _starts_anew(current: Sequence[Piece], piece: Piece) -> bool:
    named = any(each.mentions for each in current)
    spoken = any(each.content for each in current)
    if not piece.mentions:
        # 「路灯好了；接待7人」: what is said of the person's own work starts anew.
        return named and spoken and bool(_OWN_WORK.match(piece.content))
    if spoken and piece.mentions[0].sort == "title" and not piece.leads:
        return False  # a word of some title in passing: 「…，建议改派南关街道」
    whole = any(mention.sort == "all" for each in current for mention in each.mentions)
    if whole and spoken and piece.mentions[0].sort == "number":
        return True  # 「都收到了，52不归我们」
    same = {ref for each in current for mention in each.mentions for ref in mention.refs}
    if named and same >= {ref for mention in piece.mentions for ref in mention.refs} and same:
        return bool(piece.mentions[0].unknown)
    if not piece.content:
        # 「收到37 38」 goes on, 「37收到 38」 does not; 「37 38收到」 is one.
        return named and spoken and current[0].leads
    return named and spoken if piece.leads or named else spoken and not _is_preface(current)


def _is_preface(current: Sequence[Piece]) -> bool:
    """「收到，37不是我们的」: the first word greets rather than acts."""
    return all(len(piece.content) <= 4 for piece in current)
