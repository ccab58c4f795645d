"""「我的代表」: the public cards of who speaks for a place."""

from bot.actions import exchanges, places
from bot.store.models import Grid
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk


def my_deputies(talk: Talk) -> Answer:
    """「我的代表」: the public cards, no telephone (X06)."""
    home = talk.home()
    if home is None or home.level in ("county", "township"):
        exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act="deputies")
        return Answer(say("deputies.unbound"), AS_CONSTITUENT)
    return Answer(say_deputies(talk, home), AS_CONSTITUENT)


def whose(talk: Talk, grid: Grid) -> Answer | None:
    """The village that was asked for by 「我的代表」; None: it was not."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") == "deputies" and grid.level not in ("county", "township"):
            exchanges.finish(asked, talk.now)
            return Answer(say_deputies(talk, grid), AS_CONSTITUENT)
    return None


_CONGRESSES = {
    "national": "全国人大代表",
    "province": "省人大代表",
    "city": "市人大代表",
    "county": "县人大代表",
    "township": "乡镇人大代表",
    "advisory": "议政代表",
}


def say_deputies(talk: Talk, grid: Grid) -> str:
    place = places.say_place(talk.session, grid)
    station = places.station_for(talk.session, grid)
    name = station.name if station else "县人大机关"
    rows = places.deputies_of(talk.session, grid, talk.now)
    if not rows:
        return say("deputies.none", place=place, station=name)
    lines = "\n".join(
        say(
            "deputies.line",
            name=row.name,
            congress=_CONGRESSES[row.congress],
            unit=f"，{row.electoral_unit}" if row.electoral_unit else "",
        )
        for row in rows
    )
    where_to_go = ""
    if station is not None and station.reception_days:
        where_to_go = say(
            "deputies.station",
            station=station.name,
            days=station.reception_days,
            address=f"，{station.address}" if station.address else "",
        )
    return say("deputies.mine", place=place, list=lines, station=where_to_go)
