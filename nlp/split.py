"""Several matters in one message: where one ends and the next begins.

People number them (一是… 二是…, 1. 2.), join them (还有, 另外, 顺便) or just line them up. Only
parts that say something of their own become matters; an opening or closing stays with the next.
"""

import itertools
import re
from collections.abc import Callable

#: A part shorter than this is no matter of its own (a name, a courtesy).
LEAST = 4
#: Longer than this it is a letter: what it numbers are mostly the points of one matter.
LONGEST = 220

_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。！!？?；;：:、\n了]))"
    r"(?:第?[一二三四五六七八九](?:是|个是|、|，|[.．:：)）])"
    r"|(?<![0-9])[1-9][.．、,，:：)）](?!\d)|[（(][一二三四五六七八九1-9][)）]|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九](?:个|件|条|点)?[，,、是：:]?"
    r"|其[一二三四五][，,是、：:]?|首先|其次|再次|最后)"
)
_JOINED = re.compile(
    r"(?:[，,。！!？?；;\s]|(?<=[一-鿿]))"
    r"(?=(?:还有(?!没|人|多久|一年|两|三|几)|另外|此外|再就是|再一个|再有|再者|顺便|对了|还想反映|还要反映|还想说|另有|另一个|第二个|第二件|除此|还有一个|外加|与此同时))"
)
_HARD = re.compile(r"[。！!？?；;\n]+")
_LEAD = re.compile(
    r"^(?:[\s，,。、；;：:]|还有(?:就是|一个|一件)?(?:事|问题)?|另外|此外|再就是|再一个|再有|再者|顺便(?:问一下|反映|说一下|问)?|对了|首先|其次|再次|最后|除此之外)+"
)
_CUE = re.compile(
    r"还有|另外|此外|再就是|再一个|再有|再者|顺便|对了|还想|还要反映|另有|另一个|第二|二是|二、|2[.．、,，:：)）]|②|（二|（2|其二|其次|其一|外加|除此"
)


def split(
    text: str, topic_of: Callable[[str], str | None] | None = None
) -> tuple[tuple[int, int], ...]:
    """Spans (code points) of the matters in ``text``; one span when there is one.

    ``topic_of`` names the topic of a part, or None when it has none: short messages without any
    joining word are cut between sentences only where the topic changes for sure.
    """
    if len(text) > LONGEST:
        return ((0, len(text)),)
    spans = _numbered(text) if _CUE.search(text) else ()
    if len(spans) < 2 and _CUE.search(text):
        spans = _cut(text, [m.end() for m in _JOINED.finditer(text)])
    if len(spans) < 2 and topic_of is not None and len(text) <= 120:
        spans = _by_topic(text, topic_of)
    return spans if len(spans) >= 2 else ((0, len(text)),)


def clean(part: str) -> str:
    """A matter's text without the word that joined it to the one before."""
    part = _NUMBERED.sub("", part, count=1) if _NUMBERED.match(part) else part
    return _LEAD.sub("", part).strip(" \n\t，,；;、") or part.strip()


def _numbered(text: str) -> tuple[tuple[int, int], ...]:
    starts = [m.start() for m in _NUMBERED.finditer(text)]
    if len(starts) < 2:
        return ()
    return _cut(text, starts)


def _cut(text: str, at: list[int]) -> tuple[tuple[int, int], ...]:
    """Parts between cuts; what says too little joins the part after it (at the end: before it)."""
    edges = sorted({0, *at, len(text)})
    spans: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in itertools.pairwise(edges):
        begin = start if pending is None else pending
        if len(clean(text[start:end])) < LEAST or (start == 0 and _is_opening(text[start:end])):
            pending = begin
            continue
        spans.append((begin, end))
        pending = None
    if pending is not None and spans:
        spans[-1] = (spans[-1][0], len(text))
    return tuple(spans)


_OPENING = re.compile(r"(?:反映|问题|几点|几个事|几件事|如下|以下|您好|你好|情况)[：:，,。\s]*$")


def _is_opening(part: str) -> bool:
    return len(part) <= 30 and bool(_OPENING.search(part))


def _by_topic(text: str, topic_of: Callable[[str], str | None]) -> tuple[tuple[int, int], ...]:
    edges = [0, *(m.end() for m in _HARD.finditer(text))]
    if edges[-1] < len(text):
        edges.append(len(text))
    if len(edges) < 3 or len(edges) > 6:
        edges = [0, *(m.end() for m in re.finditer(r"[，,。！!？?；;\n\s]+", text))]
        if edges[-1] < len(text):
            edges.append(len(text))
        if not 3 <= len(edges) <= 6:
            return ()
    parts: list[tuple[int, int, str | None]] = []
    for start, end in itertools.pairwise(edges):
        topic = topic_of(text[start:end]) if len(text[start:end].strip()) >= LEAST else None
        if parts and (topic is None or parts[-1][2] is None or topic == parts[-1][2]):
            begin, _, known = parts.pop()
            parts.append((begin, end, known or topic))
        else:
            parts.append((start, end, topic))
    return tuple((start, end) for start, end, _ in parts)
