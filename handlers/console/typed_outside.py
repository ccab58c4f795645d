"""A form that is sent when the session is over: what was typed goes with the page on which one
signs in, sealed, and stands in its form again afterwards. The store keeps nothing of it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, current_app, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from bot.texts import say
from handlers.came_back import filled, page_at
from handlers.forms_in import Typed

#: So long one may take to sign in, in seconds; more than so many signs are no form of ours.
_HOLDS, _MOST = 12 * 3600, 60_000
#: Fields that never stand in a page.
_SECRET = ("csrf_token", "password", "old", "new", "again", "kept")


@dataclass(frozen=True, slots=True)
class _Kept:
    """``path``: where it was sent; ``page``: where it was typed; ``officer``: by whom, 0: who
    knows."""

    path: str
    page: str
    officer: int
    values: list[tuple[str, str]]


def seal() -> str:
    """The form of this request, for a field of the page that asks who one is; empty: no form."""
    if request.method != "POST" or request.path in ("/console/login", "/console/logout"):
        return ""
    values = [(name, text) for name, text in request.form.items(multi=True) if name not in _SECRET]
    if not values or sum(len(name) + len(text) for name, text in values) > _MOST:
        return ""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/console/"):
        # What others make a browser send is put into no form.
        return ""
    page = f"{came.path}?{came.query}" if came.query else came.path
    return str(_sealer().dumps([request.path, page, session.get("officer") or 0, values]))


def back_with(word: str, officer_id: int) -> Response | None:
    """The page on which ``word`` was typed, with it in its form; None: there is no such page for
    this officer, or it was somebody else who typed."""
    kept = _opened(word)
    if kept is None or kept.officer not in (0, officer_id):
        return None
    back = urlsplit(kept.page)
    page = page_at(back, [("no", say("page.signed_in_again"))])
    if page is None:
        return None
    return filled(page, back, Typed(kept.path, MultiDict(kept.values), address=kept.page))


def _opened(word: str) -> _Kept | None:
    try:
        path, page, officer, values = _sealer().loads(word, max_age=_HOLDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return _Kept(path, page, officer, [(name, text) for name, text in values])


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="typed outside")
