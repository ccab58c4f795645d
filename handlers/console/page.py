"""What every page of the console has: the navigation, who is signed in, the way back."""

from collections.abc import Callable, Collection
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import flash, g, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions.desk import vacancies
from bot.actions.desk.scope import Desk
from bot.actions.people import roles_of
from bot.actions.privacy import on_lists
from bot.domain.workflow import Refused
from bot.store.models import Contact
from bot.texts import say
from bot.texts.pages import purpose_of
from handlers.case_view import NotYours
from handlers.console.doors import OFFICE, opens
from handlers.parts import parts


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation. What its page is for stands in bot/texts/pages.toml."""

    key: str
    title: str
    address: str
    _: KW_ONLY
    #: Only the county office opens it.
    county: bool = False
    #: The menu that it stands in; empty: in the bar itself, for what is opened every day.
    menu: str = ""
    #: The endpoint behind it, where it is not that of the key: who gets in is asked in ``doors``.
    endpoint: str = ""


#: The navigation, as data, in the order of the page. Further pages add a line here.
NAVIGATION = (
    Entry("today", "今日", "/console/"),
    Entry("issues", "群众反映", "/console/issues"),
    Entry("suggestions", "代表建议", "/console/suggestions"),
    Entry("papers", "材料", "/console/papers", menu="看情况"),
    Entry("pictures", "看图", "/console/pictures", menu="看情况"),
    Entry("hot", "热点", "/console/hot", menu="看情况"),
    Entry("opening", "公开和大屏", "/console/opening", menu="看情况"),
    Entry("new", "替群众登记", "/console/new"),
    Entry("outgoing", "发出的消息", "/console/outgoing", menu="消息"),
    Entry("broadcasts", "群发", "/console/broadcasts", menu="消息"),
    Entry("codes", "发绑定码", "/console/codes", menu="人和地方"),
    Entry("sheets", "二维码", "/console/sheets", menu="人和地方"),
    Entry("accounts", "账号和替班", "/console/accounts", menu="人和地方"),
    Entry("roster", "名册", "/console/roster", menu="人和地方"),
    Entry("rules", "规矩", "/console/rules", county=True, endpoint="rules_page", menu="设置"),
    Entry("record", "记录", "/console/record", county=True, menu="设置"),
    Entry("looks", "谁看过", "/console/looks", county=True, menu="设置"),
    Entry("own_data", "个人信息", "/console/own-data", menu="设置"),
    Entry("retention", "留多久", "/console/retention", county=True, menu="设置"),
)


def show(template: str, here: str, **fields: Any) -> str:
    """Draw a page under the line that says what it is for. ``here``: the key of its entry in the
    navigation."""
    return render_template(
        f"console/{template}",
        navigation=_menus(),
        office=bool(g.get("kinds", OFFICE) & OFFICE),
        here=here,
        door="/console",
        **{"purpose": purpose_of(template), **fields},
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


def leave_trace(issue_ids: Collection[int], now: datetime) -> None:
    """That a list showed whom these cases are from; writes nothing where that is on record."""
    with parts().database.read() as session:
        new = on_lists.unrecorded(session, issue_ids, g.contact_id, now)
    if new:
        with parts().database.write() as session:
            on_lists.record(session, new, g.contact_id, now)


def nothing_here() -> ResponseReturnValue:
    """The same answer for what is not theirs and for what does not exist."""
    return show("sorry.html", "", text="这件事不在您这里。"), 404


def nothing_yet(desk: Desk) -> ResponseReturnValue:
    """The same; but whoever has a county with no place in it yet reads what comes first."""
    first = vacancies.what_comes_first(desk)
    return show("sorry.html", "", text=first, purpose="", first=True) if first else nothing_here()


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
