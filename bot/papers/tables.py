"""Tables in and out: xlsx and csv as office programs write them, and nothing in them that runs.

What we write never begins a formula: a cell that somebody filled with ``=HYPERLINK(…)`` stays text
on the screen of whoever opens our file (OWASP, CSV injection)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.actions.import_cells import STARTERS, offered
from bot.actions.import_sheets import Sheet
from bot.papers.plain import clean

#: A county's roster is a few thousand rows; more than this is another kind of file.
MOST_BYTES = 30 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS = 200_000

Rows = list[list[object]]


class Unreadable(Exception):
    """The file cannot be read; one line in Chinese."""


def read_tables(path: Path) -> dict[str, Rows]:
    """Title of the sheet → rows. ``path``: an xlsx, one csv (its name is the sheet's), or a folder
    of csv files. Formula cells come as text that begins with "=". Raises Unreadable."""
    if path.is_dir():
        found = sorted(path.glob("*.csv"))
        if not found:
            raise Unreadable(f"文件夹 {path} 里没有 csv 文件")
        return {one.stem: read_csv(one) for one in found}
    if not path.is_file():
        raise Unreadable(f"没有这个文件：{path}")
    match path.suffix.lower():
        case ".csv" | ".txt":
            return {path.stem: read_csv(path)}
        case ".xlsx" | ".xlsm":
            return _read_workbook(path)
        case ".xls" | ".et":
            raise Unreadable(f"{path.name} 是旧格式，请另存为 .xlsx 再导入")
    raise Unreadable(f"不认识 {path.name}，请用 .xlsx 或 .csv")


def _read_workbook(path: Path) -> dict[str, Rows]:
    _check_size(path)
    try:
        book = load_workbook(path, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(f"{path.name} 打不开，可能损坏或加了密码") from error
    try:
        return {sheet.title: _rows(sheet) for sheet in book.worksheets}
    finally:
        book.close()


def _check_size(path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"{path.name} 太大")
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(f"{path.name} 打不开，可能损坏或加了密码") from error
    if size > MOST_UNPACKED:
        raise Unreadable(f"{path.name} 解开后太大")


def _rows(sheet: Worksheet) -> Rows:
    rows: Rows = []
    for cells in sheet.iter_rows():
        rows.append([_value(cell) for cell in cells])
        if len(rows) > MOST_ROWS:
            raise Unreadable(f"表“{sheet.title}”超过{MOST_ROWS}行")
    while rows and all(value in (None, "") for value in rows[-1]):
        rows.pop()
    return rows


def _value(cell: object) -> object:
    value: object = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f" and not isinstance(value, str):
        return "=" + str(getattr(value, "text", "") or "公式")
    return value


def read_csv(path: Path) -> Rows:
    """Rows of a csv in UTF-8, UTF-16 or GB18030, with commas or tabs. Raises Unreadable."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"{path.name} 太大")
    text = decoded(path.read_bytes(), path.name)
    first = text.split("\n", 1)[0]
    comma = "\t" if first.count("\t") > first.count(",") else ","
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)]
    except csv.Error as error:
        raise Unreadable(f"{path.name} 不像表格：{error}") from error


def decoded(data: bytes, name: str) -> str:
    """The text of a file as office programs write it. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name} 的文字编码看不懂，请另存为 CSV UTF-8")


# ------------------------------------------------------------------ out


def harmless(value: object) -> object:
    """``value`` as a cell that every office program can hold and none will run: what is pasted out
    of Word carries signs that no xlsx may have."""
    if isinstance(value, str):
        text = clean(value)
        return "'" + text if text[:1] in STARTERS else text
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    return value


def workbook(tables: Mapping[str, Iterable[Sequence[object]]]) -> Workbook:
    """A workbook of plain tables, the first row of each being its heading."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([harmless(value) for value in row])
        _dress(sheet)
    return book


def _dress(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE6F1")
    sheet.freeze_panes = "A2"
    for column in sheet.iter_cols(max_row=min(sheet.max_row, 200)):
        longest = max((_width(str(cell.value or "")) for cell in column), default=8)
        letter = get_column_letter(column[0].column)
        sheet.column_dimensions[letter].width = min(max(longest + 2, 8), 40)


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def template(sheets: Sequence[Sheet]) -> Workbook:
    """The empty county.xlsx: headings, a row of explanations, lists to choose from."""
    book = Workbook()
    guide = book.active
    guide.title = "说明"
    for line in _GUIDE:
        guide.append([line])
    for sheet in sheets:
        guide.append([f"表“{sheet.title}”：{sheet.note}"])
    guide.column_dimensions["A"].width = 100
    for sheet in sheets:
        _add_sheet(book, sheet)
    return book


_GUIDE = (
    "县、乡镇、网格、联络站、代表和单位，都填在后面的表里。带 * 的列必须填。",
    "每张表第二行是说明，导入时跳过，不用删。",
    "“编码”是本县自己的编号，填了就不要再改：下次导入靠它认出是谁。",
    "格子空着，原来的内容不变；要删掉原来的内容，填“无”。",
    "有人不在表里，导入后会列出来，但不会动他；卸任的请填“止”。",
    "不要用公式。手机号、编码请用文本格式。",
    "先试导：python -m bot import county.xlsx --dry-run；没有错再正式导。",
)


def _add_sheet(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title)
    page.append([column.title + ("*" if column.required else "") for column in sheet.columns])
    notes = [column.note for column in sheet.columns]
    page.append([f"说明：{notes[0]}", *notes[1:]])
    for at, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(at)
        page.column_dimensions[letter].width = max(_width(column.title) + 4, 14)
        page.cell(1, at).comment = Comment(column.note or column.title, "连心桥")
        # Text, so that codes keep their leading zeros and telephones stay whole.
        for row in range(3, 203):
            page.cell(row, at).number_format = "@"
        if column.kind == "choice" or column.kind == "yes_no":
            words = offered(column) if column.kind == "choice" else ["是", "否"]
            choice = DataValidation("list", formula1='"' + ",".join(words) + '"', allow_blank=True)
            page.add_data_validation(choice)
            choice.add(f"{letter}3:{letter}5000")
    _dress(page)
    for cell in page[2]:
        cell.font = Font(italic=True, color="7F7F7F")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "B3"
