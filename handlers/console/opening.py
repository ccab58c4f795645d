"""公开和大屏: what everybody may see, done cases let out one by one, screens in a hall."""

import io

from flask import Blueprint, g, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import hall, published, rules
from bot.actions.desk.scope import Desk, lies_in
from bot.actions.kinds import address
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Grid, HallScreen, Officer, PublishedResult, Station
from handlers.console.page import (
    back_to,
    desk_of,
    nothing_here,
    nothing_yet,
    number_in,
    sentence,
    show,
)
from handlers.console.pictures import root_of
from handlers.console.station_papers import stations_of
from handlers.pages.history import say_moment
from handlers.parts import parts

HERE = "/console/opening"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Rule → what it opens.
SWITCHES = {
    "public_stations": "联络站：地址、电话、哪天有人",
    "public_deputies": "代表：姓名、选区、在哪个站（没有电话）",
    "public_results": "办结公示：下面放出去的",
    "public_figures": "一年情况：只有件数，太少的不写准",
}
#: Done cases offered, and those let out, of one station.
_OFFERED, _OUT = 20, 60


def add_opening(blueprint: Blueprint) -> None:
    blueprint.get("/opening", endpoint="opening")(opening)
    blueprint.post("/opening/switch", endpoint="open_or_shut")(switch)
    blueprint.post("/opening/release", endpoint="release_result")(release)
    blueprint.post("/opening/withdraw", endpoint="withdraw_result")(withdraw)
    blueprint.get("/opening/poster.docx", endpoint="released_poster")(poster)
    blueprint.post("/opening/screen", endpoint="put_up_screen")(put_up)
    blueprint.post("/opening/screen/end", endpoint="take_down_screen")(take_down)


def opening() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if root_of(desk) is None:
            return nothing_yet(desk)
        return _page(desk)


def _page(desk: Desk, address_once: str = "") -> ResponseReturnValue:
    session, now = desk.session, desk.now
    stations = stations_of(desk)
    station = _station(stations, request.values.get("station"))
    station = station or published.first_shown(session, stations) or next(iter(stations), None)
    out = published.shown(session, station, limit=_OUT) if station is not None else []
    return show(
        "opening.html",
        "opening",
        switches=[
            (name, text, bool(rules.rule(session, f"functions.{name}", now)))
            for name, text in SWITCHES.items()
        ],
        may_switch=desk.county,
        public=address(session, "/open/"),
        stations=stations,
        station=station,
        offered=published.candidates(session, station, limit=_OFFERED) if station else [],
        out=out,
        sure=number_in(request.args.get("sure")),
        screens=[(row, say_moment(row.made_at, now)) for row in _screens(desk)],
        address_once=address_once,
        most=(published.TITLE, published.PLACE, published.BUREAU, published.RESULT),
    )


def _station(stations: list[Station], given: str | None) -> Station | None:
    return next((one for one in stations if one.id == number_in(given)), None)


def _back(station: Station) -> str:
    return f"{HERE}?station={station.id}#results"


def switch() -> ResponseReturnValue:
    """The county office opens or shuts a public page; a rule with its version, who and when."""
    now = parts().clock.now()
    name, on = request.form.get("name", ""), request.form.get("on") == "yes"
    with parts().database.write() as session:
        if not desk_of(session, now).county or name not in SWITCHES:
            return nothing_here()
        rules.set_rule(
            session, f"functions.{name}", on, origin="公开和大屏", now=now, set_by=g.contact_id
        )
    said = "已对外打开，谁都能看。" if on else "已关上，外面看不到了。"
    return back_to(HERE, said, good=True)


def release() -> ResponseReturnValue:
    now = parts().clock.now()
    form = request.form
    number = number_in(form.get("number"))
    with parts().database.write() as session:
        desk = desk_of(session, now)
        station = _station(stations_of(desk), form.get("station"))
        if station is None or number is None:
            return nothing_here()
        back = _back(station)
        if form.get("read") != "yes":
            return back_to(back, "没有放出去：先看一遍，再打勾。", good=False)
        words = published.Draft(
            number,
            *(form.get(name, "")[:300] for name in ("title", "place", "bureau", "result")),
        )
        try:
            officer = session.get_one(Officer, g.officer_id)
            sure = form.get("sure") == "yes"
            published.release(session, station, words, officer, now=now, sure=sure)
        except Refused as refused:
            if refused.key == "console.publish_names":
                back = f"{HERE}?station={station.id}&sure={number}#results"
            return back_to(back, sentence(refused), good=False)
    return back_to(back, "放出去了。", good=True)


def withdraw() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = desk_of(session, now)
        row = session.get(PublishedResult, number_in(request.form.get("result")) or 0)
        if row is None or row.station_id not in [one.id for one in stations_of(desk)]:
            return nothing_here()
        published.withdraw(session, row, session.get_one(Officer, g.officer_id), now=now)
        back = _back(row.station)
    return back_to(back, "收回来了，外面看不到了。", good=True)


def poster() -> ResponseReturnValue:
    """What is let out, as a poster to hang up."""
    from bot.papers import posters
    from bot.papers.gather.offices import faces

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        station = _station(stations_of(desk), request.args.get("station"))
        if station is None:
            return nothing_here()
        rows = published.shown(session, station, limit=_OUT)
        made = posters.Poster(
            county=rules.rule(session, "county.name", now),
            station=station.name,
            phone=station.phone or rules.rule(session, "county.phone", now),
            on=local_day(now),
            until=None,
            items=tuple(
                posters.PosterItem(row.title, row.place, row.bureau, row.result, row.done_on)
                for row in rows
            ),
            qr=address(session, f"/open/station/{station.code}") if _is_open(desk) else "",
            faces=faces(session, now),
        )
        name = station.name
    return send_file(
        io.BytesIO(posters.poster(made)),
        mimetype=_DOCX,
        as_attachment=True,
        download_name=f"{name}办结公示.docx",
    )


def _is_open(desk: Desk) -> bool:
    return bool(rules.rule(desk.session, "functions.public_stations", desk.now))


# ------------------------------------------------------------------------------ screens


def _screens(desk: Desk) -> list[HallScreen]:
    query = select(HallScreen).where(HallScreen.ended_at.is_(None)).order_by(HallScreen.id)
    if not desk.county:
        inside = select(Grid.id).where(lies_in(desk.areas()))
        query = query.where(HallScreen.grid_id.in_(inside))
    return list(desk.session.scalars(query))


def put_up() -> ResponseReturnValue:
    """A new screen; its address is shown this once."""
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = desk_of(session, now)
        area = root_of(desk)
        if area is None:
            return nothing_here()
        officer = session.get_one(Officer, g.officer_id)
        name = request.form.get("name", "")
        _row, secret = hall.put_up(session, name, area, officer, now=now)
        return _page(desk, _address(session, secret))


def _address(session: Session, secret: str) -> str:
    return address(session, f"/hall/{secret}")


def take_down() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = desk_of(session, now)
        given = number_in(request.form.get("screen"))
        row = next((one for one in _screens(desk) if one.id == given), None)
        if row is None:
            return nothing_here()
        hall.take_down(session, row, session.get_one(Officer, g.officer_id), now=now)
    return back_to(f"{HERE}#screens", "关上了，那个地址再打不开。", good=True)
