"""The body something belongs to, under the name that the county gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.replies.rules import RULES

P = RULES.patterns

#: What may stand before a body's name where something is given to it.
_GIVEN_TO = re.compile(
    r"(?:归|属于?|是|应?该?由|转办给?|转交给?|转给|转到|转|移交给?|交给?|交由|找|改派(?:给|到|成)?|退给|让|请|叫|"
    r"报给?|联系|派给?|反映给|提请|给|建议)$"
)
_BEFORE_A_NAME = re.compile(
    r"^(?:改派|转办|转交|转|移交|提请|把|这个|这件事|这事|给|到|由|的|了|是|请|让|叫|找|去|他|她|咱"
    r"|交(?!通|警)|办(?!公室|事))+"
)


def find_body(words: str, bodies: Sequence[str] = ()) -> str | None:
    """The body something is said to belong to: 「归水利局管」, 「是交通的」 → 交通局. ``bodies``:
    the county's own, each "name" or "name|alias|alias"; their spelling wins."""
    if own := _own_body(words, bodies):
        return own
    position = 0
    while match := P["to_mark"].search(words, position):
        position = match.start() + 1
        if P["to_not"].search(words[:position]) or P["to_not"].search(words[: match.start()]):
            continue
        name = _BEFORE_A_NAME.sub("", match["to"])
        if re.search("[不非请归属]", name[1:]):
            continue  # 「属供电不属我局」: more than a name
        if name and not P["own"].match(name) and len(name) > 1:
            return official_name(name, bodies)
    owner = P["to_owner"].search(words)
    if owner is None or P["own"].match(owner["to"]):
        return None
    name = re.sub(r"^(?:这|那|得|该|应|要|是|事|个|叫|让|请|由)+", "", owner["to"])
    return official_name(name, bodies)


def official_name(said: str, bodies: Sequence[str] = ()) -> str:
    """「水利」 → 水利局, or the county's own name for it if only one of its bodies can be meant
    (two 供电所: the word as said; who hands over knows the township)."""
    usual = RULES.bodies.get(said, said)
    spellings = [(entry.split("|")[0], name) for entry in bodies for name in entry.split("|")]
    for word in dict.fromkeys((said, usual)):
        exact = {name for name, spelling in spellings if spelling == word}
        if len(exact) == 1:
            return exact.pop()
        near = {name for name, spelling in spellings if _means(word, spelling)}
        if len(near) == 1:
            return near.pop()
    return usual


def _means(said: str, name: str) -> bool:
    """True if ``said`` is part of the name, or its letters in order with the same last one:
    交通局 for 云台县交通运输局."""
    if len(said) < 2:
        return False
    if said in name:
        return True
    letters = iter(name)
    return len(said) > 2 and said[-1] == name[-1] and all(char in letters for char in said)


def named_body(words: str, bodies: Sequence[str] = ()) -> str | None:
    """The body whose name opens the words: 「供电所，灯头坏了」, 「水利局办」."""
    for spelling, name in _spellings(bodies):
        if words.startswith(spelling):
            return name
    match = re.match(RULES.macros["body"], words)
    return official_name(match[0], bodies) if match else None


def _spellings(bodies: Sequence[str]) -> list[tuple[str, str]]:
    """(name or alias, name), the longest first."""
    pairs = [(each, entry.split("|")[0]) for entry in bodies for each in entry.split("|")]
    return sorted((pair for pair in pairs if len(pair[0]) > 1), key=lambda pair: -len(pair[0]))


def _own_body(words: str, bodies: Sequence[str]) -> str | None:
    for spelling, name in _spellings(bodies):
        for match in re.finditer(re.escape(spelling), words):
            mark = _GIVEN_TO.search(words[: match.start()])
            if mark and not P["to_not"].search(words[: mark.start()] + mark[0]):
                return name
    return None
