"""Which pending things a text speaks of: 「〔16-6〕14」「民12」「12号」「路灯那件」「其他的」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.chinese_numbers import chinese_number
from nlp.dates import DayFound
from nlp.replies.model import Pending
from nlp.replies.rules import RULES
from nlp.things import things, word_of

_FORMAL = re.compile(
    r"建?议?\s*[〔\[(（【<《]?\s*(?P<term>\d{1,2})\s*[-—–－_]\s*(?P<session>\d{1,2})\s*"
    r"(?:[〕\])）】>》]|[-第 ])\s*第?\s*(?P<number>\d{1,4})\s*[号件]?"
)
_PEOPLE = re.compile(
    r"(?<![村居市农公人移国])民\s*(?:第|字)?\s*(?P<number>\d{1,6}(?!\d|年)|[一二三四五六七八九零〇十百]{1,6})\s*[号件]?"
)
_RANGE = re.compile(
    r"(?<![\d.〔\[(（-])(?:第|民\s*)?(?P<first>\d{1,4})号?\s*(?:到|至|-|—|~|～)\s*(?:第|民\s*)?(?P<last>\d{1,4})(?:[号件]|(?!\d))"
)
_NUMBER = re.compile(
    r"(?<![\d.〔\[(（:：/-])(?P<lead>第|#|№|no\.?\s?|编号|建议)?\s*"
    r"(?P<number>\d{1,4}|[一二三四五六七八九]?[十百][一二三四五六七八九十零]{0,4}|[一二三四五六七八九零〇]{2,4}|[一二三四五六七八九](?=号))"
    # 12号 is a case, 12号楼 a house.
    r"(?:\s*(?P<sign>号(?![楼院门线路井桥机店车厂坝渠库铺栋单])(?:件|建议)?|#|件(?!都))"
    r"|(?![\d.%/]|[:：]\d|-\d|\s*号[楼院门线路井桥机店车厂坝渠库铺栋单]))"
)
_COUNTED = re.compile(
    r"(?P<count>[两二三四五六七八九\d])(?:[件个条家](?:事情?)?(?=[我俺]?(?:们)?(?:都|一起|一并|统一))|个(?=[我俺](?:们)?都)|件(?P<formal>建议)(?=都?收))"
)
#: Three or four digits at the head of a message, and words: a case, be it pending or not, unless
#: they are a number to ring, so many of something, or a year.
_HEADS = re.compile(
    r"(?!1[12]\d(?!\d)|123(?!\d)|955|963|20[12]\d)[1-9]\d{2,3}"
    r"[\s，,]*(?=[我俺咱那这]|[去看问已还都没修办换补通转退]|是|不|让|叫|请|今|昨|刚)(?!多|来[块个户]|这么|块|元)"
)
_SPARED = re.compile(r"除(?:了|开|去)?[民\d号\s、，,和跟]*$")
#: 「除了272都办好了」
_ALL_BUT = re.compile(r"除[^。；;除]{1,40}?都(?!没|不)|^都(?!没|不)")
_EXCEPT = re.compile(
    r"除(?:了|开|去)?(?P<what>[\u4e00-\u9fff]{2,10}?)(?:[，, ]|其[他它余]|都|的?那)"
)
#: Beside a number elsewhere, so many letters of a title name another case.
_SURE = 4
#: 「两处路灯」: so many of the same kind.
_SO_MANY = re.compile(r"(?P<count>[两二三四五六])(?:处|个|盏|件|条|座|户|家)(?:的)?$")
_ORDINAL = re.compile(
    r"第(?P<nth>[一二三四五六七八九十\d]{1,2})(?P<unit>[件条项]|个(?!月|星期|礼拜|人))"
    r"|(?P<side>前|头|后|最后)(?P<count>[一二两三四五六]?)[件条项个](?![月人])"
)

#: What was asked for, by one of whom and by another of whom something else.
_REQUEST = re.compile(
    r"(?:要|想|申请)?(?:申?退回?|延期?)的(?:那个|那件)?"
    r"(?=[，,]?(?:都)?(?:我)?(?:不?[准批]|不?同意|不?行|不?可以|驳))"
)
#: One letter for a thing at the head of a breath, and something said about it.
_THING = re.compile(
    r"\s*[这那]?(?P<thing>灯|水|路|桥|沟|渠|电|网|墙|树|垃圾|厕|坑|井|栏|河|校车)(?:子)?"
    r"(?=的|那个|这个|还|又|都|全|已|没|不|亮|好|通|来|清|修|有|是|也|那|照|塌|倒|堵|换|装|补|疏|抽|铺|快|转|交|给|归|请|让|和|跟|与|、)"
)


#: 「灯和垃圾池站里办」: the first of two, by one letter.
_IN_A_ROW = re.compile(rf"{_THING.pattern.partition('(?=')[0]}(?=和|跟|与|、)")


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` speaks of ``refs``. ``sort``: number, title, all, rest, ordinal.
    ``doubtful``: one of ``refs`` is meant, it is not said which. ``unknown``: a number that is not
    pending."""

    start: int
    end: int
    refs: tuple[str, ...]
    sort: str
    doubtful: bool = False
    unknown: str = ""


