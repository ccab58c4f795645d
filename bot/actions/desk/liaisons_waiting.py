"""Bureaus that name another liaison person: to be rung up, and changed with one word."""

from bot.actions import liaison_changes
from bot.actions.desk.scope import MOST, Desk, Item, Waiting
from bot.store.models import LiaisonChange


def waiting_liaisons(desk: Desk) -> list[Waiting]:
    """One group, or none; for the county office."""
    if not desk.county:
        return []
    rows = liaison_changes.undecided(desk.session)
    items = [_item(row) for row in rows[:MOST]]
    return [Waiting("liaisons", "单位要换联系人，等核实", items, len(rows) > MOST)] if items else []


def _item(row: LiaisonChange) -> Item:
    before, text = row.liaison, row.words.text or ""
    comes = liaison_changes.read(text)
    return Item(
        number=0,
        title=f"{before.bureau.name}要换联系人",
        place="",
        gist=f"{before.name}说：{text}",
        note=f"打电话问清是不是真的。没换之前还发给{before.name}。",
        phone=before.contact.phone or before.bureau.phone or "",
        change=row.id,
        comes=(comes.name, comes.phone),
    )
