"""Two people at one case at the same time: every form carries how far its page had seen, and an
act on a case or a suggestion is held once if somebody else did something to it meanwhile. The
page comes back with what was typed, with theirs on it and with a newer mark: the second click
does it, knowingly. Where what was clicked is gone there is no second click: then it says where
the case stands."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import label
from bot.actions.desk.scope import Desk
from bot.actions.desk.today import still_offers
from bot.actions.people import roles_of
from bot.domain.workflow import Refused
from bot.domain.workflows import ALL
from bot.domain.workflows.suggestion import sealed
from bot.store.models import Contact, History, Issue, Suggestion
from bot.texts import say
from handlers.pages.history import Line
from handlers.pages.posted import Said
from handlers.parts import parts

#: Name of the field.
FIELD = "as_seen"
#: So many of the others' acts are told; the page shows them all.
_MOST = 3
#: Refused because nothing waits any more: what came last says why.
_NOTHING_WAITS = frozenset({"desk.nothing_to_decide", "refused.nothing_to_decide"})


def look() -> None:
    """Before a page is drawn: how far it can have seen."""
    with parts().database.read() as session:
        newest = session.scalar(select(History.id).order_by(History.id.desc()).limit(1))
    g.as_seen = newest or 0


def hidden_fields() -> Markup:
    """What every form carries, whatever it is about: ``csrf()`` of the templates."""
    field = Markup('<input type="hidden" name="{}" value="{}">').format
    token, seen = field("csrf_token", generate_csrf()), g.get(FIELD)
    return token if seen is None else token + field(FIELD, seen)


def seen_until() -> int | None:
    """Newest entry of the history that the page of this form can have shown; None: it carries no
    mark."""
    given = request.form.get(FIELD, "")
    return int(given) if given.isdecimal() and len(given) < 16 else None


def hold_once(
    meanwhile: Sequence[Line],
    session: Session,
    case: Issue | Suggestion,
    contact: Contact,
    now: datetime,
    offered: Callable[[], bool] = lambda: True,
) -> None:
    """``meanwhile``: what others did to ``case`` since then, oldest first, as this person may read
    it; ``offered``: whether its page still has the button. Raises Said, which names it."""
    if not meanwhile:
        return
    told = "；".join(f"{line.when}，{line.said}" for line in meanwhile[-_MOST:])
    listed = request.form.get("back") == "list" and request.path.startswith("/console/")
    if _still_waits(session, contact, now) if listed else offered():
        raise Said(say("page.meanwhile", told=told))
    # A bureau reads it too: it says of no answer that it was rated (design 1.4).
    state = ALL["issue"].states[case.state] if isinstance(case, Issue) else sealed(case.state)
    key = "page.gone_from_today" if listed else "page.gone_meanwhile"
    raise Said(say(key, case=label(case), told=told, state=state))


def why_not(refused: Refused, history: Callable[[], Sequence[Line]]) -> str:
    """What is said to whoever clicked too late, also twice themselves; ``history``: of the case,
    oldest first, as this person may read it."""
    said = say(refused.key, **refused.fields)
    last = history()[-1:] if refused.key in _NOTHING_WAITS else ()
    return said + "".join(say("page.came_last", told=f"{one.when}，{one.said}") for one in last)


def _still_waits(session: Session, contact: Contact, now: datetime) -> bool:
    """Whether the button that was clicked on 今日 still stands there."""
    desk = Desk(session, contact, roles_of(session, contact, now), now)
    role, act, row = (request.form.get(name, "") for name in ("role", "act", "row"))
    page = request.path.removesuffix("/act")
    return still_offers(desk, page, role, act, int(row) if row.isdecimal() else 0)