def tail_number(ref: str) -> int | None:
    """The running number at the end of 「民12」 or 「〔16-6〕14」."""
    digits = re.findall(r"\d+", ref)
    return int(digits[-1]) if digits else None


def find_mentions(
    text: str, pending: Sequence[Pending], days: Sequence[DayFound]
) -> tuple[Mention, ...]:
    """All mentions in a plain text, left to right, without overlap."""
    found: list[Mention] = []
    _ranges(text, pending, found)
    _formal_numbers(text, pending, found)
    _bare_numbers(text, pending, days, found)
    _requests(text, pending, found)
    _ordinals(text, pending, found)
    _wholes(text, pending, found)
    if not any(mention.sort == "number" for mention in found):
        _titles(text, pending, found, only_named=False)
    else:
        _titles(text, pending, found, only_named=True)
    return tuple(sorted(found, key=lambda each: each.start))


def _free(start: int, end: int, found: Sequence[Mention]) -> bool:
    return all(end <= each.start or start >= each.end for each in found)


def _formal_numbers(text: str, pending: Sequence[Pending], found: list[Mention]) -> None:
    for match in _FORMAL.finditer(text):
        wanted = (match["term"], match["session"], match["number"])
        numbers = tuple(str(int(part)) for part in wanted)
        refs = tuple(
            item.ref
            for item in pending
            if tuple(str(int(part)) for part in re.findall(r"\d+", item.ref)) == numbers
        )
        if not _free(*match.span(), found):
            continue
        unknown = "" if refs else f"〔{numbers[0]}-{numbers[1]}〕{numbers[2]}"
        found.append(Mention(*match.span(), refs, "number", unknown=unknown))
    for match in _PEOPLE.finditer(text):
        number = chinese_number(match["number"]) or 0
        refs = tuple(
            item.ref
            for item in pending
            if item.ref.startswith("民") and tail_number(item.ref) == number
        )
        if _free(*match.span(), found):
            unknown = "" if refs else f"民{number}"
            found.append(Mention(*match.span(), refs, "number", unknown=unknown))


def _by_number(number: int, pending: Sequence[Pending]) -> tuple[str, ...]:
    return tuple(item.ref for item in pending if tail_number(item.ref) == number)


def _ranges(text: str, pending: Sequence[Pending], found: list[Mention]) -> None:
    for match in _RANGE.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        ends = _by_number(first, pending), _by_number(last, pending)
        if first < last and all(ends) and _free(*match.span(), found):
            refs = [
                item.ref
                for item in pending
                if first <= (tail_number(item.ref) or 0) <= last
                and ("民" not in match[0] or item.ref.startswith("民"))
            ]
            numbers = [tail_number(ref) for ref in refs]
            doubtful = len(set(numbers)) < len(numbers)
            found.append(Mention(*match.span(), tuple(refs), "number", doubtful))


