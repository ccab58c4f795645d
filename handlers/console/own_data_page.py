"""One person's data on one page, and what an erasure would take; for the county office alone."""

from datetime import datetime

from flask import g
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import issues, places, second
from bot.actions.casework import label
from bot.actions.desk import choices
from bot.actions.privacy import erasing, plan, requests, showing, whose
from bot.actions.privacy.plan import ENDED
from bot.store.models import Approval, Contact, Grid, Issue, Officer
from handlers.case_view import NotYours
from handlers.console.page import desk_of, show
from handlers.pages.history import say_moment
from handlers.parts import parts


def request_of(session: Session, number: int, now: datetime, *, lock: bool = False) -> Issue:
    """The request, for whoever handles what is kept of this person. Raises NotYours."""
    desk = desk_of(session, now)
    if lock:
        session.execute(select(Issue.id).where(Issue.number == number).with_for_update())
    issue = issues.by_number(session, number)
    if issue is None or not requests.is_request(issue):
        raise NotYours
    if not whose.handles(desk, issue.reporter):
        raise NotYours
    if lock:
        whose.keep_above(session, issue)
    return issue


def person(number: int) -> ResponseReturnValue:
    """Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        issue = request_of(session, number, now)
        shown = showing.show(session, issue.reporter, now=now)
        officer = session.get_one(Officer, g.officer_id)
        grid = session.get(Grid, shown.contact.grid_id) if shown.contact.grid_id else None
        drawn = show(
            "person.html",
            "own_data",
            request=issue,
            label=label(issue),
            open=issue.state not in ENDED,
            left=any(one is issue for _, one in erasing.left_over(session, now)),
            source=requests.SOURCES.get(issue.source, "在微信里说的"),
            shown=shown,
            looks=showing.by_day(shown.looks),
            areas=_areas(session, grid, now),
            here_now=grid.code if grid is not None else "",
            export=_export(session, issue, officer, now),
            erasure=_wish(session, "delete", issue, officer, now),
            before=[
                (say_moment(row.at, now), row.counts, row.finished_at is not None)
                for row in erasing.of_contact(session, shown.contact)
            ],
            moment=lambda at: say_moment(at, now),
        )
    with parts().database.write() as session:
        issue = request_of(session, number, now)
        showing.record(session, issue, g.contact_id, "person.looked", now=now)
    return drawn


def _areas(session: Session, stored: Grid | None, now: datetime) -> list[tuple[str, str]]:
    """What the place may be changed to, with what it is now, however small (a 网格): whoever
    corrects a telephone leaves it as it is."""
    areas = choices.areas(desk_of(session, now))
    if stored is not None and all(code != stored.code for code, _ in areas):
        areas.insert(0, (stored.code, places.say_place(session, stored)))
    return areas


def _wish(
    session: Session, act: str, issue: Issue, officer: Officer, now: datetime
) -> second.Answer:
    """How this officer's wish for a second person stands."""
    return second.answer_to(wish_of(session, act, issue, officer, now), now)


def _export(session: Session, issue: Issue, officer: Officer, now: datetime) -> second.Answer:
    """The same of the copy to take away, and whether it was taken: that is open only once."""
    found = _wish(session, "export", issue, officer, now)
    if found.text:
        return found
    taken = (
        row.used_at
        for row in second.of_asker(session, officer.id, now)
        if row.act == "export" and row.what.get("request") == issue.number and row.used_at
    )
    at = next(taken, None)
    if at is None:
        return found
    return second.Answer(f"您{say_moment(at, now)}下载过了；还要再下，再请人点头")


def wish_of(
    session: Session, act: str, issue: Issue, officer: Officer, now: datetime
) -> Approval | None:
    """This officer's newest unused wish of that kind for this request."""
    for row in second.of_asker(session, officer.id, now):
        mine = row.act == act and row.what.get("request") == issue.number
        if mine and row.used_at is None:
            return row
    return None


def erasure(number: int) -> ResponseReturnValue:
    """The dry run: what would go, what stays and why. Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        issue = request_of(session, number, now)
        contact = session.get_one(Contact, issue.reporter_id)
        officer = session.get_one(Officer, g.officer_id)
        asked = wish_of(session, "delete", issue, officer, now)
        spare = asked.what.get("spare", ()) if asked is not None else ()
        drawn = plan.of_person(session, contact, now=now, request=issue, spare=spare)
        return show(
            "erasure.html",
            "own_data",
            request=issue,
            open=issue.state not in ENDED,
            plan=drawn,
            wish=_wish(session, "delete", issue, officer, now),
            has_second=erasing.has_second(session, officer, now),
            moment=lambda at: say_moment(at, now),
        )
