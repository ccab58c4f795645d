"""换届: upload the new roster, see it beside the old, confirm, name who follows what is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import elections, successors
from bot.actions.casework import Actor
from bot.actions.elections import CONGRESSES
from bot.actions.suggestions import sessions
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, Deputy, Election
from handlers.console import uploaded_table
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.pages.posted import day_in
from handlers.parts import parts

_HERE = "/console/elections"
_STATES = {
    "prepared": "还没确认",
    "confirmed": "已确认",
    "undone": "撤回了",
    "thrown_away": "没有用",
}


def elections_page() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        return _front(session, now, {})


def _front(session: Session, now: datetime, given: dict[str, str], trouble: str = "") -> str:
    towns = [area for area in sessions.areas(session) if area.level == "township"]
    rows = session.scalars(select(Election).order_by(Election.id.desc()).limit(30))
    return show(
        "elections.html",
        "roster",
        towns=[(town.code, town.name) for town in towns],
        rows=[(row.id, _say(row), _state(row, now)) for row in rows],
        given=given,
        trouble=trouble,
        today=local_day(now).isoformat(),
    )


def _say(row: Election) -> str:
    whose = "县人大" if row.congress == "county" else f"{row.area.name}人大"
    return f"{whose}换届，{_day(row)}起"


def _day(row: Election) -> str:
    return say_day(row.takes_effect, local_day(parts().clock.now()))


def _state(row: Election, now: datetime) -> str:
    if row.state == "confirmed":
        return "已生效" if row.takes_effect <= local_day(now) else "已确认，到那天生效"
    return _STATES[row.state]


def prepare() -> ResponseReturnValue:
    now = parts().clock.now()
    given = {name: request.form.get(name, "")[:64] for name in ("whose", "day")}
    day = day_in(given["day"]) or local_day(now)
    with parts().database.write() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        congress = "township" if given["whose"] else "county"
        seats = (area for area in sessions.areas(session) if area.level == congress)
        area = next((one for one in seats if given["whose"] in ("", one.code)), None)
        try:
            if area is None:
                return nothing_here()
            tables = uploaded_table.read(*uploaded_table.given(request.files.get("file")))
            row = elections.prepare(session, congress, area, day, tables, by=g.contact_id, now=now)
        except uploaded_table.Unreadable as error:
            return _front(session, now, given, f"{error}。"), 422
        except Refused as refused:
            return _front(session, now, given, sentence(refused)), 422
        made, wrong = row.id, bool(elections.compare(session, row).problems)
    if wrong:
        # The page says what; that it was read well would be too much.
        return redirect(f"{_HERE}/{made}", 303)
    return back_to(f"{_HERE}/{made}", "读好了，还没有改名册。看一看对不对。", good=True)


def election(election_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        row = session.get(Election, election_id)
        if row is None or not desk_of(session, now).county:
            return nothing_here()
        prepared = row.state == "prepared"
        running = prepared or row.state == "confirmed"
        in_force = row.takes_effect <= local_day(now)
        found = elections.compare(session, row) if prepared else None
        return show(
            "election.html",
            "roster",
            row=row,
            title=_say(row),
            state=_state(row, now),
            found=found,
            few=found is not None and _looks_cut(found),
            whose=CONGRESSES[row.congress],
            prepared=prepared,
            undo=running and not in_force,
            late=prepared and in_force,
            open=successors.open_things(session, row, now) if row.state == "confirmed" else [],
            may_name=row.state == "confirmed" and in_force,
            groups=_groups(found, elections.changed(session, row)),
        )


Named = list[tuple[str, str]]


def _groups(
    found: elections.Comparison | None, changed: Mapping[str, Sequence[Deputy]]
) -> list[tuple[str, Named]]:
    """Who comes, leaves and stays, by name and electoral unit: as compared, or as it was done."""
    if found is not None:
        new = [(row.get("姓名") or "（没写姓名）", row.get("选区") or "") for row in found.comes]
        return [
            ("新当选", new),
            ("卸任", _named(found.leaves)),
            ("连任", _named([one.deputy for one in found.stays])),
        ]
    titles = {"came": "新当选", "left": "卸任", "stayed": "连任"}
    return [(titles[name], _named(rows)) for name, rows in changed.items() if rows]


def _named(rows: Sequence[Deputy]) -> Named:
    return [(row.name, row.electoral_unit or "") for row in rows]


def _looks_cut(found: elections.Comparison) -> bool:
    """Half of the seats empty is more often a sheet of which a part is missing."""
    return 2 * (len(found.comes) + len(found.stays)) < len(found.leaves) + len(found.stays)


def act(election_id: int) -> ResponseReturnValue:
    """Confirm, take back, or name who goes on."""
    now = parts().clock.now()
    what, here = request.form.get("what", ""), f"{_HERE}/{election_id}"
    try:
        with parts().database.write() as session:
            row = session.get(Election, election_id, with_for_update=True)
            desk = desk_of(session, now)
            if row is None or not desk.county or number_in(str(election_id)) is None:
                return nothing_here()
            match what:
                case "confirm":
                    elections.confirm(session, row, by=g.contact_id, now=now)
                    said = f"确认了。到{_day(row)}那天生效，以前都能撤回。"
                case "undo":
                    elections.undo(session, row, by=g.contact_id, now=now)
                    said = "撤回了，名册和原来一样。"
                case "name":
                    actor = Actor(
                        Party.OFFICE, session.get_one(Contact, g.contact_id), "县人大代工委"
                    )
                    chosen = {
                        name: code for name, code in request.form.items() if "-" in name and code
                    }
                    named, refused = successors.name(session, row, chosen, actor, now=now)
                    said = f"定了{named}件。"
                    if refused:
                        said += f"没定成：{'、'.join(refused)}。"
                case _:
                    return nothing_here()
    except Refused as refused_by:
        return back_to(here, sentence(refused_by), good=False)
    return back_to(here, said, good=True)