def _bare_numbers(
    text: str, pending: Sequence[Pending], days: Sequence[DayFound], found: list[Mention]
) -> None:
    for match in _NUMBER.finditer(text):
        start, end = match.span("number")
        number = chinese_number(match["number"])
        if number is None or not _free(start, end, found):
            continue
        refs = _by_number(number, pending)
        explicit = bool(match["lead"] or match["sign"])
        if not match["number"].isdigit() and not (refs and (explicit or number > 10)):
            continue
        if not explicit and RULES.patterns["unit_after"].match(text, end):
            continue
        if _is_day(text, match, days, bool(refs)):
            continue
        span = match.span() if not match[0].startswith(" ") else (start, match.end())
        if refs:
            found.append(Mention(*span, refs, "number", doubtful=len(refs) > 1))
        elif _says_a_number(text, match, number):
            found.append(Mention(*span, (), "number", unknown=f"{number}号"))


def _is_day(text: str, match: re.Match[str], days: Sequence[DayFound], is_pending: bool) -> bool:
    """True if the number belongs to a day. 「12号」 is a number if 12 is pending, unless the words
    around it speak of time (等12号, 12号到货)."""
    start, end = match.span("number")
    for day in days:
        if day.start < end and start < day.end:
            if not day.bare or not is_pending:
                return True
            before, after = text[max(0, day.start - 4) : day.start], text[day.end : day.end + 3]
            return bool(
                RULES.patterns["day_before"].search(before)
                or RULES.patterns["day_after"].match(after)
            )
    return False


def _says_a_number(text: str, match: re.Match[str], number: int) -> bool:
    """A number that is not pending but stands where a case number stands: 「收到99」."""
    if match["lead"] or (match["sign"] and number > 31):
        return match["sign"] != "件" or bool(match["lead"])
    start, end = match.span("number")
    if match["sign"] and match["sign"].startswith("号"):
        return False
    if start == 0 and _HEADS.match(text):
        return True
    return bool(
        RULES.patterns["act_before_number"].search(text[:start])
        or (start == 0 and RULES.patterns["act_after_number"].match(text, end))
    )


def _wholes(text: str, pending: Sequence[Pending], found: list[Mention]) -> None:
    spared = _take_exceptions(text, pending, found)
    everything = tuple(item.ref for item in pending if item.ref not in spared)
    wholes = [*RULES.patterns["all"].finditer(text)]
    if spared and not RULES.patterns["rest"].search(text):
        wholes = wholes or [*_ALL_BUT.finditer(text)]
    for match in wholes:
        if not _free(*match.span(), found) or _after_numbers(text, match.start(), found):
            continue
        if (
            text[match.start()] == "都"
            and not spared
            and _names_some(text[: match.start()], pending)
        ):
            continue
        found.append(Mention(*match.span(), everything, "all"))
    cases = {item.ref for item in pending if item.kind != "duty"}
    for match in _COUNTED.finditer(text):
        refs = tuple(ref for ref in everything if ref in cases)
        if match["formal"]:
            refs = tuple(ref for ref in refs if not ref.startswith("民"))
        if chinese_number(match["count"]) == len(refs) and _free(*match.span(), found):
            found.append(Mention(*match.span(), refs, "all"))
    for match in RULES.patterns["rest"].finditer(text):
        if _free(*match.span(), found):
            taken = {ref for mention in found if mention.sort != "all" for ref in mention.refs}
            refs = tuple(ref for ref in everything if ref not in taken)
            if (taken or spared) and refs:
                found.append(Mention(*match.span(), refs, "rest"))


