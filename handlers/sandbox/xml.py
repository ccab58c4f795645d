"""XML as the platform writes it, and what it reads of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

#: A field is a name and an int (plain), a str (CDATA) or a list of fields (nested).
Fields = Sequence[tuple[str, "str | int | Fields"]]

_LIMIT = 64 * 1024


class NotAnAnswer(ValueError):
    """The body is no XML message that the platform would accept."""


def cdata(text: str) -> str:
    """CDATA that cannot be closed from inside."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def write(fields: Fields, root: str = "xml") -> str:
    """Serialise fields under one root element."""
    parts = [f"<{root}>"]
    for name, value in fields:
        if isinstance(value, int):
            parts.append(f"<{name}>{value}</{name}>")
        elif isinstance(value, str):
            parts.append(f"<{name}>{cdata(value)}</{name}>")
        else:
            parts.append(write(value, name))
    parts.append(f"</{root}>")
    return "".join(parts)


def read(body: str) -> ElementTree.Element:
    """Parse an answer; entity declarations and oversized bodies are refused."""
    if len(body) > _LIMIT or re.search(r"<!(DOCTYPE|ENTITY)", body):
        raise NotAnAnswer("not a message")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - no DTD gets here, size is capped
    except (ElementTree.ParseError, ValueError) as error:
        raise NotAnAnswer(str(error)) from error
    if root.tag != "xml":
        raise NotAnAnswer(f"root element is {root.tag}")
    return root


def text_of(element: ElementTree.Element, path: str) -> str:
    """Text of a child, or ''."""
    return (element.findtext(path) or "").strip("\r\n")
