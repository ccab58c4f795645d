"""代表履职手册 (X36, C19): what one deputy did in a year, as far as it is recorded: facts and
counts. No score, no rank, no conclusion (X38): those who decide draw theirs. The deputy's own
ratings are in it, so a book is made for the deputy and for the county office only (design 1.4)."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.papers.figures import Figure, figure_table
from bot.papers.grids import table
from bot.papers.page import (
    SIZE_5,
    Faces,
    blank,
    body,
    heading,
    line,
    new_paper,
    number_pages,
    title,
    to_bytes,
)
from bot.papers.plain import clean, cut, day, one_line, said


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits of one period; ``what``: 「走访2次」, 「请假」; ``said``: the deputy's own line."""

    since: date
    what: str
    said: str = ""
    brought: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """One issue that the deputy took up or brought along."""

    number: str
    on: date
    title: str
    how: str
    bureau: str
    result: str
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """One suggestion that the deputy raised or co-signed."""

    name: str
    title: str
    on: date
    how: str
    bureau: str
    outcome: str
    state: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What this deputy thinks of one reply."""

    name: str
    title: str
    on: date
    grade: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Promised:
    """What a bureau promised in reply to a suggestion of the deputy."""

    name: str
    bureau: str
    what: str
    due: date
    state: str


@dataclass(frozen=True, slots=True)
class DutyBook:
    """One deputy's year. ``card``: (label, value)."""

    county: str
    deputy: str
    year: int
    drawn_on: date
    card: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    visits: tuple[Visited, ...] = ()
    issues: tuple[Followed, ...] = ()
    suggestions: tuple[Proposed, ...] = ()
    ratings: tuple[Rated, ...] = ()
    promises: tuple[Promised, ...] = ()
    faces: Faces = field(default_factory=Faces)


def duty_book(book: DutyBook) -> bytes:
    """The book as a docx, as short as the year was."""
    name = f"{one_line(clean(book.deputy))}{book.year}年履职手册"
    paper = new_paper(
        book.faces, office=clean(book.county), title=name, margins=(25, 20, 22, 28), grid=False
    )
    number_pages(paper, first=True)
    title(paper, f"{one_line(clean(book.county))}人大代表履职手册")
    line(paper, f"{one_line(clean(book.deputy))}　{book.year}年", centre=True)
    blank(paper)

    def part(
        name: str, head: Sequence[str], widths: Sequence[float], rows: list[list[str]]
    ) -> None:
        heading(paper, name)
        if rows:
            table(paper, widths, rows, head=head, size=SIZE_5, height=8)
        else:
            body(paper, "本年没有记录。")

    heading(paper, "一、基本情况")
    card = [(label, one_line(clean(value)) or "（没填）") for label, value in book.card]
    table(paper, (34, 128), card, height=9, labels=(0,))
    blank(paper)
    figure_table(paper, book.figures)
    part(
        "二、进网格走访", ("这半月从", "记录", "代表说的", "带回来的事"), (20, 22, 70, 50),
        [[_on(row.since, book), row.what, cut(said(row.said), 120), said(row.brought)]
         for row in book.visits],
    )  # fmt: skip
    part(
        "三、跟的群众反映", ("编号", "哪天", "说的事", "怎么\n来的", "承办", "结果", "告知\n群众"),
        (18, 18, 46, 16, 24, 24, 16),
        [[row.number, _on(row.on, book), one_line(said(row.title)), row.how, row.bureau,
          row.result, _on(row.told_on, book)] for row in book.issues],
    )  # fmt: skip
    part(
        "四、提的建议", ("编号", "标题", "哪天", "领衔\n附议", "主办单位", "答复", "到哪一步"),
        (30, 42, 18, 16, 24, 12, 20),
        [[row.name, one_line(said(row.title)), _on(row.on, book), row.how, row.bureau,
          row.outcome, row.state] for row in book.suggestions],
    )  # fmt: skip
    part(
        "五、对答复的评价", ("编号", "标题", "哪天", "评价"), (30, 80, 18, 34),
        [[row.name, one_line(said(row.title)), _on(row.on, book),
          row.grade + ("（重新办理后）" if row.again else "")] for row in book.ratings],
    )  # fmt: skip
    part(
        "六、单位的承诺", ("编号", "单位", "答应的", "到哪天", "现在"), (30, 30, 58, 24, 20),
        [[row.name, row.bureau, cut(said(row.what), 80), _on(row.due, book), row.state]
         for row in book.promises],
    )  # fmt: skip
    blank(paper)
    body(
        paper,
        f"系统里记着的都在这里，{day(book.drawn_on)}出。只记做了什么，不打分，不排名；"
        "涉及具体人的、群众要求保密的事不写。五是代表本人的评价，只给本人和县人大看。",
    )
    return to_bytes(paper)


def _on(value: date | None, book: DutyBook) -> str:
    """「11.23」, as registers are kept; of another year with the year."""
    if value is None:
        return ""
    short = f"{value.month}.{value.day:02}"
    return short if value.year == book.year else f"{value.year}.{short}"


def duty_books(books: Iterable[tuple[str, DutyBook]], out: io.BufferedIOBase) -> int:
    """Many books (code of the deputy, book) as a zip into ``out``, one in memory at a time; how
    many."""
    done = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for code, book in books:
            name = "".join(one for one in f"{code}{book.deputy}" if one.isalnum() or one in "-_")
            packed.writestr(zipfile.ZipInfo(f"{name}.docx"), duty_book(book))
            done += 1
    return done
