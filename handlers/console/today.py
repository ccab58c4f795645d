"""今日: the list, and what is done from it without opening a case."""

from datetime import datetime

from flask import g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import issues, messages, outbox, reading, second, stand_ins, telephone
from bot.actions import words as wording
from bot.actions.calendar import say_when
from bot.actions.desk import choices, vacancies
from bot.actions.desk.calls import may_ring
from bot.actions.desk.scope import Desk, Item, Waiting
from bot.actions.desk.today import all_waiting
from bot.actions.officers import say_roles
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Grid, Issue, Message, Notice, Officer
from bot.texts import for_a_page, say
from handlers.case_view import NotYours
from handlers.console import accounts
from handlers.console.page import back_to, desk_of, leave_trace, nothing_here, sentence, show
from handlers.deeds import ACTS, Doing
from handlers.pages.posted import LONGEST
from handlers.parts import parts
from handlers.standing import desk_name


def today() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        officer = session.get_one(Officer, g.officer_id)
        waiting = all_waiting(desk)
        answers = (_to_agree(desk), _agreed(desk), _not_agreed(desk))
        waiting += [group for group in answers if group.items]
        places = any(b.field == "grid" for w in waiting for i in w.items for b in i.buttons)
        drawn = show(
            "today.html",
            "today",
            waiting=waiting,
            roles=say_roles(officer, now),
            standing_in=stand_ins.say_for_whom(session, officer, now),
            outcomes=telephone.OUTCOMES,
            grids=choices.villages(desk) if places else [],
            day=_say_today(now),
            first=vacancies.what_comes_first(desk),
        )
    leave_trace([item.shows for group in waiting for item in group.items], now)
    return drawn


def _say_today(now: datetime) -> str:
    day = local_day(now)
    return f"{day.month}月{day.day}日，星期{'一二三四五六日'[day.weekday()]}"


def _to_agree(desk: Desk) -> Waiting:
    """What takes two people, and this officer may be the second."""
    ids = [officer.id for officer in desk.roles.officers]
    items = [
        Item(
            number=0,
            title=f"{row.asker.name}想{second.say_act(row)}",
            place="",
            gist=str(row.what.get("said", "")),
            note="您同意了就开始"
            if row.act == "stand_in"
            else "要第二个人点头，您同意了他才能做，只做一次",
            approval=row.id,
            link=second.page_of(row),
        )
        for row in second.to_decide(desk.session, ids, desk.roles)
    ]
    return Waiting("second", "等您点头的", items)


def _agreed(desk: Desk) -> Waiting:
    """What the second person said yes to: done by whoever asked, or it lapses."""
    items = [
        Item(
            number=0,
            title=say(
                "console.agreed",
                who=row.decider.name if row.decider else "",
                act=second.say_act(row),
            ),
            place="",
            gist=str(row.what.get("said", "")),
            note=say("console.agreed_holds"),
            link=second.page_to_do_it(row),
        )
        for row in second.agreed_to(
            desk.session, [officer.id for officer in desk.roles.officers], desk.now
        )
    ]
    return Waiting("agreed", "点头了，等您办的", items)


def _not_agreed(desk: Desk) -> Waiting:
    """What the second person of one's own word to many said no to: to be changed, or let be."""
    items = [
        Item(
            number=0,
            title=say("console.not_agreed", who=row.decider.name if row.decider else ""),
            place="",
            gist=str(row.what.get("why", "")),
            note=str(row.what.get("said", "")),
            link=second.page_of(row),
        )
        for row in second.refused_to(desk.session, [officer.id for officer in desk.roles.officers])
    ]
    return Waiting("refused", "群发没有同意的", items)


def agree(approval_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    agreed = request.form.get("answer") == "yes"
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            officer = session.get_one(Officer, g.officer_id)
            why = request.form.get("why", "")
            row = second.decide(
                session, approval_id, officer, desk.roles, agreed=agreed, now=now, why=why
            )
            if agreed and row.act == "stand_in":
                accounts.begin_as_agreed(session, row, now=now)
    except Refused as refused:
        return back_to("/console/", sentence(refused), good=False)
    return back_to(
        "/console/", "好，您同意了。" if agreed else say("console.no_was_told"), good=True
    )


@for_a_page()
def told(notice_id: int) -> ResponseReturnValue:
    """What came of a call."""
    now = parts().clock.now()
    # One that was read out alone was read out on the page of what went out.
    alone = request.form.get("only")
    back = "/console/outgoing?state=telephone" if alone else "/console/#calls"
    try:
        with parts().database.write() as session:
            desk = desk_of(session, now)
            notice = session.get(Notice, notice_id)
            if notice is None or not may_ring(desk, notice):
                return nothing_here()
            text = ACTS["station"]["told"](
                Doing(
                    session=session,
                    now=now,
                    contact=desk.contact,
                    roles=desk.roles,
                    reader=reading.reader(session),
                    case=notice,
                    fields={
                        "how": request.form.get("how", ""),
                        "only": request.form.get("only", ""),
                    },
                )
            )
    except Refused as refused:
        return back_to(back, sentence(refused), good=False)
    except telephone.NotOnTheList:
        with parts().database.read() as session:
            said = telephone.say_done(session, session.get_one(Notice, notice_id))
        return back_to(back, said, good=False)
    return back_to(back, text, good=True)


def read_message(message_id: int) -> ResponseReturnValue:
    """A message that no machine understood: a person opens it as an issue or sets it aside."""
    now = parts().clock.now()
    with parts().database.write() as session:
        desk = desk_of(session, now)
        message = session.get(Message, message_id, with_for_update=True)
        if message is None or not desk.county:
            return nothing_here()
        if message.state != "unhandled":
            return back_to("/console/#unread", _done_before(session, message), good=False)
        what, text = request.form.get("what"), request.form.get("text", "").strip()[:LONGEST]
        if what == "answer" and not text:
            return back_to("/console/#unread", "请写一句话。", good=False)
        if what == "open":
            said = _open(session, message, message.words.text if message.words else None, now)
            messages.by_hand(session, "message.opened", message, desk.contact, now=now)
        elif what == "answer":
            messages.answer(session, message, desk.contact, text, now=now)
            said = "回给他了。"
        else:
            messages.set_aside(session, message, desk.contact, now=now)
            said = "好，放到一边了，不给他回话。"
    return back_to("/console/#unread", said, good=True)


def _done_before(session: Session, message: Message) -> str:
    """Who was quicker, and what came of it."""
    who, act = messages.done_by_hand(session, message)
    issue = session.get(Issue, message.issue_id) if message.issue_id else None
    if not who:
        return f"这条机器后来看懂了{f'，在民{issue.number}里' if issue else ''}，不用您办了。"
    if act == "message.opened" and issue is not None:
        return f"{who}已经立了民{issue.number}，不用您办了。"
    return f"{who}已经{'给他回了话' if act == 'message.answered' else '放到一边了'}，不用您办了。"


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
