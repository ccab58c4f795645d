"""大会: its days and closing time; sheets typed in one after another, or taken in from a table; all
of it handed in at once."""

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from bot.actions.actors import actor_in
from bot.actions.cleaning import Unusable
from bot.actions.desk.scope import Desk
from bot.actions.people import roles_of
from bot.actions.suggestions import files, sessions, sheets, tables
from bot.actions.suggestions.kind import name_of, say_date
from bot.domain.calendars import LOCAL, local_time
from bot.domain.suggestions import CONGRESS_NAMES, SOURCE_NAMES
from bot.domain.workflow import Party, Refused
from bot.store.models import CongressSession, Contact, Grid, Suggestion
from bot.texts import say
from handlers.console.page import (
    back_to,
    desk_of,
    nothing_here,
    nothing_yet,
    number_in,
    sentence,
    show,
)
from handlers.pages.posted import Said, forget, is_day, receive, short_enough
from handlers.pages.suggestion_uploads import media_of, named
from handlers.parts import parts
from handlers.tables import table_of

_SESSIONS, _SHEETS = "/console/suggestions/sessions", "/console/suggestions/sheets"
#: Name of the sheet in tables both ways, as the command line writes it.
_TITLE = "代表建议"
#: Wrong rows that are shown; more of them means another table.
_SHOWN = 200
FIELDS = ("deputy", "congress", "signers", "title", "situation", "analysis", "proposal", "source")


def add_sheets(blueprint: Blueprint) -> None:
    """The pages and what they do."""
    blueprint.get("/suggestions/sessions")(congress_sessions)
    blueprint.post("/suggestions/sessions")(open_congress_session)
    blueprint.get("/suggestions/sheets")(suggestion_sheets)
    blueprint.post("/suggestions/sheets")(type_sheet)
    blueprint.post("/suggestions/sheets/in")(hand_in_sheets)
    blueprint.post("/suggestions/import")(import_suggestions)
    blueprint.get("/suggestions/import.xlsx")(suggestion_table)


def _areas(desk: Desk) -> list[Grid]:
    """Whose congress this officer keeps: the county's with those of its townships, the county's
    first; or that of an own township."""
    if desk.county:
        return sessions.areas(desk.session)
    own = [role.grid for role in desk.roles.officer_roles if role.role == "presidium"]
    return [grid for grid in own if grid is not None]


# ------------------------------------------------------------------ sessions


def congress_sessions() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        areas = _areas(desk)
        if not areas:
            return nothing_yet(desk)
        rows = session.scalars(
            select(CongressSession)
            .where(CongressSession.area_id.in_([area.id for area in areas]))
            .order_by(CongressSession.opens.desc(), CongressSession.id.desc())
        ).all()
        return show(
            "sessions.html",
            "suggestions",
            areas=[(area.id, _congress(area)) for area in areas],
            rows=[_session(session, row, now) for row in rows],
            county=desk.county,
        )


def _congress(area: Grid) -> str:
    kind = "township" if area.level == "township" else "county"
    return f"{area.name}人大" if kind == "township" else CONGRESS_NAMES[kind]


def _session(session: Session, row: CongressSession, now: datetime) -> dict[str, Any]:
    until = local_time(row.submit_until)
    filed = select(func.count(Suggestion.id)).where(Suggestion.session_id == row.id)
    return {
        "id": row.id,
        "name": f"{_congress(row.area)}{row.term}届{row.number}次会议",
        "days": f"{say_date(row.opens, now)}到{say_date(row.closes, now)}",
        "until": f"{say_date(until.date(), now)}{until:%H:%M}",
        "open": now <= row.submit_until,
        "filed": session.scalar(filed) or 0,
        "opens": row.opens.isoformat(),
        "closes": row.closes.isoformat(),
        "submit_until": f"{until:%Y-%m-%dT%H:%M}",
    }


def open_congress_session() -> ResponseReturnValue:
    """A new session, or other days of one that is there."""
    now, form = parts().clock.now(), request.form
    try:
        opens, closes, until = _day("opens"), _day("closes"), _moment("submit_until")
        with parts().database.write() as session:
            desk = desk_of(session, now)
            areas = {area.id: area for area in _areas(desk)}
            given: dict[str, Any] = {"opens": opens, "closes": closes, "submit_until": until}
            known = number_in(form.get("session"))
            if known is not None:
                row = session.get(CongressSession, known)
                if row is None or row.area_id not in areas:
                    return nothing_here()
                sessions.change(session, row, **given, by=desk.contact.id, now=now)
                return back_to(_SESSIONS, "改好了。已经收到的建议，来源不变。", good=True)
            area = areas.get(number_in(form.get("area")) or 0)
            if area is None:
                return nothing_here()
            term, number = number_in(form.get("term")), number_in(form.get("number"))
            if not term or not number or term > 99 or number > 99:
                raise Said("届次请写数字，比如16届6次写16和6。")
            sessions.open_session(
                session, area, term=term, number=number, **given, by=desk.contact.id, now=now
            )
    except Refused as refused:
        return back_to(_SESSIONS, sentence(refused), good=False)
    except Said as why:
        return back_to(_SESSIONS, str(why), good=False)
    return back_to(_SESSIONS, f"登记好了：{term}届{number}次会议。", good=True)


def _day(name: str) -> date:
    given = request.form.get(name, "")
    if not is_day(given):
        raise Said("开会、闭会请各选一个日子。")
    return date.fromisoformat(given)


def _moment(name: str) -> datetime:
    given = request.form.get(name, "")
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        found = None
    if found is None or not is_day(given[:10]):
        raise Said("截止时间请选到几点几分。")
    return found.replace(tzinfo=LOCAL)


