"""All that waits for one officer on 今日, and whether one thing of it still does."""

from bot.actions.desk.bureau_waiting import waiting_for_bureau
from bot.actions.desk.data_waiting import waiting_for_data
from bot.actions.desk.liaisons_waiting import waiting_liaisons
from bot.actions.desk.scope import Desk, Waiting
from bot.actions.desk.suggestions_waiting import waiting_suggestions
from bot.actions.desk.waiting import waiting_for


def all_waiting(desk: Desk) -> list[Waiting]:
    """The groups with something in them, in the order of the page."""
    return [
        *waiting_for(desk.session, desk.contact, desk.roles, desk.now),
        *waiting_suggestions(desk),
        *waiting_for_bureau(desk),
        *waiting_for_data(desk),
        *waiting_liaisons(desk),
    ]


def still_offers(desk: Desk, page: str, role: str, act: str, row: int) -> bool:
    """Whether this button stands there beside the case of ``page`` ("/console/issue/312")."""
    return any(
        (button.role, button.act, button.row) == (role, act, row)
        for group in all_waiting(desk)
        for item in group.items
        if page == (item.link or f"/console/issue/{item.number}")
        for button in item.buttons
    )
