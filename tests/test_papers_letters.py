"""The letters stand on the national format: page, grid, lines, fonts by name; what must be in them
is in them, and what must not is not."""

import io
from datetime import date

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from lxml import etree

from bot.papers.letterhead import DRAFT_LINE, name_size
from bot.papers.letters import assignment_letter
from bot.papers.page import Faces, balanced
from bot.papers.plain import width
from bot.papers.replies import blank_reply, explanation_notice, opinion_form, reply_letter
from bot.papers.sign_off import Act, SignOff, sign_off_sheet
from tests.paper_parts import (
    DAY,
    DRAFT,
    NAME,
    OFFICE,
    SIGNED,
    assignment,
    explanation,
    opinion,
    reply,
)

MM = 1440 / 25.4


def opened(data: bytes) -> Docx:
    return Document(io.BytesIO(data))


def texts(paper: Docx) -> str:
    """Every word of the body, tables too."""
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in paper.element.body.iter(qn("w:p"))
    )


def found(element: etree._Element, path: str) -> etree._Element:
    node = element.find("/".join(qn(part) if ":" in part else part for part in path.split("/")))
    assert node is not None, path
    return node


def value(element: etree._Element, name: str) -> int:
    return int(element.get(qn(f"w:{name}")) or 0)


LETTERS = {
    "assignment": lambda: assignment_letter(assignment()),
    "draft": lambda: assignment_letter(assignment(sign_off=DRAFT)),
    "reply": lambda: reply_letter(reply()),
    "form": lambda: blank_reply(Faces(), ("县政府办公室",)),
    "explanation": lambda: explanation_notice(explanation()),
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_a4_with_the_margins_of_the_national_format(name: str) -> None:
    section = found(opened(LETTERS[name]()).element.body, "w:sectPr")
    size, margins = found(section, "w:pgSz"), found(section, "w:pgMar")
    assert abs(value(size, "w") - 210 * MM) < 2 and abs(value(size, "h") - 297 * MM) < 2
    assert abs(value(margins, "top") - 37 * MM) < MM
    assert abs(value(margins, "left") - 28 * MM) < MM
    text = value(size, "w") - value(margins, "left") - value(margins, "right")
    high = value(size, "h") - value(margins, "top") - value(margins, "bottom")
    assert abs(text - 156 * MM) < 2 and abs(high - 225 * MM) < 2


@pytest.mark.parametrize("name", LETTERS)
def test_a_page_of_a_letter_has_22_lines_of_28_characters(name: str) -> None:
    paper = opened(LETTERS[name]())
    section = found(paper.element.body, "w:sectPr")
    grid = found(section, "w:docGrid")
    assert grid.get(qn("w:type")) == "linesAndChars"
    size, margins = found(section, "w:pgSz"), found(section, "w:pgMar")
    high = value(size, "h") - value(margins, "top") - value(margins, "bottom")
    wide = value(size, "w") - value(margins, "left") - value(margins, "right")
    assert high // value(grid, "linePitch") == 22
    normal = paper.styles["Normal"].element
    points = value(found(normal, "w:rPr/w:sz"), "val") / 2
    assert points == 16
    assert int(wide / 20 / (points + value(grid, "charSpace") / 4096)) == 28
    # Programs that do not snap to the grid come to the same, by height of line and spacing.
    closer = value(found(normal, "w:rPr/w:spacing"), "val")
    assert int(wide / (points * 20 + closer)) == 28
    body = [each for each in paper.paragraphs if "收悉" in each.text or "你单位" in each.text]
    assert body
    for paragraph in body:
        spacing = found(paragraph._p, "w:pPr/w:spacing")
        assert spacing.get(qn("w:lineRule")) == "exact"
        assert value(spacing, "line") == value(grid, "linePitch")
        assert value(found(paragraph._p, "w:pPr/w:ind"), "firstLineChars") == 200


def frames(part: etree._Element) -> list[etree._Element]:
    return [each for each in part.iter(qn("w:p")) if each.find(f".//{qn('w:framePr')}") is not None]


@pytest.mark.parametrize("name", LETTERS)
def test_the_name_is_red_30_mm_from_the_top_with_a_double_line_4_mm_under_it(name: str) -> None:
    head = opened(LETTERS[name]()).sections[0].first_page_header
    title, lines = frames(head._element)
    run = found(title, "w:r/w:rPr")
    assert run.find(qn("w:color")).get(qn("w:val")) == "FF0000"
    assert run.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"
    points = value(found(run, "w:sz"), "val") / 2
    frame = found(title, "w:pPr/w:framePr")
    assert frame.get(qn("w:vAnchor")) == "page"
    above = value(found(title, "w:pPr/w:spacing"), "line") - points * 20
    assert abs(value(frame, "y") + above / 2 - 30 * MM) < 3
    line = found(lines, "w:pPr/w:framePr")
    assert abs(value(line, "y") - (34 * MM + points * 20)) < 3
    assert abs(value(line, "w") - 170 * MM) < 2 and line.get(qn("w:xAlign")) == "center"
    top, bottom = (found(lines, f"w:pPr/w:pBdr/w:{side}") for side in ("top", "bottom"))
    assert value(top, "sz") > value(bottom, "sz")
    assert {each.get(qn("w:color")) for each in (top, bottom)} == {"FF0000"}


@pytest.mark.parametrize("name", LETTERS)
def test_the_second_line_is_20_mm_from_the_bottom_thin_above_thick(name: str) -> None:
    (lines,) = frames(opened(LETTERS[name]()).sections[0].first_page_footer._element)
    frame = found(lines, "w:pPr/w:framePr")
    assert abs(value(frame, "y") - 277 * MM) < 2 and abs(value(frame, "w") - 170 * MM) < 2
    top, bottom = (found(lines, f"w:pPr/w:pBdr/w:{side}") for side in ("top", "bottom"))
    assert value(top, "sz") < value(bottom, "sz")


@pytest.mark.parametrize("name", LETTERS)
def test_the_first_page_shows_no_number_and_the_others_do(name: str) -> None:
    paper = opened(LETTERS[name]())
    section = paper.sections[0]
    assert section.different_first_page_header_footer
    assert paper.settings.odd_and_even_pages_header_footer

    def numbered(part: etree._Element) -> bool:
        return any(node.text == "PAGE" for node in part.iter(qn("w:instrText")))

    assert not numbered(section.first_page_footer._element)
    assert numbered(section.footer._element) and numbered(section.even_page_footer._element)


def fonts(paper: Docx) -> set[str]:
    named = set()
    for node in paper.element.body.iter(qn("w:rFonts")):
        slots = {node.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(slots) == 1, "a slot is left to the program"
        named |= slots
    return {str(name) for name in named}


def test_fonts_stand_by_name_and_the_county_chooses_them() -> None:
    paper = opened(assignment_letter(assignment()))
    assert fonts(paper) == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}
    defaults = found(paper.styles.element, "w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
    assert not [name for name in defaults.attrib if "Theme" in str(name)]
    faces = Faces("华文中宋", "仿宋", "思源黑体", "楷体")
    changed = reply()
    own = type(changed)(**{k: getattr(changed, k) for k in changed.__slots__} | {"faces": faces})
    assert fonts(opened(reply_letter(own))) == {"华文中宋", "仿宋", "思源黑体"} | {"楷体"}


def test_title_text_and_headings_have_their_sizes_and_faces() -> None:
    paper = opened(assignment_letter(assignment()))
    kinds = {}
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            if run.text:
                kinds[paragraph.text] = (run.font.name, run.font.size.pt if run.font.size else 0)
    assert kinds["青禾县人民代表大会闭会期间代表建议交办函"] == ("方正小标宋简体", 22)
    assert kinds["三、时限"] == ("黑体", 16)
    assert kinds["县住房和城乡建设局："] == ("仿宋_GB2312", 16)


def test_the_date_stands_four_characters_from_the_right_with_the_name_centred_over_it() -> None:
    paper = opened(assignment_letter(assignment()))
    dated = next(each for each in paper.paragraphs if each.text == "2026年11月20日")
    name = next(each for each in paper.paragraphs if each.text == NAME)
    assert value(found(dated._p, "w:pPr/w:ind"), "rightChars") == 400
    right = value(found(name._p, "w:pPr/w:ind"), "rightChars") / 100
    assert right + width(NAME) / 2 == 4 + width("2026年11月20日") / 2


def test_an_assignment_letter_says_all_that_it_has_to() -> None:
    text = texts(opened(assignment_letter(assignment())))
    for part in (
        "〔16-6〕37号《关于解决太平镇东坪村三组道路照明问题的建议》",
        "陈远等3名代表",
        "闭会期间，网格走访（民312）",
        "主办：县住房和城乡建设局。会办：太平镇人民政府、国网青禾县供电公司。",
        "2027年2月22日前由主办单位书面答复",
        "逢休息日顺延到2月22日",
        "重点督办建议（主任会议2026年11月18日确定）",
        "联系人：林芳，电话：0377-60000000",
        "沿此线剪下",
        "承办单位回执",
        "不属本单位职责",
        "青人代工函〔2026〕37号",
        "学生晚自习后走夜路",
        "抄送：县政府办公室",
    ):
        assert part in text, part


def test_no_telephone_of_a_constituent_is_in_a_letter_however_it_is_written() -> None:
    for phone in ("13812345678", "138 1234 5678", "１３８１２３４５６７８", "+86 138-1234-5678"):
        for where in ("original", "summary", "title", "source"):
            text = texts(opened(assignment_letter(assignment(**{where: f"找我{phone}说"}))))
            assert "（电话略）" in text
            assert phone not in text and "12345678" not in text
    text = texts(
        opened(assignment_letter(assignment(original="证号411323199001011234，座机0377-6123456")))
    )
    assert "19900101" not in text and "6123456" not in text


def test_a_supporting_bureau_reads_that_it_supports_and_its_own_term() -> None:
    text = texts(opened(assignment_letter(assignment(to="太平镇人民政府", is_lead=False))))
    assert "现交由你单位会办" in text and "太平镇人民政府（会办）" in text
    assert "2027年1月20日前送主办单位。算法：2个月后是2027年1月20日（周三）下班前。" in text


def test_between_sessions_and_in_session_have_their_own_titles() -> None:
    assert "青禾县人民代表大会代表建议交办函" in texts(
        opened(assignment_letter(assignment(in_session=True)))
    )


def drafted(paper: Docx) -> list[bool]:
    section = paper.sections[0]
    parts = (section.first_page_header, section.header, section.even_page_header)
    return [DRAFT_LINE in texts_of(part._element) for part in parts]


def texts_of(part: etree._Element) -> str:
    return "".join(node.text or "" for node in part.iter(qn("w:t")))


def test_a_draft_says_so_on_every_page_until_it_is_signed() -> None:
    draft = opened(assignment_letter(assignment(sign_off=DRAFT)))
    assert drafted(draft) == [True, True, True]
    assert "签发后编号" in texts(draft) and "　　年　月　日" in texts(draft)
    assert drafted(opened(assignment_letter(assignment()))) == [False, False, False]


def test_a_paper_is_signed_before_it_is_numbered_and_numbered_before_it_is_sealed() -> None:
    who = Act("签发", "方主任", DAY)
    drafted_ = Act("拟稿", "林芳", DAY)
    with pytest.raises(ValueError, match="signed"):
        SignOff(drafted_, number="青人代工函〔2026〕1号")
    with pytest.raises(ValueError, match="number"):
        SignOff(drafted_, issued=who, sealed=who)
    assert [
        each.stage
        for each in (
            DRAFT,
            SignOff(drafted_, issued=who),
            SignOff(drafted_, issued=who, number="1号"),
            SIGNED,
        )
    ] == ["拟稿", "已签发", "已编号", "已用印"]


def test_the_sheet_that_goes_round_shows_each_step_with_name_and_day() -> None:
    sheet = sign_off_sheet(
        Faces(), SIGNED, office=NAME, heading="交办函", to="县住建局", copies="县政府办"
    )
    text = texts(opened(sheet))
    assert all(
        word in text for word in ("拟稿", "核稿", "会签", "签发", "方主任", "用印", "已用印")
    )
    empty = texts(opened(sign_off_sheet(Faces(), DRAFT, office=NAME, heading="", to="", copies="")))
    assert "签发" in empty and "现在：拟稿" in empty


def test_a_reply_shows_its_class_at_the_upper_right_before_the_title() -> None:
    paper = opened(reply_letter(reply()))
    shown = [each.text for each in paper.paragraphs]
    mark = shown.index("办理类别：B")
    assert mark < shown.index("关于闭会期间〔16-6〕37号代表建议的答复")
    assert paper.paragraphs[mark].alignment == 2
    assert any("下一步和时限：2027年3月31日前" in each for each in shown)
    assert "抄送：县人大常委会代表工作委员会，县政府办公室。" in shown


def test_an_opinion_form_goes_back_to_the_office_and_not_to_the_bureau() -> None:
    text = texts(opened(opinion_form(opinion())))
    assert "本表不转承办单位" in text and NAME in text
    assert "□ 满意　　□ 基本满意　　□ 不满意" in text


def test_a_notice_to_explain_never_says_which_deputy_rated() -> None:
    text = texts(opened(explanation_notice(explanation())))
    assert "主要负责人" in text and "2026年12月4日" in text
    assert "陈远" not in text


@pytest.mark.parametrize("letters", [3, 14, 30, 60])
def test_the_name_of_an_office_stays_on_one_line(letters: int) -> None:
    assert name_size("某" * letters) * letters <= 156 / 25.4 * 72 + 0.5
    office = type(OFFICE)("青禾县", "某" * letters, "某" * letters, "林芳", "1")
    assert opened(assignment_letter(assignment(office=office))).paragraphs


def test_dates_have_arabic_digits_without_leading_zeros() -> None:
    text = texts(opened(assignment_letter(assignment(assigned_on=date(2027, 1, 5)))))
    assert "2027年1月5日" in text and "01月" not in text


def test_a_title_takes_no_more_lines_than_it_needs_and_leaves_no_letter_alone() -> None:
    said = "关于〔16-6〕71号建议办理情况的会议研究材料"
    assert balanced(said, 20.0).split("\n") == ["关于〔16-6〕71号建议", "办理情况的会议研究材料"]
    for length in range(1, 70):
        lines = balanced("建" * length, 20.0).split("\n")
        assert len(lines) == -(-length // 20) and max(map(len, lines)) <= 20
        assert min(map(len, lines)) >= min(length, 10)
