"""The county's rules as a person reads and changes them: what each is called, what may stand there,
who changed it when and why, and the way back. One mechanism for all kinds: every change is one more
version of one rule."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import rules
from bot.domain.workflow import Refused
from bot.store.models import Officer, Rule
from bot.texts import OWN as TEXTS
from bot.texts import RULE_LABELS, fields_of, shipped

#: Days, months, minutes: more than this is a slip of the finger.
MOST = 366
#: So many letters of a text tell which one it is.
_HEAD = 16
#: What is the county's own whatever preset it follows: its name, its telephones, its words, what it
#: lets everybody read.
OWN = (
    *("county.", "wechat.", "calendar.", "danger.duty_room", "routing.", "papers."),
    *("functions.public_", *TEXTS),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One rule as the console names it."""

    name: str
    label: str
    unit: str = ""
    #: The smallest number that may stand there.
    least: int = 1
    #: The largest; and the law, where that is what sets it.
    most: int = MOST
    law: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    purpose: str
    rules: tuple[Named, ...]


@cache
def groups() -> tuple[Group, ...]:
    """What the console offers to change by a plain field."""
    with RULE_LABELS.open("rb") as file:
        table = tomllib.load(file)
    return tuple(
        Group(key, row["title"], row["purpose"], tuple(Named(**one) for one in row["rules"]))
        for key, row in table.items()
    )


def named(name: str) -> Named | None:
    return next((one for group in groups() for one in group.rules if one.name == name), None)


def say_name(name: str) -> str:
    """What a rule is called where somebody reads of it; what it belongs to where nobody has named
    it alone."""
    one = named(name)
    if one is not None:
        return one.label
    for start, word in (("text.", "聊天里的话"), ("notice.", "通知里的话")):
        if name.startswith(start):
            words = re.sub(r"\{\w*\}", "…", say(shipped(name) or ""))
            return f"{word}“{words[:_HEAD]}{'…' if len(words) > _HEAD else ''}”"
    part = _parts().get(name.partition(".")[0], "")
    return called().get(name, f"{part}的一条规矩" if part else name)


