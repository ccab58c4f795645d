"""The list, and what is done from it without opening a case: calls and unread messages."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import issues, messages, outbox, reading, telephone
from bot.actions import words as wording
from bot.actions.calendar import say_when
from bot.actions.officers import say_roles
from bot.actions.people import roles_of
from bot.domain.workflow import Refused
from bot.store.models import Contact, Grid, Message, Notice, Officer
from bot.texts import say
from handlers.case_view import NotYours, desk_name
from handlers.deeds import ACTS, Doing
from handlers.parts import parts
from handlers.todo.calls import may_ring
from handlers.todo.lists import waiting_for
from handlers.todo.scope import Desk

Answer = Callable[[int], ResponseReturnValue]


def or_nothing(answer: Answer) -> Answer:
    """Whoever is no party gets the same answer as for what does not exist."""

    @wraps(answer)
    def guarded(number: int) -> ResponseReturnValue:
        try:
            return answer(number)
        except NotYours:
            return render_template("sorry.html", text="这件事不在您这里。"), 404

    return guarded


def _desk(session: Session, now: datetime) -> Desk:
    contact = session.get_one(Contact, g.contact_id)
    return Desk(session, contact, roles_of(session, contact, now), now)


def waiting() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = _desk(session, now)
        return render_template(
            "console/list.html",
            waiting=waiting_for(session, desk.contact, desk.roles, now),
            name=g.name,
            roles=say_roles(session.get_one(Officer, g.officer_id), now),
            outcomes=telephone.OUTCOMES,
            door="/console",
        )


def told(notice_id: int) -> ResponseReturnValue:
    """What came of a call."""
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            desk = _desk(session, now)
            notice = session.get(Notice, notice_id)
            if notice is None or not may_ring(desk, notice):
                return render_template("sorry.html", text="这件事不在您这里。"), 404
            how = request.form.get("how", "")
            text = ACTS["station"]["told"](
                Doing(
                    session=session,
                    now=now,
                    contact=desk.contact,
                    roles=desk.roles,
                    reader=reading.reader(session),
                    case=notice,
                    fields={"how": how},
                )
            )
        flash(text, "good")
    except Refused as refused:
        flash(say(refused.key, **refused.fields), "no")
    except telephone.NotOnTheList:
        flash("这个电话已经有人打过、记下了。", "no")
    return redirect("/console/", 303)


def read_message(message_id: int) -> ResponseReturnValue:
    """A message that no machine understood: a person opens it as an issue or sets it aside."""
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = _desk(session, now)
        message = session.get(Message, message_id, with_for_update=True)
        if message is None or not desk.county:
            return render_template("sorry.html", text="这件事不在您这里。"), 404
        if message.state != "unhandled":
            flash("这条已经有人处理了。", "no")
        elif request.form.get("what") == "open":
            text = message.words.text if message.words else None
            flash(_open(session, message, text, now), "good")
        else:
            messages.set_aside(session, message, desk.contact, now=now)
            flash("好，放到一边了。", "good")
    return redirect("/console/", 303)


def _open(session: Session, message: Message, text: str | None, now: datetime) -> str:
    """Through the same gates as if it had been understood at once."""
    if not text:
        words = wording.keep(session, "（没有文字）", said_by=message.contact_id, now=now)
        opened = issues.open_call(session, message.contact, words, now=now)
    else:
        home = session.get(Grid, message.contact.grid_id) if message.contact.grid_id else None
        read = reading.reader(session).read(text, home=home.code if home else None)
        messages.show_masked(message, read.masked)
        if message.words is None:
            raise NotYours
        opened = issues.open_issue(
            session, message.contact, message.words, read, read.issues[0], now=now
        )
    message.issue_id = opened.id
    messages.settle(message, "", "constituent")
    if opened.speak_by is not None:
        answer = say(
            "answer.received",
            title=opened.title,
            number=f"民{opened.number}",
            speak_by=say_when(opened.speak_by, now),
            station=desk_name(opened),
        )
        key = f"answer.later:{message.id}"
        outbox.queue(
            session, "answer.later", message.contact_id, key=key, fields={"text": answer}, now=now
        )
    return f"立了编号民{opened.number}。"
