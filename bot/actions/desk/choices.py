"""What the fields of the console's forms offer: topics, areas, bodies of this officer."""

from functools import cache

from sqlalchemy import select

from bot.actions import places
from bot.actions.desk.scope import Desk, lies_in
from bot.store.models import Bureau, Grid
from nlp.topics import topic_reader


@cache
def topics() -> tuple[str, ...]:
    """Topics of the first level."""
    return topic_reader(None).topics


def areas(desk: Desk) -> list[tuple[str, str]]:
    """(code, name) of the townships and villages that this officer may look at."""
    return _named(desk, ("township", "village"))


def villages(desk: Desk) -> list[tuple[str, str]]:
    """(code, name) of the villages to which a case may be rerouted from the list."""
    return _named(desk, ("village",))


def _named(desk: Desk, levels: tuple[str, ...]) -> list[tuple[str, str]]:
    query = select(Grid).where(Grid.active, Grid.level.in_(levels)).order_by(Grid.path)
    if not desk.county:
        query = query.where(lies_in(desk.areas()))
    rows = desk.session.scalars(query).all()
    towns = {
        row.id: row.name
        for row in desk.session.scalars(select(Grid).where(Grid.level == "township"))
    }
    names = {row.id: row.name for row in rows}
    found = []
    for row in rows:
        town = next((towns[part] for part in places.line(row) if part in towns), "")
        village = names.get(row.parent_id or 0, "") if row.level == "grid" else ""
        own = "" if row.level == "township" else row.name.removeprefix(village)
        found.append((row.code, " ".join(part for part in (town, f"{village}{own}") if part)))
    return found


def bodies(desk: Desk) -> list[str]:
    """Names of the bodies that work for this officer's areas; all of them for the county."""
    query = select(Bureau.name).where(Bureau.active).order_by(Bureau.id)
    if not desk.county:
        inside = select(Grid.id).where(lies_in(desk.areas()))
        query = query.where(Bureau.grid_id.is_(None) | Bureau.grid_id.in_(inside))
    return list(dict.fromkeys(desk.session.scalars(query)))
