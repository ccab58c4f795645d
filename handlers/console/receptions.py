"""接待: a station writes down its reception days; they count in the binder and in the duty books of
the deputies who received."""

import re
from datetime import date

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from bot.actions import receptions
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Deputy, Officer, Station
from bot.texts import say
from handlers.console.downloads import year_asked
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.console.station_papers import stations_of
from handlers.pages.posted import day_in
from handlers.parts import parts

HERE = "/console/receptions"
_BETWEEN = re.compile(r"[、，,；;\s]+")


def add_receptions(blueprint: Blueprint) -> None:
    blueprint.get("/receptions", endpoint="receptions")(listed)
    blueprint.post("/receptions", endpoint="note_reception")(note)


def listed() -> ResponseReturnValue:
    now = parts().clock.now()
    year, today = year_asked(now), local_day(now)
    with parts().database.read() as session:
        stations = stations_of(desk_of(session, now))
        station = _station(stations, request.args.get("station"))
        if station is None:
            return nothing_here()
        return show(
            "receptions.html",
            "papers",
            stations=stations,
            station=station,
            rows=receptions.of_station(session, station, year),
            names=[one.name for one in receptions.deputies_of(session, station, today)],
            today=today.isoformat(),
            year=year,
            years=[today.year - back for back in range(3)],
        )


def _station(stations: list[Station], given: str | None) -> Station | None:
    wanted = number_in(given)
    if wanted is None:
        return stations[0] if stations else None
    return next((one for one in stations if one.id == wanted), None)


def note() -> ResponseReturnValue:
    now, form = parts().clock.now(), request.form
    day = day_in(form.get("day"))
    try:
        with parts().database.write() as session:
            station = _station(stations_of(desk_of(session, now)), form.get("station") or "-")
            if station is None or not form.get("station"):
                return nothing_here()
            back = f"{HERE}?station={station.id}"
            if day is None:
                return back_to(back, say("reception.day"), good=False)
            given = receptions.deputies_of(session, station, day)
            receptions.report_reception(
                session,
                station,
                day,
                number_in(form.get("visitors")),
                _meant(form.get("deputies", ""), list(given)),
                form.get("matters", ""),
                session.get_one(Officer, g.officer_id),
                now=now,
            )
    except Refused as refused:
        return back_to(back, sentence(refused), good=False)
    return back_to(f"{back}&year={day.year}", say("reception.noted", day=_said(day)), good=True)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _meant(text: str, deputies: list[Deputy]) -> list[Deputy]:
    """The station's deputies whose names stand in the field. Raises Refused."""
    found = []
    for name in filter(None, _BETWEEN.split(text)):
        same = [one for one in deputies if one.name == name.removesuffix("代表")]
        if not same:
            raise Refused("reception.unknown", name=name[:20])
        found += same
    return found