def _after_numbers(text: str, start: int, found: Sequence[Mention]) -> bool:
    """「37 41都签收了」: what was just named, not everything."""
    return text[start] == "都" and any(
        each.sort == "number"
        and each.end <= start
        and not text[each.end : start].strip(" 、，,和跟")
        for each in found
    )


def _names_some(text: str, pending: Sequence[Pending]) -> bool:
    """「路灯和垃圾我都去看」, 「灯换了两个，都亮了」: what was just named, and not everything."""
    if len(pending) < len("两件"):
        return False
    thing = _THING.match(text)
    return any(
        item.kind != "duty"
        and (shared_words(text, item.title) or (thing is not None and thing["thing"] in item.title))
        for item in pending
    )


def _take_exceptions(text: str, pending: Sequence[Pending], found: list[Mention]) -> set[str]:
    """「除了203其他都收到」: the excepted are spoken of, but nothing is said about them."""
    spared = [each for each in found if _SPARED.search(text[: each.start])]
    for each in spared:
        found.remove(each)
    refs = {ref for each in spared for ref in each.refs}
    if named := _EXCEPT.search(text):
        refs |= {item.ref for item in pending if shared_words(named["what"], item.title)}
    return refs


def _requests(text: str, pending: Sequence[Pending], found: list[Mention]) -> None:
    """「退的准了，延的不准」 of who decides what was asked for."""
    for match in _REQUEST.finditer(text):
        state = "return" if "退" in match[0] else "extension"
        refs = tuple(item.ref for item in pending if state in item.state)
        if refs and _free(*match.span(), found):
            found.append(Mention(*match.span(), refs, "title", doubtful=len(refs) > 1))


def _ordinals(text: str, pending: Sequence[Pending], found: list[Mention]) -> None:
    refs = [item.ref for item in pending]
    for match in _ORDINAL.finditer(text):
        if not _free(*match.span(), found):
            continue
        if match["nth"]:
            nth = chinese_number(match["nth"]) or 0
            chosen = refs[nth - 1 : nth] if nth else []
        else:
            count = chinese_number(match["count"]) if match["count"] else 1
            chosen = refs[:count] if match["side"] in "前头" else refs[-(count or 1) :]
            if count is not None and count > len(refs):
                chosen = []
        if chosen and len(refs) > 1:
            found.append(Mention(*match.span(), tuple(chosen), "ordinal"))


def _titles(
    text: str,
    pending: Sequence[Pending],
    found: list[Mention],
    *,
    only_named: bool,
) -> None:
    """Words of the titles, piece by piece of the text; 「…那件」 names one even beside numbers."""
    # A duty is called 走访 whatever is said about it: its title tells nothing.
    everything = len(pending)
    pending = [item for item in pending if item.kind != "duty"]
    for start, end in _pieces(text):
        piece = text[start:end]
        if re.search(r"除(?:了|开|去)", piece):
            continue
        named = RULES.patterns["that_one"].search(piece)
        if only_named and not named and not _free(start, end, found):
            continue
        scored = [(shared_words(piece, item.title), item) for item in pending]
        if everything == 1 and any(words for words, _ in scored):
            continue  # there is nothing to choose from
        if _titles_in_a_row(piece, start, pending, found):
            continue
        best = max((sum(map(len, words)) for words, _ in scored), default=0)
        if best and (thing := _IN_A_ROW.match(piece)):
            _things_of_one_letter(thing, start, pending, found)
        if only_named and not named and best < _SURE:
            continue
        if (
            best == 0
            and (thing := _THING.match(piece))
            and _things_of_one_letter(thing, start, pending, found)
        ):
            continue
        if best == 0:
            # 「噪音那件」 of somebody who has no such case: better asked than guessed.
            if (
                named
                and named["what"]
                and "条" not in named[0]
                and not RULES.patterns["that_any"].fullmatch(named["what"])
            ):
                span = start + named.start(), start + named.end()
                if _free(*span, found):
                    found.append(Mention(*span, (), "title", unknown=named["what"]))
            continue
        winners = [(words, item) for words, item in scored if sum(map(len, words)) == best]
        word = max(winners[0][0], key=len)
        first = piece.index(word)
        last = first + len(word)
        if named and named.end() > last and named.start() <= last:
            last = named.end()
        if _free(start + first, start + last, found):
            refs = tuple(item.ref for _, item in winners)
            so_many = _SO_MANY.search(piece[:first])
            count = chinese_number(so_many["count"]) if so_many else 1
            doubtful = len(refs) > 1 and count != len(refs)
            found.append(Mention(start + first, start + last, refs, "title", doubtful))


