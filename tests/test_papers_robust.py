"""Whatever people write, every paper opens, wraps and runs nothing."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from bot.papers.binder import station_binder
from bot.papers.duty_book import DutyBook, duty_book
from bot.papers.ledgers import (
    assignment_ledger,
    assignment_workbook,
    resolved_ledger,
    resolved_workbook,
    signature_sheet,
)
from bot.papers.letters import assignment_letter
from bot.papers.meetings import chairpersons_report, evaluation_sheets, key_meeting_sheets
from bot.papers.monday import monday_page
from bot.papers.page import _ORDER
from bot.papers.plain import clean, cut, said, width
from bot.papers.posters import poster
from bot.papers.receipt import Receipt, receipt_docx
from bot.papers.replies import explanation_notice, opinion_form, reply_letter
from bot.papers.sheets import QrSheet, qr_sheets
from bot.papers.yearly import yearly_report
from tests import paper_parts as parts

PAPERS: dict[str, Callable[[str], bytes]] = {
    "assignment": lambda text: assignment_letter(parts.assignment(text)),
    "reply": lambda text: reply_letter(parts.reply(text)),
    "opinion": lambda text: opinion_form(parts.opinion(text)),
    "explanation": lambda text: explanation_notice(parts.explanation(text)),
    "ledger": lambda text: assignment_ledger(parts.LEDGER, parts.ledger_rows(3, text)),
    "resolved": lambda text: resolved_ledger(parts.LEDGER, parts.resolved_rows(3, text)),
    "signature": lambda text: signature_sheet(
        parts.LEDGER, parts.ledger_rows(3, text), meeting=text
    ),
    "key": lambda text: key_meeting_sheets(parts.OFFICE, text, parts.DAY, [parts.key_item(text)]),
    "november": lambda text: evaluation_sheets(parts.OFFICE, parts.DAY, [parts.key_item(text)]),
    "chairpersons": lambda text: chairpersons_report(parts.chairpersons(text)),
    "yearly": lambda text: yearly_report(parts.yearly(text)),
    "monday": lambda text: monday_page(parts.monday(text)),
    "poster": lambda text: poster(parts.closed_poster(text)),
    "binder": lambda text: station_binder(parts.station_year(text)),
}
#: What goes out of the house without an office's letterhead.
SLIPS: dict[str, Callable[[str], bytes]] = {
    "receipt": lambda text: receipt_docx(
        Receipt(text, text, text, text, parts.DAY, (("民1", text),), text, parts.DAY)
    ),
    "duty book": lambda text: duty_book(
        DutyBook(text, text, 2026, parts.DAY, card=(("选区", text), (text, text)))
    ),
    "codes": lambda text: qr_sheets([QrSheet("x", text, text)]),
}
BOOKS: dict[str, Callable[[str], bytes]] = {
    "ledger": lambda text: assignment_workbook(parts.LEDGER, parts.ledger_rows(2, text)),
    "resolved": lambda text: resolved_workbook(parts.LEDGER, parts.resolved_rows(2, text)),
}
NASTY = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=st.characters(max_codepoint=0x9F), max_size=60),
    st.text(alphabet="\r\n\t\v\f =+-@'<>&\"{}%路灯", max_size=40),
    st.sampled_from(
        [
            "",
            " ",
            "\x00\x08",
            "\ud800",
            "\u202e反",
            "\ufeff",
            "]]>",
            "<w:p/>",
            "{{x}}",
            "=1+1",
            "👨‍👩‍👧",
        ]
    ),
)
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@pytest.mark.parametrize("name", [*PAPERS, *SLIPS])
@given(text=NASTY)
@FEW
def test_any_text_gives_a_document_that_opens(name: str, text: str) -> None:
    paper = Document(io.BytesIO((PAPERS | SLIPS)[name](text)))
    assert paper.element.body is not None


@pytest.mark.parametrize("name", BOOKS)
@given(text=NASTY)
@FEW
def test_any_text_gives_a_workbook_that_opens_and_has_no_formula(name: str, text: str) -> None:
    book = load_workbook(io.BytesIO(BOOKS[name](text)))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert cells and not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_ledger_runs_nothing_that_somebody_typed(name: str, evil: str) -> None:
    (sheet,) = load_workbook(io.BytesIO(BOOKS[name](evil))).worksheets
    typed = [cell for row in sheet for cell in row if str(cell.value or "").endswith(evil)]
    assert typed and all(cell.data_type == "s" for cell in typed)
    assert all(str(cell.value)[0] not in "=+-@" for cell in typed)


@pytest.mark.parametrize("name", PAPERS)
def test_three_thousand_characters_and_empty_fields_do_not_break_a_paper(name: str) -> None:
    long = "路灯不亮，孩子走夜路。" * 280
    for text in (long, "无空格" * 1000, "A" * 3000, ""):
        assert Document(io.BytesIO(PAPERS[name](text))).element.body is not None


def test_a_long_text_is_whole_in_the_letter() -> None:
    long = "".join(f"第{at}句话。" for at in range(400))
    data = assignment_letter(parts.assignment(original=long))
    assert long in "".join(
        node.text or "" for node in Document(io.BytesIO(data)).element.body.iter(qn("w:t"))
    )


def test_a_paper_has_every_style_that_it_names_and_nothing_of_other_houses() -> None:
    for make in PAPERS.values():
        with zipfile.ZipFile(io.BytesIO(make("路灯不亮"))) as packed:
            texts = {n: packed.read(n).decode() for n in packed.namelist() if n.endswith(".xml")}
        assert not [n for n in texts if "Effects" in n or "customXml" in n]
        named = re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', "".join(texts.values()))
        has = re.findall(r'w:styleId="([^"]+)"', texts["word/styles.xml"])
        assert set(named) <= set(has) and len(has) < 12


@pytest.mark.parametrize("name", PAPERS)
def test_properties_of_paragraphs_stand_in_the_order_that_word_asks_for(name: str) -> None:
    order = ("pStyle", *_ORDER)
    with zipfile.ZipFile(io.BytesIO(PAPERS[name]("路灯"))) as packed:
        files = [each for each in packed.namelist() if re.search(r"document|header|footer", each)]
        for file in files:
            if not file.endswith(".xml"):
                continue
            for properties in etree.fromstring(packed.read(file)).iter(qn("w:pPr")):
                names = [each.tag.rpartition("}")[2] for each in properties]
                assert names == sorted(names, key=order.index), file


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_names_the_library_that_wrote_it(name: str) -> None:
    core = Document(io.BytesIO(PAPERS[name]("路灯"))).core_properties
    assert "docx" not in f"{core.author}{core.comments}{core.last_modified_by}".lower()
    assert core.author


@given(text=st.text(max_size=200), most=st.integers(1, 40))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_cut_text_is_one_line_no_wider_than_asked(text: str, most: int) -> None:
    short = cut(clean(text), most)
    assert "\n" not in short and width(short) <= most


@given(text=NASTY)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert said(said(text)) == said(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月20日",
        "路灯5盏",
        "第16届第6次会议第37号",
        "12345热线",
        "95598",
        "投资1380000元",
        "〔2026〕1234号",
    ],
)
def test_what_is_no_telephone_stays(text: str) -> None:
    assert said(text) == text
