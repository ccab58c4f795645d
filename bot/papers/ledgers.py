"""The two ledgers (X29) 交办清单 and 解决事项清单, for reading (docx) and for working on (xlsx),
and the signature sheet of the assignment meeting (C23, P09). What is not in the second ledger is
not closed out: a row of it needs its evidence. Ratings are sealed and stand in neither."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.papers.grids import table
from bot.papers.page import (
    SIZE_5,
    SIZE_SMALL_4,
    WIDE,
    Faces,
    Paper,
    line,
    new_paper,
    number_pages,
    title,
    to_bytes,
)
from bot.papers.plain import clean, day, one_line, said, short_day, width
from bot.papers.tables import harmless


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One suggestion in 交办清单. ``state``: as the workflow names it, in Chinese; ``light``: 红,
    黄, 绿 or nothing."""

    number: str
    title: str
    source: str
    deputies: tuple[str, ...]
    delegation: str
    topic: str
    lead: str
    supporting: tuple[str, ...]
    assigned_on: date | None
    due: date | None
    received_on: date | None = None
    replied_on: date | None = None
    outcome_class: str = ""
    state: str = ""
    light: str = ""
    key: bool = False
    #: Of each supporting bureau, in their order: until when its opinion is due.
    opinions_due: tuple[date | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedRow:
    """One suggestion in 解决事项清单: rated (程序办结) and really done (落实销号), on which
    evidence. ValueError: closed out without evidence."""

    number: str
    title: str
    deputies: tuple[str, ...]
    lead: str
    result: str
    evidence: str
    procedure_closed_on: date | None
    closed_out_on: date | None
    confirmed_by: str = ""
    promise: str = ""

    def __post_init__(self) -> None:
        if self.closed_out_on is not None and not clean(self.evidence):
            raise ValueError(f"{self.number} is closed out without evidence")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Whose ledger of what: 「青禾县」, 「2026年」, the day it was drawn up."""

    county: str
    period: str
    drawn_on: date
    faces: Faces


_ASSIGNED: tuple[tuple[str, float], ...] = (
    ("序号", 10), ("编号", 23), ("建议标题", 45), ("来源", 17), ("提出代表", 20), ("主办", 24),
    ("会办", 24), ("交办日", 24), ("答复期限", 24), ("签收", 24), ("进展", 22),
)  # fmt: skip
_ASSIGNED_MORE = ("答复日", "类别", "红黄绿", "重点", "代表团", "专题")

_RESOLVED: tuple[tuple[str, float], ...] = (
    ("序号", 10), ("编号", 20), ("建议标题", 44), ("提出代表", 20), ("主办", 24),
    ("解决了什么", 43), ("证据", 33), ("程序办结", 24), ("落实销号", 24), ("确认人", 15),
)  # fmt: skip
_RESOLVED_MORE = ("承诺",)


def _assigned(at: int, row: LedgerRow) -> tuple[str, ...]:
    return (
        str(at),
        one_line(clean(row.number)),
        ("★" if row.key else "") + one_line(said(row.title)),
        one_line(said(row.source)),
        _names(row.deputies),
        one_line(clean(row.lead)),
        _names(row.supporting),
        short_day(row.assigned_on),
        short_day(row.due),
        short_day(row.received_on, "未签收"),
        one_line(clean(row.state)),
    )


def _assigned_more(row: LedgerRow) -> tuple[str, ...]:
    key = "是" if row.key else ""
    words = (row.outcome_class, row.light, key, row.delegation, row.topic)
    return (short_day(row.replied_on), *(one_line(clean(word)) for word in words))


def _resolved(at: int, row: ResolvedRow) -> tuple[str, ...]:
    return (
        str(at),
        one_line(clean(row.number)),
        one_line(said(row.title)),
        _names(row.deputies),
        one_line(clean(row.lead)),
        said(row.result),
        said(row.evidence),
        short_day(row.procedure_closed_on),
        short_day(row.closed_out_on, "未销号"),
        one_line(clean(row.confirmed_by)),
    )


def _names(names: Sequence[str]) -> str:
    return "、".join(one_line(clean(name)) for name in names if name.strip())


# ------------------------------------------------------------------ docx


def assignment_ledger(ledger: Ledger, rows: Sequence[LedgerRow]) -> bytes:
    """交办清单 as a docx, across the page. ★ marks key items."""
    name = f"{ledger.county}人大代表建议交办清单"
    key = sum(row.key for row in rows)
    paper = _wide(ledger, name, f"共{len(rows)}件，重点督办{key}件（★）")
    _ledger_table(paper, _ASSIGNED, [_assigned(at, row) for at, row in enumerate(rows, 1)])
    return to_bytes(paper)


def resolved_ledger(ledger: Ledger, rows: Sequence[ResolvedRow]) -> bytes:
    """解决事项清单 as a docx; both ends are counted under it, each with its definition."""
    paper = _wide(ledger, f"{ledger.county}人大代表建议解决事项清单")
    _ledger_table(paper, _RESOLVED, [_resolved(at, row) for at, row in enumerate(rows, 1)])
    for note in _ends_in_words(rows):
        line(paper, note, size=SIZE_SMALL_4)
    return to_bytes(paper)


def _ends_in_words(rows: Sequence[ResolvedRow]) -> list[str]:
    """程序办结 and 落实销号, counted apart (design 1.4); no share, for only what is at its end is
    listed, and the county's shares stand in its figures."""
    closed = sum(row.procedure_closed_on is not None for row in rows)
    done = sum(row.closed_out_on is not None for row in rows)
    listed = f"本表列了{len(rows)}件，其中"
    return [
        f"{listed}程序办结{closed}件。{PROCEDURE_CLOSED}",
        f"{listed}落实销号{done}件。{CLOSED_OUT}",
    ]


PROCEDURE_CLOSED = "口径：已正式答复，代表已评价或催评后按规定记为未评价；不等于事情办成。"
CLOSED_OUT = "口径：事情真正办成，承诺兑现，有证据并经回头看确认。"


def _wide(ledger: Ledger, name: str, told: str = "") -> Paper:
    name = one_line(clean(name))
    paper = new_paper(
        ledger.faces,
        office=clean(ledger.county),
        title=name,
        margins=WIDE,
        landscape=True,
        grid=False,
    )
    number_pages(paper, first=True)
    title(paper, name)
    parts = (one_line(clean(ledger.period)), told, f"制表日期：{day(ledger.drawn_on)}")
    line(paper, "　　".join(filter(None, parts)), size=SIZE_SMALL_4, centre=True)
    return paper


def _ledger_table(
    paper: Paper, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]
) -> None:
    whole = sum(wide for _, wide in columns)
    widths = [wide * paper.text_width / whole for _, wide in columns]
    head = [name for name, _ in columns]
    table(paper, widths, rows, head=head, size=SIZE_5 - 1, centre=(0,))


