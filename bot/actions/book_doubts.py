"""What somebody should look at before a row of the roster is changed: who it would make another
person, and what hangs on a place, a station or a body that is taken out of use."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from bot.actions.book_cells import Book
from bot.actions.people import in_force
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.domain.workflows.hand_over import WORKING
from bot.domain.workflows.issue import OPEN
from bot.store.models import (
    Assignment,
    Bureau,
    BureauLiaison,
    DeputyGrid,
    DeputyStation,
    Grid,
    HandOver,
    Issue,
    OfficerRole,
    Station,
)
from bot.texts import say

#: Columns that say who somebody is.
_WHO = ("姓名", "层级")


def doubts(
    session: Session,
    book: Book,
    row: Any,
    old: Mapping[str, str],
    new: Mapping[str, str],
    now: datetime,
) -> tuple[str, ...]:
    """Sentences, none: nothing is odd. ``old``, ``new``: title of a column → what stands there."""
    found = [
        say("people.becomes_another", column=title, old=old[title], new=new[title])
        for title in _WHO
        if old.get(title) and new.get(title, old[title]) != old[title]
    ]
    if old.get("启用") == "是" and new.get("启用") == "否":
        hanging = _hanging(session, row, now)
        if hanging:
            found.append(say("people.still_used", name=row.name, what="、".join(hanging)))
    return tuple(found)


def _hanging(session: Session, row: Any, now: datetime) -> list[str]:
    day = local_day(now)
    counted: list[tuple[str, Select[int]]] = []
    if isinstance(row, Station):
        counted = [
            ("没办完的事", _count(Issue, Issue.station_id == row.id, Issue.state.in_(OPEN))),
            ("工作人员", _linked(OfficerRole, OfficerRole.station_id == row.id, day)),
            ("代表", _linked(DeputyStation, DeputyStation.station_id == row.id, day)),
        ]
    elif isinstance(row, Bureau):
        own, due = HandOver.bureau_id == row.id, Assignment.bureau_id == row.id
        counted = [
            ("没办完的转办", _count(HandOver, own, HandOver.state.in_(WORKING))),
            ("没答复的建议", _count(Assignment, due, Assignment.state.in_(RESPONSIBLE))),
            ("联络员", _linked(BureauLiaison, BureauLiaison.bureau_id == row.id, day)),
        ]
    elif isinstance(row, Grid):
        inside = select(Grid.id).where(Grid.path.startswith(row.path))
        counted = [
            ("没办完的事", _count(Issue, Issue.grid_id.in_(inside), Issue.state.in_(OPEN))),
            ("下面在用的地方", _count(Grid, Grid.parent_id == row.id, Grid.active.is_(True))),
            ("代表", _linked(DeputyGrid, DeputyGrid.grid_id.in_(inside), day)),
        ]
    numbers = [(what, session.scalar(query) or 0) for what, query in counted]
    return [f"{what}{number}" for what, number in numbers if number]


def _count(table: Any, *where: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(table).where(*where)


def _linked(table: Any, where: ColumnElement[bool], day: date) -> Select[int]:
    return _count(table, where, in_force(table, day))
