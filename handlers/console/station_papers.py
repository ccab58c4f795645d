"""材料 of a station, for its own officers and the county office: the yearly binder by one button
(B07), and what may hang on the wall."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from bot.actions import published
from bot.actions.desk.scope import Desk, lies_in
from bot.domain.workflow import Refused
from bot.domain.workflows.issue import CLOSED, CONFIRMED
from bot.store.models import Grid, Issue, PublishedResult, Station
from bot.texts import say
from handlers.console.downloads import ZIP, download_of, note_printed, stream_of, year_asked
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.parts import parts

if TYPE_CHECKING:
    from bot.papers.posters import PosterItem

#: So many cases that are done are offered for a poster, the latest first.
_OFFERED = 40


def add_station_papers(blueprint: Blueprint) -> None:
    """Binder and poster."""
    blueprint.get("/papers/binder/<int:station_id>")(binder)
    blueprint.get("/papers/poster/<int:station_id>")(poster)
    blueprint.post("/papers/poster/<int:station_id>.docx")(poster_document)


def stations_of(desk: Desk) -> list[Station]:
    """The stations of this officer's own area; all of them for the county office."""
    query = select(Station).where(Station.active)
    if not desk.county:
        below = select(Grid.id).where(lies_in(townships_of(desk)))
        query = query.where(
            or_(false(), Station.id.in_(desk.stations()), Station.grid_id.in_(below))
        )
    return list(desk.session.scalars(query.order_by(Station.code)))


def townships_of(desk: Desk) -> list[Grid]:
    """Areas that this officer has as a whole, not by a station."""
    return [
        role.grid
        for role in desk.roles.officer_roles
        if role.station is None and role.grid is not None
    ]


def _station(desk: Desk, station_id: int) -> Station | None:
    return next((one for one in stations_of(desk) if one.id == station_id), None)


def binder(station_id: int) -> ResponseReturnValue:
    """One docx; for a year with many cases a zip of volumes with an index."""
    from bot.papers.binder import is_big, station_binder, volumes_in_pieces
    from bot.papers.gather.binders import station_year

    now, folder = parts().clock.now(), parts().settings.media_dir
    year = year_asked(now)
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None:
            return nothing_here()
        made, name = station_year(session, station, year, now, (), folder), station.name
    note_printed("binder", "station", station_id, year, now)
    if is_big(made):
        return stream_of(volumes_in_pieces(made), f"{name}{year}年台账.zip", ZIP)
    return download_of(station_binder(made), f"{name}{year}年台账.docx")


def poster(station_id: int) -> ResponseReturnValue:
    """What may hang on the wall, to be read and ticked by a person."""
    from bot.papers.gather.stations import poster_of

    now = parts().clock.now()
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None:
            return nothing_here()
        numbers = _done(session, station)
        made = poster_of(session, station, numbers, now)
        known = published.let_out(session, numbers)
        items = [
            (number, _as_let_out(item, known.get(number)))
            for number, item in zip(numbers, made.items, strict=True)
        ]
        sure = request.args.get("sure") == "yes"
        return show("poster.html", "papers", station=station, items=items, sure=sure)


def _as_let_out(item: "PosterItem", row: PublishedResult | None) -> "PosterItem":
    """In the words of the public page, where it stands there: nobody writes them twice."""
    if row is None:
        return item
    return replace(item, title=row.title, place=row.place, result=row.result)


def _done(session: Session, station: Station) -> list[int]:
    from bot.papers.gather.letters import shows

    rows = session.scalars(
        select(Issue)
        .where(
            Issue.station_id == station.id,
            Issue.state.in_((CONFIRMED, CLOSED)),
            Issue.seen_by == "grid",
            published.said_good(),
        )
        .order_by(Issue.id.desc())
        .limit(2 * _OFFERED)
    )
    return [issue.number for issue in rows if shows(issue)][:_OFFERED]


def poster_document(station_id: int) -> ResponseReturnValue:
    """The ticked ones, in the words that a person has read and changed."""
    from bot.papers import posters
    from bot.papers.gather.stations import poster_of

    now = parts().clock.now()
    given = [number_in(one) for one in request.form.getlist("number")[:_OFFERED]]
    numbers = [one for one in dict.fromkeys(given) if one is not None]
    with parts().database.read() as session:
        station = _station(desk_of(session, now), station_id)
        if station is None:
            return nothing_here()
        address = f"/console/papers/poster/{station_id}"
        if not numbers:
            return back_to(address, say("paper.tick_first"), good=False)
        try:
            made = poster_of(session, station, numbers, now)
        except ValueError:
            # Somebody else's number, or one that may not hang: the same as for what is not there.
            return nothing_here()
        try:
            items = map(_said, numbers, made.items)
            made = replace(made, items=tuple(items))
        except Refused as refused:
            asks = "?sure=yes" if refused.key == "console.publish_names" else ""
            return back_to(f"{address}{asks}", sentence(refused), good=False)
        name = station.name
    return download_of(posters.poster(made), f"{name}办结公示.docx")


def _said(number: int, item: "PosterItem") -> "PosterItem":
    """The item as it was written on the page. Raises Refused for a name or a telephone in it."""
    given = {
        name: request.form.get(f"{name}-{number}", getattr(item, name))
        for name in ("title", "place", "result")
    }
    draft = published.Draft(number=number, bureau=item.bureau, **given)
    words = published.fit_to_show(draft, sure=request.form.get("sure") == "yes")
    return replace(item, title=words.title, place=words.place, result=words.result)
