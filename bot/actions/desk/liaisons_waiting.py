"""Bureaus that name another liaison person: to be rung up, and changed with one word; and what they
say of their address and telephone: to be rung up, and changed in the roster."""

from bot.actions import liaison_changes
from bot.actions.desk.scope import MOST, Desk, Item, Waiting
from bot.store.models import LiaisonChange


def waiting_liaisons(desk: Desk) -> list[Waiting]:
    """A group for each of the two, if anything waits in it; for the county office."""
    if not desk.county:
        return []
    groups = (
        ("liaisons", "单位要换联系人，等核实", liaison_changes.undecided(desk.session), _item),
        ("house", "单位说地址电话变了，等核实", liaison_changes.house_news(desk.session), _news),
    )
    return [
        Waiting(key, title, [item(row) for row in rows[:MOST]], len(rows) > MOST)
        for key, title, rows, item in groups
        if rows
    ]


def _news(row: LiaisonChange) -> Item:
    who = row.liaison
    return Item(
        number=0,
        title=f"{who.bureau.name}说地址电话变了",
        place="",
        gist=f"{who.name}说：{row.words.text or ''}",
        note="打名册上的电话问清是不是真的，是真的到名册里改。没改之前照旧。",
        phone=who.bureau.phone or "",
        news=row.id,
        link=f"/console/book/bureaus/{who.bureau_id}",
    )


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
