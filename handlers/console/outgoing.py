"""发出的消息: what went out and what did not, sent again by a person; the key that stops it all."""

from flask import g, request
from flask.typing import ResponseReturnValue

from bot.actions import outgoing as standing_of
from bot.actions import resending, switches, telephone
from bot.actions.desk import outbox_list
from bot.actions.desk.calls import may_ring
from bot.actions.desk.scope import Desk
from bot.domain.workflow import Refused
from bot.store.models import Contact, Notice
from handlers.console.page import (
    back_to,
    desk_of,
    leave_trace,
    nothing_here,
    number_in,
    sentence,
    show,
)
from handlers.pages.history import say_moment
from handlers.parts import parts

_HERE = "/console/outgoing"


def outgoing() -> ResponseReturnValue:
    now = parts().clock.now()
    state = request.args.get("state", "failed")
    if state not in outbox_list.STATES:
        state = "failed"
    before = number_in(request.args.get("before"))
    with parts().database.read() as session:
        desk = desk_of(session, now)
        page = outbox_list.page(desk, state, before=before)
        stands = standing_of.standing(session, now)
        by = session.get(Contact, stands.stopped_by) if stands.stopped_by else None
        drawn = show(
            "outgoing.html",
            "outgoing",
            states=outbox_list.STATES,
            state=state,
            page=page,
            stands=stands,
            counts=_counts(desk, stands),
            stopped_by=(by.name or "") if by else "",
            stopped_since=say_moment(stands.stopped_since, now) if stands.stopped_since else "",
            may_stop=_may_stop(desk),
            quotas=standing_of.quotas_today(session, now),
            outcomes=telephone.OUTCOMES,
            moment=lambda at: say_moment(at, now),
        )
    leave_trace([line.shows for line in page.lines], now)
    return drawn


def _counts(desk: Desk, stands: standing_of.Outgoing) -> dict[str, str]:
    """What waits in each state: the county's as it is counted anyway, a township's own."""
    if not desk.county:
        return outbox_list.counts(desk, ("failed", "telephone", "waiting"))
    known = {"failed": stands.failed, "telephone": stands.telephone, "waiting": stands.waiting}
    return {state: str(count) for state, count in known.items() if count}


def _may_stop(desk: Desk) -> bool:
    return desk.county


def resend() -> ResponseReturnValue:
    """Try one again, or all of a page that may arrive."""
    now = parts().clock.now()
    given = [number_in(one) for one in request.form.getlist("notice")]
    wanted = [one for one in given if one is not None]
    state = "telephone" if request.form.get("state") == "telephone" else "failed"
    back = f"{_HERE}?state={state}"
    if not wanted:
        return back_to(back, "这里没有要再发的。", good=False)
    done, refused = 0, ""
    with parts().database.write() as session:
        desk = desk_of(session, now)
        notices = [session.get(Notice, one) for one in wanted[: outbox_list.PAGE]]
        if not all(notice is not None and may_ring(desk, notice) for notice in notices):
            return nothing_here()
        for notice in notices:
            try:
                resending.resend(session, notice.id if notice else 0, by=g.contact_id, now=now)
                done += 1
            except Refused as why:
                # Of several, somebody else may have seen to one: the others are sent all the same.
                refused = sentence(why)
    if not done:
        return back_to(back, refused, good=False)
    return back_to(back, f"好，{done}条马上再发一次。{refused}", good=True)


def turn() -> ResponseReturnValue:
    """The key that stops everything that goes out, danger too; the county office turns it."""
    now = parts().clock.now()
    stop = request.form.get("stop") == "yes"
    with parts().database.write() as session:
        if not _may_stop(desk_of(session, now)):
            return nothing_here()
        if stop and request.form.get("sure") != "yes":
            return back_to(_HERE, "没有停。要停，请先在方框里打勾。", good=False)
        stands = standing_of.standing(session, now)
        if stop == (stands.stopped_since is not None):
            # Who turned it, and when, stays what it was.
            by = session.get(Contact, stands.stopped_by) if stands.stopped_by else None
            name = (by.name if by is not None else "") or ""
            said = f"{name}已经全部停发了，不用再停。" if stop else "已经打开了，都在照常发。"
            return back_to(_HERE, said, good=True)
        switches.turn(session, switches.STOP, stop, by=g.contact_id, now=now)
    text = "已全部停发。排着的都在，打开后接着发。" if stop else "已打开，排着的接着发。"
    return back_to(_HERE, text, good=True)
