"""Every sentence that people read in chat, and every notice. Words live in the toml files."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent

#: How the console names the county's rules.
RULE_LABELS = _HERE / "rule_labels.toml"
#: How the record says what was done.
ACTS = _HERE / "acts.toml"

#: The platform's limit for a "thing" field of a template message.
THING = 20


@cache
def _sentences() -> dict[str, str]:
    with (_HERE / "zh.toml").open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


def _flat(prefix: str, table: dict[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            rows += _flat(f"{prefix}{name}.", value)
        else:
            rows.append((prefix + name, value.strip()))
    return rows


#: Names of rules by which a county says things in its own words: text.answer.received a sentence,
#: notice.issue.task a notice, {"chat": …, "phone": …, "thing1": …}.
OWN = ("text.", "notice.")
_own: dict[str, Any] = {}
_own_notices: dict[str, "NoticeText"] = {}


def use(own: Mapping[str, Any]) -> None:
    """From now on the county's own words count, by the names of their rules; those that are not
    named are as shipped. The same for everything that this process says."""
    global _own, _own_notices
    if own == _own:
        return
    made = {}
    for name, given in own.items():
        kind = name.removeprefix("notice.")
        shipped_one = _shipped_notices().get(kind) if kind != name else None
        if shipped_one is not None:
            made[kind] = with_words(shipped_one, given)
    _own, _own_notices = dict(own), made


def with_words(notice: "NoticeText", given: Mapping[str, str]) -> "NoticeText":
    """The notice in other words; what ``given`` does not hold stays as it is."""
    values = {name: given.get(name, text) for name, text in notice.values.items()}
    chat, phone = given.get("chat", notice.chat), given.get("phone", notice.phone)
    return replace(notice, chat=chat, phone=phone, values=values)


def shipped(name: str) -> Any:
    """What stands behind text.… or notice.… as the project brings it; None if there is none."""
    if name.startswith("text."):
        return _sentences().get(name.removeprefix("text."))
    notice = _shipped_notices().get(name.removeprefix("notice."))
    if not name.startswith("notice.") or notice is None:
        return None
    return {"chat": notice.chat, "phone": notice.phone, **notice.values}


def say(key: str, **fields: object) -> str:
    """The sentence ``key`` (``answer.received``) filled. KeyError: no such text or field."""
    clicked = on_a_page().get(key) if _on_a_page.get() else None
    said = str(clicked or _own.get(f"text.{key}") or _sentences()[key]).format(**fields)
    return _BY_THAT_DAY.sub(r"\1下班前", said)


#: 「今天前」 is over already, and 「明天前」 might be today.
_BY_THAT_DAY = re.compile(r"(今天|明天|后天)前")


_on_a_page: ContextVar[bool] = ContextVar("on_a_page", default=False)


@cache
def on_a_page() -> Mapping[str, str]:
    """What is said where there are buttons instead of the sentence of that key, which says what to
    answer by chat."""
    with (_HERE / "on_a_page.toml").open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


@contextmanager
def for_a_page() -> Iterator[None]:
    """Within it is said what one reads on a page, to click and not to answer."""
    before = _on_a_page.set(True)
    try:
        yield
    finally:
        _on_a_page.reset(before)


def sentences() -> dict[str, str]:
    """All chat sentences by key, unfilled (for the checks and, later, the rules page)."""
    return dict(_sentences())


def fields_of(text: str) -> set[str]:
    """The names that ``text`` wants filled."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """One notice in its shapes. ``template`` names the template, ``values`` fill its fields."""

    kind: str
    priority: str
    #: Full chat text.
    chat: str
    template: str
    values: dict[str, str]
    #: What an officer reads out on the telephone.
    phone: str
    #: A page that belongs to it: "case", "list" (the to-do list), or nothing.
    page: str = ""

    def in_chat(self, fields: dict[str, Any]) -> str:
        link = fields.get("link")
        said = self.chat.format_map(_Given(fields, link=f"\n{link}" if link else ""))
        return _BY_THAT_DAY.sub(r"\1下班前", said)

    def on_the_phone(self, fields: dict[str, Any]) -> str:
        closed = {f"{name}_closed": _closed(str(fields.get(name, ""))) for name in _OTHERS_WORDS}
        said = _RUNS_ON.sub(r"{\1_closed}", self.phone).format_map(_Given(fields, **closed))
        return _BY_THAT_DAY.sub(r"\1下班前", said)

    def in_template(self, fields: dict[str, Any]) -> dict[str, str]:
        """Field name → text; "thing" fields cut to 20 characters, as the platform demands."""
        return {
            name: _fit(name, text.format_map(_Given(fields)).strip())
            for name, text in self.values.items()
        }


class _Given(dict[str, Any]):
    """What a notice was queued with. Words may have changed since, and ask for more than that: it
    is said without, for what was queued has to go out."""

    def __missing__(self, name: str) -> str:
        return ""


#: What people wrote, often with no full stop at its end; and where a notice goes on right after it.
#: Read out on the telephone, the two sentences would run into one.
_OTHERS_WORDS = ("gist", "words")
_RUNS_ON = re.compile(rf"\{{({'|'.join(_OTHERS_WORDS)})\}}(?=[\w{{])")


def _closed(text: str) -> str:
    return f"{text}。" if text and text[-1].isalnum() else text


def _fit(field: str, text: str) -> str:
    text = " ".join(text.split())
    if field.startswith("thing") and len(text) > THING:
        return text[: THING - 1] + "…"
    return text


def notices() -> dict[str, NoticeText]:
    """Every kind of notice, by its name, in the words that the county uses now."""
    return {**_shipped_notices(), **_own_notices} if _own_notices else _shipped_notices()


@cache
def _shipped_notices() -> dict[str, NoticeText]:
    with (_HERE / "notices.toml").open("rb") as file:
        table = tomllib.load(file)
    kinds = {}
    for group, rows in table.items():
        for name, row in rows.items():
            kind = f"{group}.{name}"
            kinds[kind] = NoticeText(
                kind=kind,
                priority=row["priority"],
                chat=row["chat"].strip(),
                template=row["template"],
                values=row["values"],
                phone=row["phone"].strip(),
                page=row.get("page", ""),
            )
    return kinds


@cache
def templates() -> dict[str, dict[str, Any]]:
    """The templates that the county applies for: name → title and its fields, as registered."""
    with (_HERE / "templates.toml").open("rb") as file:
        return tomllib.load(file)
