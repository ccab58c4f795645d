"""Take somebody's words, name and telephone out of what others wrote: a clerk's note that quotes
them, a draft that began with what they said."""

from collections.abc import Collection, Iterable

#: Stands where something was.
GONE = "〔已删〕"
#: So many of their characters in a row are a quotation; fewer are everybody's words.
LEAST = 6


def grams(texts: Iterable[str]) -> frozenset[str]:
    """Every run of LEAST characters of ``texts``."""
    return frozenset(text[at : at + LEAST] for text in texts for at in range(len(text) - LEAST + 1))


def without(text: str, quoted: Collection[str], whole: Collection[str] = ()) -> str:
    """``text`` without the runs in ``quoted`` (of ``grams``) and without each of ``whole``."""
    for one in sorted((part for part in whole if part), key=len, reverse=True):
        text = text.replace(one, GONE)
    taken = [False] * len(text)
    for at in range(len(text) - LEAST + 1):
        if text[at : at + LEAST] in quoted:
            taken[at : at + LEAST] = [True] * LEAST
    return _cut(text, taken) if any(taken) else text


def _cut(text: str, taken: list[bool]) -> str:
    kept: list[str] = []
    for letter, gone in zip(text, taken, strict=True):
        if not gone:
            kept.append(letter)
        elif not kept or kept[-1] != GONE:
            kept.append(GONE)
    return "".join(kept)
