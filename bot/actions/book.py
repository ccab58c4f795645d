"""The county's roster as books (places, stations, deputies …): each is a sheet of the import, so a
form, an upload and a download say the same. A form is one row of that sheet, read by the same
importer; nothing is ever taken out of a book, a role ends by its date."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from bot.actions import audit
from bot.actions.import_cells import NOTHING
from bot.actions.import_checks import CODED
from bot.actions.import_sheets import (
    BUREAUS,
    DEPUTIES,
    GRID_STAFF,
    GRIDS,
    GROUPS,
    LIAISONS,
    OFFICERS,
    STATIONS,
    Column,
    Sheet,
)
from bot.actions.roster import Report, import_county
from bot.domain.calendars import local_day
from bot.store.models import Bureau, OfficerRole


@dataclass(frozen=True, slots=True)
class Book:
    """``key``: in addresses; ``title``: of the page; ``one``: what one row is called."""

    key: str
    sheet: Sheet
    table: Any
    title: str
    one: str
    purpose: str
    #: Columns that say which row it is: fixed once it is there.
    fixed: tuple[str, ...] = ("编码",)

    @property
    def dated(self) -> bool:
        """Rows are in force from a day on, up to another."""
        return any(column.title == "止" for column in self.sheet.columns)


def _books(*rows: tuple[str, Sheet, str, str, str]) -> dict[str, Book]:
    return {
        key: Book(key, sheet, CODED[sheet.title], title, one, purpose)
        for key, sheet, title, one, purpose in rows
    }


BOOKS: dict[str, Book] = {
    **_books(
        (
            "places",
            GRIDS,
            "地方",
            "地方",
            "乡镇、村、网格和群众怎么叫它们：老名字、写错的字、地标。",
        ),
        ("stations", STATIONS, "联络站", "站", "站在哪、管哪片、哪天接待。"),
        (
            "deputies",
            DEPUTIES,
            "代表",
            "代表",
            "谁是代表、编在哪个网格和站。卸任填“止”，记录都在。",
        ),
        ("staff", GRID_STAFF, "网格长、网格员", "人", "每个网格的网格长、网格员。"),
        ("bureaus", BUREAUS, "承办单位", "单位", "凡是办事的都在这里，大家怎么叫它也写上。"),
        ("liaisons", LIAISONS, "单位联络员", "联络员", "每个单位的A岗、B岗，A岗不在发给B岗。"),
        ("groups", GROUPS, "专业小组", "小组", "代表的专业小组。"),
    ),
    "officers": Book(
        "officers",
        OFFICERS,
        OfficerRole,
        "工作人员",
        "人",
        "谁在站里、镇里、县里做什么；一人几个职务写几行。",
        ("编码", "角色", "联络站", "区域"),
    ),
}
#: Columns that an officer of the area may change for the places of the own area.
OF_THE_AREA = ("别名", "地标")

Getter = Callable[[Any], Any]


def _word(column: Column, value: object) -> str:
    return next((word for word, stored in column.choices.items() if stored == value), "")


def _code_of(thing: Any) -> str:
    return thing.code if thing is not None else ""


def _parent(bureau: Bureau) -> Bureau | None:
    session = object_session(bureau)
    if session is None or bureau.parent_id is None:
        return None
    return session.get(Bureau, bureau.parent_id)


#: Title of a column → where its value stands in the row; what is not here has the same name in all.
_OWN: dict[str, dict[str, Getter]] = {
    "places": {
        "级别": lambda row: row.level,
        "上级编码": lambda row: _code_of(row.parent),
        "别名": lambda row: (row.names or {}).get("aliases", []),
        "地标": lambda row: (row.names or {}).get("landmarks", []),
        "经度": lambda row: row.longitude,
        "纬度": lambda row: row.latitude,
        "边界": lambda row: row.boundary,
    },
    "stations": {
        "类型": lambda row: row.kind,
        "服务区域": lambda row: _code_of(row.grid),
        "上级站": lambda row: _code_of(row.parent),
        "地址": lambda row: row.address,
        "电话": lambda row: row.phone,
        "接待日": lambda row: row.reception_days,
    },
    "deputies": {
        "层级": lambda row: row.congress,
        "选区": lambda row: row.electoral_unit,
        "职业职务": lambda row: row.occupation,
        "推送": lambda row: row.push,
    },
    "staff": {
        "姓名": lambda row: row.contact.name,
        "类别": lambda row: row.kind,
        "网格编码": lambda row: _code_of(row.grid),
    },
    "bureaus": {
        "类型": lambda row: row.kind,
        "职能": lambda row: row.role,
        "别名": lambda row: row.aliases,
        "服务区域": lambda row: _code_of(row.grid),
        "上级单位": lambda row: _code_of(_parent(row)),
        "电话": lambda row: row.phone,
    },
    "liaisons": {
        "单位编码": lambda row: _code_of(row.bureau),
        "岗位": lambda row: row.position,
        "外出至": lambda row: row.away_until,
    },
    "groups": {},
    "officers": {
        "编码": lambda row: row.officer.code,
        "姓名": lambda row: row.officer.name,
        "角色": lambda row: row.role,
        "联络站": lambda row: _code_of(row.station),
        "区域": lambda row: _code_of(row.grid),
        "领域": lambda row: row.topics or [],
    },
}
_IN_ALL: dict[str, Getter] = {
    "编码": lambda row: row.code,
    "姓名": lambda row: row.name,
    "名称": lambda row: row.name,
    "启用": lambda row: row.active,
    "起": lambda row: row.since,
    "止": lambda row: row.until,
    # Never in a form, a list or a table that one person alone takes away.
    "手机号": lambda row: "",
    # What a deputy was put into stands by dates, in rows of their own.
    "网格": lambda row: "",
    "联络站": lambda row: "",
    "小组": lambda row: "",
}


def cells(book: Book, row: Any) -> dict[str, str]:
    """Title of each column → what stands in its cell for this row, as the import reads it."""
    own = _OWN[book.key]
    return {
        column.title: _say(column, (own.get(column.title) or _IN_ALL[column.title])(row))
        for column in book.sheet.columns
    }


def _say(column: Column, value: Any) -> str:
    if value is None:
        return ""
    match column.kind:
        case "choice":
            return _word(column, value)
        case "yes_no":
            return "是" if value else "否"
        case "names":
            return "、".join(value)
        case "ring":
            return ";".join(f"{at[0]} {at[1]}" for at in value)
        case "day":
            return value.isoformat() if isinstance(value, date) else ""
    return str(value)


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


def save(
    session: Session,
    book: Book,
    given: Mapping[str, str],
    row: Any | None,
    *,
    by: int,
    now: datetime,
    only: tuple[str, ...] = (),
) -> Saved:
    """Write one row as a form gives it (title → text), ``row``: the one that is changed, None: a
    new one. A field that was emptied empties what is stored. ``only``: columns that may change."""
    before = cells(book, row) if row is not None else {}
    problems: dict[str, list[str]] = {}
    values: list[str] = []
    changed = []
    for column in book.sheet.columns:
        old = before.get(column.title, "")
        locked = row is not None and column.title in book.fixed
        locked = locked or bool(only and column.title not in only)
        new = old if locked else given.get(column.title, "").strip()
        try:
            new = _codes(session, column, new)
        except ValueError as error:
            problems.setdefault(column.title, []).append(str(error))
        if new != old:
            changed.append(column.title)
        values.append(_emptied(column, old, new))
    if row is None and _there(session, book, values[0]):
        problems.setdefault("编码", []).append(f"“{values[0]}”已经有了，换一个")
    if problems:
        return Saved(problems)
    heading = [column.title for column in book.sheet.columns]
    report = import_county(session, {book.sheet.title: [heading, values]}, now=now, by=by)
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
        fact="、".join(changed),
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
