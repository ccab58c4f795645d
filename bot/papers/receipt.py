"""The receipt slip (回执) that somebody takes home who came, rang or wrote into the book."""

import io
from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from bot.papers.plain import fit


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the slip says. ``items``: number and what was said, for each matter."""

    county: str
    station: str
    phone: str
    address: str
    day: date
    items: tuple[tuple[str, str], ...]
    #: Until when somebody speaks to them: 周三, and which day that is; nothing: pointed elsewhere.
    due: str
    due_day: date | None
    #: Numbers to ring at once, where there is danger to life: 119、120.
    ring_now: str = ""

    @property
    def danger(self) -> str:
        """What stands above everything else where there is danger."""
        return f"有危险，马上打{self.ring_now}，别等回话。" if self.ring_now else ""

    @property
    def promise(self) -> str:
        """By when somebody speaks to the person."""
        if self.due_day is None:
            return f"有话要问，打{self.phone}，说编号就行。"
        day = f"{self.due_day.month}月{self.due_day.day}日"
        when = day if day in self.due else f"{self.due}（{day}）"
        return f"{when}下班前，{self.station}有人给您回话。"

    @property
    def title(self) -> str:
        return f"{self.county}人大代表联络站回执"


def receipt_docx(slip: Receipt) -> bytes:
    """The slip as a Word file, one narrow page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(14.8), Cm(21)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.8)
    _line(document.add_paragraph(), slip.title, 18, bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if slip.danger:
        _line(document.add_paragraph(), slip.danger, 18, bold=True)
    for number, said in slip.items:
        _line(document.add_paragraph(), f"编号：{number}", 16, bold=True)
        _line(document.add_paragraph(), f"您说的：{said}", 14)
    _line(document.add_paragraph(), slip.promise, 14)
    _line(document.add_paragraph(), f"电话：{slip.phone}（说编号就行）", 14)
    if slip.address:
        _line(document.add_paragraph(), f"地址：{slip.address}", 14)
    day = f"{slip.day.year}年{slip.day.month}月{slip.day.day}日"
    last = _line(document.add_paragraph(), f"{slip.station}　{day}", 14)
    last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    # The library writes its own name as the author; a slip has none.
    document.core_properties.author = fit(slip.station)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(paragraph: Paragraph, text: str, size: int, *, bold: bool = False) -> Paragraph:
    run = paragraph.add_run(fit(text))
    run.font.size, run.bold = Pt(size), bold
    run.font.name = "宋体"
    # Word picks the font of Chinese letters by an attribute of its own.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    return paragraph
