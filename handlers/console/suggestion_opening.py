"""答复公开: the desk reads a reply without personal data, corrects it and keeps it as the open
version; a table of them to hand to whoever publishes. The program publishes nothing."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions.actors import actor_in
from bot.actions.suggestions import exemplars, opening, replies, topics
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.store.models import Reply, Suggestion
from handlers.case_view import NotYours
from handlers.console.page import back_to, desk_of, nothing_here, number_in, or_nothing, sentence
from handlers.pages.posted import Said, short_enough
from handlers.pages.suggestion_seen import all_rows, find
from handlers.parts import parts
from handlers.tables import table_of

_SAID = {
    "open": "记下了。系统不会自己往外发，要公开的从“数字”那一页下载。",
    "close": "收回了，“数字”那一页下载的表里没有它了。以前下载、发出去的，请另外撤下。",
    "public": "好，这件可以公开，公开稿一份一份定。",
    "not_public": "好，这件不公开，定过的公开稿都收回了。",
}


def add_opening(blueprint: Blueprint) -> None:
    """The forms on a suggestion's page, and the table."""
    blueprint.post("/suggestion/<int:number>/opening")(or_nothing(open_suggestion))
    blueprint.post("/suggestion/<int:number>/topic")(or_nothing(choose_topic))
    blueprint.get("/suggestions/open.xlsx")(open_table)


def open_suggestion(number: int) -> ResponseReturnValue:
    """``act``: open and close (one reply), public and not_public (all of it), example and
    no_example (shown to deputies as good writing). Raises NotYours."""
    now, here = parts().clock.now(), f"/console/suggestion/{number}"
    act, text, hidden = request.form.get("act", ""), request.form.get("text", ""), ""
    try:
        short_enough(text)
        with parts().database.write() as session:
            about, seen = find(session, number, g.contact_id, now)
            desks = (Party.OFFICE, Party.PRESIDIUM)
            who = actor_in(session, about, seen.contact, seen.roles, now, *desks)
            if act == "open":
                reply = _reply(session, about)
                opening.open_reply(session, reply, text, who, now=now)
                if reply.open_words is not None and reply.open_words.masked != text.strip():
                    hidden = "里面像姓名、电话、门牌的遮住了，点开“公开稿定了”再看一眼。"
            elif act == "close":
                opening.close_reply(session, _reply(session, about), who, now=now)
            elif act in ("public", "not_public"):
                opening.set_public(session, about, who, public=act == "public", now=now)
            elif act == "example":
                exemplars.choose(session, about, who, text, now=now)
                return back_to(here, "好，代表在“写得好的”那一页能看到它。", good=True)
            elif act == "no_example":
                exemplars.drop(session, about, who, now=now)
                return back_to(here, "好，不再当范例。", good=True)
            else:
                raise NotYours
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    except Said as why:
        return back_to(here, str(why), good=False)
    return back_to(here, _SAID[act] + hidden, good=True)


def choose_topic(number: int) -> ResponseReturnValue:
    """Under which 专题 it counts from now on. Raises NotYours."""
    now, here = parts().clock.now(), f"/console/suggestion/{number}"
    topic = request.form.get("topic", "")
    try:
        with parts().database.write() as session:
            about, seen = find(session, number, g.contact_id, now)
            desks = (Party.OFFICE, Party.PRESIDIUM)
            who = actor_in(session, about, seen.contact, seen.roles, now, *desks)
            topics.choose(session, about, topic, who, now=now)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, f"改好了，这件以后算在“{topic}”里。", good=True)


def _reply(session: Session, about: Suggestion) -> Reply:
    """The reply that the form names by its place on the page. Raises NotYours."""
    row, place = number_in(request.form.get("row")) or 0, number_in(request.form.get("reply")) or 0
    rows = all_rows(session, about)
    if not 0 < row <= len(rows):
        raise NotYours
    found = replies.replies_of(session, rows[row - 1])
    if not 0 < place <= len(found):
        raise NotYours
    return found[place - 1]


def open_table() -> ResponseReturnValue:
    """Open versions of one year as xlsx: no name but the deputies', no rating."""
    now = parts().clock.now()
    this = local_day(now).year
    year = number_in(request.args.get("year")) or this
    rows: list[list[object]] = [["编号", "题目", "领衔代表", "承办单位", "类别", "答复（公开稿）"]]
    with parts().database.read() as session:
        desk = desk_of(session, now)
        own = [role.grid for role in desk.roles.officer_roles if role.role == "presidium"]
        if not 2000 <= year <= 2100 or not (desk.county or own):
            return nothing_here()
        area = own[0] if own and not desk.county else None
        congress = "county" if desk.county else "township"
        for reply in opening.opened(session, year, congress, area.id if area else None):
            about = reply.assignment.suggestion
            words = reply.open_words
            rows.append(
                [
                    name_of(about),
                    about.title,
                    about.lead.name,
                    reply.assignment.bureau.name,
                    reply.outcome_class or "",
                    words.masked if words is not None else "",
                ]
            )
    title = f"{year}年公开答复"
    return table_of({title: rows}, title)
