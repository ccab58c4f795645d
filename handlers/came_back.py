"""A form that was refused comes back as it was typed, on every page alike: nobody writes anything
twice. Whoever answers a form says why it was refused and sends the reader back to its page, as
after any act (``flash(…, "no")``, a redirect); here that page is drawn at once, and what was typed
is put back into the form it came from. Passwords and files never come back with a page; the names
of the files do, to be chosen again."""

from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from flask import Flask, Response, current_app, g, request, session

from handlers.first_wrong import point_out
from handlers.forms_in import Typed, put_back

#: Kinds of pages that have forms (names of blueprints).
_WHERE = frozenset({"console", "pages"})
_REQUESTS_OWN = ("werkzeug.", "flask.", "HTTP_CONTENT", "CONTENT_")


def bring_back_forms(app: Flask) -> None:
    """Watch over every form of the app."""
    app.after_request(_bring_back)


def _bring_back(response: Response) -> Response:
    if request.method != "POST" or request.blueprint not in _WHERE:
        return response
    if response.status_code == 413:
        # So much was sent that nobody has read it.
        return response
    if response.mimetype == "text/html" and not response.location:
        _answered_by_page(response)
        return response
    said = session.get("_flashes") or []
    if not any(kind == "no" for kind, _text in said):
        return response
    back = urlsplit(response.location or "")
    if response.status_code not in (302, 303) or back.netloc not in ("", request.host):
        return response
    page = page_at(back, said)
    if page is None:
        return response
    session.pop("_flashes", None)
    return filled(page, back, _typed(back))


def _answered_by_page(response: Response) -> None:
    """A page that is the answer to a form itself and says what is wrong with it."""
    page = response.get_data(as_text=True)
    if response.status_code >= 400 or 'class="flash no"' in page:
        here = urlsplit(request.full_path)
        response.set_data(_pointed_out(page, here, _typed(here)))


def filled(page: str, back: SplitResult, typed: Typed) -> Response:
    """The page at ``back`` as an answer, with what was typed in its form."""
    made = _pointed_out(put_back(page, back.path, typed), back, typed)
    return Response(made, content_type="text/html; charset=utf-8")


def _pointed_out(page: str, at: SplitResult, typed: Typed) -> str:
    return point_out(page, at.path, typed, g.get("wrong_field", ""))


def _typed(back: SplitResult) -> Typed:
    files = {
        name: [one.filename for one in given if one.filename]
        for name, given in request.files.lists()
    }
    address = f"{back.path}?{back.query}" if back.query else back.path
    return Typed(request.path, request.form, {k: v for k, v in files.items() if v}, address)


def page_at(back: SplitResult, said: list[tuple[str, str]]) -> str | None:
    """The page as whoever sent the form would see it now, with what is said to them on top; None
    where it is no page of theirs."""
    known = dict(session)
    environ: dict[str, Any] = {
        name: value for name, value in request.environ.items() if not name.startswith(_REQUESTS_OWN)
    }
    environ |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(back.path).decode("latin-1"),
        "QUERY_STRING": back.query,
        "wsgi.input": BytesIO(),
    }
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.request_context(environ):
        # Who has only just signed in has no cookie of it yet.
        session.clear()
        session.update(known, _flashes=said)
        answer: Response = app.full_dispatch_request()
        token = session.get("csrf_token")
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        fine = answer.status_code == 200 and bool(text)
    if fine and token:
        # The token of its forms is of this session.
        session["csrf_token"] = token
    return text if fine else None
