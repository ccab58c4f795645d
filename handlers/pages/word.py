"""``/p/word/<id>``: the whole text of a word to many, for who got it."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.store.models import Broadcast, BroadcastRecipient, Officer
from handlers.parts import parts


def word(broadcast_id: int) -> ResponseReturnValue:
    with parts().database.read() as session:
        row = session.get(Broadcast, broadcast_id)
        to_them = select(BroadcastRecipient.id).where(
            BroadcastRecipient.broadcast_id == broadcast_id,
            BroadcastRecipient.contact_id == g.contact_id,
            BroadcastRecipient.state == "queued",
        )
        # Who wrote it opens it from the trial.
        own = select(Officer.id).where(
            Officer.contact_id == g.contact_id, Officer.id == (row.made_by if row else 0)
        )
        if row is None or not (session.scalar(to_them) or session.scalar(own)):
            return render_template("sorry.html", text="没有这个页面。"), 404
        return render_template("word.html", row=row)
