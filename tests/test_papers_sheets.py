"""Ledgers, reports, the page for Monday, poster and binder: what they count, what they leave out,
and that one page is one page."""

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.papers.binder import StationYear, station_binder
from bot.papers.figures import Figure
from bot.papers.ledgers import (
    ResolvedRow,
    assignment_ledger,
    assignment_workbook,
    resolved_ledger,
    resolved_workbook,
    signature_sheet,
)
from bot.papers.meetings import chairpersons_report, evaluation_sheets, key_meeting_sheets
from bot.papers.monday import ROOM, height_needed, monday_page, shares
from bot.papers.posters import PosterItem, poster, titles
from bot.papers.yearly import yearly_report
from tests.paper_parts import (
    DAY,
    LEDGER,
    OFFICE,
    chairpersons,
    closed_poster,
    key_item,
    ledger_rows,
    monday,
    resolved_rows,
    station_year,
    yearly,
)
from tests.test_papers_letters import opened, texts


def test_the_first_ledger_has_every_suggestion_and_marks_the_key_ones() -> None:
    paper = opened(assignment_ledger(LEDGER, ledger_rows(14)))
    (table,) = paper.tables
    assert len(table.rows) == 15 and "共14件，重点督办4件（★）" in texts(paper)
    assert table.cell(1, 2).text.startswith("★") and not table.cell(2, 2).text.startswith("★")
    assert paper.sections[0].orientation == WD_ORIENT.LANDSCAPE
    head = table.rows[0]._tr
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_the_second_ledger_counts_both_ends_apart_with_their_definitions() -> None:
    text = texts(opened(resolved_ledger(LEDGER, resolved_rows(5))))
    assert "本表列了5件，其中程序办结5件。" in text and "其中落实销号2件。" in text
    assert "不等于事情办成" in text and "有证据并经回头看确认" in text
    assert "未销号" in text


def test_nothing_is_closed_out_without_evidence() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        ResolvedRow("〔16-6〕1", "路灯", ("陈远",), "住建局", "修好了", " ", DAY, DAY)


def test_the_workbooks_have_the_same_rows_and_print_on_pages_one_wide() -> None:
    (sheet,) = load_workbook(io.BytesIO(assignment_workbook(LEDGER, ledger_rows(14)))).worksheets
    assert sheet.title == "交办清单" and sheet["A3"].value == "序号"
    assert [sheet.cell(row, 1).value for row in (4, 17)] == ["1", "14"]
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1
    assert sheet["C4"].alignment.wrap_text and sheet["C4"].font.name == "仿宋_GB2312"
    assert sheet.row_dimensions[4].height >= 2 * 15
    (done,) = load_workbook(io.BytesIO(resolved_workbook(LEDGER, resolved_rows(5)))).worksheets
    assert done.title == "解决事项清单" and "程序办结5件" in str(done["A9"].value)


def test_each_bureau_signs_once_for_each_suggestion_it_leads_or_supports() -> None:
    (table,) = opened(signature_sheet(LEDGER, ledger_rows(3), meeting="集中交办会")).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert len(rows) == 6
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert {row[4] for row in rows} == {"主办", "会办"} and {row[6] for row in rows} == {""}
    # A number stands in its narrow column unbroken, and is read as it is written.
    assert all(row[2].startswith("〔16-6〕") for row in rows)
    assert len(table._tbl.findall(f".//{qn('w:noBreakHyphen')}")) == len(rows)


def test_key_items_have_a_sheet_each_and_their_supervisors_are_named() -> None:
    paper = opened(key_meeting_sheets(OFFICE, "第30次会议", DAY, [key_item(), key_item()]))
    assert len(paper.tables) == 2 and "方明、周正、李文" in texts(paper)
    assert "没有要交办" in texts(opened(key_meeting_sheets(OFFICE, "第30次会议", DAY, [])))


def test_the_november_sheet_is_filled_in_by_hand_and_without_a_name() -> None:
    text = texts(opened(evaluation_sheets(OFFICE, DAY, [key_item()], ("办理进度", "实际成效"))))
    assert "实际成效" in text and "总体评价" in text and "不署名" in text
    assert "12月3日：5盏路灯修复。" in text and text.count("□") == 9


def test_a_share_is_computed_from_the_counts_and_not_copied() -> None:
    assert Figure("A类", 358, 549).share == "65.21%"
    assert Figure("全部", 3, 3).share == "100%" and Figure("无", 0, 0).share == "—"
    assert Figure("收到", 118).share == ""
    with pytest.raises(ValueError, match="of 2"):
        Figure("太多", 3, 2)


