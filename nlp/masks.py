"""A stretch of a message that hides a person, and the message with such stretches hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from nlp.cues import rules

LABELS: dict[str, str] = {str(k): str(v) for k, v in rules("privacy")["labels"].items()}


@dataclass(frozen=True, slots=True)
class Mask:
    """``kind``: phone · id_card · bank_card · plate · name · minor · address · company;
    ``start``, ``end``: code points of the original text, end exclusive."""

    kind: str
    start: int
    end: int


def hide(text: str, masks: Iterable[Mask]) -> str:
    """``text`` with each mask replaced by its label, such as 〔电话〕."""
    parts: list[str] = []
    at = 0
    for mask in masks:
        parts += (text[at : mask.start], LABELS[mask.kind])
        at = mask.end
    return "".join((*parts, text[at:]))


_RANK = {kind: rank for rank, kind in enumerate(LABELS)}


def tidy(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """In order, without overlaps; of two that overlap the longer stays (then the surer kind)."""
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.start - m.end, _RANK[m.kind], m.start)):
        if all(mask.end <= other.start or other.end <= mask.start for other in kept):
            kept.append(mask)
    return tuple(sorted(kept, key=lambda m: m.start))
