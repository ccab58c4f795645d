"""A screen on a wall (P05): an address that nobody can guess, and what it shows: counts only. No
person, no words, no body and no place below the own area's parts; nothing that is about anybody."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, public_figures
from bot.actions.counting import uncounted
from bot.actions.desk import pictures
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.store.models import Grid, HallScreen, Officer
from bot.store.vault import vault

#: Months that are drawn, and topics that are named.
_MONTHS, _TOPICS = 6, 8


def put_up(
    session: Session, name: str, grid: Grid, officer: Officer, *, now: datetime
) -> tuple[HallScreen, str]:
    """A new screen and the secret part of its address, which is shown once and never stored."""
    secret = secrets.token_urlsafe(24)
    row = HallScreen(
        digest=_digest(secret),
        grid_id=grid.id,
        name=_own_name(session, name.strip()[:28] or "大屏", grid),
        made_by=officer.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, "hall.put_up", row, officer, now)
    return row, secret


def _own_name(session: Session, name: str, grid: Grid) -> str:
    """By their names one tells which to take down: 一楼大厅, 一楼大厅2."""
    up = set(
        session.scalars(
            select(HallScreen.name).where(
                HallScreen.grid_id == grid.id, HallScreen.ended_at.is_(None)
            )
        )
    )
    names = (f"{name}{n}" for n in range(2, len(up) + 2))
    return name if name not in up else next(one for one in names if one not in up)


def take_down(session: Session, row: HallScreen, officer: Officer, *, now: datetime) -> None:
    """From now on its address shows nothing."""
    if row.ended_at is None:
        row.ended_at = now
        _note(session, "hall.taken_down", row, officer, now)


def by_secret(session: Session, secret: str) -> HallScreen | None:
    """The screen of an address, while it is up."""
    return session.scalar(
        select(HallScreen).where(
            HallScreen.digest == _digest(secret[:64]), HallScreen.ended_at.is_(None)
        )
    )


def _digest(secret: str) -> str:
    return vault().digest(f"hall:{secret}")


def _note(session: Session, act: str, row: HallScreen, officer: Officer, now: datetime) -> None:
    audit.record(
        session, act, contact_id=officer.contact_id, now=now, thing="hall_screen", thing_id=row.id
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen shows: figures by name, and rows of a name and counts."""

    area: str
    at: datetime
    figures: tuple[tuple[str, int], ...]
    lights: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, tuple[int, ...]], ...]
    topics: tuple[tuple[str, int], ...]
    #: All that came is counted; else the counts are too small.
    complete: bool


def shown(session: Session, row: HallScreen, now: datetime) -> Shown:
    """The counts of this moment. What is kept above a grid is about somebody: not even counted."""
    area, seen = row.grid, pictures.GRID
    months = pictures.months_back(now, _MONTHS)
    year = pictures.months_back(now, local_day(now).month)
    month, whole = (pictures.totals(session, area, seen, part) for part in (months[-1:], year))
    drawn = {one.key: one for one in pictures.tables(session, area, seen, _MONTHS, now)}
    lights = drawn["lights"]
    visits = drawn["visits"].rows[-1][1][0]
    least = int(rule(session, "pictures.least_public", now))
    topics = public_figures.topics_of(session, area, year, least)
    return Shown(
        area=area.name,
        at=now,
        figures=(
            ("本月反映", month["opened"]),
            ("今年反映", whole["opened"]),
            ("今年有了答复", whole["settled"]),
            ("今年办结", whole["closed"]),
            ("今年说“好了”", whole["good"]),
            ("本月走访", visits),
        ),
        lights=tuple(
            (name, sum(counts[at] for _, counts in lights.rows))
            for at, name in enumerate(lights.heads[1:])
        ),
        months=drawn["months"].rows,
        # What may not be said exactly is not drawn.
        topics=tuple((one.name, one.exact) for one in topics if one.exact is not None)[:_TOPICS],
        complete=not uncounted(session),
    )
