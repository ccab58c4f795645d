"""信函格式 (GB/T 9704-2012, 10.1): the county's name in red 30 mm from the top, a red double line
4 mm under it (thick above thin), another 20 mm from the bottom (thin above thick), both 170 mm; the
first page shows no number.

Name and lines are frames in the header and footer of the first page, positioned from the edge of
the paper, so that Word, WPS and LibreOffice put them at the same place. A double line is one flat
paragraph with an upper and a lower border: unlike Word's ready double lines, it looks the same
everywhere."""

from copy import deepcopy
from functools import lru_cache

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from bot.papers.page import (
    GREY,
    RED,
    SIZE_3,
    SIZE_5,
    Faces,
    Paper,
    element,
    exact,
    indent,
    new_paper,
    number_pages,
    set_property,
    write,
)
from bot.papers.plain import clean, fit, one_line, width
from bot.papers.sign_off import SignOff

#: mm from the upper edge of the page to the upper edge of the name; from the name to the line.
_NAME_AT, _LINE_UNDER = 30.0, 4.0
#: mm from the lower edge of the page to the second line; length of both lines.
_LOWER_LINE, _LINE_LENGTH = 20.0, 170.0
#: Thick and thin in eighths of a point, and the white between in points.
_THICK, _THIN, _BETWEEN = 18, 6, 1.6
#: From a line to the text beside it: 7/8 of a character of 3号, in points.
_FROM_LINE = SIZE_3 * 7 / 8
_MM = 72 / 25.4


def name_size(name: str) -> float:
    """Points: large if the name is short, on one line of 156 mm in any case."""
    return min(32.0, int(156 * _MM / max(width(name), 1) * 2) / 2)


def letter_page(faces: Faces, sign_off: SignOff | None, *, name: str, title: str) -> Paper:
    """An empty letter of the office ``name``, with its number at the right under the upper line.
    A draft says on every page that it is one; ``sign_off=None``: an empty form."""
    name = one_line(clean(name))
    draft = sign_off is not None and sign_off.is_draft
    paper = deepcopy(_head_and_foot(faces, name, draft))
    paper.document.core_properties.title = fit(title)
    _number(paper, sign_off, _upper_line(name))
    return paper


def _upper_line(name: str) -> float:
    """mm from the upper edge of the page to the upper line."""
    return _NAME_AT + name_size(name) / _MM + _LINE_UNDER


@lru_cache(maxsize=16)
def _head_and_foot(faces: Faces, name: str, draft: bool) -> Paper:
    """What all letters of an office have, to be copied: it is half of the work of a letter."""
    paper = new_paper(faces, office=name, title="")
    number_pages(paper, first=False)
    section = paper.section
    size = name_size(name)
    head, foot = section.first_page_header, section.first_page_footer
    red_name = head.paragraphs[0]
    write(red_name, name, faces.title, size, colour=RED).alignment = WD_ALIGN_PARAGRAPH.CENTER
    # The line box is a tenth higher than the type on each side.
    exact(red_name, size * 1.2)
    _frame(red_name, 190, _NAME_AT - size * 0.1 / _MM)
    _double_line(head.add_paragraph(), _upper_line(name), (_THICK, _THIN))
    _plain_end(head.add_paragraph(), faces, draft)
    _double_line(foot.paragraphs[0], 297 - _LOWER_LINE, (_THIN, _THICK))
    exact(foot.add_paragraph(), 1)
    for header in (section.header, section.even_page_header):
        _plain_end(header.paragraphs[0], faces, draft)
    return paper


def _frame(paragraph: Paragraph, wide: float, at: float) -> None:
    """At ``at`` mm from the upper edge of the page, in the middle, ``wide`` mm wide."""
    set_property(
        paragraph,
        element(
            "w:framePr",
            w=Mm(wide).twips,
            wrap="notBeside",
            vAnchor="page",
            hAnchor="page",
            xAlign="center",
            y=Mm(at).twips,
        ),
    )


def _double_line(paragraph: Paragraph, at: float, weights: tuple[int, int]) -> None:
    borders = element("w:pBdr")
    for side, weight in zip(("top", "bottom"), weights, strict=True):
        borders.append(element(f"w:{side}", val="single", sz=weight, space=0, color="FF0000"))
    write(paragraph, "", "宋体", 1)
    exact(paragraph, _BETWEEN)
    _frame(paragraph, _LINE_LENGTH, at)
    set_property(paragraph, borders)


def _plain_end(paragraph: Paragraph, faces: Faces, draft: bool) -> None:
    """The last paragraph of a header; a draft's mark hangs on it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if draft:
        write(paragraph, DRAFT_LINE, faces.heading, SIZE_5, colour=GREY)
        _watermark(paragraph, faces)
    exact(paragraph, SIZE_5 * 1.2)


DRAFT_LINE = "【拟稿】未经签发，不得外发、不作依据"


def _watermark(paragraph: Paragraph, faces: Faces) -> None:
    """「拟稿」 across the page, as Word's own watermarks are made (VML)."""
    run = paragraph.add_run()._r
    run.append(parse_xml(_WATERMARK.format(face=faces.heading.replace('"', ""))))


_WATERMARK = """\
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136"
 style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;\
z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f"
 fillcolor="#d9d9d9" stroked="f">
<v:fill opacity=".5"/><v:textpath style="font-family:&quot;{face}&quot;;font-size:1pt"
 string="拟稿"/></v:shape></w:pict>"""


def _number(paper: Paper, sign_off: SignOff | None, upper: float) -> None:
    """发文字号 at the right edge, 7/8 of a character under the line."""
    if sign_off is None:
        number = "＿＿〔　　　〕＿＿号"
    else:
        number = one_line(clean(sign_off.number)) or "（签发后编号）"
    paragraph = write(paper.document.add_paragraph(), number, paper.faces.body, SIZE_3)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    double = (_THICK + _THIN) / 8 + _BETWEEN
    top = float(paper.section.top_margin or 0) / Pt(1)
    paragraph.paragraph_format.space_before = Pt(upper * _MM + double + _FROM_LINE - top)
    exact(paragraph, SIZE_3 * 1.2)


def signature(paper: Paper, name: str, dated: str) -> None:
    """落款: the date four characters from the right, the office's name centred over it."""
    name, dated = one_line(clean(name)), dated or "　　年　月　日"
    middle = 4 + width(dated) / 2
    over = max(middle - width(name) / 2, 0)
    for text, right in ((name, over), (dated, 4)):
        paragraph = write(paper.document.add_paragraph(), text, paper.faces.body, SIZE_3)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = text is name
        exact(indent(paragraph, right=right), 28.95)
