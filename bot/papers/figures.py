"""Figures for papers: each with its definition, so that ours and 政府办's can be told apart
(field practice: 落实率 is not 办复率). Computed here from counts, never copied (N11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.papers.grids import table
from bot.papers.page import Paper
from bot.papers.plain import clean, one_line

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """``count`` cases of ``of`` (None: a plain number), and what is counted, in a sentence.

    ValueError: more than there are."""

    name: str
    count: int
    of: int | None = None
    definition: str = ""
    unit: str = "件"

    def __post_init__(self) -> None:
        if self.count < 0 or (self.of is not None and self.count > self.of):
            raise ValueError(f"{self.name}: {self.count} of {self.of}")

    @property
    def share(self) -> str:
        """「65.21%」; 「—」 where there is nothing to divide by."""
        if not self.of:
            return "" if self.of is None else "—"
        if self.of < _HUNDRED:
            # Each of them is more than one percent: decimals would say what nobody counted.
            return f"{(self.count * 200 + self.of) // (self.of * 2)}%"
        # Whole numbers: 358/549 is 65.21 %, and no binary fraction decides about the last digit.
        hundredths = (self.count * 100_00 * 2 + self.of) // (self.of * 2)
        return f"{hundredths // 100}.{hundredths % 100:02}%"

    def in_words(self) -> str:
        """「程序办结 98 件，占应办结 118 件的 83.05%」."""
        told = f"{one_line(clean(self.name))}{self.count}{self.unit}"
        return told if not self.of else f"{told}（共{self.of}{self.unit}，{self.share}）"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of counts: by bureau, topic, township, class."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def figure_table(paper: Paper, figures: Sequence[Figure]) -> None:
    """项目、件数、比例、口径."""
    rows = [
        (
            one_line(clean(each.name)),
            str(each.count) if each.of is None else f"{each.count} / {each.of}",
            each.share,
            clean(each.definition),
        )
        for each in figures
    ]
    table(
        paper,
        (34, 24, 20, 78),
        rows,
        head=("项目", "件数", "比例", "口径"),
        size=10.5,
        height=7,
        centre=(1, 2),
    )


def breakdown_table(paper: Paper, part: Breakdown) -> None:
    """The first column as wide as two others."""
    wide = paper.text_width / (len(part.head) + 1)
    widths = (wide * 2, *(wide for _ in part.head[1:]))
    rows = [tuple(one_line(clean(text)) for text in row) for row in part.rows]
    centre = range(1, len(part.head))
    table(paper, widths, rows, head=part.head, size=10.5, height=7, centre=tuple(centre))
