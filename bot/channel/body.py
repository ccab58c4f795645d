"""The bytes of a push → flat fields. XML or JSON, as the account is configured.

A nested element becomes a dotted name, and its second sibling of the same name a numbered one:
``SubscribeMsgPopupEvent.List.TemplateId``, ``SubscribeMsgPopupEvent.List[2].TemplateId``.
At the top level a name may occur once. No DTD, no entity of the sender's, no depth, no bulk.
"""

import json
import re
from typing import Any, Final
from xml.parsers import expat

from bot.channel.refused import Refused

MAX_BODY: Final = 64 * 1024
MAX_DEPTH: Final = 8
MAX_FIELDS: Final = 512

#: XML forbids these, and expat would refuse the whole push. A stray one in something that a
#: person pasted must not lose the person's message, so they are taken out first.
_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\r")
#: What neither XML, nor PostgreSQL, nor UTF-8 can carry: controls, surrogates, noncharacters.
_UNFIT: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NAME: Final = re.compile(r"[0-9A-Za-z_.\-]{1,64}")


def clean(text: str) -> str:
    """``text`` without control characters, lone surrogates and noncharacters."""
    return _UNFIT.sub("", text)


def fields_of(body: bytes, content_type: str = "") -> dict[str, str]:
    """The fields of an XML or JSON push; its first character tells which. Raises Refused."""
    if len(body) > MAX_BODY:
        raise Refused(413, f"body of {len(body)} bytes")
    body = body.strip()
    if body.startswith(b"{"):
        return _fields_of_json(body)
    if "json" in content_type.lower():
        raise Refused(400, "content type says JSON, body does not")
    return _fields_of_xml(body)


def is_json(body: bytes) -> bool:
    """Whether ``fields_of`` reads ``body`` as JSON."""
    return body.lstrip()[:1] == b"{"


def _fields_of_xml(body: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    path: list[str] = []
    words: list[str] = []
    siblings: list[dict[str, int]] = []
    leaf = False
    elements = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal leaf, elements
        elements += 1
        depth = len(path)
        if depth >= MAX_DEPTH or elements > MAX_FIELDS:
            raise Refused(400, "XML too deep or too large")
        if depth == 0:
            if name != "xml":
                raise Refused(400, "root element is not xml")
        else:
            seen = siblings[-1]
            seen[name] = count = seen.get(name, 0) + 1
            if count > 1:
                if depth == 1:
                    raise Refused(400, "duplicate element")
                name = f"{name}[{count}]"
        path.append(name)
        siblings.append({})
        words.clear()
        leaf = True

    def end(_name: str) -> None:
        nonlocal leaf
        if leaf and len(path) > 1:
            fields[path[1] if len(path) == 2 else ".".join(path[1:])] = "".join(words)
        leaf = False
        path.pop()
        siblings.pop()

    def forbid(*_: object) -> None:
        raise Refused(400, "XML with a DTD")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words.append
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    try:
        parser.Parse(body.translate(None, _CONTROLS), True)
    except expat.ExpatError as error:
        raise Refused(400, f"XML: {expat.errors.messages.get(error.code, 'broken')}") from None
    return fields


def _fields_of_json(body: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}

    def put(name: str, value: object, depth: int) -> None:
        if depth > MAX_DEPTH or len(fields) > MAX_FIELDS:
            raise Refused(400, "JSON too deep or too large")
        if isinstance(value, dict):
            for key, inner in value.items():
                put(f"{name}.{key}", inner, depth + 1)
        elif isinstance(value, list):
            for count, inner in enumerate(value, 1):
                put(name if count == 1 else f"{name}[{count}]", inner, depth + 1)
        elif value is None:
            fields[name] = ""
        else:
            fields[name] = clean(str(value))

    try:
        # Numbers stay text: nobody here calculates with a number of 60,000 digits.
        read = json.loads(
            body,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_constant,
            object_pairs_hook=_once,
            strict=False,
        )
    except (ValueError, RecursionError):
        raise Refused(400, "JSON: broken") from None
    if not isinstance(read, dict):
        raise Refused(400, "JSON is not an object")
    for key, value in read.items():
        put(key, value, 1)
    return fields


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused(400, "duplicate element")
    if not all(_NAME.fullmatch(name) for name in found):
        raise Refused(400, "malformed name")
    return found
