"""谁看过: who saw what is masked for others, and why; who may see what; the click that opens it."""

from collections.abc import Iterator

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from bot.actions import officers
from bot.actions.desk import audit_list
from bot.actions.privacy import who_sees
from bot.domain.workflow import Refused
from bot.store.models import Contact
from handlers.case_view import NotYours
from handlers.case_view import find as find_case
from handlers.console.page import back_to, desk_of, number_in, or_nothing, sentence, show
from handlers.console.record import asked_in, said_asked
from handlers.pages.history import say_moment
from handlers.parts import parts

_SAID = {
    who_sees.DIRECT: "直接看",
    who_sees.BY_REASON: "选个理由再看，记下来",
    who_sees.NEVER: "看不到",
}


def add_looks(blueprint: Blueprint) -> None:
    blueprint.get("/looks", endpoint="looks")(or_nothing(page))
    blueprint.post("/issue/<int:number>/open", endpoint="open_masked")(or_nothing(open_masked))


def page() -> ResponseReturnValue:
    """Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            raise NotYours
        everybody = officers.everybody(session, now)
        asked = asked_in(request.args, everybody, group="looked")
        found = audit_list.looks(session, asked, before=number_in(request.args.get("before")))
        return show(
            "looks.html",
            "looks",
            page=found,
            asked=said_asked(asked, everybody),
            people=[(one.code, one.name) for one in everybody],
            table=[(row.label, list(_kinds(row)), row.note) for row in who_sees.POSITIONS.values()],
            moment=lambda at: say_moment(at, now),
        )


def _kinds(row: who_sees.Position) -> Iterator[tuple[str, str]]:
    """Kind of thing, and how this position gets to see it."""
    yield "姓名、电话", _SAID[row.sees]
    words = _SAID[row.sees]
    if row.masked and row.sees == who_sees.NEVER:
        words = "看得到，里面的姓名、电话遮住"
    elif row.masked and row.sees == who_sees.BY_REASON:
        words = "看得到，里面的姓名、电话遮住；选个理由再看原话，记下来"
    yield "说的话", words
    yield "语音、登记本", "听不到、看不到" if row.sees == who_sees.NEVER else _SAID[row.sees]
    yield "事情的照片、视频", _SAID[row.pictures]


def open_masked(number: int) -> ResponseReturnValue:
    """One click with a reason; on record, and open for some minutes. Raises NotYours."""
    now, here = parts().clock.now(), f"/console/issue/{number}"
    try:
        with parts().database.write() as session:
            contact = session.get_one(Contact, g.contact_id)
            issue, seen = find_case(session, number, contact, now)
            if not seen.may_open:
                raise NotYours
            who_sees.open_masked(
                session, issue, request.form.get("why", ""), contact_id=contact.id, now=now
            )
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, "打开了，您看了什么、为什么看，已经记下。", good=True)
