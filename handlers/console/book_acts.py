"""人和地方: where a deputy is put, or was until a day; somebody of the roster gets an account."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import audit, new_doors, officers
from bot.actions.book import code_in
from bot.actions.book_cells import BOOKS
from bot.actions.desk import book_list
from bot.actions.roster import import_county
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Officer
from handlers.console.page import back_to, desk_of, nothing_here, sentence, show
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/book"


def add_book_acts(blueprint: Blueprint) -> None:
    """What is done with one row beside its form."""
    blueprint.post("/book/deputies/<int:row_id>/end")(end_link)
    blueprint.post("/book/places/<int:row_id>/join")(join_place)
    blueprint.post("/book/officers/<int:row_id>/login")(open_login)


def end_link(row_id: int) -> ResponseReturnValue:
    """A deputy leaves a grid, a station, a group on a day; that they were there stays."""
    kind, now = BOOKS["deputies"], parts().clock.now()
    here = f"{_HERE}/deputies/{row_id}"
    until = day_in(request.form.get("until", ""))
    if until is None:
        return back_to(here, "选一下到哪天为止。", good=False)
    with parts().database.write() as session:
        desk = desk_of(session, now)
        one = book_list.one(desk, kind, row_id)
        if one is None or not desk.county:
            return nothing_here()
        link = next(
            (
                link
                for link in book_list.links(desk, one)
                if (link.kind, str(link.id)) == (request.form.get("kind"), request.form.get("link"))
            ),
            None,
        )
        if link is None:
            return nothing_here()
        if until < link.since:
            return back_to(here, "比开始那天还早，看看日子。", good=False)
        _, _, _, sheet, column = book_list.LINKS[link.kind]
        _write(session, sheet, column, [one.code, link.code, link.since, until], now)
        audit.record(
            session,
            "roster.ended",
            contact_id=g.contact_id,
            now=now,
            thing=kind.key,
            thing_id=one.id,
            fact=f"{link.label} {link.code} {until}",
        )
    return back_to(here, f"好，到{until.isoformat()}为止。", good=True)


def _write(session: Session, sheet: str, column: str, line: list[Any], now: datetime) -> None:
    """One line of where a deputy is put, by the import: it keeps what was before."""
    rows = [["代表编码", column, "起", "止"], line]
    import_county(session, {sheet: rows}, now=now, by=g.contact_id, source="")


def join_place(row_id: int) -> ResponseReturnValue:
    """A deputy, picked by name, is put to this village or grid from today on."""
    kind, now = BOOKS["places"], parts().clock.now()
    here, said = f"{_HERE}/places/{row_id}", request.form.get("deputy", "")[:64]
    with parts().database.write() as session:
        desk = desk_of(session, now)
        one = book_list.one(desk, kind, row_id)
        if one is None or not desk.county:
            return nothing_here()
        names = book_list.deputies_now(desk)
        try:
            code = code_in(said, names)
        except ValueError as several:
            return back_to(here, f"{several}。", good=False)
        if code not in names:
            return back_to(here, "名册里没有这位在任的代表，打几个字，从名单里挑。", good=False)
        _, _, _, sheet, column = book_list.LINKS["grid"]
        _write(session, sheet, column, [code, one.code, local_day(now).isoformat(), ""], now)
        audit.record(
            session,
            "roster.changed",
            contact_id=g.contact_id,
            now=now,
            thing=kind.key,
            thing_id=one.id,
            fact=f"编来{names[code]}代表",
        )
        joined = f"好，{names[code]}代表编到{one.name}了。"
    return back_to(here, joined, good=True)


def open_login(row_id: int) -> ResponseReturnValue:
    """An account for somebody of the roster: the first password is shown on this very page, once,
    and has to be changed at the first sign-in."""
    kind, now = BOOKS["officers"], parts().clock.now()
    here, login = f"{_HERE}/officers/{row_id}", request.form.get("login", "").strip()[:31]
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,30}", login):
        return back_to(here, "登录名用小写字母、数字、点和横线，字母开头，2到31位。", good=False)
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            one = book_list.one(desk, kind, row_id)
            if one is None or not desk.county:
                return nothing_here()
            officer: Officer = one.officer
            if officer.login is not None:
                return back_to(here, "已经有账号了；忘了密码，到“账号和替班”重设。", good=False)
            if not officers.may_open(officer, desk.roles, now):
                raise Refused("console.leading")
            password = officers.new_password()
            officers.give_login(
                session, officer, login, password, now=now, by=g.contact_id, must_change=True
            )
            new_doors.tell_of_account(session, officer, g.contact_id, now=now)
            name = officer.name
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return show("book_login.html", "roster", name=name, login=login, password=password, row=row_id)