# ------------------------------------------------------------------ sheets typed in


def suggestion_sheets() -> ResponseReturnValue:
    return _page({"source": request.args.get("source", "")}, "")


def _page(given: dict[str, str], why: str, wrong: Sequence[tables.WrongRow] = ()) -> str:
    """The page; what was typed stays in it where something was wrong."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        mine = sheets.typed_by(session, desk.contact)
        return show(
            "sheets_of_suggestions.html",
            "suggestions",
            may=bool(_areas(desk)),
            given=given,
            why=why,
            wrong=[each.said for each in wrong[:_SHOWN]],
            sources=SOURCE_NAMES,
            deputies=sheets.deputies_of_desk(session, desk.contact, now),
            mine=[
                {
                    "number": one.draft_number,
                    "name": name_of(one),
                    "title": one.title,
                    "who": f"{one.lead.name}代表，{SOURCE_NAMES[one.source]}",
                }
                for one in reversed(mine)
            ],
        )


def type_sheet() -> ResponseReturnValue:
    """One sheet; the next one begins on an empty page with the same source."""
    now = parts().clock.now()
    given = {name: request.form.get(name, "").strip() for name in FIELDS}
    handed_in = request.form.get("hand_in") == "yes"
    uploaded = [one for one in request.files.getlist("files") if one.filename]
    kept = []
    try:
        _complete(given)
        kept = receive(uploaded, paper=True)
        with parts().database.write() as session:
            contact = session.get_one(Contact, g.contact_id)
            made = sheets.type_in(session, _sheet(given), contact, now=now)
            roles = roles_of(session, contact, now)
            who = actor_in(session, made, contact, roles, now, Party.OFFICE, Party.PRESIDIUM)
            files.attach(
                session, made, named(media_of(session, kept, contact, now), uploaded), who, now=now
            )
            if handed_in:
                sheets.hand_in(session, made, contact, now=now)
            name = f"{name_of(made)}《{made.title}》"
    except Refused as refused:
        forget(kept)
        return _page(given, sentence(refused)), 400
    except (Said, Unusable) as why:
        forget(kept)
        return _page(given, str(why)), 400
    text = f"{name}录好了，已交上去审核。接着录下一件。" if handed_in else f"{name}存好了。"
    return back_to(f"{_SHEETS}?source={given['source']}", text, good=True)


def _complete(given: dict[str, str]) -> None:
    needs = {
        "deputy": "写一下是哪位代表的。",
        "title": "写一下题目。",
        "situation": "写一下情况。",
        "proposal": "写一下建议。",
    }
    for name, text in needs.items():
        if not given[name]:
            raise Said(text)
    if given["source"] not in SOURCE_NAMES:
        raise Said("选一下是大会上交的，还是闭会时交的。")
    short_enough(*given.values())


def _sheet(given: dict[str, str]) -> sheets.Sheet:
    signers = given["signers"]
    for mark in "，,;； ":
        signers = signers.replace(mark, "、")
    return sheets.Sheet(
        deputy=given["deputy"].removesuffix("代表"),
        title=given["title"],
        situation=given["situation"],
        analysis=given["analysis"],
        proposal=given["proposal"],
        signers=[one.removesuffix("代表") for one in signers.split("、") if one],
        congress=given["congress"] if given["congress"] in CONGRESS_NAMES else "",
        source=given["source"],
    )


def hand_in_sheets() -> ResponseReturnValue:
    """Every draft from paper that this officer entered; one that lacks something stays, and is
    named."""
    now = parts().clock.now()
    done, left = 0, []
    with parts().database.write() as session:
        contact = session.get_one(Contact, g.contact_id)
        for one in sheets.typed_by(session, contact):
            try:
                with session.begin_nested():
                    sheets.hand_in(session, one, contact, now=now)
                done += 1
            except Refused as refused:
                left.append(say(refused.key, **refused.fields))
    text = f"交上去{done}件。" + (f"没交的：{'；'.join(left[:5])}" if left else "")
    return back_to(_SHEETS, text, good=not left)


# ------------------------------------------------------------------ tables


def import_suggestions() -> ResponseReturnValue:
    """Drafts from an xlsx or csv: a wrong row is named with its number, the others go in."""
    now = parts().clock.now()
    given = request.files.get("table")
    if given is None or not given.filename:
        return _page({}, "先选一个表格文件。"), 400
    try:
        rows = _read(given)
        with parts().database.write() as session:
            contact = session.get_one(Contact, g.contact_id)
            done = tables.take_in(session, tables.by_column(rows), contact, now=now)
    except Refused as refused:
        return _page({}, sentence(refused)), 400
    except Said as why:
        return _page({}, str(why)), 400
    text = f"导入{done.made}件草稿，已有{done.known}件跳过，有错{len(done.wrong)}行。"
    if done.wrong:
        return _page({}, text, done.wrong)
    return back_to(_SHEETS, text, good=True)


def _read(given: FileStorage) -> list[list[object]]:
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.tables import MOST_BYTES, Unreadable, read_tables

    data = given.read(MOST_BYTES + 1)
    suffix = Path(given.filename or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix if suffix in ('.xlsx', '.csv') else '.unknown'}"
        path.write_bytes(data)
        try:
            found = read_tables(path)
        except Unreadable as error:
            raise Said(str(error).replace(path.name, given.filename or "文件")) from None
    return found.get(_TITLE) or next(iter(found.values()), [])


def suggestion_table() -> Response:
    """The heading to fill in."""
    return table_of({_TITLE: [list(tables.COMING_IN)]}, "录入建议的空表")
