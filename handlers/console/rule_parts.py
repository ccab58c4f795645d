"""What all pages of the rules share: the versions of one, as lines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import rule_book
from handlers.pages.history import say_moment
from nlp import bureaus as table_of_bureaus

WORDS, BUREAUS = "routing.words", "routing.bureaus"
WEIGHTS = {"3": "一定是", "2": "多半是", "1": "有点像", "-2": "多半不是", "0": "这个词不再算"}
#: So many changed lines of a table are named in one version.
_CHANGES = 6
LEVELS = {"local": "乡镇、村里的", "county": "县城里的、地点不清楚的"}


def _said_change(old: Any, new: Any) -> str:
    """What a version of a table changed, line by line: 加了“蹦蹦车”：交通运输. Empty: no table."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return ""
    parts = [f"加了“{key}”：{_brief(new[key])}" for key in new if key not in old]
    parts += [f"去掉了“{key}”" for key in old if key not in new]
    parts += [
        f"“{key}”：{_brief(old[key])} → {_brief(new[key])}"
        for key in new
        if key in old and old[key] != new[key]
    ]
    return "；".join(parts[:_CHANGES]) + ("等" if len(parts) > _CHANGES else "")


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(f"{key} {_brief(part)}" for key, part in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _words_changed(old: Any, new: Any) -> str:
    """Words with their weights in a person's words."""
    return _said_change(_said_words(old), _said_words(new))


def _said_words(table: Any) -> Any:
    if not isinstance(table, dict):
        return table
    return {
        word: [f"{WEIGHTS.get(str(int(weight)), weight)}{topic}" for topic, weight in row.items()]
        for word, row in table.items()
    }


def _bureaus_changed(old: Any, new: Any) -> str:
    """Topics with bodies by their names."""
    return _said_change(_said_bureaus(old), _said_bureaus(new))


def _said_bureaus(table: Any) -> Any:
    names = table_of_bureaus.shipped()[1]
    if not isinstance(table, dict):
        return table
    return {
        f"{path.replace('/', '，')}（{LEVELS.get(level, level)}）": [
            names.get(role, role) for role in roles
        ]
        for path, levels in table.items()
        for level, roles in levels.items()
    }


_NOTHING: Mapping[str, str] = {}
#: Rules whose lines are said in words of their own.
_CHANGED = {WORDS: _words_changed, BUREAUS: _bureaus_changed}


def versions_of(
    session: Session, name: str, now: datetime, called: Mapping[str, str] = _NOTHING
) -> list[dict[str, object]]:
    """Who, when, why, and the button back. ``called``: what parts of the value are called."""
    found = [
        replace(one, value={called.get(key, key): part for key, part in one.value.items()})
        if called
        else one
        for one in rule_book.versions(session, name, now)
    ]
    older = {one.number: before.value for one, before in pairwise(found)}
    changed = _CHANGED.get(name, _said_change)
    return [
        {
            "number": one.number,
            "said": one.said,
            "changed": changed(older.get(one.number), one.value),
            "who": one.who,
            "when": say_moment(one.at, now) if one.at is not None else "",
            "why": one.why,
            "now": one.now,
            "name": name,
        }
        for one in found
    ]
