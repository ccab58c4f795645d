"""Parts of tests of the books of the roster on the console: a row, its form, a table of it."""

import io
import re

from openpyxl import Workbook

from tests.pages_parts import Browser, words_of


def row_id(desk: Browser, path: str, name: str) -> int:
    """The id behind a name in a book's list."""
    found = re.search(rf'href="/console/book/\w+/(\d+)">{name}<', desk.get(path).text)
    assert found, name
    return int(found[1])


def form_of(desk: Browser, path: str) -> dict[str, str]:
    """The fields of a form as the browser would send them back unchanged."""
    page = desk.get(path).text
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"[^>]*?>', page))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r"<option selected>([^<]*)<", inside)
        fields[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S
    ):
        fields[name] = inside
    return fields


def save(desk: Browser, path: str, **changed: str) -> str:
    fields = form_of(desk, path) | changed
    fields.pop("csrf_token", None)
    answer = desk.post(path, **fields)
    desk.page = answer
    return words_of(answer)


def table(tables: dict[str, list[list[object]]]) -> bytes:
    """An xlsx of these sheets."""
    book = Workbook()
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload_book(desk: Browser, tables: dict[str, list[list[object]]]) -> str:
    desk.get("/console/book-import")
    answer = desk.post("/console/book-import", {"file": ("县里.xlsx", table(tables))})
    desk.page = answer
    return words_of(answer)