def _things_of_one_letter(
    thing: re.Match[str], start: int, pending: Sequence[Pending], found: list[Mention]
) -> bool:
    """「灯亮了」 where only one title has a 灯 in it, 「沟没好」 beside a 下水道."""
    alike = [item for item in pending if thing["thing"] in item.title]
    said = things(thing["thing"])
    alike = alike or [item for item in pending if said.of(things(item.title))]
    place = start + thing.start("thing"), start + thing.end("thing")
    if len(alike) != 1 or not _free(*place, found):
        return False
    found.append(Mention(*place, (alike[0].ref,), "title"))
    return True


def _titles_in_a_row(
    piece: str, start: int, pending: Sequence[Pending], found: list[Mention]
) -> bool:
    """「护栏和公厕的收到了」, 「灯和厕所我看看」: two of them, joined by a word for "and"."""
    chosen: dict[str, tuple[int, int]] = {}
    joints = [joint.span() for joint in _AND.finditer(piece)]
    ends = [(0, 0), *joints, (len(piece), len(piece))]
    for (_, since), (end, begin), (until, _) in zip(ends, joints, ends[2:], strict=False):
        left = _the_one(piece, max(since, end - _BESIDE), end, pending)
        right = _the_one(piece, begin, min(until, begin + _BESIDE), pending)
        if left and right and left[0] != right[0]:
            chosen |= {left[0]: left[1], right[0]: right[1]}
    for ref, (first, last) in chosen.items():
        if _free(start + first, start + last, found):
            found.append(Mention(start + first, start + last, (ref,), "title"))
    return bool(chosen)


_AND = re.compile(r"还有|[和跟与及、]")
#: So many letters on either side of an "and" say what is joined.
_BESIDE = 6


def _the_one(
    piece: str, start: int, end: int, pending: Sequence[Pending]
) -> tuple[str, tuple[int, int]] | None:
    """The only one that ``piece[start:end]`` names, by its title or by the thing that it is about,
    and where the word stands."""
    words = piece[start:end]
    shared = {item.ref: shared_words(words, item.title) for item in pending}
    best = max((sum(map(len, found)) for found in shared.values()), default=0)
    said = things(words)
    named = [
        item.ref
        for item in pending
        if (sum(map(len, shared[item.ref])) == best if best else said.of(things(item.title)))
    ]
    if len(named) != 1:
        return None
    word = max(shared[named[0]], key=len) if best else word_of(words)
    first = start + words.index(word)
    return named[0], (first, first + len(word))


def _pieces(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in re.finditer(r"[，,。；;！!？?\n ]+", text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def shared_words(piece: str, title: str) -> tuple[str, ...]:
    """The longest words (two characters or more) that a piece of text shares with a title."""
    plain = RULES.patterns["title_noise"].sub("|", title.translate(RULES.simplified).lower())
    words: list[str] = []
    position = 0
    while position < len(piece) - 1:
        length = 1
        while position + length < len(piece) and piece[position : position + length + 1] in plain:
            length += 1
        word = piece[position : position + length]
        if length >= 2 and not RULES.patterns["title_stop"].fullmatch(word) and word.isalnum():
            words.append(word)
            position += length
        else:
            position += 1
    return tuple(words)
