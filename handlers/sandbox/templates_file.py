"""Registered message templates, and what their fields may hold (模板消息/订阅通知参数值限制).

File: JSON list of {"id", "title", "kind": "template" | "subscription", "term": "long" | "once",
"fields": [{"key": "thing1", "name": "事项", "type": "thing", "values": […]}]}. A field's type is
what its key begins with unless given; `values` are the approved words of a const.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.sandbox.core import Sandbox
from handlers.sandbox.errors import PlatformError

_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_DAY = r"\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
_WHEN = rf"({_DAY}( ?{_CLOCK})?|{_CLOCK})"

#: type → what a whole value must match. Lengths are in characters.
TYPES: Mapping[str, re.Pattern[str]] = {
    "thing": re.compile(r"[^\x00-\x1f]{1,20}"),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "number": re.compile(r"(?=.{1,32}$)-?\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "time": re.compile(rf"{_WHEN}( ?~ ?{_WHEN})?"),
    "date": re.compile(rf"{_DAY}( ?{_CLOCK})?( ?~ ?{_DAY}( ?{_CLOCK})?)?"),
    "amount": re.compile(r"[¥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "car_number": re.compile(r"[\u4e00-\u9fff]?[A-Z0-9·]{5,8}[\u4e00-\u9fff]?"),
    "name": re.compile(r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .,'\-]{1,20}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "enum": re.compile(r".{1,20}"),
}


@dataclass(frozen=True)
class Field:
    """One line of a card."""

    key: str
    name: str
    type: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """`kind`: template | subscription; `term` (subscription): long | once."""

    id: str
    title: str
    kind: str
    term: str
    fields: tuple[Field, ...]


def load(sandbox: Sandbox) -> dict[str, Template]:
    """All registered templates by id; the file is read at every call, it is small."""
    path = sandbox.config.templates_file
    if not path.exists():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    listed = raw["templates"] if isinstance(raw, dict) else raw
    return {str(one["id"]): _template(one) for one in listed}


def _template(raw: Mapping[str, Any]) -> Template:
    fields = tuple(
        Field(
            key=field["key"],
            name=field.get("name", field["key"]),
            type=field.get("type") or re.sub(r"\d+$", "", field["key"]),
            values=tuple(field.get("values", ())),
        )
        for field in raw.get("fields", ())
    )
    kind = raw.get("kind", "template")
    return Template(str(raw["id"]), str(raw["title"]), kind, raw.get("term", "long"), fields)


def find(sandbox: Sandbox, template_id: object, kind: str) -> Template:
    """The template of this kind, or 40037."""
    template = load(sandbox).get(str(template_id))
    if template is None or template.kind != kind:
        raise PlatformError(40037)
    return template


def filled(template: Template, data: object) -> list[dict[str, str]]:
    """The card's lines, name and value; 47003 names the first field that does not fit."""
    given = data if isinstance(data, dict) else {}
    lines = []
    for field in template.fields:
        entry = given.get(field.key)
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise PlatformError(47003, f"data.{field.key}.value is empty")
        if not _fits(field, value):
            raise PlatformError(47003, f"data.{field.key}.value invalid")
        lines.append({"name": field.name, "value": value})
    return lines


def _fits(field: Field, value: str) -> bool:
    if field.type == "const":
        return value in field.values if field.values else len(value) <= 20
    pattern = TYPES.get(field.type)
    return pattern is not None and pattern.fullmatch(value) is not None
