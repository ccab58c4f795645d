"""Entering for people who come, ring, or wrote into the reception book; and their receipt slip."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import alarms, entering, places, reading, uploads
from bot.actions import issues as issuing
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.cleaning import Unusable
from bot.actions.desk import choices
from bot.actions.entering import Entered
from bot.actions.people import roles_of
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, Issue
from bot.texts import say
from handlers.case_view import NotYours, sees
from handlers.console.downloads import download_of
from handlers.console.page import back_to, desk_of, sentence, show
from handlers.pages.posted import LONGEST, forget, receive
from handlers.parts import parts
from handlers.standing import desk_name

if TYPE_CHECKING:
    from bot.papers.receipt import Receipt

_HERE = "/console/new"
#: 「都不是」: nobody knows the place; it is entered as it was said.
UNKNOWN = "-"
SOURCES = {"walk_in": "来站里说的", "telephone": "打电话说的", "book": "接待登记本"}
#: Who entered it may print the slip again so long, whatever became of the case.
_REPRINT = timedelta(hours=24)


def new() -> ResponseReturnValue:
    """``?place=``: a place that nobody knows; those that sound like it are offered."""
    now, unknown = parts().clock.now(), request.args.get("place", "")[:64]
    near: list[str] = []
    if unknown:
        with parts().database.read() as session:
            near = choices.near(desk_of(session, now), unknown)
    return show("enter.html", "new", sources=SOURCES, unknown=unknown, near=near)


def enter() -> ResponseReturnValue:
    given = Entered(*(request.form.get(name, "").strip() for name in Entered.__slots__))
    trouble = _trouble(given)
    if trouble:
        return back_to(_HERE, trouble, good=False)
    near = request.form.get("near", "")
    if near and near != UNKNOWN:
        given = replace(given, place=near[:64])
    if near != UNKNOWN and _asks_where(given):
        said = say("console.no_such_place", place=given.place)
        return back_to(f"{_HERE}?{urlencode({'place': given.place})}", said, good=False)
    try:
        kept = receive(request.files.getlist("files"), paper=True)
    except Unusable as why:
        return back_to(_HERE, str(why), good=False)
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            opened, safety = _open(session, given, kept, now)
            number, where = opened[0].number, places.say_place(session, opened[0].grid)
    except Refused as refused:
        forget(kept)
        return back_to(_HERE, sentence(refused), good=False)
    except Exception:
        # Nothing was kept of the entry, so nothing of its files.
        forget(kept)
        raise
    if safety:
        flash(safety, "danger")
        flash("记下了，已请值班的人跟他联系。", "good")
        return redirect(f"/console/receipt/{number}", 303)
    flash(f"记下了，地点：{where}。回执在下面，可以打印给他。", "good")
    return redirect(f"/console/receipt/{number}", 303)


def _asks_where(given: Entered) -> bool:
    """Whether the place that was typed is none that we know, and there is time to ask: danger is
    entered at once, wherever it is."""
    if not given.place:
        return False
    now = parts().clock.now()
    with parts().database.read() as session:
        officer = session.get_one(Contact, g.contact_id)
        if entering.place_of(session, officer, given.place, now) is not None:
            return False
        return reading.reader(session).read(given.said).urgency != "危急"


def _trouble(given: Entered) -> str:
    if len(given.said) < 2:
        return "写一句他说的是什么事。"
    if len(given.said) > LONGEST:
        return f"写得太长了（最多{LONGEST}字），请分开记。"
    if given.source not in SOURCES:
        return "选一下是怎么说的。"
    digits = given.phone.replace("-", "").replace(" ", "")
    if given.phone and not (digits.isdecimal() and 7 <= len(digits) <= 12):
        return "电话看着不对，再核一下；没有就空着。"
    return ""


def _open(
    session: Session, given: Entered, kept: list[uploads.Kept], now: datetime
) -> tuple[list[Issue], str]:
    """What was opened, and a line to read out to the person at once, if there is danger."""
    officer = session.get_one(Contact, g.contact_id)
    known = entering.place_of(session, officer, given.place, now) if given.place else None
    opened, read = entering.enter(session, officer, given, now=now)
    if read is None:
        return opened, ""
    if given.place and known is None:
        # It routes nothing, and whoever goes there reads it.
        said = say("console.place_as_said", place=given.place)
        words = wording.keep(session, said, said_by=officer.id, now=now, masked=wording.mask(said))
        roles = roles_of(session, officer, now)
        for issue in opened:
            desk = actor_in(session, issue, officer, roles, now, Party.STATION, Party.OFFICE)
            issuing.note(session, issue, desk, words, now=now)
    uploads.add(session, kept, officer, now=now, issue=opened[0])
    return opened, read.safety.line if read.safety and read.urgency == "危急" else ""


# --------------------------------------------------------------------------------- the slip


def receipt(number: int) -> ResponseReturnValue:
    return show("slip.html", "new", slip=_slip(number), number=number)


def receipt_document(number: int) -> ResponseReturnValue:
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.receipt import receipt_docx

    return download_of(receipt_docx(_slip(number)), f"回执民{number}.docx")


def _slip(number: int) -> "Receipt":
    """The slip of what was entered together. Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        issue = issuing.by_number(session, number)
        officer = session.get_one(Contact, g.contact_id)
        if issue is None or not _may_print(session, issue, officer, now):
            raise NotYours
        together = session.scalars(
            select(Issue)
            .where(
                Issue.reporter_id == issue.reporter_id,
                Issue.entered_by == issue.entered_by,
                Issue.created_at == issue.created_at,
            )
            .order_by(Issue.id)
        ).all()
        return _receipt(session, list(together), now)


def _may_print(session: Session, issue: Issue, officer: Contact, now: datetime) -> bool:
    if issue.entered_by is None:
        return False
    if issue.entered_by == officer.id and issue.created_at > now - _REPRINT:
        return True
    seen = sees(session, issue, officer, now)
    return seen.desk and seen.knows_who


def _receipt(session: Session, together: list[Issue], now: datetime) -> "Receipt":
    from bot.papers.receipt import Receipt

    first = together[0]
    station = first.station if first.seen_by != "county" else None
    county_phone = str(rule(session, "county.phone", now))
    # Nobody in danger is told to wait until some evening.
    calm = [issue for issue in together if issue.urgency != "危急"]
    due = max((issue.speak_by for issue in calm if issue.speak_by), default=None)
    found = [alarms.of(session, issue) for issue in together if issue.urgency == "危急"]
    numbers = next((alarm.numbers for alarm in found if alarm is not None), "")
    return Receipt(
        county=str(rule(session, "county.name", now)),
        station=desk_name(first),
        phone=(station.phone if station else "") or county_phone,
        address=station.address if station else "",
        day=local_day(first.created_at),
        items=tuple((f"民{issue.number}", _said(issue)) for issue in together),
        due=say_when(due, first.created_at) if due else "",
        due_day=due,
        ring_now=(numbers or "110、119、120") if found else "",
    )


def _said(issue: Issue) -> str:
    return issue.words.text or issue.title