@cache
def _parts() -> Mapping[str, str]:
    """The first part of a key → what such rules are about."""
    with RULE_LABELS.with_name("rule_words.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)["parts"]
    return found


def default(name: str) -> Any:
    """What the project brings. KeyError: no such rule."""
    words = shipped(name)
    return words if words is not None else rules.preset()[name]


def current(session: Session, name: str, now: datetime) -> Any:
    """What counts now."""
    own = rules.own_rules(session, now)
    return own[name] if name in own else default(name)


def _in_force(session: Session, name: str, now: datetime) -> Rule | None:
    return session.scalars(
        select(Rule)
        .where(Rule.name == name, Rule.in_force_from <= now)
        .order_by(Rule.version.desc())
        .limit(1)
    ).one_or_none()


def say(value: Any, one: Named | None = None) -> str:
    """A value as one reads it: 5个工作日, 开, 22:00到07:30."""
    match value:
        case bool():
            return "开" if value else "关"
        case int() | float():
            return f"{value}{one.unit if one else ''}"
        case str():
            return one.choices.get(value, value) if one and one.choices else value or "没填"
        case list() if value and all(str(at) in _values() for at in value):
            return "、".join(_values()[str(at)] for at in value)
        case list():
            if len(value) == 2 and all(re.fullmatch(r"\d\d:\d\d", str(at)) for at in value):
                return f"{value[0]}到{value[1]}"
            return "、".join(map(str, value)) or "没有"
        case {"chat": str(words)}:
            return words
        case dict() if value and all(key in _values() for key in value):
            return "；".join(f"{_values()[key]}：{say(part)}" for key, part in value.items())
        case dict():
            return f"{len(value)}条" if value else "没有另定"
    return str(value)


@cache
def _values() -> Mapping[str, str]:
    """What stands in a rule as a word of ours → as one says it."""
    with RULE_LABELS.with_name("rule_words.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)["values"]
    return found


@cache
def called() -> Mapping[str, str]:
    """Rules without a field of their own → what they are called where a change is shown."""
    with RULE_LABELS.with_name("rule_words.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)["names"]
    return found


def read(name: str, given: str) -> Any:
    """The value in a field of a form, of the kind that the rule has. Raises Refused."""
    usual, one, given = default(name), named(name), given.strip()
    if isinstance(usual, bool):
        return given in ("on", "开", "true")
    if isinstance(usual, int):
        least = one.least if one is not None else 1
        most = one.most if one is not None else MOST
        if given.isdecimal() and len(given) < 6:
            _check_law(one, int(given))
        if not given.isdecimal() or not least <= int(given) <= most:
            raise Refused("people.rule_number", least=least, most=most)
        return int(given)
    if isinstance(usual, list):
        return _list(usual, given)
    if one is not None and one.choices and given not in one.choices:
        raise Refused("people.rule_choice")
    if len(given) > 200:
        raise Refused("people.rule_long")
    return given


def _check_law(one: Named | None, value: Any) -> None:
    """A county may be stricter than the law, never laxer. Raises Refused."""
    if one is not None and one.law and isinstance(value, int) and value > one.most:
        raise Refused("people.rule_law", law=one.law, most=f"{one.most}{one.unit}")


def _list(usual: list[Any], given: str) -> list[str]:
    parts = [part.strip() for part in given.splitlines() if part.strip()]
    if len(usual) == 2 and all(re.fullmatch(r"\d\d:\d\d", str(at)) for at in usual):
        times = re.findall(r"(?:[01]\d|2[0-3]):[0-5]\d", given)
        if len(times) != 2:
            raise Refused("people.rule_times")
        return times
    if not parts or len(parts) > 20 or any(len(part) > 100 for part in parts):
        raise Refused("people.rule_lines")
    return parts


def read_text(name: str, given: Mapping[str, str]) -> Any:
    """The words of a sentence or of all shapes of a notice. They may leave out a field, never name
    one that is not filled. Raises Refused."""
    usual = default(name)
    if isinstance(usual, str):
        return _words(usual, given.get("text", ""))
    known = {field for text in usual.values() for field in _fields(str(text))}
    return {shape: _words(text, given.get(shape, ""), known) for shape, text in usual.items()}


def _fields(text: str) -> set[str]:
    try:
        return fields_of(text)
    except ValueError:
        raise Refused("people.text_braces") from None


def _words(usual: str, given: str, known: set[str] | None = None) -> str:
    text = "\n".join(line.rstrip() for line in given.strip().splitlines())
    if not text or len(text) > 1500:
        raise Refused("people.text_length")
    odd = _fields(text) - (known if known is not None else _fields(usual))
    if odd or re.search(r"\{[^{}]*[^a-z_{}][^{}]*\}|\{\}", text):
        raise Refused("people.text_fields", names="、".join(sorted(odd)) or "{}")
    return text


@dataclass(frozen=True, slots=True)
class Version:
    """One version, newest first. ``number`` 0: as shipped. ``now``: it is the one that counts."""

    number: int
    said: str
    who: str
    at: datetime | None
    why: str
    now: bool
    value: Any


def versions(session: Session, name: str, now: datetime) -> list[Version]:
    """All of them, the shipped one last."""
    rows = session.scalars(
        select(Rule).where(Rule.name == name).order_by(Rule.version.desc()).limit(50)
    ).all()
    counts = _in_force(session, name, now)
    who = _names(session, rows)
    one = named(name)
    found = [
        Version(
            row.version,
            say(row.value, one),
            who.get(row.set_by or 0, row.origin),
            row.in_force_from,
            row.why,
            counts is not None and row.id == counts.id,
            row.value,
        )
        for row in rows
    ]
    usual = default(name)
    last = Version(0, say(usual, one), "出厂的", None, "", counts is None, usual)
    return [*found, last]


def _names(session: Session, rows: Sequence[Rule]) -> dict[int, str]:
    ids = {row.set_by for row in rows if row.set_by}
    found = session.scalars(select(Officer).where(Officer.contact_id.in_(ids)))
    return {officer.contact_id: officer.name for officer in found}


def change(session: Session, name: str, value: Any, *, why: str, by: int, now: datetime) -> Rule:
    """A new version by a person. Raises Refused without a reason, or if nothing changes."""
    if not why.strip():
        raise Refused("people.rule_why")
    if current(session, name, now) == value:
        raise Refused("people.rule_same")
    _check_law(named(name), value)
    return rules.set_rule(
        session, name, value, origin="console", now=now, set_by=by, why=why.strip()
    )


def newest(session: Session, name: str = "") -> int:
    """The number of the newest version of a rule, 0: none; without a name, of the newest change
    of any rule: what a form was drawn with."""
    if not name:
        return session.scalar(select(func.max(Rule.id))) or 0
    return session.scalar(select(func.max(Rule.version)).where(Rule.name == name)) or 0


def check_seen(session: Session, name: str, seen: str) -> None:
    """Refuse what was typed on a page that somebody has overtaken: they see what it is now first.
    ``seen``: ``newest`` as the form holds it; empty: the form knows of none."""
    if not seen.isdecimal() or int(seen[:9]) >= newest(session, name):
        return
    last = select(Rule).order_by(Rule.id.desc()).limit(1)
    row = session.scalars(last.where(Rule.name == name) if name else last).one()
    who = _names(session, [row]).get(row.set_by or 0, row.origin)
    said = say(row.value, named(row.name))
    raise Refused(
        "people.rule_overtaken", who=who, rule=say_name(row.name), value=said, why=row.why
    )


def go_back(session: Session, name: str, number: int, *, by: int, now: datetime) -> Rule:
    """To an earlier version (0: as shipped), as one more version. Raises Refused."""
    found = next((one for one in versions(session, name, now) if one.number == number), None)
    if found is None or found.now:
        raise Refused("people.rule_same")
    why = f"回到第{number}版" if number else "回到出厂的"
    return change(session, name, found.value, why=why, by=by, now=now)


def last_changes(session: Session, most: int = 30) -> list[tuple[Rule, str]]:
    """The newest versions of all rules, with who."""
    rows = session.scalars(select(Rule).order_by(Rule.id.desc()).limit(most)).all()
    who = _names(session, rows)
    return [(row, who.get(row.set_by or 0, row.origin)) for row in rows]


def changed(session: Session) -> set[str]:
    """Names of rules that the county has set."""
    return set(session.scalars(select(Rule.name).group_by(Rule.name).having(func.count() > 0)))


def preset_changes(session: Session, name: str, now: datetime) -> list[tuple[str, Any, Any]]:
    """Rule, what counts now, what the preset says: where they differ. KeyError: no such preset."""
    found = []
    # A set says its whole: what it does not name is as shipped, whatever counted before.
    for rule, value in (rules.preset() | rules.preset(name)).items():
        if rule.startswith(OWN):
            continue
        if (have := current(session, rule, now)) != value:
            found.append((rule, have, value))
    return found


def use_preset(session: Session, name: str, *, why: str, by: int, now: datetime) -> int:
    """Set every rule in which the preset differs; how many. Raises Refused, KeyError."""
    if not why.strip():
        raise Refused("people.rule_why")
    differing = preset_changes(session, name, now)
    for rule, _, value in differing:
        rules.set_rule(
            session, rule, value, origin=f"preset:{name}", now=now, set_by=by, why=why.strip()
        )
    return len(differing)


def last_preset(session: Session, now: datetime) -> tuple[str, datetime, list[tuple[Rule, Any]]]:
    """The set that was put on last, when, and what it changed with what counted before; of that
    only what nobody has changed since. Empty: there is nothing to go back from."""
    last = session.scalars(
        select(Rule).where(Rule.origin.startswith("preset:")).order_by(Rule.id.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return "", now, []
    rows = session.scalars(
        select(Rule)
        .where(Rule.origin == last.origin, Rule.in_force_from == last.in_force_from)
        .order_by(Rule.id)
    )
    found = []
    for row in rows:
        if (counts := _in_force(session, row.name, now)) is None or counts.id != row.id:
            continue
        before = session.scalar(
            select(Rule).where(Rule.name == row.name, Rule.version == row.version - 1)
        )
        found.append((row, before.value if before is not None else default(row.name)))
    return last.origin.removeprefix("preset:"), last.in_force_from, found


def undo_preset(session: Session, *, by: int, now: datetime) -> int:
    """Everything that the last set changed as it was before, each one more version; how many.
    Raises Refused where there is nothing to go back from."""
    name, _, rows = last_preset(session, now)
    if not rows:
        raise Refused("people.rule_same")
    why = f"退回换“{rules.title_of(name)}”以前的"
    for row, before in rows:
        change(session, row.name, before, why=why, by=by, now=now)
    return len(rows)
