"""Sheets that people open or print: nothing in them runs, and what they say is there."""

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from bot.actions.import_sheets import SHEETS
from bot.papers import import_guide
from bot.papers.sheets import CodeSlip, QrSheet, code_slips, qr_png, qr_sheets
from bot.papers.tables import Unreadable, read_tables, template, workbook


@pytest.mark.parametrize(
    "evil",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "＝1+1", "－1"),
        *("\t=1", "\r\n=1", "\x01=1", "\u200b=1"),
    ],
)
def test_nothing_that_we_write_is_a_formula(tmp_path: Path, evil: str) -> None:
    workbook({"名单": [["姓名"], [evil], ["陈远"]]}).save(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["名单"]
    seen = evil.lstrip("\t\r\n\x01\u200b")
    assert sheet["A2"].data_type == "s" and sheet["A2"].value == f"'{seen}"
    assert sheet["A3"].value == "陈远"


def test_signs_that_no_table_can_hold_stop_no_table(tmp_path: Path) -> None:
    """A line broken in Word comes as a vertical tab; telephones send stranger things."""
    said = ["路灯\x0b不亮", "\x1f桥\x00断了", "水\uffff停\ufffe了", "半个\ud83d表情"]
    workbook({"名单": [["说的事"], said]}).save(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx")["名单"]
    assert [cell.value for cell in sheet[2]] == ["路灯\n不亮", "桥断了", "水停了", "半个表情"]


def test_formulas_of_every_kind_are_read_as_formulas(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.active["A2"] = ArrayFormula("A2:A3", "=SUM(B1:B2)")
    book.active["B1"] = "plain"
    book.save(tmp_path / "x.xlsx")
    rows = read_tables(tmp_path / "x.xlsx")["Sheet"]
    assert str(rows[0][0]).startswith("=") and str(rows[1][0]).startswith("=")
    assert rows[0][1] == "plain"


def test_an_empty_folder_and_a_bomb_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="没有 csv"):
        read_tables(tmp_path)
    (tmp_path / "x.xlsx").write_bytes(b"")
    with pytest.raises(Unreadable):
        read_tables(tmp_path / "x.xlsx")


def test_the_template_names_every_column_and_offers_the_choices(tmp_path: Path) -> None:
    template(SHEETS).save(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    for sheet in SHEETS:
        page = book[sheet.title]
        assert [str(cell.value).rstrip("*") for cell in page[1]] == [
            column.title for column in sheet.columns
        ]
        lists = sum(column.kind in ("choice", "yes_no") for column in sheet.columns)
        assert len(page.data_validations.dataValidation) == lists
        assert all(cell.number_format == "@" for cell in page[3])
    assert "编码" in str(book["说明"]["A3"].value)


def test_the_guide_to_the_import_is_in_step_with_the_tables() -> None:
    assert import_guide.FILE.read_text(encoding="utf-8") == import_guide.document(SHEETS)


def test_a_sheet_of_codes_has_a_page_each(tmp_path: Path) -> None:
    sheets = [
        QrSheet("http://weixin.qq.com/q/1", "城关镇联络站", "接待日：每周一上午"),
        QrSheet("http://weixin.qq.com/q/2", "东坪村第一网格", "扫码就知道是哪里的"),
    ]
    paper = Document(io.BytesIO(qr_sheets(sheets)))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "城关镇联络站" in text and "东坪村第一网格" in text and "每周一上午" in text
    assert len(paper.inline_shapes) == 2
    assert qr_png("x").startswith(b"\x89PNG")


def test_slips_say_whose_they_are_and_until_when() -> None:
    slips = [CodeSlip(f"某{n}", "县人大代表", "东坪选区", "ABCD2345", "11月30日") for n in range(9)]
    paper = Document(io.BytesIO(code_slips(slips, "青禾县人大代表之家")))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert len(paper.tables) == 2 and sum("ABCD2345" in cell for cell in cells) == 9
    assert "某0（县人大代表）" in cells[0] and "11月30日前有效" in cells[0]
    assert "只能用一次" in cells[0]
