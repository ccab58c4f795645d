"""「晚上8点以后别发」: the hours in which somebody with a role wants nothing."""

import re
from datetime import time

from bot.actions import own_hours
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from nlp.chinese_numbers import NUMBER, chinese_number

_PART = "早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚"
_STOP = (
    r"(?:就|都|请|麻烦)*(?:别|不要|不用|莫|勿|甭)(?:再|给我|跟我|往我这)*"
    r"(?:发|推|打扰|吵|来)(?:消息|信息|通知|任务|提醒|微信|我|了|吧)*[。！!]?$"
)


def _clock(name: str) -> str:
    minutes = rf"[点时](?P<{name}_half>半)?|[:：](?P<{name}_minute>[0-5]\d)"
    return rf"(?P<{name}_part>{_PART})?(?P<{name}>{NUMBER})(?:{minutes})"


_LEAD = r"^(?:请|以后|今后|麻烦|我|每天|平时|[，, ])*"
_BETWEEN = re.compile(
    _LEAD + _clock("a") + r"(?:到|至|-|—|~)(?:次日|第二天)?" + _clock("b") + "(?:之间)?" + _STOP
)
_AFTER = re.compile(_LEAD + _clock("a") + "(?:以后|之后|过后|后)" + _STOP)
_BEFORE = re.compile(_LEAD + _clock("b") + "(?:以前|之前|前)" + _STOP)
_ANY = re.compile(
    r"^(?:随时|几点|什么时候)(?:都)?(?:可以|能|好)(?:给我)?发(?:消息|了|吧)*[。！!]?$"
)
_NOON, _EVENING = 12, 5


def hours(talk: Talk) -> Answer | None:
    """The answer to somebody who says when not to write; None if it is nothing of the kind."""
    if not talk.roles.any:
        return None
    said = talk.text.strip()
    if _ANY.match(said):
        own_hours.forget(talk.session, talk.contact, now=talk.now)
        return Answer(say("hours.any"), "staff")
    found = _BETWEEN.match(said) or _AFTER.match(said) or _BEFORE.match(said)
    if found is None:
        return None
    given = found.groupdict()
    start = _time(given, "a", evening="b" not in given)
    end = _time(given, "b", evening=False)
    if start and end and not given["b_part"] and end < start and start.hour <= _NOON:
        # 「12点到3点」
        end = end.replace(hour=end.hour + _NOON) if end.hour < _NOON else end
    if ("a" in given and start is None) or ("b" in given and end is None):
        return None
    span = own_hours.set_quiet(talk.session, talk.contact, start, end, now=talk.now)
    return Answer(say("hours.set", start=_say(span[0]), end=_say(span[1])), "staff")


def _time(given: dict[str, str | None], name: str, *, evening: bool) -> time | None:
    """The moment that was said, if there is such a one. ``evening``: 8 alone is 20:00."""
    number = given.get(name)
    hour = chinese_number(number) if number else None
    if hour is None or hour > 24:
        return None
    part = given.get(f"{name}_part") or ""
    later = part in ("下午", "傍晚", "晚上", "夜里", "晚") or (part == "中午" and hour < _EVENING)
    if not part and evening and hour >= _EVENING:
        later = True
    if later and hour < _NOON:
        hour += _NOON
    elif part in ("晚上", "夜里", "晚") and hour == _NOON:
        hour = 24
    minute = int(given.get(f"{name}_minute") or 0) or (30 if given.get(f"{name}_half") else 0)
    return time(hour % 24, minute)


def _say(clock: time) -> str:
    if clock.minute == 30:
        return f"{clock.hour}点半"
    return f"{clock.hour}点{f'{clock.minute}分' if clock.minute else ''}"
