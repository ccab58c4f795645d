"""换届: the new roster of one congress beside the old. Prepared by upload, compared, confirmed by a
person; taken back as long as it has not taken effect. Who leaves ends by date, nobody is deleted.

``Election.done`` keeps, by ids, what confirming changed: ended and links_ended (id, until before),
came, links_made, said (id, what stood there before)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.import_cells import Problem, Row, Rows, read_rows
from bot.actions.import_checks import check
from bot.actions.import_sheets import BY_TITLE, DEPUTIES
from bot.actions.people import in_force
from bot.actions.roster import import_county
from bot.actions.suggestions.parties import township_of
from bot.actions.vocabulary import roster_changed
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflow import Refused
from bot.store.models import Deputy, DeputyGrid, DeputyStation, Election, Grid, Station

CONGRESSES = {"county": "县人大代表", "township": "乡镇人大代表"}
#: Columns of the table → where a deputy is put.
_LINKS: tuple[tuple[str, Any, str, Any], ...] = (
    ("网格", DeputyGrid, "grid_id", Grid),
    ("联络站", DeputyStation, "station_id", Station),
)
_SAID = (("选区", "electoral_unit"), ("职业职务", "occupation"))


@dataclass(frozen=True, slots=True)
class Stays:
    """Elected again. ``changes``: what becomes different, in words."""

    deputy: Deputy
    row: Row
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The old roster beside the new one. With ``problems`` nothing can be confirmed."""

    stays: list[Stays] = field(default_factory=list)
    leaves: list[Deputy] = field(default_factory=list)
    comes: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def noon(day: date) -> datetime:
    """A moment of that day, to ask who is in office then."""
    return datetime.combine(day, time(12, 0), LOCAL)


def prepare(
    session: Session,
    congress: str,
    area: Grid,
    takes_effect: date,
    tables: Mapping[str, Rows],
    *,
    by: int,
    now: datetime,
) -> Election:
    """Keep an uploaded roster; the sheet 代表 of ``tables`` is read. Raises Refused."""
    if takes_effect <= local_day(now):
        raise Refused("people.election_day")
    rows = tables.get("代表") or next(iter(tables.values()), None)
    if not rows or not read_rows(DEPUTIES, rows, [], []):
        raise Refused("people.election_table")
    for one in pending(session, now):
        if one.congress != congress or one.area_id != area.id:
            continue
        if one.state != "prepared":
            raise Refused("people.election_already")
        # Nobody has confirmed it: what is uploaded now takes its place.
        undo(session, one, by=by, now=now)
    row = Election(
        congress=congress,
        area=area,
        takes_effect=takes_effect,
        rows=json.dumps([[_text(cell) for cell in line] for line in rows], ensure_ascii=False),
        state="prepared",
        done={},
        made_by=by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "election.prepared", row, by, now)
    return row


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def pending(session: Session, now: datetime) -> Sequence[Election]:
    """Prepared, or confirmed and not in force yet."""
    return session.scalars(
        select(Election).where(
            (Election.state == "prepared")
            | ((Election.state == "confirmed") & (Election.takes_effect > local_day(now)))
        )
    ).all()


def old_deputies(session: Session, election: Election) -> list[Deputy]:
    """Who holds a mandate of this congress on the last day before."""
    day = election.takes_effect - timedelta(days=1)
    rows = session.scalars(
        select(Deputy)
        .where(Deputy.congress == election.congress, in_force(Deputy, day))
        .order_by(Deputy.code)
    ).all()
    if election.congress == "county":
        return list(rows)
    found = []
    for row in rows:
        township = township_of(session, row, day)
        if township is not None and township.id == election.area_id:
            found.append(row)
    return found


