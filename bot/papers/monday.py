"""周一一页纸 (D06): one A4 page for the weekly meeting, never two. Every row has a fixed height,
every text is cut to its line, and the rows that fit are shared among the lists; what is left out
is counted in the list's heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from bot.papers.figures import Figure
from bot.papers.grids import table
from bot.papers.letters import Office
from bot.papers.page import SIZE_5, SIZE_SMALL_4, Paper, exact, new_paper, to_bytes, write
from bot.papers.plain import clean, cut, day, one_line, said

_MARGINS = (18, 18, 16, 18)
#: Heights in mm; together they are less than the page has between its margins.
_PAGE, _TITLE, _UNDER, _COUNTS, _HEAD, _ROW, _NOTE = 297 - 18 - 16, 14, 8, 19, 9, 6.5, 5.5
#: Room for the meeting's own words, and a reserve for borders.
_WORDS, _RESERVE = 26, 8
_MOST_COUNTS, _MOST_LISTS, _MOST_NOTES = 8, 6, 4
#: Office programs put a little room between a numeral and the word beside it: a day needs more.
_WIDTHS = (26.0, 69.0, 47.0, 32.0)
#: Characters of 10.5 pt that such a column holds: 「县人力资源和社会保障局」 is whole.
_TITLE_FITS, _WHERE_FITS = 17, 11


@dataclass(frozen=True, slots=True)
class MondayCase:
    """One line: 民312 or 〔16-6〕37; its title; with whom it lies; by when or since when."""

    number: str
    title: str
    where: str
    when: str


@dataclass(frozen=True, slots=True)
class MondayList:
    """「已过期」, 「七天内到期」, 「等例会定」…; ``total``: how many there are in all."""

    title: str
    cases: tuple[MondayCase, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MondayPage:
    """The page of one week. ``notes``: definitions, what else the director has to know."""

    office: Office
    first: date
    last: date
    drawn_on: date
    counts: tuple[Figure, ...]
    lists: tuple[MondayList, ...]
    notes: tuple[str, ...] = ()


def heading(page: MondayPage) -> str:
    """「青禾县人大代表工作一周一页」; of a station: 「城关镇代表联络站一周一页」."""
    name = one_line(clean(page.office.county))
    whole = "人大代表" in name or name.endswith("站")
    return f"{name}一周一页" if whole else f"{name}人大代表工作一周一页"


def monday_page(page: MondayPage) -> bytes:
    """One page as a docx."""
    office = page.office
    name = heading(page)
    paper = new_paper(
        office.faces, office=office.signature, title=name, margins=_MARGINS, grid=False
    )
    _text(paper, cut(name, 22), paper.faces.title, 20, _TITLE, centre=True)
    week = f"{day(page.first)}至{day(page.last)}　　制表：{day(page.drawn_on)}"
    _text(paper, week, paper.faces.body, SIZE_SMALL_4, _UNDER, centre=True)
    counts = page.counts[:_MOST_COUNTS]
    _counts(paper, counts)
    lists = page.lists[:_MOST_LISTS]
    notes = [one_line(clean(note)) for note in page.notes[:_MOST_NOTES]]
    room = _rows_left(len(counts), len(lists), len(notes))
    for part, shown in zip(lists, shares(room, [len(each.cases) for each in lists]), strict=True):
        _list(paper, part, shown)
    for note in notes:
        _text(paper, cut(note, 46), paper.faces.body, SIZE_5, _NOTE)
    table(paper, (20, 154), [("会议\n意见", "")], height=_WORDS - 4, fixed=True, labels=(0,))
    _last(paper)
    return to_bytes(paper)


def _rows_left(counts: int, lists: int, notes: int) -> int:
    used: float = _TITLE + _UNDER + _WORDS + _RESERVE
    used += -(-counts // 4) * _COUNTS + lists * _HEAD + notes * _NOTE
    return int((_PAGE - used) / _ROW)


def shares(room: int, wanted: Sequence[int]) -> list[int]:
    """How many rows each list gets: one in turn for each that still wants one.

    >>> shares(10, [2, 20, 4])
    [2, 4, 4]
    """
    given = [0] * len(wanted)
    while room > 0 and given != list(wanted):
        for at, most in enumerate(wanted):
            if given[at] < most and room > 0:
                given[at] += 1
                room -= 1
    return given


def _text(
    paper: Paper, text: str, face: str, size: float, height: float, *, centre: bool = False
) -> None:
    paragraph = write(paper.document.add_paragraph(), text, face, size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    exact(paragraph, height / 25.4 * 72)


def _counts(paper: Paper, counts: Sequence[Figure]) -> None:
    for at in range(0, len(counts), 4):
        four = counts[at : at + 4]
        row = [f"{_number(each)}\n{cut(clean(each.name), 9)}" for each in four]
        made = table(paper, [174 / len(row)] * len(row), [row], height=_COUNTS - 2, fixed=True)
        for cell in made.rows[0].cells:
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in cell.paragraphs[0].runs:
                run.font.size, run.bold = Pt(18), True
            exact(cell.paragraphs[0], 26)
        exact(paper.document.add_paragraph(), 2 / 25.4 * 72)


def _number(figure: Figure) -> str:
    return str(figure.count) if figure.of is None else f"{figure.count}/{figure.of}"


def _list(paper: Paper, part: MondayList, shown: int) -> None:
    left = part.total - shown
    told = f"（{part.total}件" + (f"，列出{shown}件，其余在后台）" if left > 0 else "）")
    _text(paper, cut(clean(part.title), 20) + told, paper.faces.heading, 13, _HEAD - 1)
    rows = [
        (
            cut(clean(case.number), 5.5),
            cut(said(case.title), _TITLE_FITS),
            cut(clean(case.where), _WHERE_FITS),
            cut(clean(case.when), 6),
        )
        for case in part.cases[:shown]
    ]
    if rows:
        table(paper, _WIDTHS, rows, size=SIZE_5, height=_ROW, fixed=True)


def _last(paper: Paper) -> None:
    """Word wants a paragraph after a table: one that takes no room."""
    paragraph = exact(paper.document.add_paragraph(), 1)
    write(paragraph, "", paper.faces.body, 1)


def height_needed(page: MondayPage) -> float:
    """Millimetres that the page uses of those between its margins (a test holds it below)."""
    counts, lists = page.counts[:_MOST_COUNTS], page.lists[:_MOST_LISTS]
    notes = len(page.notes[:_MOST_NOTES])
    rows = sum(
        shares(_rows_left(len(counts), len(lists), notes), [len(each.cases) for each in lists])
    )
    used = _TITLE + _UNDER + _WORDS + -(-len(counts) // 4) * _COUNTS + len(lists) * _HEAD
    return used + notes * _NOTE + rows * _ROW


#: Millimetres between the margins.
ROOM = float(Mm(_PAGE)) / Mm(1)
