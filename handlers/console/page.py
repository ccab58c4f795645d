"""What every page of the console has: the navigation, who is signed in, the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions.desk.scope import Desk
from bot.actions.people import roles_of
from bot.domain.workflow import Refused
from bot.store.models import Contact
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console.doors import OFFICE, opens


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation. ``purpose``: the one line that says what the page is for."""

    key: str
    title: str
    address: str
    purpose: str
    #: Only the county office opens it.
    county: bool = False
    #: The menu that it stands in; empty: in the bar itself, for what is opened every day.
    menu: str = ""
    #: The endpoint behind it, where it is not that of the key: who gets in is asked in ``doors``.
    endpoint: str = ""


#: The navigation, as data, in the order of the page. Further pages add a line here.
NAVIGATION = (
    Entry("today", "今日", "/console/", "等您定的事，急的在前，从上往下办。"),
    Entry("issues", "群众反映", "/console/issues", "找一件事，或一批一批地看。"),
    Entry(
        "suggestions",
        "代表建议",
        "/console/suggestions",
        "审核、交办、申退、延期、评价，一件一页。",
    ),
    Entry(
        "papers",
        "材料",
        "/console/papers",
        "要打印的：周一一页纸、清单、台账、公示、年报。",
        menu="看情况",
    ),
    Entry(
        "pictures",
        "看图",
        "/console/pictures",
        "来了多少、说的什么、办到哪一步，图下面就是数字。",
        menu="看情况",
    ),
    Entry(
        "hot", "热点", "/console/hot", "好几个人都在说的事，开会、写建议前看一看。", menu="看情况"
    ),
    Entry(
        "opening",
        "公开和大屏",
        "/console/opening",
        "哪些事让大家看见：公开的页面、办结公示、大厅的屏。",
        menu="看情况",
    ),
    Entry("new", "替群众登记", "/console/new", "打电话、上门、登记本上的，替他记下来，出回执。"),
    Entry(
        "outgoing", "发出的消息", "/console/outgoing", "发到了没有，没发到是为什么。", menu="消息"
    ),
    Entry(
        "broadcasts",
        "群发",
        "/console/broadcasts",
        "一句话发给很多人：一个人写，第二个人点头，才发。",
        menu="消息",
    ),
    Entry(
        "codes",
        "发绑定码",
        "/console/codes",
        "代表、单位联络员凭码在微信里认领身份。",
        menu="人和地方",
    ),
    Entry(
        "sheets",
        "二维码",
        "/console/sheets",
        "站和网格的码，打印出来贴，扫了就知道是哪一片。",
        menu="人和地方",
    ),
    Entry(
        "accounts",
        "账号和替班",
        "/console/accounts",
        "谁能登录，谁替谁值班，忘了密码找谁。",
        menu="人和地方",
    ),
    Entry(
        "roster", "名册", "/console/roster", "哪里缺人，谁还没连微信，谁请了假。", menu="人和地方"
    ),
    Entry(
        "rules",
        "规矩",
        "/console/rules",
        "期限、多久一次、功能开关、派件的词、说的话：改了记下谁改的、为什么，随时能回去。",
        county=True,
        endpoint="rules_page",
        menu="设置",
    ),
    Entry(
        "record",
        "记录",
        "/console/record",
        "谁在什么时候做了什么、看了谁的信息。",
        county=True,
        menu="设置",
    ),
)
_BY_KEY = {entry.key: entry for entry in NAVIGATION}


def show(template: str, here: str, **fields: Any) -> str:
    """Draw a page. ``here``: the key of its entry in the navigation."""
    entry = _BY_KEY.get(here)
    return render_template(
        f"console/{template}",
        navigation=_menus(),
        office=bool(g.get("kinds", OFFICE) & OFFICE),
        here=here,
        purpose=entry.purpose if entry else "",
        door="/console",
        **fields,
    )


def _menus() -> list[tuple[str, list[Entry]]]:
    """The bar's own entries first, under "", then each menu with what this officer finds in it."""
    found: dict[str, list[Entry]] = {"": []}
    for entry in NAVIGATION:
        if _opens(entry):
            found.setdefault(entry.menu, []).append(entry)
    return list(found.items())


def _opens(entry: Entry) -> bool:
    if entry.county and not g.get("county"):
        return False
    return opens(f"console.{entry.endpoint or entry.key}", g.get("kinds", frozenset()))


def desk_of(session: Session, now: datetime) -> Desk:
    """The officer who is signed in, at work."""
    contact = session.get_one(Contact, g.contact_id)
    return Desk(session, contact, roles_of(session, contact, now), now)


def nothing_here() -> ResponseReturnValue:
    """The same answer for what is not theirs and for what does not exist."""
    return show("sorry.html", "", text="这件事不在您这里。"), 404


def or_nothing(answer: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Whoever is no party gets the same answer as for what does not exist."""

    @wraps(answer)
    def guarded(*given: Any, **named: Any) -> ResponseReturnValue:
        try:
            return answer(*given, **named)
        except NotYours:
            return nothing_here()

    return guarded


def back_to(address: str, text: str, *, good: bool) -> ResponseReturnValue:
    """Say what came of it, on the page ``address`` (never taken from a form)."""
    flash(text, "good" if good else "no")
    return redirect(address, 303)


def number_in(text: str | None) -> int | None:
    """A row's number from a form or an address; None for anything else."""
    given = text or ""
    return int(given) if given.isdecimal() and len(given) < 10 else None


def sentence(refused: Refused) -> str:
    return say(refused.key, **refused.fields)
