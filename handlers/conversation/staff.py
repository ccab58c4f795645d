"""Short replies of deputies, bureaus and desks, as the reader understood them, become deeds."""

from collections.abc import Sequence

from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.workflow import Refused
from bot.store.models import Assignment, Duty, HandOver
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.deeds import ACTS, Doing
from handlers.deeds.suggestions_bureaus import say_confirmed
from nlp.replies import Act


def perform(talk: Talk, role: str, acts: Sequence[Act], items: Sequence[Item]) -> Answer | None:
    """Do every act that was read; if one of several is refused, do the rest and name it. None if
    nothing of it belongs to this role."""
    said: list[str] = []
    confirmed: list[HandOver] = []
    assigned: list[Assignment] = []
    for act in acts:
        doer = ACTS[role].get(act.act)
        if doer is None:
            continue
        for item in _meant(act, items):
            try:
                with talk.session.begin_nested():
                    line = doer(_doing(talk, act, item))
            except Refused as refused:
                said.append(say(refused.key, **refused.fields))
                continue
            if act.act == "confirm_receipt" and item and isinstance(item.case, HandOver):
                confirmed.append(item.case)
            elif act.act == "confirm_receipt" and item and isinstance(item.case, Assignment):
                assigned.append(item.case)
            else:
                said.append(line)
    if assigned:
        said.insert(0, say_confirmed(assigned, talk.now))
    if confirmed:
        said.insert(0, _say_confirmed(confirmed, talk))
    if not said:
        return None
    return Answer("\n".join(dict.fromkeys(said)), role)


def _doing(talk: Talk, act: Act, item: Item | None) -> Doing:
    return Doing(
        session=talk.session,
        now=talk.now,
        contact=talk.contact,
        roles=talk.roles,
        reader=talk.reader,
        case=item.case if item else None,
        fields=act.fields,
        said=talk.text,
    )


def _meant(act: Act, items: Sequence[Item]) -> Sequence[Item | None]:
    """The cases that an act is about; an act about the person has none."""
    found: dict[str, Item] = {}
    for item in items:
        # A hand-over that waits for a decision stands before its own issue: same number, one deed.
        if item.pending.ref in act.refs:
            found.setdefault(item.pending.ref, item)
    if found:
        return list(found.values())
    duty = [item for item in items if isinstance(item.case, Duty)]
    return duty or [None]


def _say_confirmed(rows: list[HandOver], talk: Talk) -> str:
    due = say_when(min(row.due for row in rows), talk.now)
    cases = "、".join(label(row.issue) for row in rows)
    if len(rows) == 1:
        return say("bureau.confirmed", cases=cases, due=due)
    return say("bureau.confirmed_many", cases=cases, count=len(rows))
