"""The made-up messages that carry every label: what danger, blame and kind are learned from.

``nlp/corpus/messages/*.tsv``, one message per line. The columns: text; kind, as in the route
contract; urgency (普通 · 加急 · 危急); danger, a kind of ``rules/urgency.toml`` or blank; blame (1:
it speaks ill of a body or an office holder who must not receive it; 0: it does not; blank: the
words alone do not tell); avoid, of whom; matters, how many. A file is named after what it teaches.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WHERE = Path(__file__).parent / "corpus" / "messages"
FIELDS = ("text", "kind", "urgency", "danger", "blame", "avoid", "matters")


@dataclass(frozen=True, slots=True)
class Message:
    """``blame``: None where the words alone do not tell; ``avoid``: those spoken badly of."""

    text: str
    kind: str
    urgency: str
    danger: str
    blame: bool | None
    avoid: tuple[str, ...]
    matters: int


@cache
def messages(where: Path = WHERE) -> tuple[Message, ...]:
    """All of them, file by file. ValueError names the line that cannot be read."""
    found: list[Message] = []
    for path in sorted(where.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(next(rows, ())) != FIELDS:
                raise ValueError(f"{path}: the first line must name {', '.join(FIELDS)}")
            for number, row in enumerate(rows, 2):
                if len(row) != len(FIELDS):
                    raise ValueError(f"{path}, line {number}: {len(FIELDS)} columns expected")
                text, kind, urgency, danger, blame, avoid, matters = row
                found.append(
                    Message(
                        text,
                        kind,
                        urgency,
                        danger,
                        blame == "1" if blame else None,
                        tuple(avoid.split("、")) if avoid else (),
                        int(matters),
                    )
                )
    return tuple(found)
