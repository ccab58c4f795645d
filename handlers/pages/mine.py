"""``/p/mine``: a person's own list, in each of their roles."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import issues, places, recipients
from bot.actions.calendar import say_due, say_when
from bot.actions.desk.waiting import waiting_for
from bot.actions.people import Roles, in_force, roles_of
from bot.actions.suggestions import receipts
from bot.domain.calendars import local_day
from bot.domain.workflows import ALL
from bot.domain.workflows import issue as issue_states
from bot.domain.workflows.assignment import ASSIGNED
from bot.domain.workflows.hand_over import HANDED_OVER
from bot.store.models import Contact, DeputyGrid, Grid, HandOver, Issue
from handlers.case_view import NotYours, sees, where_it_stands
from handlers.pages.mine_of_bureau import rows_of
from handlers.parts import parts

MOST = 40
#: A bureau has more at once than a person.
MOST_OF_BUREAU = 120


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    title: str
    where: str
    due: str = ""
    late: bool = False


def _until(row: HandOver, now: datetime) -> tuple[str, bool]:
    """Until when the bureau has to answer, in words, and whether that is over."""
    if row.paused_at is not None:
        return "等群众回话", False
    late = row.due < local_day(now)
    return say_due(f"{say_when(row.due, now)}前要有回音", late), late


@dataclass(frozen=True, slots=True)
class Part:
    """What one has in one role."""

    title: str
    rows: list[Row]
    nothing: str
    #: A bureau's: how many are not confirmed yet, how many of these are suggestions, which have a
    #: list of their own, and whether there are more than are shown.
    of_bureau: bool = False
    to_confirm: int = 0
    suggestions: int = 0
    more: bool = False


def mine() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        if contact is None:
            return render_template("mine.html", shown=[], waiting=[], door="/p")
        roles = roles_of(session, contact, now)
        shown = [_own(session, contact, now)]
        if roles.deputies:
            shown.insert(0, _of_deputy(session, contact, roles, now))
        if roles.liaisons:
            shown.insert(0, _of_bureau(session, roles, now))
        shown = [part for part in shown if part.rows or len(shown) == 1 or part is not shown[-1]]
        waiting = waiting_for(session, contact, roles, now) if roles.officer_roles else []
        return render_template(
            "mine.html",
            owed=len(receipts.open_of(session, [one.bureau_id for one in roles.liaisons])),
            shown=shown,
            waiting=waiting,
            staff=bool(roles.deputies or roles.liaisons),
            deputy=bool(roles.deputies),
            door="/p",
        )


def _own(session: Session, contact: Contact, now: datetime) -> Part:
    rows = []
    for issue in issues.of_reporter(session, contact, limit=MOST):
        try:
            seen = sees(session, issue, contact, now)
        except NotYours:
            continue
        rows.append(Row(issue.number, issue.title, where_it_stands(session, issue, seen, now)))
    return Part("我反映的", rows, "还没有反映过事。哪儿有事，回到聊天里写一句话就行。")


def _of_deputy(session: Session, contact: Contact, roles: Roles, now: datetime) -> Part:
    """Open tasks of the deputy's grids; what they took up themselves first."""
    mine = {deputy.id for deputy in roles.deputies}
    grids = session.scalars(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id.in_(mine), in_force(DeputyGrid, local_day(now)))
    ).all()
    inside = {part for grid in grids for part in places.line(grid)}
    found = session.scalars(
        select(Issue)
        .where(
            Issue.grid_id.in_(inside) | Issue.deputy_id.in_(mine),
            Issue.state.in_(issue_states.OPEN),
            Issue.seen_by == "grid",
        )
        .order_by(Issue.id.desc())
        .limit(MOST)
    ).all()
    allowed = [
        issue
        for issue in found
        if any(deputy.id in mine for deputy in recipients.deputies(session, issue, now))
    ]
    allowed.sort(key=lambda issue: issue.deputy_id not in mine)
    return Part(
        "代表：这片的事",
        [Row(issue.number, issue.title, ALL["issue"].states[issue.state]) for issue in allowed],
        "这片眼下没有要看的事。",
    )


def _of_bureau(session: Session, roles: Roles, now: datetime) -> Part:
    """What one's bureaus are responsible for, by due day."""
    rows = rows_of(session, roles, MOST_OF_BUREAU + 1)
    owed = receipts.open_of(session, [liaison.bureau_id for liaison in roles.liaisons])
    suggestions = sum(row.state == ASSIGNED for row in owed)
    return Part(
        f"{roles.liaisons[0].bureau.name}：在办的",
        [
            Row(
                row.issue.number,
                row.issue.title,
                ALL["hand_over"].states[row.state],
                *_until(row, now),
            )
            for row in rows[:MOST_OF_BUREAU]
        ],
        "眼下没有转给本单位的事。",
        of_bureau=True,
        to_confirm=sum(row.state == HANDED_OVER for row in rows) + suggestions,
        suggestions=suggestions,
        more=len(rows) > MOST_OF_BUREAU,
    )
