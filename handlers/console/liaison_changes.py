"""今日: a bureau's liaison person is another one from now on, or stays."""

from flask import request
from flask.typing import ResponseReturnValue

from bot.actions import liaison_changes
from bot.domain.workflow import Refused
from bot.store.models import LiaisonChange
from bot.texts import say
from handlers.console.page import back_to, desk_of, nothing_here, sentence
from handlers.parts import parts

_HERE = "/console/#liaisons"


def decide(change_id: int) -> ResponseReturnValue:
    """Yes: the roster is changed, and the code by which the new one binds is told once."""
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            row = session.get(LiaisonChange, change_id, with_for_update=True)
            if row is None or not desk.county:
                return nothing_here()
            if request.form.get("answer") == "noted":
                liaison_changes.noted(session, row, by=desk.contact.id, now=now)
                return back_to("/console/", say("liaison_change.noted"), good=True)
            if request.form.get("answer") != "yes":
                liaison_changes.refuse(session, row, by=desk.contact.id, now=now)
                return back_to(_HERE, say("liaison_change.kept", name=row.liaison.name), good=True)
            made, code = liaison_changes.confirm(
                session,
                row,
                request.form.get("name", ""),
                request.form.get("phone", ""),
                desk.roles,
                now=now,
            )
            text = say("liaison_change.done", bureau=made.bureau.name, name=made.name, code=code)
    except Refused as refused:
        return back_to(_HERE, sentence(refused), good=False)
    return back_to(_HERE, text, good=True)
