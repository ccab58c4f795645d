"""The demo county as the tables of county.xlsx: it comes in by the same import as a real one."""

import random
from datetime import datetime

from bot.demo import bodies, geography, people
from bot.demo.geography import Table

#: The same county every time.
SEED = 20210316


def landmarks() -> dict[str, geography.Area]:
    """A few spots that a phone on the demo's table can send as its location."""
    made = geography.make(random.Random(SEED))  # noqa: S311 - a county, not a secret
    names = ("东坪村第一网格", "东坪村第二网格", "西坪村第一网格", "北街社区第一网格")
    found = {area.name: area for area in made.areas if area.name in names}
    return {name: found[name] for name in names}


def tables(start: datetime) -> dict[str, Table]:
    """Title of the sheet → rows, heading first. ``start``: the demo's first morning (local)."""
    rng = random.Random(SEED)  # noqa: S311 - a county, not a secret
    county = geography.make(rng)
    have = people.sources(rng)
    bureaus = bodies.bureau_table(county)
    return {
        "网格": geography.grid_table(county),
        "联络站": bodies.station_table(county),
        "小组": people.group_table(),
        "代表": people.deputy_table(county, have),
        "网格长网格员": people.staff_table(county, have),
        "承办单位": bureaus,
        "承办联络员": people.liaison_table(bureaus, have),
        "工作人员": people.officer_table(county, have),
        "值班": people.on_call_table(start),
    }
