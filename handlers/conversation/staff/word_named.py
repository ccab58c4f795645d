"""Which of several words to many (群发) a sentence, or a piece of it, is said to: by a word of its
text, by its day, by who sent it, by its place in the row (「第一个能去，第二个不行」)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions.broadcast_answers import Shown
from bot.actions.calendar import county_calendar
from bot.store.models import Broadcast
from handlers.conversation.context import Talk
from handlers.conversation.staff.coming import BREATHS, coming
from nlp.dates import find_days
from nlp.replies.references import shared_words

#: Shared with any word to many: they choose none. People, and the request to answer.
_CHOOSES_NONE = re.compile(
    r"(?:上午|下午|晚上|明天|后天|今天|那天|各位|大家|代表|同志|领导|请|镇政府|村里|镇里|县里|参加|能来的?|来不来?|告诉|"
    r"[来去到不了能]+|回个?话|回一?[句声]|说一?声|有事|不想|想不想|需要|安排|时间|地点|收到|可以|准时|不能|一个|的)+"
)
#: A day or an hour of it: chooses it for who says of coming or asks, not for a report.
_WHEN = re.compile(
    r"(?:(?:下|本|这)?(?:周|星期|礼拜)[一二三四五六日天]|(?:\d+|[一二三四五六七八九十]+)[月日号点]半?|月底|年底|周末|(?:上|下)午|晚上)+"
)
#: 「晚上那个」 of the only one that is in the evening.
_HOURS = (
    re.compile(r"早上?|上午|清早"),
    re.compile(r"下午|晌午后|后晌"),
    re.compile(r"晚上?|夜里?"),
)
_UNIT = r"[个条项场次]"
_FIRST = re.compile(rf"第[一1]{_UNIT}|头一?{_UNIT}|先发的")
_LAST = re.compile(rf"最后(?:那|的)?[一1]?{_UNIT}|刚才?发的")
#: Of two.
_BEFORE = re.compile(rf"(?:前|上)(?:面|边|头)?(?:那|的)?[一1]?{_UNIT}|前[面边头]的")
_BEHIND = re.compile(rf"后(?:面|边|头)?(?:那|的)?[一1]?{_UNIT}|后[面边头]的|后发的")
_PAIR = 2
_NTH = re.compile(rf"第([二三四2-4]){_UNIT}")
_NUMBERS = {"二": 2, "三": 3, "四": 4}
_SPEAKERS = "干事|站长|主任|科长|主席|局长|书记|秘书|同志|老师"
_FROM = r"(?:发|说|通知)?的?那?[个条]?"
#: 「订几份告诉我」 is answered by 「我订两份」.
_HOW_MANY = re.compile(r"几([份个人位辆套名本斤])")
_SO_MANY = "[一二两三四五六七八九十\\d]+"


def words_of(row: Broadcast) -> str:
    return f"{row.title}，{row.text}"


def so_many(text: str, words: str) -> list[str]:
    counted = (re.search(_SO_MANY + unit, text) for unit in _HOW_MANY.findall(words))
    return [found[0] for found in counted if found]


def telling(talk: Talk, text: str, row: Broadcast) -> list[str]:
    """The words that choose among several, its days, and of how many one was asked to say."""
    words = words_of(row)
    shared = [word for word in shared_words(text, words) if not _CHOOSES_NONE.fullmatch(word)]
    said = set(_days(talk, text, talk.now)) & set(_days(talk, words, row.made_at))
    days = [f"{day.month}月{day.day}日" for day in said]
    return [*shared, *so_many(text, words), *days]


def length(words: Sequence[str]) -> int:
    """How many letters of them are more than a day or an hour."""
    return sum(len(word) for word in words if not _WHEN.fullmatch(word))


def _days(talk: Talk, text: str, spoken: datetime) -> dict[date, str]:
    """The very days that are named, and by which words."""
    days = find_days(text, now=spoken, calendar=county_calendar(talk.session, talk.now))
    return {day.day: day.text for day in days if not (day.vague or day.length)}


@dataclass(frozen=True, slots=True)
class Part:
    """What was said to one of them; ``bare``: without what names it (「可以」 of 「培训可以」)."""

    to: Shown
    text: str
    bare: str

    def coming(self) -> str:
        """Whether they come to it, as this part of the sentence says."""
        asked = words_of(self.to.row)
        return coming(self.text, asked) or coming(self.bare, asked)


def parts(talk: Talk, text: str, shown: Sequence[Shown], row: Sequence[Shown] = ()) -> list[Part]:
    """What of ``text`` is said to which, in the order in which they are named. Breaths that name
    none belong to what was named before them. ``row``: as they came, where 「第一个」 may be of
    them."""
    said: dict[int, tuple[Shown, list[str], list[str]]] = {}
    before: list[str] = []
    last = 0
    for breath in filter(None, BREATHS.split(text)):
        cut = list(_cut(breath, _marks(talk, breath, shown, row)))
        if not cut and last:
            said[last][1].append(breath)
            said[last][2].append(breath)
        elif not cut:
            before.append(breath)
        for to, piece, bare in cut:
            last = to.row.id
            _, whole, rest = said.setdefault(last, (to, [], []))
            whole.extend([*before, piece])
            rest.extend([*before, bare])
            before = []
    return [Part(to, "，".join(whole), "，".join(bare)) for to, whole, bare in said.values()]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    to: Shown


def _cut(breath: str, marks: Sequence[_Mark]) -> Iterator[tuple[Shown, str, str]]:
    """The pieces of one breath, each with the one it is said to: cut where the next is named
    (「培训去巡河不去」), or behind it (「能去培训去不了巡河」)."""
    turns = [mark for n, mark in enumerate(marks) if not n or mark.to is not marks[n - 1].to]
    if not turns:
        return
    led = bool(coming(breath[: turns[0].start], "")) and len(turns) > 1
    for n, turn in enumerate(turns):
        if led:
            start = turns[n - 1].end if n else 0
            end = turn.end if n + 1 < len(turns) else len(breath)
        else:
            start = turn.start if n else 0
            end = turns[n + 1].start if n + 1 < len(turns) else len(breath)
        inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
        bare = list(breath[start:end])
        for mark in inside:
            bare[mark.start - start : mark.end - start] = [""] * (mark.end - mark.start)
        yield (
            turn.to,
            breath[start:end],
            re.sub(r"^(?:那[个条]|的(?:那[个条])?|我|就|也|都)+", "", "".join(bare)),
        )


def _marks(
    talk: Talk, breath: str, shown: Sequence[Shown], row: Sequence[Shown]
) -> Sequence[_Mark]:
    """Where in a breath which of them is named, left to right; what names several names none."""
    found: dict[tuple[int, int], dict[int, Shown]] = {}
    for one in shown:
        for start, end in _names(talk, breath, one, shown):
            found.setdefault((start, end), {})[one.row.id] = one
    sure = [
        _Mark(span[0], span[1], one)
        for span, to in found.items()
        if len(to) == 1
        for one in to.values()
    ]
    marks = sorted([*sure, *_in_the_row(breath, row)], key=lambda mark: (mark.start, -mark.end))
    return [mark for n, mark in enumerate(marks) if not n or mark.start >= marks[n - 1].end]


def _names(
    talk: Talk, breath: str, one: Shown, shown: Sequence[Shown]
) -> Iterator[tuple[int, int]]:
    words = words_of(one.row)
    for word in shared_words(breath, words):
        if not _CHOOSES_NONE.fullmatch(word):
            yield breath.index(word), breath.index(word) + len(word)
    named = _days(talk, words, one.row.made_at)
    for day, said in _days(talk, breath, talk.now).items():
        if day in named:
            yield breath.index(said), breath.index(said) + len(said)
    for hours in _HOURS if len(shown) > 1 else ():
        if (found := hours.search(breath)) is not None and hours.search(words):
            yield found.span()
    maker = one.row.maker.name
    short = f"{maker[0]}(?:{_SPEAKERS})|[小老]{maker[0]}"
    by_name = re.search(f"(?:{re.escape(maker)}|{short}){_FROM}", breath)
    if by_name is not None and len(shown) > 1:
        yield by_name.span()


def _in_the_row(breath: str, row: Sequence[Shown]) -> Iterator[_Mark]:
    if len(row) < _PAIR:
        # Of one there is no first.
        return
    of_two = ((_BEFORE, 0), (_BEHIND, 1)) if len(row) == _PAIR else ()
    for pattern, at in ((_FIRST, 0), (_LAST, -1), *of_two):
        for found in pattern.finditer(breath):
            yield _Mark(found.start(), found.end(), row[at])
    for found in _NTH.finditer(breath):
        nth = int(_NUMBERS.get(found[1], found[1]))
        if nth <= len(row):
            yield _Mark(found.start(), found.end(), row[nth - 1])
