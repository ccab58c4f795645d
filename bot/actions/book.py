"""The county's roster as books (places, stations, deputies …): each is a sheet of the import, so a
form, an upload and a download say the same. A form is one row of that sheet, read by the same
importer; nothing is ever taken out of a book, a role ends by its date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.book_cells import Book, cells
from bot.actions.book_doubts import doubts
from bot.actions.import_cells import NOTHING
from bot.actions.import_checks import CODED
from bot.actions.import_sheets import Column
from bot.actions.roster import Report, import_county
from bot.domain.calendars import local_day
from bot.store.models import OfficerRole


def phone_of(row: Any) -> str:
    """The telephone behind a row, masked: 138****5678; empty if there is none."""
    holder = row.officer if isinstance(row, OfficerRole) else row
    phone = getattr(getattr(holder, "contact", None), "phone", None) or ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else ""


def names_of(session: Session, title: str) -> dict[str, str]:
    """Code → name, of the sheet ``title``: what a field that names another row offers."""
    table = CODED[title]
    return {row.code: row.name for row in session.scalars(select(table).order_by(table.code))}


_WITH_CODE = re.compile(r"（([^（）]+)）$")


def code_in(text: str, names: Mapping[str, str]) -> str:
    """The code that somebody means by 「东坪村（QH0101）」, a code, or a name that only one has.
    Raises ValueError in Chinese; an unknown word stays for the importer to complain about."""
    text = text.strip()
    found = _WITH_CODE.search(text)
    if found and found[1] in names:
        return found[1]
    if text in names or not text:
        return text
    same = [code for code, name in names.items() if name == text]
    if len(same) > 1:
        raise ValueError(f"叫“{text}”的有{len(same)}个，请从列表里选，或写编码")
    return same[0] if same else text


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a form. ``problems``: title of the column (empty: the row) → what is wrong;
    then nothing was written. ``row``: id of what was written."""

    problems: Mapping[str, list[str]]
    notes: tuple[str, ...] = ()
    row: int = 0
    #: What somebody should look at first; then nothing was written either.
    doubts: tuple[str, ...] = ()


def save(
    session: Session,
    book: Book,
    given: Mapping[str, str],
    row: Any | None,
    *,
    by: int,
    now: datetime,
    only: tuple[str, ...] = (),
    sure: bool = False,
) -> Saved:
    """Write one row as a form gives it (title → text), ``row``: the one that is changed, None: a
    new one. A field that was emptied empties what is stored. ``only``: columns that may change;
    ``sure``: somebody has looked at what is odd about it."""
    before = cells(book, row) if row is not None else {}
    problems: dict[str, list[str]] = {}
    values: list[str] = []
    changed = []
    after: dict[str, str] = {}
    for column in book.sheet.columns:
        old = before.get(column.title, "")
        locked = row is not None and column.title in book.fixed
        locked = locked or bool(only and column.title not in only)
        new = old if locked else given.get(column.title, "").strip()
        try:
            new = _codes(session, column, new)
        except ValueError as error:
            problems.setdefault(column.title, []).append(str(error))
        after[column.title] = new
        if new != old:
            changed.append(column.title)
        values.append(_emptied(column, old, new))
    if row is None and _there(session, book, values[0]):
        problems.setdefault("编码", []).append(f"“{values[0]}”已经有了，换一个")
    if problems:
        return Saved(problems)
    odd = doubts(session, book, row, before, after, now) if row is not None and not sure else ()
    if odd:
        return Saved({}, doubts=odd)
    heading = [column.title for column in book.sheet.columns]
    tables = {book.sheet.title: [heading, values]}
    report = import_county(session, tables, now=now, by=by, source="")
    if report.problems:
        return Saved(_by_column(report))
    saved = _find(session, book, row, values)
    audit.record(
        session,
        "roster.added" if row is None else "roster.changed",
        contact_id=by,
        now=now,
        thing=book.key,
        thing_id=saved,
        fact="、".join(one.fact for one in report.changes) or "、".join(changed),
    )
    return Saved({}, tuple(note.text for note in report.notes), saved)


def _codes(session: Session, column: Column, text: str) -> str:
    if column.kind not in ("refer", "refers") or not text:
        return text
    names = names_of(session, column.of)
    if column.kind == "refer":
        return code_in(text, names)
    return "、".join(code_in(part, names) for part in re.split(r"[、，,;；]", text) if part.strip())


def _emptied(column: Column, old: str, new: str) -> str:
    optional = not column.required and column.kind not in ("refers", "yes_no", "choice")
    return NOTHING if old and not new and optional else new


def _there(session: Session, book: Book, code: str) -> bool:
    if book.table is OfficerRole:
        # A further role of somebody who is there is a line of the same code.
        return False
    return session.scalar(select(book.table.id).where(book.table.code == code)) is not None


def _by_column(report: Report) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in report.problems:
        found.setdefault(problem.column, []).append(problem.text)
    return found


def _find(session: Session, book: Book, row: Any | None, values: list[str]) -> int:
    if row is not None:
        return int(row.id)
    if book.table is OfficerRole:
        found = session.scalars(select(OfficerRole).order_by(OfficerRole.id.desc())).first()
        return int(found.id) if found is not None else 0
    return int(session.scalars(select(book.table.id).where(book.table.code == values[0])).one())


def next_code(session: Session, book: Book) -> str:
    """A code that follows the last one of the book: D17 → D18; empty if they do not count up."""
    table = CODED[book.sheet.title]
    numbered: dict[str, int] = {}
    widths: dict[str, int] = {}
    for code in session.scalars(select(table.code)):
        found = re.fullmatch(r"(.*?)(\d{1,9})", code)
        if found:
            numbered[found[1]] = max(numbered.get(found[1], 0), int(found[2]))
            widths[found[1]] = max(widths.get(found[1], 0), len(found[2]))
    if len(numbered) != 1:
        return ""
    start, last = next(iter(numbered.items()))
    return f"{start}{last + 1:0{widths[start]}d}"


def in_force_words(row: Any, now: datetime) -> str:
    """「12月1日起」「到11月30日」「已结束」 for a dated row, empty while it simply holds."""
    today = local_day(now)
    since, until = getattr(row, "since", None), getattr(row, "until", None)
    if until is not None and until < today:
        return f"{until.isoformat()}已结束"
    if since is not None and since > today:
        return f"{since.isoformat()}起"
    return f"到{until.isoformat()}" if until is not None else ""
