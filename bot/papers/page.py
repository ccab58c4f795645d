"""The page of an official paper in Word's own terms (GB/T 9704-2012 党政机关公文格式).

A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, a grid of 22 lines with 28 characters of 3号 (16 pt).
Fonts are set by name only: a county's machines have them, the files carry none."""

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

from bot.papers.plain import fit

#: Sizes of type (字号) in points.
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5 = 22.0, 16.0, 14.0, 12.0, 10.5
RED = RGBColor(0xFF, 0, 0)
GREY = RGBColor(0x8C, 0x8C, 0x8C)

#: Margins in mm: top, right, bottom, left. 210 - 28 - 156 and 297 - 37 - 225 give right and bottom.
OFFICIAL = (37, 26, 35, 28)
#: Tables across the page, as offices print them.
WIDE = (25, 20, 20, 20)

#: 225 mm / 22 lines, rounded down so that the 22nd line fits (twips).
LINE_PITCH = 579
#: 156 mm / 28 characters, less the 16 pt of the type, in 1/4096 pt: what Word writes for 28.
CHAR_SPACE = -849
#: The same again without the grid, in twips: 16 pt less 0.3 is 28 to the line (0.2 would do, but
#: some programs round a letter's width up to a printer's dot). LibreOffice puts a letter of 16 pt
#: that snaps to cells of 15.79 into two of them, so paragraphs do not snap; lines are as high and
#: letters as close as the grid says in every program.
CLOSER = -6
#: Width of one character of 3号 on that grid (twips).
CHARACTER = 316


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a county's papers, by name (rule ``papers.fonts``)."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    heading: str = "黑体"
    subheading: str = "楷体_GB2312"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document being written, with its fonts."""

    document: Docx
    faces: Faces = field(default_factory=Faces)

    @property
    def section(self) -> Section:
        return self.document.sections[-1]

    @property
    def text_width(self) -> float:
        """Width between the margins in mm."""
        section = self.section
        sides = (section.left_margin or 0) + (section.right_margin or 0)
        return float((section.page_width or 0) - sides) / Mm(1)


def new_paper(
    faces: Faces,
    *,
    office: str,
    title: str,
    margins: tuple[int, int, int, int] = OFFICIAL,
    landscape: bool = False,
    grid: bool = True,
) -> Paper:
    """An empty A4 page. ``office`` stands as the author in the file's properties."""
    document = deepcopy(_empty())
    section = document.sections[0]
    sides = (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides[::-1] if landscape else sides
    top, right, bottom, left = margins
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(15), Mm(min(25, bottom - 8))
    _set_grid(section, "linesAndChars" if grid else "lines")
    _set_defaults(document, faces)
    document.core_properties.author = document.core_properties.last_modified_by = fit(office)
    document.core_properties.title = fit(title)
    document.core_properties.comments = ""
    return Paper(document, faces)


#: The styles that papers of ours have; Word knows its others without being told.
_STYLES = {
    *("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"),
    *("Header", "HeaderChar", "Footer", "FooterChar"),
}
#: What python-docx's empty document brings along from the machine on which it was made.
_OF_OTHERS = ("/stylesWithEffects", "/thumbnail", "/customXml", "/numbering")


@cache
def _empty() -> Docx:
    """python-docx's empty document, to be copied: read once, without the hundred styles and the
    parts that no paper of ours has. A meeting of sixty suggestions prints a hundred letters."""
    document = Document()
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _STYLES:
            styles.remove(style)
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.endswith(_OF_OTHERS)]:
            del relations[key]
    return document


def _set_grid(section: Section, kind: str) -> None:
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    found = element("w:docGrid", type=kind, linePitch=LINE_PITCH, charSpace=CHAR_SPACE)
    section._sectPr.append(found)


def _set_defaults(document: Docx, faces: Faces) -> None:
    """Theme fonts out, the county's in: what has no font of its own is 仿宋 3号."""
    styles = document.styles.element
    fonts = styles.find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    fonts.attrib.clear()
    name_fonts(fonts, faces.body)
    # Word takes the size of the grid's characters from Normal, LibreOffice from here.
    size = styles.find(f".//{qn('w:docDefaults')}//{qn('w:sz')}")
    if size is not None:
        size.set(qn("w:val"), str(round(SIZE_3 * 2)))
    language = styles.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = faces.body, Pt(SIZE_3)
    name_fonts(normal.element.get_or_add_rPr().get_or_add_rFonts(), faces.body)
    normal.element.get_or_add_rPr().insert_element_before(
        element("w:spacing", val=CLOSER), "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
    )
    normal.element.get_or_add_pPr().append(element("w:snapToGrid", val=0))
    layout = normal.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False


