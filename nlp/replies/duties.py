"""Visits, receptions and leave, reported in one line."""

from __future__ import annotations

import re
from datetime import timedelta

from nlp.chinese_numbers import chinese_number
from nlp.dates import DayFound
from nlp.replies.ratings import judge
from nlp.replies.rules import RULES
from nlp.replies.spoken import Fields, Spoken
from nlp.replies.statements import DAY_MARK, Statement, tidy, trim

P = RULES.patterns


_DUTIES = (
    ("reception_day", r"接待日|坐班|接待室"),
    ("grid_meeting", r"碰头会|议事会|网格会"),
    ("policy_talk", r"宣讲|讲政策|讲了.{0,6}(?:政策|精神)"),
    ("field_study", r"调研|视察"),
)


def duty(spoken: Spoken) -> Fields:
    """{duty, grid, issues}: what was done, where, and the troubles found."""
    content = spoken.statement.content
    named = (name for name, pattern in _DUTIES if re.search(pattern, content))
    fields: Fields = {"duty": next(named, "grid_visit")}
    if grid := P["grid"].search(content) or P["visited"].search(content):
        fields["grid"] = next(name for name in grid.groupdict().values() if name)
    fields["issues"] = _issues(spoken.statement)
    return fields


def _issues(statement: Statement) -> list[str]:
    """The troubles named in a visit report; what is mended or fine is none."""
    found: list[str] = []
    for piece in statement.pieces:
        # Voice has no commas: a new thought often follows 了.
        for part in re.split(r"(?<=了)(?=[\u4e00-\u9fff]{4,})|、(?=[^、]{3,})", piece.quote):
            words = re.sub(r"^.{0,10}[:：]|^[一二三四五六七八九]是|^[1-9][.、）)]", "", tidy(part))
            if not P["problem"].search(words) or P["no_problem"].search(words):
                continue
            judged = judge(words)
            if judged == "好了":
                continue
            words = re.sub(
                r"^(?:有)?(?:群众|村民|老百姓|老乡|大家|有人|他们|她|他|一户|两户)*(?:都|还)?(?:反映|说|提出?)(?:是|了)?",
                "",
                words,
            )
            if len(words) >= 2:
                found.append(words)
    return found


def leave(spoken: Spoken) -> Fields:
    """{from, until} as ISO days; empty if no day was said."""
    days = [each for each in spoken.statement.days if each.day >= spoken.today]
    if not days:
        return {}
    last = days[-1]
    first = last.first if last.length is False and last.first != last.day else spoken.today
    if len(days) > 1:
        first = days[0].first
    elif not last.length and last.first == last.day and not _is_end(spoken, last):
        first = last.first
    until = last.day
    if last.length and re.search(r"[天日]", last.text) and "工作" not in last.text:
        until = last.day - timedelta(days=1)  # 「请假三天」: today is the first of them
    if last.vague:
        return {}
    return {"from": first.isoformat(), "until": until.isoformat()}


def _is_end(spoken: Spoken, day: DayFound) -> bool:
    """「请假到下周一」 ends there, 「请假明天」 is that day."""
    content = spoken.statement.content
    place = content.find(DAY_MARK)
    return (place > 0 and content[place - 1] in "到至") or "前" in day.text


def reception(spoken: Spoken) -> Fields:
    """{people, topics} of a reception day; nobody came: people 0."""
    content = spoken.statement.content
    fields: Fields = {}
    if re.search(r"没人|无人|没来人|人(?:都|也|影)?没(?:来|有)", content):
        fields["people"] = 0
    elif match := P["people"].search(content):
        fields["people"] = chinese_number(match["n"])
    elif both := re.search(r"来了?(?P<n>俩|仨)", content):
        fields["people"] = {"俩": 2, "仨": 3}[both["n"]]
    elif some := re.search(r"来了?(?P<n>\d+|[一二两三四五六七八九十]+)(?:个|位|名|拨)", content):
        fields["people"] = chinese_number(some["n"])
    topics: list[str] = []
    if match := P["topics"].search(spoken.statement.quote):
        parts = re.split(r"[、，,；;和及]|还有|以及", match["topics"])
        topics = [words for words in map(trim, parts) if len(words) > 1]
        topics = [
            re.sub(r"(?:等)?(?:的)?(?:问题|事情|事)$", "", words) or words for words in topics
        ]
    fields["topics"] = topics
    return fields
