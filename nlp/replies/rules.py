"""The hand rules of `nlp/rules/replies*.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.expressions import Expression

_FILE = Path(__file__).resolve().parent.parent / "rules" / "replies.toml"
#: The acts, by who says them, in the order of the contract.
_SPEAKERS = ("bureau", "deputy", "staff", "constituent")


@dataclass(frozen=True, slots=True)
class ActRule:
    """When some words of some role are an act. See the head of the rule file for each key."""

    act: str
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    states: tuple[str, ...]
    say: Expression | None
    whole: Expression | None
    unless: Expression | None
    beats: tuple[str, ...]
    question: bool
    free: bool
    many: bool
    later: tuple[str, ...]
    needs: str
    require: tuple[str, ...]
    ask: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the reader knows by heart."""

    acts: tuple[ActRule, ...]
    patterns: Mapping[str, Expression]
    questions: Mapping[str, str]
    defaults: tuple[tuple[str, str, tuple[str, ...], Mapping[str, str]], ...]
    conflicts: tuple[frozenset[str], ...]
    #: Another name for what is pending, "kind" or "kind.state" → the known one.
    like: Mapping[str, str]
    bodies: Mapping[str, str]
    emoji: tuple[tuple[str, str], ...]
    simplified: Mapping[int, int]
    slips: tuple[tuple[re.Pattern[str], str], ...]
    macros: Mapping[str, str]
    #: Spelling in pinyin, syllables parted by spaces → the words.
    pinyin: tuple[tuple[str, str], ...]

    def compiled(self, text: str) -> re.Pattern[str]:
        """A pattern in which <macros> are filled in."""
        return re.compile(_filled(text, self.macros))


def _filled(text: str, macros: Mapping[str, str]) -> str:
    for name, pattern in macros.items():
        text = text.replace(f"<{name}>", f"(?:{pattern})")
    return text


def _any(parts: list[str], macros: Mapping[str, str]) -> Expression | None:
    if not parts:
        return None
    return Expression(_filled("|".join(f"(?:{part})" for part in parts), macros))


def _act(row: Mapping[str, Any], macros: Mapping[str, str]) -> ActRule:
    return ActRule(
        act=row["act"],
        roles=tuple(row["roles"]),
        kinds=tuple(row.get("kinds", ())),
        states=tuple(row.get("states", ())),
        say=_any(row.get("say", []), macros),
        whole=_any(row.get("whole", []), macros),
        unless=_any(row.get("unless", []), macros),
        beats=tuple(row.get("beats", ())),
        question=row.get("question", False),
        free=row.get("free", False),
        many=row.get("many", False),
        later=tuple(row.get("later", ())),
        needs=row.get("needs", ""),
        require=tuple(row.get("require", ())),
        ask=row.get("ask", ""),
        fields=row.get("fields", {}),
    )


def load(path: Path = _FILE) -> Rules:
    """Read a rule file and the acts beside it (replies_bureau.toml …); ``KeyError``,
    ``tomllib.TOMLDecodeError`` if one is broken."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    beside = [path.with_name(f"{path.stem}_{name}.toml") for name in _SPEAKERS]
    acts = [row for each in beside for row in tomllib.loads(each.read_text("utf-8"))["act"]]
    macros: dict[str, str] = {}
    for name, parts in data["macros"].items():
        text = "|".join(parts)
        for known, pattern in macros.items():
            text = text.replace(f"<{known}>", f"(?:{pattern})")
        macros[name] = text
    named = {name: macros[name] for name in ("good", "half", "bad")} | data["patterns"]
    patterns = {name: _any([text], macros) for name, text in named.items()}
    old, new = data["traditional"]["from"], data["traditional"]["to"]
    slips = tuple((re.compile(row["wrong"]), row["right"]) for row in data["slips"])
    return Rules(
        acts=tuple(_act(row, macros) for row in acts),
        patterns={name: pattern for name, pattern in patterns.items() if pattern},
        questions=data["questions"],
        defaults=tuple(
            (row["role"], row["kind"], tuple(row.get("states", ())), row["options"])
            for row in data["default"]
        ),
        conflicts=tuple(frozenset(row["acts"]) for row in data["conflict"]),
        like=data["like"],
        bodies=data["bodies"],
        emoji=tuple((word, emoji) for emoji, words in data["emoji"].items() for word in words),
        simplified=str.maketrans(old, new),
        slips=slips,
        macros=macros,
        pinyin=tuple(sorted(data["pinyin"].items(), key=lambda row: -len(row[0]))),
    )


RULES = load()
