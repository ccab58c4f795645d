"""Two people at one case at the same time: every form carries how far its page had seen, and an
act on a case or a suggestion is held once if somebody else did something to it meanwhile. The
page comes back with what was typed, with theirs on it and with a newer mark: the second click
does it, knowingly."""

from collections.abc import Sequence

from flask import g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import select

from bot.store.models import History
from bot.texts import say
from handlers.pages.history import Line
from handlers.pages.posted import Said
from handlers.parts import parts

#: Name of the field.
FIELD = "as_seen"
#: So many of the others' acts are told; the page shows them all.
_MOST = 3


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


def hold_once(meanwhile: Sequence[Line]) -> None:
    """``meanwhile``: what others did since then, oldest first, as this person may read it. Raises
    Said, which names it."""
    if not meanwhile:
        return
    told = "；".join(f"{line.when}，{line.said}" for line in meanwhile[-_MOST:])
    raise Said(say("page.meanwhile", told=told))
