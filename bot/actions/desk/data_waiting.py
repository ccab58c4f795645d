"""What waits at an officer's desk of people's wishes about their own data: each is decided on the
person's page, so here stands the way there and nothing else."""

from bot.actions.calendar import say_when
from bot.actions.desk.scope import Desk, Item, Waiting
from bot.actions.privacy import requests, whose
from bot.domain.calendars import local_day
from bot.store.models import Issue


def waiting_for_data(desk: Desk) -> list[Waiting]:
    """One group, or none."""
    if not (desk.county or desk.leads):
        return []
    rows = [one for one in requests.waiting(desk.session) if whose.handles(desk, one.reporter)]
    if not rows:
        return []
    return [Waiting("own_data", "要看、改、删自己信息的", [_item(desk, one) for one in rows])]


def _item(desk: Desk, request: Issue) -> Item:
    waits = request.speak_by if request.spoken_at is None else None
    return Item(
        number=0,
        title=f"民{request.number}　要看、改或删自己的信息",
        place="",
        gist=request.words.masked[:60],
        due=f"{say_when(waits, desk.now)}下班前回话" if waits else "",
        late=waits is not None and waits < local_day(desk.now),
        note=requests.SOURCES.get(request.source, ""),
        link=f"/console/own-data/{request.number}",
    )