def signature_sheet(ledger: Ledger, rows: Sequence[LedgerRow], *, meeting: str) -> bytes:
    """签收表 of the assignment meeting: a row per bureau and suggestion, sorted by bureau, with
    room for a name and a time. A docx."""
    paper = _wide(ledger, f"{ledger.county}人大代表建议交办签收表")
    line(paper, f"会议：{one_line(clean(meeting))}", size=SIZE_SMALL_4)
    parts = [(name, "主办", row, row.due) for row in rows for name in row.lead.split("、")]
    parts += [
        (name, "会办", row, due)
        for row in rows
        for name, due in zip_longest(row.supporting, row.opinions_due)
        if name and name.strip()
    ]
    texts = [
        (
            str(at),
            one_line(clean(bureau)),
            one_line(clean(row.number)),
            one_line(said(row.title)),
            role,
            short_day(due),
            "",
            "",
        )
        for at, (bureau, role, row, due) in enumerate(sorted(parts, key=lambda part: part[:2]), 1)
    ]
    head = (
        "序号",
        "承办单位",
        "编号",
        "建议标题",
        "主办/会办",
        "答复（会办意见）期限",
        "签收人",
        "签收时间",
    )
    widths = (12, 45, 28, 70, 20, 30, 26, 26)
    table(paper, widths, texts, head=head, size=SIZE_5, height=11, centre=(0, 4))
    return to_bytes(paper)