def element(tag: str, **values: object) -> BaseOxmlElement:
    """``<w:tag w:name="value"/>``."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


#: In which order a paragraph's properties stand (ECMA-376 CT_PPr), as far as we add them by hand.
_ORDER = (
    *("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr"),
    *("shd", "tabs", "kinsoku", "wordWrap", "snapToGrid", "spacing", "ind", "contextualSpacing"),
    *("mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "outlineLvl"),
    *("rPr", "sectPr"),
)


def set_property(paragraph: Paragraph, made: BaseOxmlElement) -> None:
    """A property that python-docx does not know, at its place: Word refuses another order."""
    name = made.tag.rpartition("}")[2]
    after = _ORDER[_ORDER.index(name) + 1 :]
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(made, *(f"w:{each}" for each in after))


def name_fonts(fonts: BaseOxmlElement, face: str) -> None:
    """All four slots, so that no program falls back to its own choice for digits or Chinese."""
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), face)


def write(
    paragraph: Paragraph,
    text: str,
    face: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor | None = None,
) -> Paragraph:
    """``text`` as one run at the end of ``paragraph``."""
    run = paragraph.add_run(fit(text))
    run._r.insert(0, deepcopy(_type(face, size, bold, colour)))
    return paragraph


@cache
def _type(face: str, size: float, bold: bool, colour: RGBColor | None) -> BaseOxmlElement:
    """The properties of a run in this type, to be copied: a letter has a hundred runs."""
    font = Document().add_paragraph().add_run().font
    font.size, font.name = Pt(size), face
    font.bold = bold or None
    if colour is not None:
        font.color.rgb = colour
    made: BaseOxmlElement = font._element.get_or_add_rPr()
    name_fonts(font._element.rPr.get_or_add_rFonts(), face)
    return made


def exact(paragraph: Paragraph, points: float) -> Paragraph:
    """Lines of exactly this height, whatever font stands in."""
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(points)
    return paragraph


def grid_line(paragraph: Paragraph) -> Paragraph:
    """Each line as high as one of the 22."""
    paragraph.paragraph_format.line_spacing = Twips(LINE_PITCH)
    return paragraph


def indent(
    paragraph: Paragraph, *, first: float = 0, left: float = 0, right: float = 0
) -> Paragraph:
    """Indents in characters (Word keeps them in characters and in twips)."""
    found = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, count in (("firstLine", first), ("left", left), ("right", right)):
        if count:
            found.set(qn(f"w:{name}Chars"), str(round(count * 100)))
            found.set(qn(f"w:{name}"), str(round(count * CHARACTER)))
    return paragraph


# ------------------------------------------------------------------ the parts of a text


def title(paper: Paper, text: str, *, size: float = SIZE_2) -> Paragraph:
    """标题: 2号小标宋, in the middle; lines about equally long (GB/T 9704 7.3.1)."""
    paragraph = paper.document.add_paragraph()
    text = "\n".join(balanced(part, _fits(paper, size)) for part in text.split("\n"))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    return exact(write(paragraph, text, paper.faces.title, size), size * 1.5)


def _fits(paper: Paper, size: float) -> float:
    """How many characters of this size (pt) stand on one line."""
    return paper.text_width / (size * 25.4 / 72)


#: Never at the end of a line, never at its beginning.
_OPENING, _CLOSING = "（〔《“‘[(", "）〕》”’，。、；：！？])%号年月日"


def balanced(text: str, most: float) -> str:
    """``text`` in as few lines as fit ``most`` characters (a Latin letter is half of one), about
    equally long, so that no single character is left for the last one. No number is torn."""
    whole = sum(_wide(one) for one in text)
    if whole <= most:
        return text
    needed = -int(-whole // most)
    goal = whole / needed
    lines: list[str] = []
    line_, wide = "", 0.0
    for at, one in enumerate(text):
        line_, wide = line_ + one, wide + _wide(one)
        after = text[at + 1 : at + 2]
        torn = one.isascii() and after.isascii() and one.strip() and after.strip()
        may = after and after not in _CLOSING and one not in _OPENING and not torn
        if may and wide + 0.5 >= goal and len(lines) + 1 < needed:
            lines.append(line_)
            line_, wide = "", 0.0
    return "\n".join([*lines, line_] if line_ else lines)


def _wide(letter: str) -> float:
    return 0.5 if letter.isascii() else 1.0


def blank(paper: Paper, lines: int = 1) -> None:
    """Empty lines of the grid."""
    for _ in range(lines):
        grid_line(write(paper.document.add_paragraph(), "", paper.faces.body, SIZE_3))


def keep_from(paper: Paper, first: int) -> None:
    """The paragraphs from number ``first`` on stay on one page with what follows them: a signature
    never stands alone (GB/T 9704 has no 「此页无正文」)."""
    for paragraph in paper.document.paragraphs[first:-1]:
        paragraph.paragraph_format.keep_with_next = True


def length(paper: Paper) -> int:
    """How many paragraphs there are by now, for :func:`keep_from`."""
    return len(paper.document.paragraphs)


def addressee(paper: Paper, text: str) -> Paragraph:
    """主送: at the left edge, with a colon."""
    return grid_line(write(paper.document.add_paragraph(), f"{text}：", paper.faces.body, SIZE_3))


def body(paper: Paper, text: str, *, lead: str = "") -> None:
    """正文: 3号仿宋, each paragraph two characters in. ``lead``: a beginning in 楷体."""
    for at, line in enumerate(part for part in text.split("\n") if part.strip() or not text):
        paragraph = paper.document.add_paragraph()
        paragraph._p.append(deepcopy(_body_shape()))
        if lead and not at:
            write(paragraph, lead, paper.faces.subheading, SIZE_3)
        write(paragraph, line.strip(), paper.faces.body, SIZE_3)


@cache
def _body_shape() -> BaseOxmlElement:
    paragraph = Document().add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    grid_line(indent(paragraph, first=2))
    return paragraph._p.get_or_add_pPr()


def heading(paper: Paper, text: str, level: int = 1) -> Paragraph:
    """Level 1: 黑体 「一、」; level 2: 楷体 「（一）」; both in the navigation of Word."""
    face = paper.faces.heading if level == 1 else paper.faces.subheading
    paragraph = write(paper.document.add_paragraph(), text, face, SIZE_3)
    paragraph.paragraph_format.keep_with_next = True
    set_property(paragraph, element("w:outlineLvl", val=level - 1))
    return grid_line(indent(paragraph, first=2))


def line(
    paper: Paper, text: str, *, size: float = SIZE_3, right: float = 0, centre: bool = False
) -> Paragraph:
    """One plain line of 仿宋; ``right``: at the right edge, this many characters in; ``centre``: in
    the middle, where it is too long for one in lines about equally long."""
    text = balanced(text, _fits(paper, size)) if centre else text
    paragraph = write(paper.document.add_paragraph(), text, paper.faces.body, size)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        indent(paragraph, right=right)
    elif centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return grid_line(paragraph)


def new_page(paper: Paper) -> None:
    """What follows begins a page."""
    paragraph = exact(paper.document.add_paragraph(), 1)
    paragraph.paragraph_format.page_break_before = True


# ------------------------------------------------------------------ page numbers


def number_pages(paper: Paper, *, first: bool) -> None:
    """「— 2 —」, 4号, odd pages at the right, even ones at the left, one character in.
    ``first=False``: none on the first page (信函格式)."""
    section = paper.section
    section.different_first_page_header_footer = not first
    paper.document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = side
    right = side == WD_ALIGN_PARAGRAPH.RIGHT
    indent(paragraph, right=1.0 if right else 0, left=0 if right else 1.0)
    write(paragraph, "— ", "宋体", SIZE_4)
    for kind in ("begin", None, "end"):
        run = write(paragraph, "", "宋体", SIZE_4).runs[-1]
        if kind is None:
            instruction = element("w:instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))
    write(paragraph, " —", "宋体", SIZE_4)


def report_pages(faces: Faces, *, office: str, name: str) -> Paper:
    """A numbered official page without a letterhead: reports, sheets for meetings."""
    paper = new_paper(faces, office=office, title=name)
    number_pages(paper, first=True)
    return paper


def join(names: Sequence[str], missing: str = "无") -> str:
    """「甲、乙、丙」."""
    return "、".join(name for name in names if name) or missing


def to_bytes(paper: Paper) -> bytes:
    """The paper as a docx file."""
    out = io.BytesIO()
    paper.document.save(out)
    return out.getvalue()
