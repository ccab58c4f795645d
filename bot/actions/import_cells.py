"""From what stands in the cells of a table to values, with every mistake named in Chinese."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.actions.import_sheets import Column, Sheet
from bot.domain.calendars import LOCAL

#: A table as the file has it: rows of cells, the first rows being heading and explanation.
Rows = Sequence[Sequence[object]]

#: Written into a cell to empty what the store holds; an empty cell changes nothing.
NOTHING = "无"


class Clear:
    """Stands for a cell that says 无: take away what was there."""

    def __repr__(self) -> str:
        return NOTHING


CLEAR = Clear()


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake, or something to look at, in one cell. ``row`` counts as the file does, from 1;
    0: the whole sheet. ``column`` may be empty."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        return f"表“{self.sheet}”{row}{column}：{self.text}"


@dataclass(slots=True)
class Row:
    """One line of a sheet: its number in the file and what was given, by the column's title."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, title: str, usual: Any = None) -> Any:
        """The value; ``usual`` if the cell is empty or says 无."""
        value = self.values.get(title)
        return usual if value is None or value is CLEAR else value


def read_rows(
    sheet: Sheet,
    rows: Rows,
    problems: list[Problem],
    notes: list[Problem],
    known: Set[str] = frozenset(),
) -> list[Row]:
    """The rows of ``sheet`` in ``rows``; what is wrong is appended to ``problems``, what is only
    worth a look to ``notes``. ``known``: codes of rows that have everything they must have, so
    that empty cells leave them as they are."""
    found = _heading(sheet, rows)
    if found is None:
        problems.append(
            Problem(sheet.title, 0, "", f"找不到表头，第一行要有“{sheet.columns[0].title}”")
        )
        return []
    start, columns = found
    here = {column.title for column in columns.values()}
    for index, title in enumerate(rows[start]):
        if _text(title) and index not in columns:
            notes.append(Problem(sheet.title, start + 1, _text(title), "不认识这一列，没有读"))
    read = []
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        if not any(_text(cell) for cell in cells) or _is_explanation(cells):
            continue
        read.append(_read_row(sheet, number, cells, columns, problems, known))
    for column in sheet.columns:
        new = not read or any(row.get("编码") not in known for row in read)
        if column.required and new and column.title not in here:
            problems.append(Problem(sheet.title, start + 1, column.title, "缺这一列"))
    return read


def _heading(sheet: Sheet, rows: Rows) -> tuple[int, dict[int, Column]] | None:
    """(index of the heading row, cell index → column), looked for in the first rows."""
    for index, cells in enumerate(rows[:5]):
        columns: dict[int, Column] = {}
        for at, cell in enumerate(cells):
            column = sheet.column(_text(cell).rstrip("*＊"))
            if column is not None and column not in columns.values():
                columns[at] = column
        if sheet.columns[0] in columns.values() or len(columns) >= 2:
            return index, columns
    return None


def _is_explanation(cells: Sequence[object]) -> bool:
    return _text(cells[0]).startswith(("说明", "例：", "示例"))


_EMPTY = "不能空着"


def _read_row(
    sheet: Sheet,
    number: int,
    cells: Sequence[object],
    columns: Mapping[int, Column],
    problems: list[Problem],
    known: Set[str],
) -> Row:
    row = Row(number)
    wrong: list[tuple[str, str]] = []
    for at, column in columns.items():
        try:
            value = read_cell(column, cells[at] if at < len(cells) else None)
        except ValueError as error:
            wrong.append((column.title, str(error)))
            row.values[column.title] = None
            continue
        if value is None and column.required:
            wrong.append((column.title, _EMPTY))
        elif value is CLEAR and column.required:
            wrong.append((column.title, "不能填“无”"))
            # Told once; what depends on it is not judged.
            value = None
        row.values[column.title] = value
    is_known = row.values.get("编码") in known
    problems += [
        Problem(sheet.title, number, title, text)
        for title, text in wrong
        if not (is_known and text == _EMPTY)
    ]
    return row


#: What an office program takes for the beginning of a formula, also in the width of Chinese signs.
STARTERS = frozenset("=+-@＝＋－＠")
#: As bot.papers.tables writes it.
_DEFUSED = re.compile(f"'[{re.escape(''.join(sorted(STARTERS)))}]")


def read_cell(column: Column, cell: object) -> Any:
    """The value in one cell; None if it is empty, CLEAR if it says 无. ValueError in Chinese."""
    text = _text(cell)
    if not text:
        return None
    if _DEFUSED.match(text):
        # Our own tables put the mark before what would run as a formula: it is no part of it.
        text = text[1:]
        cell = text
    elif text.startswith("="):
        raise ValueError("是公式，请改成值再导入（复制，选择性粘贴为数值）")
    if text == NOTHING:
        return CLEAR
    if column.kind in ("day", "moment"):
        return _READERS[column.kind](column, cell)
    if len(text) > column.longest and column.kind not in ("names", "refers"):
        raise ValueError(f"太长，最多{column.longest}个字")
    return _READERS[column.kind](column, text)


