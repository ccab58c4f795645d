"""docs/import.md, from the same table of sheets that the template and the import are made of."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.actions.import_cells import offered
from bot.actions.import_sheets import Column, Sheet

FILE = Path(__file__).parent.parent.parent / "docs" / "import.md"

_HEAD = """# The county's tables

Generated from `bot/actions/import_sheets.py` by `python -m bot docs`; edit that table, never this
file. `python -m bot template county.xlsx` writes them empty, with notes and lists to choose from.

- One workbook with the sheets below, or one CSV per sheet (the file is named like the sheet; UTF-8,
  UTF-16 or GB18030 as Excel writes it), or a folder of such files. Sheets may be left out.
- The heading stands in the first row. A row that begins with 说明 or 例： is skipped.
- A row is known by its code (编码) for good: known codes are brought up to date, new ones added.
- An empty cell changes nothing (of people the name always stands). 无 takes away what was there.
  A formula is refused.
- Who is not in the file is listed (没在表里的) and nothing is changed about them: fill 止 to end.
- All mistakes are told at once, by sheet, row and column; with one mistake nothing is written.
- A new name with a new telephone under an old code is another person: the old one's WeChat loses
  the role, the new one binds with a code. A new name or a new telephone alone is a correction.
- The same name and telephone in several sheets is one person with several roles.

What a body does (职能, 承办单位) is what routing looks for; it is the same in every township.
"""

_KINDS = {
    "code": "code",
    "text": "text",
    "names": "several, by 、",
    "refer": "code",
    "refers": "several codes, by 、",
    "phone": "telephone",
    "line": "a telephone as people dial it",
    "day": "day",
    "moment": "day and time",
    "number": "number",
    "ring": "ring of points",
    "yes_no": "是 or 否",
}


def document(sheets: Sequence[Sheet]) -> str:
    """The whole of docs/import.md."""
    return _HEAD + "".join(line + "\n" for sheet in sheets for line in _section(sheet))


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"\n## {sheet.title}\n"
    yield f"{sheet.note} Key: {'、'.join(sheet.key)}.\n"
    yield "| column | must | holds | note |"
    yield "|---|---|---|---|"
    for column in sheet.columns:
        must = "yes" if column.required else ""
        yield f"| {column.title} | {must} | {_holds(column)} | {column.note} |"


def _holds(column: Column) -> str:
    if column.kind == "choice":
        return "、".join(offered(column))
    kind = _KINDS[column.kind]
    return f"{kind} of {column.of}" if column.of else kind