@given(of=st.integers(1, 10**6), count=st.integers(0, 10**6))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_share_is_right_to_the_last_digit(of: int, count: int) -> None:
    count = min(count, of)
    # Of fewer than a hundred each is more than one percent, and none is cut finer.
    most = 0.501 if of < 100 else 0.00501
    assert abs(float(Figure("x", count, of).share.rstrip("%")) - count / of * 100) <= most


def test_the_yearly_report_counts_both_ends_apart_and_says_what_each_means() -> None:
    text = texts(opened(yearly_report(yearly())))
    assert "程序办结98件（共118件，83.05%）" in text and "落实销号74件（共118件，62.71%）" in text
    assert "不相加，也不互相代替" in text and "不等于事情办成" in text
    assert "172" not in text


def test_a_year_without_suggestions_gives_a_report_too() -> None:
    full = yearly()
    empty = type(full)(full.office, 2026, DAY, (), ())
    assert "本年没有代表建议。" in texts(opened(yearly_report(empty)))


def test_the_report_to_the_chairpersons_leaves_judgement_to_its_author() -> None:
    text = texts(opened(chairpersons_report(chairpersons())))
    assert "讨论稿" in text and "（起草人填写）" in text and "需要会议研究的事项" in text


@given(
    cases=st.integers(0, 400),
    lists=st.integers(0, 5),
    text=st.sampled_from(["", "短", "长" * 300, "a b\n" * 90]),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_page_for_monday_is_one_page_however_much_waits(
    cases: int, lists: int, text: str
) -> None:
    page = monday(text, cases, lists)
    assert height_needed(page) <= ROOM - 6
    if cases > 40:
        return
    paper = opened(monday_page(page))
    exact = 0
    for row in paper.element.body.iter(qn("w:tr")):
        height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
        assert height is not None and height.get(qn("w:hRule")) == "exact"
        exact += int(height.get(qn("w:val")))
    for paragraph in paper.element.body.findall(qn("w:p")):
        spacing = paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        assert spacing.get(qn("w:lineRule")) == "exact"
        exact += int(spacing.get(qn("w:line")))
    assert exact < ROOM * 1440 / 25.4


def test_the_page_for_monday_names_a_bureau_in_full() -> None:
    page = monday(cases=1, lists=1)
    (case,) = page.lists[0].cases
    long = replace(case, where="县人力资源和社会保障局")
    page = replace(page, lists=(replace(page.lists[0], cases=(long,)),))
    assert "县人力资源和社会保障局" in texts(opened(monday_page(page)))


def test_what_the_page_for_monday_leaves_out_is_counted_on_it() -> None:
    text = texts(opened(monday_page(monday(cases=30))))
    assert "一、已过期（30件，列出5件，其余在后台）" in text
    assert "落实销号=事情真正办成" in text


@given(room=st.integers(0, 60), wanted=st.lists(st.integers(0, 50), max_size=6))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_rows_are_shared_fairly_and_none_is_wasted(room: int, wanted: list[int]) -> None:
    given_ = shares(room, wanted)
    assert sum(given_) == min(room, sum(wanted))
    short = [got for got, want in zip(given_, wanted, strict=True) if got < want]
    assert not short or max(given_) - min(short) <= 1


def test_a_poster_shows_what_was_done_and_nobody_who_asked() -> None:
    made = poster(closed_poster())
    text = texts(opened(made))
    assert "办 结 公 示" in text and "换了5盏灯" in text and "没办好、办得不实" in text
    assert len(Document(io.BytesIO(made)).inline_shapes) == 3
    told = PosterItem(
        "路灯，找张三13812345678", "", "供电所", "修好了13812345678", date(2026, 12, 3)
    )
    hidden = type(closed_poster())("青禾县", "站", "1", DAY, None, (told,))
    assert "13812345678" not in texts(opened(poster(hidden))) and "起" in texts(
        opened(poster(hidden))
    )
    assert titles([told]) == ["路灯，找张三（电话略）：修好了（电话略）"]


def test_a_binder_has_register_receptions_photos_and_a_sheet_for_the_inspection() -> None:
    made = opened(station_binder(station_year()))
    text = texts(made)
    for part in (
        "民311",
        "接待日登记",
        "（照片打不开）坏的照片",
        "随机抽查",
        "93.22%",
        "太平镇人大代表联络站",
    ):
        assert part in text, part
    assert len(made.inline_shapes) == 2


def test_an_empty_year_of_a_station_is_said_to_be_empty() -> None:
    empty = StationYear("青禾县", "站", 2026, DAY, "", (), 0)
    text = texts(opened(station_binder(empty)))
    assert text.count("本年没有记录。") == 6 and "（空缺）" in text and "本年没有照片。" in text
