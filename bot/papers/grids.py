"""Tables inside papers: lines around, a head that repeats on each page, text that wraps."""

from collections.abc import Sequence

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from bot.papers.page import SIZE_SMALL_4, Paper, element, exact, write

#: A row with more text than this may go over to the next page.
_LONG = 300


def table(
    paper: Paper,
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = (),
    size: float = SIZE_SMALL_4,
    height: float = 0,
    fixed: bool = False,
    centre: Sequence[int] = (),
    labels: Sequence[int] = (),
) -> Table:
    """A table of texts. ``widths``: mm. ``height``: of a row in mm, at least; ``fixed``: exactly.
    ``centre``: columns in the middle; ``labels``: columns in 黑体."""
    made: Table = paper.document.add_table(rows=0, cols=len(widths))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    if head:
        row = made.add_row()  # type: ignore[no-untyped-call]
        row._tr.get_or_add_trPr().append(element("w:tblHeader"))
        _keep_whole(row)
        for cell, text in zip(row.cells, head, strict=True):
            fill(paper, cell, text, size, face=paper.faces.heading, centre=True)
    for texts in rows:
        row = made.add_row()  # type: ignore[no-untyped-call]
        if max((len(text) for text in texts), default=0) < _LONG:
            _keep_whole(row)
        if height:
            rule = WD_ROW_HEIGHT_RULE.EXACTLY if fixed else WD_ROW_HEIGHT_RULE.AT_LEAST
            row.height, row.height_rule = Mm(height), rule
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            face = paper.faces.heading if at in labels else paper.faces.body
            fill(paper, cell, text, size, face=face, centre=at in centre or at in labels)
    _set_widths(made, widths)
    return made


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def _set_widths(made: Table, widths: Sequence[float]) -> None:
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide)
    for row in made.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = Mm(wide)


def fill(
    paper: Paper,
    cell: _Cell,
    text: str,
    size: float = SIZE_SMALL_4,
    *,
    face: str = "",
    centre: bool = False,
) -> None:
    """``text`` into an empty cell, a paragraph per line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, part in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        exact(write(paragraph, part, face or paper.faces.body, size), size * 1.35)


def span(made: Table, row: int, first: int, last: int) -> _Cell:
    """Several cells of one row as one."""
    merged: _Cell = made.cell(row, first).merge(made.cell(row, last))
    return merged


def keep_together(made: Table) -> None:
    """The whole table on one page (a slip to cut off)."""
    for paragraph in made._tbl.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.get_or_add_keepNext()