# ------------------------------------------------------------------ xlsx


def assignment_workbook(ledger: Ledger, rows: Sequence[LedgerRow]) -> bytes:
    """交办清单 as an xlsx with all columns, filters and print settings."""
    head = (*(name for name, _ in _ASSIGNED), *_ASSIGNED_MORE)
    texts = [(*_assigned(at, row), *_assigned_more(row)) for at, row in enumerate(rows, 1)]
    return _workbook(ledger, "交办清单", head, texts)


def resolved_workbook(ledger: Ledger, rows: Sequence[ResolvedRow]) -> bytes:
    """解决事项清单 as an xlsx."""
    head = (*(name for name, _ in _RESOLVED), *_RESOLVED_MORE)
    texts = [(*_resolved(at, row), said(row.promise)) for at, row in enumerate(rows, 1)]
    return _workbook(ledger, "解决事项清单", head, texts, _ends_in_words(rows))


_LINE = Side(style="thin", color="808080")
_WIDE_COLUMNS = {"建议标题": 32, "解决了什么": 32, "证据": 28, "承诺": 28, "主办": 18, "会办": 18}
_NARROW_COLUMNS = {"序号": 6, "类别": 7, "红黄绿": 8, "重点": 7}
#: An Excel cell holds no more.
_MOST = 32_000


def _workbook(
    ledger: Ledger,
    name: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str] = (),
) -> bytes:
    county = one_line(clean(ledger.county))
    return listed(ledger, f"{county}人大代表建议{name}", name, head, rows, notes)


def listed(
    ledger: Ledger,
    heading: str,
    name: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str] = (),
) -> bytes:
    """A list as an xlsx with its heading, filters, heights and print settings; nothing in it runs.
    ``name``: of the sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append([harmless(heading)])
    told = f"{one_line(clean(ledger.period))}　制表日期：{day(ledger.drawn_on)}"
    sheet.append([harmless(told)])
    sheet.append(list(head))
    for row in rows:
        sheet.append([harmless(text[:_MOST]) for text in row])
    for note in notes:
        sheet.append([harmless(note)])
    _dress(sheet, ledger.faces, head, len(rows))
    book.properties.creator = one_line(clean(ledger.county))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _height(texts: Sequence[str], wide: Sequence[float]) -> float:
    """Points that wrapped texts need (not every program works that out); Excel allows 409."""
    lines = max(
        sum(max(1, -(-width(part) * 2 // (space - 1))) for part in text.split("\n"))
        for text, space in zip(texts, wide, strict=True)
    )
    return min(409.0, lines * 15 + 3)


def _dress(sheet: Worksheet, faces: Faces, head: Sequence[str], count: int) -> None:
    last = get_column_letter(len(head))
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(name=faces.title, size=18)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 32
    box = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    for at, name in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(at)].width = (
            _WIDE_COLUMNS | _NARROW_COLUMNS
        ).get(name, 12)
        cell = sheet.cell(3, at)
        cell.font, cell.border = Font(name=faces.heading, size=11), box
        cell.fill = PatternFill("solid", fgColor="E8EEF5")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    face = Font(name=faces.body, size=11)
    wrap = Alignment(vertical="top", wrap_text=True)
    wide = [(_WIDE_COLUMNS | _NARROW_COLUMNS).get(name, 12) for name in head]
    sheet.row_dimensions[3].height = _height(head, wide)
    for cells in sheet.iter_rows(min_row=4, max_row=3 + count, max_col=len(head)):
        for cell in cells:
            cell.font, cell.border, cell.alignment = face, box, wrap
        texts = [str(cell.value or "") for cell in cells]
        sheet.row_dimensions[cells[0].row].height = _height(texts, wide)
    sheet.freeze_panes = "D4"
    sheet.auto_filter.ref = f"A3:{last}{3 + count}"
    # More columns than A4 (9) can show are printed on A3 (8).
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if len(head) > 12 else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
