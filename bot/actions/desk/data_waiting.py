"""What waits at an officer's desk of people's wishes about their own data: each is decided on the
person's page, so here stands the way there and nothing else."""

from bot.actions.calendar import say_due, say_when
from bot.actions.desk.scope import Desk, Item, Waiting
from bot.actions.privacy import erasing, requests, whose
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.store.models import Contact, Erasure, Issue


def waiting_for_data(desk: Desk) -> list[Waiting]:
    """One group, or none."""
    if not (desk.county or desk.leads):
        return []
    items = [
        *(_item(desk, one) for one in requests.waiting(desk.session) if _handles(desk, one)),
        *(
            _left_over(desk, row, one)
            for row, one in erasing.left_over(desk.session, desk.now)
            if _handles(desk, one)
        ),
    ]
    return [Waiting("own_data", "要看、改、删自己信息的", items)] if items else []


def _handles(desk: Desk, request: Issue) -> bool:
    return whose.handles(desk, request.reporter)


def _left_over(desk: Desk, row: Erasure, request: Issue) -> Item:
    by = desk.session.get(Contact, row.by) if row.by else None
    who = by.name if by is not None and by.name else "县人大机关"
    return Item(
        number=0,
        title=f"民{request.number}　上回没删完的，能接着删了",
        place="",
        gist="当时还在办、先留着的，现在都办完了",
        note=f"{say_day(local_day(row.at), local_day(desk.now))}{who}删过一回",
        link=f"/console/own-data/{request.number}",
    )


def _item(desk: Desk, request: Issue) -> Item:
    waits = request.speak_by if request.spoken_at is None else None
    late = waits is not None and waits < local_day(desk.now)
    return Item(
        number=0,
        title=f"民{request.number}　要看、改或删自己的信息",
        place="",
        gist=request.words.masked[:60],
        due=say_due(f"{say_when(waits, desk.now)}下班前回话", late) if waits else "",
        late=late,
        note=requests.SOURCES.get(request.source, ""),
        link=f"/console/own-data/{request.number}",
    )
