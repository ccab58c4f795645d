"""The one short question that is asked when an act is not clear (words: replies.toml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nlp.replies.model import Pending
from nlp.replies.rules import RULES
from nlp.replies.spoken import Spoken, coming_day
from nlp.replies.statements import DAY_MARK, Statement

_Q = RULES.questions

#: A question names so many cases at most; more would not be read on a telephone.
NAMED_AT_MOST = 5

_SHORT_TITLE = 14

_HINTS = {
    "alarm": "hint_alarm",
    "undelivered": "hint_told",
    "revisit": "hint_revisit",
    "duty": "hint_duty",
}


#: States in which a desk still has to do something about an issue.
_AT_DESK = ("received", "asking", "routed", "taken_up", "at_station", "handed_over", "recheck")

#: States after which only a visit can tell how it is now.
_TOLD = ("told", "answered", "reported", "replied", "confirmed")
_STAFF = ("officer", "station", "grid_worker")


def say_title(item: Pending) -> str:
    """「民12“北街下水道”」; a long title is shortened."""
    title = item.title if len(item.title) <= _SHORT_TITLE else item.title[:_SHORT_TITLE] + "…"
    return f"{item.ref}“{title}”" if title else item.ref


def say_items(items: Sequence[Pending]) -> str:
    """The titles, at most five of them, each once: a hand-over and its issue have one number."""
    items = list({item.ref: item for item in reversed(items)}.values())[::-1]
    told = "、".join(say_title(item) for item in items[:NAMED_AT_MOST])
    more = len(items) - NAMED_AT_MOST
    return f"{told}等{len(items)}件" if more > 0 else told


def which(items: Sequence[Pending], word: str) -> str:
    """Several are possible."""
    receipt = "收到" in word or "签收" in word
    every = _Q["which_all"].format(word="收到") if receipt else ""
    return _Q["which"].format(items=say_items(items), all=every)


def unknown(number: str, items: Sequence[Pending]) -> str:
    """A number that is not pending."""
    return _Q["unknown"].format(number=number, items=say_items(items))


def about(name: str, items: Sequence[Pending]) -> str:
    """A question of the rule file that names the case."""
    return _Q[name].format(title=say_items(items))


def choose(digit: str, item: Pending) -> str:
    """Digit and words disagree."""
    return _Q["choose"].format(digit=digit, title=say_title(item))


#: What a suggestion waits for, by its state → how that is answered.
_OF_SUGGESTION = {
    "draft": "hint_sign",
    "invited": "hint_sign",
    "consulted": "hint_met",
    "draft_shown": "hint_draft",
}


def _hint(role: str, items: Sequence[Pending]) -> str:
    kind = items[0].kind
    if kind == "duty" and "接待" in items[0].title and role in ("officer", "station"):
        return _Q["hint_reception"]
    if kind == "issue" and items[0].state in _TOLD and role in _STAFF:
        return _Q["hint_revisit"]
    if kind in _HINTS and role != "constituent":
        return _Q[_HINTS[kind]]
    if role == "constituent":
        told = items[0].options or items[0].state in ("told", "answered", "reported")
        return _Q["hint_constituent" if told else "hint_case"]
    if role in ("officer", "station") and kind == "issue" and items[0].state in _AT_DESK:
        return _Q["hint_desk"]
    if role in ("officer", "station", "grid_worker"):
        return _Q["hint_officer"]
    if role == "deputy" and kind in ("assignment", "suggestion"):
        return _Q[_OF_SUGGESTION.get(items[0].state, "hint_reply")]
    return _Q[f"hint_{role}"]


def unclear(role: str, items: Sequence[Pending]) -> str:
    """What was said fits nothing."""
    if len(items) == 1:
        return _Q["unclear"].format(title=say_title(items[0]), hint=_hint(role, items))
    return _Q["unclear_many"].format(items=say_items(items))


def only_named(role: str, items: Sequence[Pending]) -> str:
    """A number and nothing else."""
    return _Q["only_named"].format(title=say_items(items), hint=_hint(role, items))


def conflict(role: str, items: Sequence[Pending]) -> str:
    """Two acts were said that exclude each other."""
    return _Q["conflict"].format(title=say_items(items), hint=_hint(role, items))


def say_day(day: date) -> str:
    """「11月30日（周一）」."""
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def until(statement: Statement, spoken: Spoken) -> str:
    """An extension without a day, or with a day nobody could enter in a calendar."""
    found = coming_day(spoken)
    if found:
        example = f"{found.day.month}月{found.day.day}日"
        if found.length and not found.vague:
            return _Q["until_from"].format(word=found.text, example=example)
        return _Q["until_vague"].format(word=found.text, example=example)
    past = [day for day in statement.days if not day.length]
    if past:
        return _Q["past"].format(word=past[-1].text)
    month = spoken.today.month
    return _Q["until"].format(example=f"{month}月底")


def answer_by(statement: Statement, spoken: Spoken) -> str:
    """「下周三前答复」 may ask for more time or tell how things stand; the clerk decides."""
    found = coming_day(spoken)
    told = "(?:能|会|给|可以)?(?:答复|回复|反馈|回话|报)(?:您|你们?|代表)?"
    pattern = rf"{DAY_MARK}(?:左右)?(?:{told})?"
    if found is None or found.vague or not re.fullmatch(pattern, statement.content):
        return ""
    word = found.text if found.text.endswith(("前", "后")) else f"{found.text}前"
    day = f"{found.day.month}月{found.day.day}日"
    return _Q["answer_by"].format(word=word, day=day)


def number_or_day(word: str, ref: str) -> str:
    """「12号能办完」 while 12 is pending."""
    return _Q["number_or_day"].format(word=word, ref=ref)


def note_day(word: str, day: date) -> str:
    """How the words for a day were taken."""
    return _Q["note_day"].format(word=word, day=say_day(day))


def note_from(word: str, start: date, until: date, *, in_force: bool) -> str:
    """From which day a stretch of time was counted."""
    key = "note_from_deadline" if in_force else "note_from_today"
    return _Q[key].format(word=word, start=say_day(start), day=say_day(until))


def note_number(ref: str) -> str:
    """How 「12号」 was taken."""
    return _Q["note_number"].format(word=re.sub(r"\D", "", ref[-4:]) + "号", ref=ref)
