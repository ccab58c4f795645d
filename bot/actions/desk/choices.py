"""What the fields of the console's forms offer: topics, areas, bodies of this officer."""

import re
from difflib import SequenceMatcher
from functools import cache

from sqlalchemy import select

from bot.actions import places
from bot.actions.desk.scope import Desk, lies_in
from bot.store.models import Bureau, Grid
from nlp.topics import topic_reader

#: Two of three characters are the same; more names than these nobody reads through.
_ALIKE, _NEAREST = 0.5, 6


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


def near(desk: Desk, text: str) -> list[str]:
    """Names of the places that sound most like ``text``, the likeliest first, with the township
    that tells equal ones apart."""
    wanted = _core(text)
    scored = []
    for _code, name in _named(desk, ("township", "village")):
        own = _core(name.rpartition(" ")[2])
        likeness = SequenceMatcher(None, wanted, own, autojunk=False).ratio()
        if own and (own in wanted or likeness >= _ALIKE):
            scored.append((-likeness, name))
    return [name for _likeness, name in sorted(scored)[:_NEAREST]]


def _core(name: str) -> str:
    """Without what many names end in: 火星村 → 火星."""
    return re.sub(
        r"(?:第?[一二三四五六七八九十0-9]+组|村|社区|居委会|镇|乡|街道)+$", "", name.strip()
    )


def _named(desk: Desk, levels: tuple[str, ...]) -> list[tuple[str, str]]:
    query = select(Grid).where(Grid.active, Grid.level.in_(levels))
    if not desk.county:
        query = query.where(lies_in(desk.areas()))
    rows = places.in_order(desk.session, desk.session.scalars(query))
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
