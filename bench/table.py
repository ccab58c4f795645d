"""The table that ``python -m bench`` prints."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: what, the ratio or figure that counts, its goal, whether it is met (None: no
    goal), and the raw figures of the same run."""

    what: str
    figure: str
    goal: str
    met: bool | None
    raw: str


def table(rows: Sequence[Row]) -> str:
    """Aligned columns, a mark for goals that are missed."""
    cells = [("measure", "figure", "goal", "", "raw figures of this run")]
    marks = {True: "met", False: "MISSED", None: ""}
    cells += [(row.what, row.figure, row.goal, marks[row.met], row.raw) for row in rows]
    wide = [max(_width(line[n]) for line in cells) for n in range(4)]
    return "\n".join(
        "  ".join([*(_padded(line[n], wide[n]) for n in range(4)), line[4]]).rstrip()
        for line in cells
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, to: int) -> str:
    return text + " " * (to - _width(text))
