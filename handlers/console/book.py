"""人和地方: the roster by search and page; one row as a form; a table to take away."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import audit, new_doors, officers
from bot.actions import book as books
from bot.actions.book_cells import BOOKS, OF_THE_AREA, Book, cells
from bot.actions.desk import book_list
from bot.actions.desk.scope import Desk
from bot.actions.import_cells import offered
from bot.actions.import_sheets import Column
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.console.book_acts import add_book_acts
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.pages.history import say_moment
from handlers.pages.posted import day_in
from handlers.parts import parts
from handlers.tables import table_of

_HERE = "/console/book"
_ACTS = {"roster.added": "加的", "roster.changed": "改了", "roster.ended": "定了止日"}
#: Columns that a list shows beside the name; the rest is in the form.
_SHOWN = {
    "places": ("级别", "上级编码", "别名", "地标"),
    "stations": ("类型", "服务区域", "接待日"),
    "deputies": ("层级", "选区", "职业职务"),
    "staff": ("类别", "网格编码"),
    "bureaus": ("类型", "服务区域", "别名"),
    "liaisons": ("单位编码", "岗位"),
    "groups": (),
    "officers": ("角色", "联络站", "区域", "领域"),
}


def add_books(blueprint: Blueprint) -> None:
    """All pages of the books."""
    blueprint.get("/book/<key>")(book)
    blueprint.get("/book/<key>.xlsx")(book_table)
    blueprint.get("/book/<key>/new")(new_row)
    blueprint.post("/book/<key>/new")(add_row)
    blueprint.get("/book/<key>/<int:row_id>")(row)
    blueprint.post("/book/<key>/<int:row_id>")(change_row)
    add_book_acts(blueprint)


def _asked(today: date) -> tuple[str, str, date]:
    q = request.args.get("q", "").strip()[:20]
    which = request.args.get("which", "")
    return q, which if which in book_list.WHICH else "", day_in(request.args.get("on", "")) or today


def _name(one: Any) -> str:
    holder = getattr(one, "officer", one)
    return getattr(holder, "name", None) or holder.contact.name or ""


def book(key: str) -> ResponseReturnValue:
    kind = BOOKS.get(key)
    if kind is None:
        return nothing_here()
    now = parts().clock.now()
    today = local_day(now)
    q, which, day = _asked(today)
    with parts().database.read() as session:
        desk = desk_of(session, now)
        page = book_list.page(desk, kind, q, which, day, request.args.get("after", "")[:64])
        named = _names(session, kind)
        asked = {"q": q, "which": which, "on": "" if day == today else day.isoformat()}
        query = {name: value for name, value in asked.items() if value}
        return show(
            "book.html",
            "roster",
            book=kind,
            books=BOOKS.values(),
            rows=[_row(kind, one, named, now) for one in page.rows],
            q=q,
            which=which,
            day=day.isoformat(),
            whiches=book_list.WHICH
            if kind.dated
            else {"": "在用的", "ended": "停用的", "all": "全部"},
            later="after" in request.args,
            more=urlencode({**query, "after": page.after}) if page.after else "",
            query=urlencode(query),
            may_add=desk.county,
        )


def _names(session: Session, kind: Book) -> dict[str, dict[str, str]]:
    """Sheet → code → name, for the columns that name rows of other sheets."""
    wanted = {column.of for column in kind.sheet.columns if column.of}
    return {title: books.names_of(session, title) for title in wanted}


def _row(
    kind: Book, one: Any, named: dict[str, dict[str, str]], now: datetime
) -> dict[str, object]:
    given = cells(kind, one)
    said = []
    for column in kind.sheet.columns:
        text = given[column.title]
        if column.title in _SHOWN[kind.key] and text:
            said.append(named[column.of].get(text, text) if column.of else text)
    return {
        "id": one.id,
        "name": _name(one),
        "code": given["编码"],
        "said": "，".join(said),
        "when": books.in_force_words(one, now) if kind.dated else "",
        "off": getattr(one, "active", True) is False,
    }


def book_table(key: str) -> ResponseReturnValue:
    """The book as the import takes it; telephones are left out (that takes two people)."""
    kind = BOOKS.get(key)
    if kind is None:
        return nothing_here()
    now = parts().clock.now()
    q, which, day = _asked(local_day(now))
    with parts().database.write() as session:
        desk = desk_of(session, now)
        rows = book_list.page(desk, kind, q, which, day, most=book_list.MOST).rows
        table: list[list[object]] = [[column.title for column in kind.sheet.columns]]
        placed = book_list.placed(desk, day) if kind.key == "deputies" else {}
        table += [list((cells(kind, one) | placed.get(one.id, {})).values()) for one in rows]
        audit.record(
            session,
            "roster.taken",
            contact_id=g.contact_id,
            now=now,
            thing=kind.key,
            fact=str(len(rows)),
        )
    return table_of({kind.sheet.title: table}, kind.sheet.title)


# ------------------------------------------------------------------------------ one row


def new_row(key: str) -> ResponseReturnValue:
    kind = BOOKS.get(key)
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if kind is None or not desk.county:
            return nothing_here()
        given = {"编码": books.next_code(session, kind)}
        if kind.dated:
            given["起"] = local_day(now).isoformat()
        # A link of a page fills in what it knows: ?单位编码=B1.
        given |= {
            column.title: request.args[column.title][:64]
            for column in kind.sheet.columns
            if column.title in request.args
        }
        return _form(desk, kind, None, given, {})


def add_row(key: str) -> ResponseReturnValue:
    return _save(key, None)


def row(key: str, row_id: int) -> ResponseReturnValue:
    kind = BOOKS.get(key)
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        one = book_list.one(desk, kind, row_id) if kind is not None else None
        if kind is None or one is None:
            return nothing_here()
        return _form(desk, kind, one, cells(kind, one), {})


def change_row(key: str, row_id: int) -> ResponseReturnValue:
    return _save(key, row_id)


def _may_change(desk: Desk, kind: Book) -> tuple[str, ...] | None:
    """Columns that this officer may change; empty: all of them; None: nothing."""
    if desk.county:
        return ()
    return OF_THE_AREA if kind.key == "places" else None


def _save(key: str, row_id: int | None) -> ResponseReturnValue:
    kind = BOOKS.get(key)
    if kind is None:
        return nothing_here()
    now = parts().clock.now()
    given = {
        column.title: request.form.get(column.title, "")[:20_000] for column in kind.sheet.columns
    }
    try:
        return _write(kind, row_id, given, now)
    except Refused as refused:
        with parts().database.read() as session:
            desk = desk_of(session, now)
            one = book_list.one(desk, kind, row_id) if row_id is not None else None
            shown = (cells(kind, one) | given) if one is not None else given
            return _form(desk, kind, one, shown, {"": [sentence(refused).rstrip("。")]}), 422


def _write(
    kind: Book, row_id: int | None, given: dict[str, str], now: datetime
) -> ResponseReturnValue:
    """Raises Refused for what one officer alone may not give to anybody."""
    with parts().database.write() as session:
        desk = desk_of(session, now)
        one = book_list.one(desk, kind, row_id) if row_id is not None else None
        only = _may_change(desk, kind)
        if only is None or (row_id is not None and one is None) or (row_id is None and only):
            return nothing_here()
        fixed = _fixed(kind, one, given)
        if fixed:
            shown = cells(kind, one) | given | {title: cells(kind, one)[title] for title in fixed}
            return _form(desk, kind, one, shown, fixed), 422
        sure = request.form.get("sure") == "yes"
        leading, before = officers.leading(session, now), new_doors.roles_there(session)
        saved = books.save(
            session, kind, given, one, by=g.contact_id, now=now, only=only, sure=sure
        )
        if not officers.leads(desk.roles) and officers.leading(session, now) - leading:
            raise Refused("console.leading")
        if saved.problems or saved.doubts:
            # Nothing was written: the importer judges before it writes.
            shown = (cells(kind, one) | given) if one is not None else given
            return _form(desk, kind, one, shown, dict(saved.problems), saved.doubts), 422
        new_doors.tell_of_roles(session, before, g.contact_id, now=now)
        said = _said(session, desk, kind, row_id, saved.row)
    for note in saved.notes:
        flash(note, "no")
    return back_to(f"{_HERE}/{kind.key}/{saved.row}", said, good=True)


def _said(session: Session, desk: Desk, kind: Book, row_id: int | None, made: int) -> str:
    """What came of it, and where one goes on with somebody new."""
    if row_id is not None:
        return say("people.changed")
    if kind.key in ("places", "stations", "bureaus", "groups"):
        return say("people.added")
    if kind.key == "officers":
        one = book_list.one(desk, kind, made)
        if one is not None and not officers.may_open(one.officer, desk.roles, desk.now):
            return say("people.added_leading")
    return say("people.added_person")


def _fixed(kind: Book, one: Any | None, given: dict[str, str]) -> dict[str, list[str]]:
    """What was sent for a column that stays as it is once the row is there: its page does not let
    one type there, and whoever sends it all the same is not told that it was changed."""
    if one is None:
        return {}
    known = cells(kind, one)
    wanted = [
        title for title in kind.fixed if given.get(title, "").strip() not in ("", known[title])
    ]
    return {title: ["定了就不改，二维码和以前的表都认它。别的改动还没有存。"] for title in wanted}


def _form(
    desk: Desk,
    kind: Book,
    one: Any | None,
    given: dict[str, str],
    problems: dict[str, list[str]],
    doubts: tuple[str, ...] = (),
) -> str:
    only = _may_change(desk, kind)
    named = _names(desk.session, kind)
    return show(
        "book_form.html",
        "roster",
        book=kind,
        row=one,
        title=_name(one) if one is not None else f"加一个{kind.one}",
        fields=[
            _field(kind, column, one, given.get(column.title, ""), named, problems, only)
            for column in kind.sheet.columns
        ],
        lists={
            title: list(names.items())
            for title, names in named.items()
            # As long a list as this is typed, not picked.
            if len(names) <= 2000
        },
        wrong=problems.get("", []),
        doubts=doubts,
        count=sum(len(texts) for texts in problems.values()),
        may_change=only is not None,
        links=book_list.links(desk, one) if one is not None and kind.key == "deputies" else [],
        held=book_list.held(desk, one) if one is not None and kind.key == "places" else [],
        may_join=book_list.deputies_now(desk) if _takes_deputies(desk, kind, one) else {},
        on=day_in(request.args.get("on", "")) or local_day(desk.now),
        changes=[
            (say_moment(change.at, desk.now), change.who, _ACTS.get(change.act, ""), change.fact)
            for change in (book_list.changes(desk, kind, one.id) if one is not None else [])
        ],
        phone=books.phone_of(one) if one is not None else "",
        when=books.in_force_words(one, desk.now) if one is not None and kind.dated else "",
        login=one.officer.login or "" if one is not None and kind.key == "officers" else "",
        may_login=one is not None and kind.key == "officers" and desk.county,
        today=local_day(desk.now).isoformat(),
    )


def _takes_deputies(desk: Desk, kind: Book, one: Any | None) -> bool:
    """Whether deputies are put to this place from its page."""
    return one is not None and kind.key == "places" and desk.county and one.level in _OF_DEPUTIES


_OF_DEPUTIES = ("village", "grid")


#: The sheet asks for a code; on the page one is picked by its name.
_ONLY_A_CODE = re.compile(r"(?:“[^”]+”表里|上级[站单位]{1,2})的编码$")


def _field(
    kind: Book,
    column: Column,
    one: Any | None,
    value: str,
    named: dict[str, dict[str, str]],
    problems: dict[str, list[str]],
    only: tuple[str, ...] | None,
) -> dict[str, object]:
    """One field as it is drawn. What names another row is written 「东坪村（QH0101）」."""
    name = named.get(column.of, {}).get(value, "")
    choices = offered(column) if column.kind == "choice" else []
    locked = (one is not None and column.title in kind.fixed) or only is None
    locked = locked or bool(only and column.title not in only)
    label = column.title.removesuffix("编码") or "编码"
    if column.title == "编码":
        label = "编码"
    elif column.title == "上级编码":
        label = "属于哪里"
    again = kind.key == "deputies" and column.kind == "refers"
    return {
        "name": column.title,
        "label": f"再编到{column.title}" if again and one is not None else label,
        "note": say("console.pick_by_name")
        if _ONLY_A_CODE.match(column.note)
        else _on_the_page(column.note, choices),
        "kind": column.kind,
        "value": f"{name}（{value}）" if name else value,
        "must": column.required and not (one is not None and column.title == "手机号"),
        "choices": choices,
        "of": column.of if column.kind == "refer" else "",
        "most": 20_000 if column.kind == "ring" else 400,
        "problems": problems.get(column.title, []),
        "locked": locked,
    }


def _on_the_page(note: str, choices: list[str]) -> str:
    """What the sheet says of a column, for a field: one picks by name, and the choices stand in
    the field itself."""
    for written, picked in (("填编码", "写名字或编码"), ("乡镇的编码", "写乡镇的名字")):
        note = note.replace(written, picked)
    return note.removeprefix("、".join(choices)).lstrip("；")
