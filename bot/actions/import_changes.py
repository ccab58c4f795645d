"""What an import changes in rows that are there already: each cell, from what to what. A code that
suddenly says another name, or another level of congress, looks like somebody else: their telephone,
their cases and their votes would go on under the new name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions.book_cells import BOOKS, Book, cells
from bot.actions.import_cells import Row
from bot.store.models import Officer

_BOOK_OF: Mapping[str, Book] = {book.sheet.title: book for book in BOOKS.values()}
#: Columns that say who somebody is.
_WHO = ("姓名", "层级")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is changed. ``cells``: (column, what stood there, what stands there now); of a
    telephone only that it is another one. ``thing``: key of the book, ``row``: id there."""

    sheet: str
    code: str
    name: str
    thing: str
    row: int
    cells: tuple[tuple[str, str, str], ...]

    @property
    def looks_like_another(self) -> bool:
        return any(column in _WHO and old for column, old, _new in self.cells)

    @property
    def fact(self) -> str:
        """For the record of acts: the columns; of who somebody is also what was there before."""
        said = (
            f"{column}（原来{old}）" if column in _WHO and old else column
            for column, old, _new in self.cells
        )
        return "、".join(said)[:255]


#: (title of the sheet, id of the row) → its cells, with the telephone.
Before = dict[tuple[str, int], dict[str, str]]


def before(there: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Sequence[Row]]) -> Before:
    """How the rows that these tables name stand now. ``there``: sheet → code → row."""
    return {
        (title, row.id): _cells(book, row)
        for title, book in _BOOK_OF.items()
        for row in _named(title, there, tables)
    }


def changes(
    stood: Before, there: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Sequence[Row]]
) -> list[Change]:
    """The same rows afterwards, where anything is different."""
    found = []
    for title, book in _BOOK_OF.items():
        for row in _named(title, there, tables):
            old = stood.get((title, row.id))
            if old is None:
                continue
            new = _cells(book, row)
            differing = tuple(
                (column, old[column] if column != "手机号" else "", _said(column, new))
                for column in new
                if new[column] != old[column]
            )
            if differing:
                code, name = new["编码"], new.get("姓名") or new.get("名称") or ""
                found.append(Change(title, code, name, book.key, row.id, differing))
    return found


def _said(column: str, new: Mapping[str, str]) -> str:
    return ("换了一个" if new[column] else "去掉了") if column == "手机号" else new[column]


def _named(
    title: str, there: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Sequence[Row]]
) -> Iterable[Any]:
    """Rows of the store that the table names by their code; of an officer each role."""
    codes = dict.fromkeys(row.get("编码") for row in tables.get(title, ()))
    for code in codes:
        known = there[title].get(code or "")
        if known is None or known.id is None:
            continue
        yield from ([role for role in known.roles if role.id] if _is_officer(known) else [known])


def _is_officer(known: Any) -> bool:
    return isinstance(known, Officer)


def _cells(book: Book, row: Any) -> dict[str, str]:
    holder = getattr(row, "officer", row)
    given = cells(book, row)
    return given | {"手机号": holder.contact.phone or ""} if "手机号" in given else given
