"""What stands in one row of the roster, as the cells of its sheet: the same words in a form, a
table to take away, and where a change is told. The books themselves, one for each sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

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
from bot.store.models import Bureau, BureauLiaison, OfficerRole


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


def _liaison(row: OfficerRole) -> str:
    """Code of the liaison person whose account this is, of a bureau's role."""
    session = object_session(row)
    if session is None or row.role != "bureau":
        return ""
    query = select(BureauLiaison.code).where(BureauLiaison.contact_id == row.officer.contact_id)
    return session.scalar(query.order_by(BureauLiaison.id.desc()).limit(1)) or ""


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
        "联络员编码": _liaison,
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
