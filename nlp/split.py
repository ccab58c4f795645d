"""Several matters in one message: where one ends and the next begins.

People number them (一是… 二是…, 1. 2.), join them (还有, 另外, 顺便) or just line them up. Only
parts that say something of their own become matters; an opening or closing stays with the next.
"""

import itertools
import re

from nlp.cues import rules

#: A part shorter than this is no matter of its own (a name, a courtesy).
LEAST = 4
#: Longer than this it is a letter: what it numbers are mostly the points of one matter.
LONGEST = 220
#: Up to here lined-up complaints are told apart by their things.
CHAT = 80

_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。！!？?；;：:、\n了]))"
    r"(?:第?[一二三四五六七八九](?:是|个是|、|，|[.．:：)）])"
    r"|(?<![0-9])[1-9][.．、,，:：)）](?!\d)|[（(][一二三四五六七八九1-9][)）]|[①②③④⑤⑥⑦⑧⑨]|第[一二三四五六七八九](?:个|件|条|点)?[，,、是：:]?"
    r"|其[一二三四五][，,是、：:]?|首先|其次|再次|最后)"
)
#: After a pause these join; without one (voice) only the ones that are never part of a sentence.
_JOINED = re.compile(
    r"[，,。！!？?；;、\s]+(?=还有(?!没|人|多久|一年|几)|另外|此外|再就是|再一个|再有|再者|顺便|对了|还想|还要反映|另有|外加|除此)"
    r"|(?<=[一-鿿])(?=还有(?:就是|一个|一件|个事|件事|那个)|还有(?!没|人|在|的|些|多|一年|几|两|三|什么|别|可能|机会|必要|没有)|另外(?!一|的|几|两)|再就是|再一个|顺便)"
)
_LEAD = re.compile(
    r"^(?:[\s，,。、；;：:]|还有(?:就是|一个|一件)?(?:事|问题)?|另外|此外|再就是|再一个|再有|再者|顺便(?:问一下|反映|说一下|问)?|对了|首先|其次|再次|最后|除此之外)+"
)
_CUE = re.compile(
    r"还有|另外|此外|再就是|再一个|再有|再者|顺便|对了|还想|还要反映|另有|另一个|第二|二是|二、|2[.．、,，:：)）]|②|（二|（2|其二|其次|其一|外加|除此"
)


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Spans (code points) of the matters in ``text`` (the plain form); one span when there is one.

    In chat also cut where people just line up complaints: 「路灯不亮，垃圾没人拉」.
    """
    spans: tuple[tuple[int, int], ...] = ()
    if len(text) <= LONGEST:
        if _CUE.search(text):
            spans = _numbered(text) or _joined(text)
        if len(spans) < 2 and len(text) <= CHAT:
            spans = _lined_up(text)
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


_THING_OF = {word: n for n, words in enumerate(rules("split")["things"]) for word in words}
_THING = re.compile("|".join(sorted(map(re.escape, _THING_OF), key=len, reverse=True)))
_FAULT = re.compile(str(rules("split")["faults"]))
_PAUSE = re.compile(r"[，,。！!？?；;、\n\s]+")


def _things(part: str) -> set[int]:
    return {_THING_OF[match.group()] for match in _THING.finditer(part)}


def _says_something(part: str) -> bool:
    return len(clean(part)) >= LEAST and bool(_FAULT.search(part) or _THING.search(part))


def _joined(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    edges = sorted({0, *(m.end() for m in _JOINED.finditer(text)), len(text)})
    for start, end in itertools.pairwise(edges):
        if spans and not (
            _says_something(text[start:end]) and _says_something(text[slice(*spans[-1])])
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def _lined_up(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    known: set[int] = set()
    edges = sorted({0, *(m.end() for m in _PAUSE.finditer(text)), len(text)})
    for start, end in itertools.pairwise(edges):
        part = text[start:end]
        things = _things(part) if _FAULT.search(part) else set()
        if spans and known and things and not things & known:
            spans.append((start, end))
            known = things
        else:
            spans[-1:] = [(spans[-1][0], end)] if spans else [(start, end)]
            known |= things
    return tuple(spans)
