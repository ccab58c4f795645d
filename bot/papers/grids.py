"""Tables inside papers: lines around, a head that repeats on each page, text that wraps.

Rows are written as XML in one go: through the library's objects a ledger of 1,600 rows takes
twenty seconds."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell

from bot.papers.page import SIZE_SMALL_4, Paper, exact, write
from bot.papers.plain import fit

#: A row with more text than this may go over to the next page.
_LONG = 300
#: The number of a suggestion: term and session.
_NUMBER = re.compile(r"(〔\d{1,3})-(\d{1,3}〕)")
#: Height of a line by the size of its type: closer than the 22 lines of running text.
_LEADING = 1.35


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
    ``centre``: columns in the middle; ``labels``: columns in 黑体. ValueError: a row with another
    number of texts."""
    made: Table = paper.document.add_table(rows=0, cols=len(widths))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide)
    if not fixed:
        _air(made)
    faces = paper.faces
    if head:
        cells = [
            _cell(text, wide, faces.heading, size, centre=True)
            for text, wide in zip(head, widths, strict=True)
        ]
        _add(made, cells, "<w:cantSplit/><w:tblHeader/>")
    rule = "exact" if fixed else "atLeast"
    high = f'<w:trHeight w:val="{Mm(height).twips}" w:hRule="{rule}"/>' if height else ""
    for texts in rows:
        long = max((len(text) for text in texts), default=0) >= _LONG
        cells = [
            _cell(
                text,
                wide,
                faces.heading if at in labels else faces.body,
                size,
                centre=at in centre or at in labels,
            )
            for at, (text, wide) in enumerate(zip(texts, widths, strict=True))
        ]
        _add(made, cells, ("" if long else "<w:cantSplit/>") + high)
    return made


def _air(made: Table) -> None:
    """A little room above and below the text, so that two lines do not touch the rules."""
    side = '<w:{0} w:w="34" w:type="dxa"/>'
    sides = side.format("top") + side.format("bottom")
    room = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    # In the order of the schema; Word refuses others.
    properties.append(room) if look is None else look.addprevious(room)


def _add(made: Table, cells: Sequence[str], properties: str) -> None:
    row = f"<w:tr {nsdecls('w')}><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"
    made._tbl.append(parse_xml(row))


def _cell(text: str, wide: float, face: str, size: float, *, centre: bool) -> str:
    name = quoteattr(face)
    fonts = " ".join(f"w:{slot}={name}" for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    middle = '<w:jc w:val="center"/>' if centre else ""
    line = round(size * _LEADING * 20)
    parts = "".join(
        f'<w:p><w:pPr><w:spacing w:line="{line}" w:lineRule="exact"/>{middle}</w:pPr>'
        f'<w:r><w:rPr><w:rFonts {fonts}/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
        f"{_words(part)}</w:r></w:p>"
        for part in fit(text).split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{Mm(wide).twips}" w:type="dxa"/>'
        f'<w:vAlign w:val="center"/></w:tcPr>{parts}</w:tc>'
    )


def _words(text: str) -> str:
    """The text of a run; a number like 〔16-6〕11 is not broken at its hyphen."""
    opened, closed = '<w:t xml:space="preserve">', "</w:t>"
    kept = _NUMBER.sub(rf"\1{closed}<w:noBreakHyphen/>{opened}\2", escape(text))
    return f"{opened}{kept}{closed}"


def fill(
    paper: Paper,
    cell: _Cell,
    text: str,
    size: float = SIZE_SMALL_4,
    *,
    face: str = "",
    centre: bool = False,
) -> None:
    """``text`` into a cell whose first paragraph is empty, a paragraph per line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, part in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        exact(write(paragraph, part, face or paper.faces.body, size), size * _LEADING)


def keep_together(made: Table) -> None:
    """The whole table on one page (a slip to cut off)."""
    for paragraph in made._tbl.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.get_or_add_keepNext()
