"""Finding the body that a person means."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import places
from bot.store.models import Bureau, Grid


def serving(session: Session, grid: Grid | None) -> Sequence[Bureau]:
    """The bodies that handle what happens in ``grid``: the county's and those of its own line; all
    of them where nobody knows the place, or only the county."""
    wide = grid is None or grid.level == "county"
    ids = places.line(grid) if grid is not None else []
    here = Bureau.active & (Bureau.grid_id.is_(None) | Bureau.grid_id.in_(ids))
    return session.scalars(
        select(Bureau)
        .where(Bureau.active if wide else here)
        .options(joinedload(Bureau.grid))
        .order_by(Bureau.id)
    ).all()


def called(session: Session, wanted: str, *only: ColumnElement[bool]) -> list[Bureau]:
    """Those of this code or name, else those that people call so: by an alias, or without what
    stands in front (交通局 of 县交通局)."""
    every = session.scalars(select(Bureau).where(*only).order_by(Bureau.code)).all()
    exact = [row for row in every if wanted in (row.code, row.name)]
    spoken = [row for row in every if wanted in row.aliases]
    return exact or spoken or [row for row in every if wanted and row.name.endswith(wanted)]


def find(session: Session, said: str, grid: Grid | None) -> Bureau | None:
    """The one body that ``said`` names, among those that serve ``grid``: exact name or alias
    first, else the only one whose name or alias occurs in it or begins with it; None if unsure."""
    said = said.strip(" “”「」。，")
    if not said:
        return None
    bodies = serving(session, grid)
    names = [(name, body) for body in bodies for name in (body.name, *body.aliases)]
    exact = {body.id: body for name, body in names if name == said}
    if exact:
        # The nearest of the same name: 供电所 of this township before that of another.
        return max(exact.values(), key=lambda body: len(body.grid.path) if body.grid else 0)
    inside = [(len(name), body) for name, body in names if name in said]
    if inside:
        longest = max(length for length, _ in inside)
        found = {body.id: body for length, body in inside if length == longest}
    else:
        found = {body.id: body for name, body in names if len(said) >= 2 and said in name}
    return next(iter(found.values())) if len(found) == 1 else None
