"""Sheets to print: QR codes of stations and grids, codes to hand out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bot.papers.plain import fit

#: What office programs in China have; the name sets the East Asian face.
_FONT = "仿宋"


@dataclass(frozen=True, slots=True)
class QrSheet:
    """One code: what it opens, whose it is, one plain sentence under it."""

    content: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CodeSlip:
    """One binding code, as it is handed to a person."""

    name: str
    role: str
    place: str
    code: str
    until: str


def qr_png(content: str, scale: int = 10) -> bytes:
    """The code as a picture, with error correction that survives a torn corner."""
    data = io.BytesIO()
    segno.make(content, error="q").save(data, kind="png", scale=scale, border=2)
    return data.getvalue()


def qr_sheets(sheets: Sequence[QrSheet]) -> bytes:
    """A docx with one page for each code."""
    paper = _paper()
    for at, sheet in enumerate(sheets):
        if at:
            _new_page(paper)
        _line(paper.add_paragraph(), sheet.name, 30, bold=True)
        picture = paper.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.add_run().add_picture(io.BytesIO(qr_png(sheet.content)), width=Cm(12))
        _line(paper.add_paragraph(), sheet.sentence, 20)
        _line(paper.add_paragraph(), "微信扫一扫，身边的事说给代表听", 16)
    return _bytes(paper)


def code_slips(slips: Sequence[CodeSlip], account: str) -> bytes:
    """A docx of slips, eight to a page, to cut apart and hand out in person."""
    paper = _paper()
    for start in range(0, len(slips), 8):
        if start:
            _new_page(paper)
        part = slips[start : start + 8]
        table = paper.add_table(rows=(len(part) + 1) // 2, cols=2)
        table.style = "Table Grid"
        for at, slip in enumerate(part):
            _slip(table.cell(at // 2, at % 2), slip, account)
    return _bytes(paper)


def _slip(cell: _Cell, slip: CodeSlip, account: str) -> None:
    _line(cell.paragraphs[0], f"{slip.name}（{slip.role}）", 14, bold=True)
    if slip.place:
        _line(cell.add_paragraph(), slip.place, 11)
    _line(cell.add_paragraph(), slip.code, 24, bold=True)
    _line(cell.add_paragraph(), f"关注“{account}”，把这8个字母数字发过去就行。", 11)
    _line(cell.add_paragraph(), f"只能用一次，{slip.until}前有效，请不要给别人。", 11)


def _paper() -> Paper:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2.5))
    return paper


def _line(paragraph: Paragraph, text: str, size: int, *, bold: bool = False) -> None:
    run = paragraph.add_run(fit(text))
    run.bold = bold
    run.font.size = Pt(size)
    run.font.name = _FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _new_page(paper: Paper) -> None:
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _bytes(paper: Paper) -> bytes:
    data = io.BytesIO()
    paper.save(data)
    return data.getvalue()