def compare(session: Session, election: Election) -> Comparison:
    """Stays, leaves, new, and what is wrong with the table; writes nothing."""
    problems: list[Problem] = []
    rows = read_rows(DEPUTIES, json.loads(election.rows), problems, [])
    problems += check(session, {"代表": rows})[0]
    old = old_deputies(session, election)
    by_code = {deputy.code: deputy for deputy in old}
    everybody = {row.code: row for row in session.scalars(select(Deputy))}
    found = Comparison(problems=problems)
    again: set[int] = set()
    strange = [row for row in rows if row.get("层级") not in (None, election.congress)]
    if strange:
        # A whole county's table is one mistake, and not one for each of its lines.
        more = f"，这一行起有{len(strange)}行不是，先删掉" if len(strange) > 1 else ""
        text = f"这张表只放{CONGRESSES[election.congress]}{more}"
        problems.append(Problem("代表", strange[0].number, "层级", text))
    elsewhere = {row.number for row in strange}
    for row in rows:
        if row.number in elsewhere:
            continue
        deputy = _same(row, by_code, [one for one in old if one.id not in again])
        if deputy is not None:
            again.add(deputy.id)
            found.stays.append(Stays(deputy, row, tuple(_changes(session, election, deputy, row))))
            continue
        other = everybody.get(row.get("编码"))
        if other is not None and (other.name != row.get("姓名") or _ever(other)):
            text = f"“{other.code}”是{other.name}的编码，新代表请另编一个"
            problems.append(Problem("代表", row.number, "编码", text))
        found.comes.append(row)
    found.leaves.extend(one for one in old if one.id not in again)
    problems.sort(key=lambda one: one.row)
    return found


def changed(session: Session, election: Election) -> dict[str, list[Deputy]]:
    """Who came, left and stayed by an election that was confirmed, also long after it."""
    done = election.done or {}
    ids = {
        "came": list(done.get("came", ())),
        "left": [row[0] for row in done.get("ended", ())],
        "stayed": [row[0] for row in done.get("said", ())],
    }
    wanted = {one for group in ids.values() for one in group}
    rows = {row.id: row for row in session.scalars(select(Deputy).where(Deputy.id.in_(wanted)))}
    return {name: [rows[one] for one in group if one in rows] for name, group in ids.items()}


def _ever(deputy: Deputy) -> bool:
    """Whether the mandate was ever in force: one that was taken back before is not."""
    return deputy.until is None or deputy.until >= deputy.since


def _same(row: Row, by_code: Mapping[str, Deputy], left: Sequence[Deputy]) -> Deputy | None:
    """The deputy of that code and name, or the only one of that name."""
    known = by_code.get(row.get("编码"))
    if known is not None and known.name == row.get("姓名") and known in left:
        return known
    named = [one for one in left if one.name == row.get("姓名")]
    return named[0] if len(named) == 1 else None


def _changes(session: Session, election: Election, deputy: Deputy, row: Row) -> list[str]:
    said = [
        f"{title}：{getattr(deputy, name) or '（空）'}→{row.get(title)}"
        for title, name in _SAID
        if row.get(title) and row.get(title) != getattr(deputy, name)
    ]
    for title, table, column, other in _LINKS:
        wanted = set(row.get(title, ()))
        have = {
            to.code: to.name
            for to in session.scalars(
                select(other)
                .join(table, getattr(table, column) == other.id)
                .where(table.deputy_id == deputy.id, in_force(table, election.takes_effect))
            )
        }
        if wanted and wanted != set(have):
            names = [
                one.name for one in session.scalars(select(other).where(other.code.in_(wanted)))
            ]
            said.append(f"{title}：{'、'.join(have.values()) or '（空）'}→{'、'.join(names)}")
    return said


# ------------------------------------------------------------------ confirmed, taken back


def confirm(session: Session, election: Election, *, by: int, now: datetime) -> Comparison:
    """Date the old mandates' end and the new ones' beginning. Raises Refused where the day has come
    before anybody confirmed, or something in the table is wrong."""
    if election.state != "prepared":
        raise _over(session, election)
    if election.takes_effect <= local_day(now):
        raise Refused("people.election_day")
    found = compare(session, election)
    if found.problems or not (found.comes or found.stays):
        raise Refused("people.election_table")
    last = election.takes_effect - timedelta(days=1)
    done: dict[str, list[Any]] = {
        name: [] for name in ("ended", "came", "links_ended", "links_made", "said")
    }
    for deputy in found.leaves:
        done["ended"].append([deputy.id, deputy.until.isoformat() if deputy.until else None])
        deputy.until = last
    for stays in found.stays:
        _keep(session, election, stays, done)
    done["came"] = _bring_in(session, election, found.comes, by=by, now=now)
    election.done = done
    election.state, election.confirmed_by, election.confirmed_at = "confirmed", by, now
    session.flush()
    roster_changed(session)
    _record(session, "election.confirmed", election, by, now)
    return found