def _text(cell: object) -> str:
    """What a person sees in the cell: whole numbers without .0, no blanks around it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).replace("\u3000", " ").replace("\u200b", "").split())


_WIDE = str.maketrans("０１２３４５６７８９－（）　＋／．：", "0123456789-() +/.:")


def _read_code(column: Column, text: str) -> str:
    code = text.translate(_WIDE).replace(" ", "")
    if not re.fullmatch(r"[0-9A-Za-z\u4e00-\u9fff._\-]{1,60}", code):
        raise ValueError("编码只能用字母、数字、汉字、点和横线")
    return code


def _split(text: str) -> list[str]:
    return [part for part in (p.strip() for p in re.split(r"[、，,;；\s]+", text)) if part]


def _read_names(column: Column, text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_split(text)))
    if any(len(name) > 40 for name in names):
        raise ValueError("有一个太长，最多40个字，几个之间用顿号隔开")
    return names


def _read_refers(column: Column, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_read_code(column, part) for part in _split(text)))


def _read_choice(column: Column, text: str) -> str:
    value = column.choices.get(text) or column.choices.get(text.upper())
    if value is None:
        raise ValueError(f"不认识“{text[:20]}”，可以填：{'、'.join(offered(column))}")
    return value


def offered(column: Column) -> list[str]:
    """The words that the template offers for a choice: one for each stored value."""
    words: dict[str, str] = {}
    for word, value in column.choices.items():
        words.setdefault(value, word)
    return list(words.values())


def _read_phone(column: Column, text: str) -> str:
    digits = re.sub(r"[\s\-()]", "", text.translate(_WIDE)).removeprefix("+")
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if not re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", digits):
        raise ValueError("不是手机号，也不是带区号的座机")
    return digits


def _read_line(column: Column, text: str) -> str:
    """A line of an office as people dial it, 「0000-6123456转8」: it is printed and said."""
    if not re.search(r"(?:\d[\s\-]*){3}", text.translate(_WIDE)):
        raise ValueError("没有能打的号码")
    return text


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _read_day(column: Column, cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.match(_text(cell).translate(_WIDE))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ValueError("日期看不懂，请写成 2026-11-20")


def _read_moment(column: Column, cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=LOCAL) if cell.tzinfo is None else cell
    day = _read_day(column, cell)
    text = _text(cell).translate(_WIDE)
    clock = re.search(r"(?:[ T日])\s*(\d{1,2}):(\d{2})", text)
    if clock is None and len(text) > 11:
        raise ValueError("时间看不懂，请写成 2026-11-20 08:00")
    try:
        at = time(int(clock[1]), int(clock[2])) if clock else time(0, 0)
    except ValueError:
        raise ValueError("时间看不懂，请写成 2026-11-20 08:00") from None
    return datetime.combine(day, at, LOCAL)


def _read_number(column: Column, text: str) -> float:
    try:
        value = float(text.translate(_WIDE))
    except ValueError:
        raise ValueError("要填数字") from None
    low, high = (73.0, 136.0) if column.title == "经度" else (3.0, 54.0)
    if not low <= value <= high:
        raise ValueError(f"{column.title}应在{low:.0f}到{high:.0f}之间，看看是不是填反了")
    return value


def _read_ring(column: Column, text: str) -> list[list[float]]:
    points = []
    for part in re.split(r"[;；]", text):
        pair = re.split(r"[\s,，]+", part.strip())
        if pair == [""]:
            continue
        try:
            longitude, latitude = (float(number) for number in pair)
        except ValueError:
            raise ValueError("边界看不懂，请写成 经度 纬度;经度 纬度;经度 纬度") from None
        if not (73 <= longitude <= 136 and 3 <= latitude <= 54):
            raise ValueError("边界里有不在国内的点，看看经度纬度是不是写反了")
        points.append([longitude, latitude])
    if len(points) < 3:
        raise ValueError("边界至少要三个点")
    return points


def _read_yes_no(column: Column, text: str) -> bool:
    if text in ("是", "启用", "在用", "1", "Y", "y", "TRUE", "True"):
        return True
    if text in ("否", "停用", "不用", "0", "N", "n", "FALSE", "False"):
        return False
    raise ValueError("请填“是”或“否”")


_READERS: Mapping[str, Any] = {
    "code": _read_code,
    "refer": _read_code,
    "refers": _read_refers,
    "text": lambda column, text: text,
    "names": _read_names,
    "choice": _read_choice,
    "phone": _read_phone,
    "line": _read_line,
    "day": _read_day,
    "moment": _read_moment,
    "number": _read_number,
    "ring": _read_ring,
    "yes_no": _read_yes_no,
}


def duplicates(sheet: Sheet, rows: Iterable[Row]) -> list[Problem]:
    """Rows that say they are the same one."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for row in rows:
        key = tuple(row.get(title) for title in sheet.key)
        if key[0] is None:
            continue
        if key in seen:
            found.append(Problem(sheet.title, row.number, sheet.key[0], f"和第{seen[key]}行重复"))
        seen.setdefault(key, row.number)
    return found
