"""个人信息: somebody wants to see, correct or erase what is kept of them. The county office finds
them by a case or a telephone; a station passes the wish on for a case of its own."""

from datetime import datetime

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import issues
from bot.actions.calendar import say_when
from bot.actions.desk.scope import Desk
from bot.actions.desk.search import number_in as issue_number
from bot.actions.privacy import erasing, requests, whose
from bot.store.models import Contact, Issue
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console import looks, own_data_acts, own_data_page, retention
from handlers.console.page import back_to, desk_of, or_nothing, show
from handlers.pages.history import say_moment
from handlers.parts import parts

HERE = "/console/own-data"


def add_own_data(blueprint: Blueprint) -> None:
    """All pages about one person's data, how long it is kept, and who looked."""
    blueprint.get("/own-data", endpoint="own_data")(listed)
    blueprint.post("/own-data", endpoint="find_person")(or_nothing(find))
    blueprint.get("/own-data/<int:number>", endpoint="person")(or_nothing(own_data_page.person))
    blueprint.get("/own-data/<int:number>/erase", endpoint="erasure")(
        or_nothing(own_data_page.erasure)
    )
    own_data_acts.add_acts(blueprint)
    retention.add_retention(blueprint)
    looks.add_looks(blueprint)


def listed() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        above = desk.county or desk.leads
        rows = [
            _row(issue, now)
            for issue in (requests.waiting(session) if above else ())
            if whose.handles(desk, issue.reporter)
        ]
        left = [
            wish.number
            for _, wish in (erasing.left_over(session, now) if above else ())
            if whose.handles(desk, wish.reporter)
        ]
        return show(
            "own_data.html",
            "own_data",
            county=desk.county,
            finds=not desk.leads,
            above=above,
            rows=rows,
            left=left,
            sources=requests.ASKED,
            found=[],
            asked="",
            source="",
        )


def _row(issue: Issue, now: datetime) -> dict[str, object]:
    waits = issue.speak_by is not None and issue.spoken_at is None
    return {
        "number": issue.number,
        "how": requests.SOURCES.get(issue.source, "在微信里说的"),
        "when": say_moment(issue.created_at, now),
        "due": f"{say_when(issue.speak_by, now)}前回话" if waits and issue.speak_by else "",
    }


def find() -> ResponseReturnValue:
    """By the number of a case, or (the county office) by telephone; never by leafing."""
    now = parts().clock.now()
    asked, source = request.form.get("asked", "").strip()[:20], request.form.get("source", "")
    if source not in requests.ASKED:
        return back_to(HERE, "选一下他是怎么说的。", good=False)
    with parts().database.write() as session:
        desk = desk_of(session, now)
        if not desk.county:
            return _pass_on(session, desk, asked, source, now)
        by_case = issue_number(asked)
        if by_case is not None and not _may_name(desk, by_case):
            return back_to(HERE, say("personal.not_found"), good=False)
        found = requests.find(session, asked)
        chosen = request.form.get("of", "")
        if len(found) > 1:
            newest = {_newest(desk, contact): contact for contact in found}
            if chosen not in newest:
                return _choose(session, list(newest), asked, source)
            found = [newest[chosen]]
        if not found:
            return back_to(HERE, say("personal.not_found"), good=False)
        number = requests.register(session, found[0], desk.contact, source, now=now).number
        mine = whose.handles(desk, found[0])
    if not mine:
        # No word of why: who has spoken of this desk is not told to it.
        return back_to(HERE, f"记下了，编号民{number}，办完给他回话。", good=True)
    return back_to(f"{HERE}/{number}", f"找到了，请求编号民{number}。", good=True)


def _may_name(desk: Desk, number: int) -> bool:
    """Whether this desk may know of the case by whose number somebody is looked for."""
    issue = issues.by_number(desk.session, number)
    return issue is None or desk.may_see(issue)


def _pass_on(
    session: Session, desk: Desk, asked: str, source: str, now: datetime
) -> ResponseReturnValue:
    """A station writes the wish down; the county office sees to it. The station sees nothing."""
    number = issue_number(asked)
    issue = issues.by_number(session, number) if number is not None else None
    if issue is None or not desk.mine(issue):
        raise NotYours
    opened = requests.register(session, issue.reporter, desk.contact, source, now=now)
    return back_to(
        HERE, f"记下了，编号民{opened.number}，由县人大机关办，办完给他回话。", good=True
    )


def _newest(desk: Desk, contact: Contact) -> str:
    cases = (one for one in issues.of_reporter(desk.session, contact, limit=20))
    newest = next((one for one in cases if desk.may_see(one)), None)
    return str(newest.number) if newest is not None else f"-{contact.id}"


def _choose(session: Session, numbers: list[str], asked: str, source: str) -> ResponseReturnValue:
    """Several people share that telephone: which of them, by a case of theirs."""
    found = []
    for number in numbers:
        issue = issues.by_said_number(session, number)
        if issue is not None:
            found.append((number, issue.title))
    return show(
        "own_data.html",
        "own_data",
        county=bool(g.get("county")),
        finds=True,
        above=True,
        rows=[],
        left=[],
        sources=requests.ASKED,
        found=found,
        asked=asked,
        source=source,
    )