#: What is said to whoever clicks on a page of before, by what became of it meanwhile.
_OVER = {
    "confirmed": "people.election_confirmed",
    "undone": "people.election_undone",
    "thrown_away": "people.election_thrown_away",
}


def _over(session: Session, election: Election) -> Refused:
    done = audit.last(session, "election", election.id)
    return Refused(_OVER[election.state], who=done[0] if done is not None else "有人")


def _keep(session: Session, election: Election, stays: Stays, done: dict[str, list[Any]]) -> None:
    deputy, row = stays.deputy, stays.row
    done["said"].append([deputy.id, deputy.electoral_unit, deputy.occupation])
    for title, name in _SAID:
        if row.get(title):
            setattr(deputy, name, row.get(title))
    day = election.takes_effect
    for kind, (title, table, column, other) in enumerate(_LINKS):
        wanted = {
            one.code: one.id
            for one in session.scalars(select(other).where(other.code.in_(row.get(title, ()))))
        }
        if not wanted:
            continue
        links = session.scalars(
            select(table).where(table.deputy_id == deputy.id, in_force(table, day))
        ).all()
        for link in links:
            if getattr(link, column) not in wanted.values():
                until = link.until.isoformat() if link.until else None
                done["links_ended"].append([kind, link.id, until])
                link.until = day - timedelta(days=1)
        have = {getattr(link, column) for link in links}
        for other_id in wanted.values():
            if other_id not in have:
                made = table(deputy_id=deputy.id, since=day, **{column: other_id})
                session.add(made)
                session.flush()
                done["links_made"].append([kind, made.id])


def _bring_in(
    session: Session, election: Election, comes: list[Row], *, by: int, now: datetime
) -> list[int]:
    if not comes:
        return []
    titles = [column.title for column in BY_TITLE["代表"].columns]
    lines: list[list[object]] = [list(titles)]
    given = json.loads(election.rows)
    numbers = {row.number for row in comes}
    heading = next(at for at, line in enumerate(given) if any("编码" in cell for cell in line))
    own = [cell.rstrip("*＊ ") for cell in given[heading]]
    for number, cells in enumerate(given[heading + 1 :], heading + 2):
        if number in numbers:
            line = dict(zip(own, cells, strict=False))
            line |= {"起": election.takes_effect.isoformat(), "止": ""}
            lines.append([line.get(title, "") for title in titles])
    codes = [str(row.get("编码")) for row in comes]
    for taken_back in session.scalars(select(Deputy).where(Deputy.code.in_(codes))):
        taken_back.until = None
    report = import_county(session, {"代表": lines}, now=now, by=by)
    if report.problems:
        raise Refused("people.election_table")
    session.flush()
    return list(session.scalars(select(Deputy.id).where(Deputy.code.in_(codes))))


def undo(session: Session, election: Election, *, by: int, now: datetime) -> None:
    """Take it back before it takes effect: everybody as before; who would have come never was.
    Raises Refused afterwards."""
    if election.state == "prepared":
        election.state = "thrown_away"
        _record(session, "election.undone", election, by, now)
        return
    if election.state != "confirmed":
        raise _over(session, election)
    if election.takes_effect <= local_day(now):
        raise Refused("people.election_in_force")
    done = election.done
    for deputy_id, until in done["ended"]:
        session.get_one(Deputy, deputy_id).until = date.fromisoformat(until) if until else None
    for deputy_id, unit, occupation in done["said"]:
        deputy = session.get_one(Deputy, deputy_id)
        deputy.electoral_unit, deputy.occupation = unit, occupation
    for deputy_id in done["came"]:
        deputy = session.get_one(Deputy, deputy_id)
        deputy.until = deputy.since - timedelta(days=1)
    for kind, link_id, until in done["links_ended"]:
        session.get_one(_LINKS[kind][1], link_id).until = (
            date.fromisoformat(until) if until else None
        )
    for kind, link_id in done["links_made"]:
        link = session.get_one(_LINKS[kind][1], link_id)
        link.until = link.since - timedelta(days=1)
    election.state = "undone"
    session.flush()
    roster_changed(session)
    _record(session, "election.undone", election, by, now)


def _record(session: Session, act: str, election: Election, by: int, now: datetime) -> None:
    audit.record(
        session,
        act,
        contact_id=by,
        now=now,
        thing="election",
        thing_id=election.id,
        fact=f"{election.congress} {election.takes_effect}",
    )
