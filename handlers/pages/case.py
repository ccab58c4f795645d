"""The page of a case, its acts, its pictures: the same for phones (/p) and the office (/console).

Whoever is no party gets the same answer as for a case that does not exist."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bot.actions import audit
from bot.actions.alarm_fields import is_not_to_be_rung
from bot.actions.desk import conversation
from bot.store.models import Contact
from handlers.case_view import (
    NotYours,
    find,
    may_see,
    media_of,
    record_look,
    sees,
    view,
)
from handlers.pages import suggestions_behind, typing_in
from handlers.pages.acting import act
from handlers.pages.buttons import alarm_buttons, choices, groups
from handlers.pages.history import say_moment
from handlers.pages.posted import Done
from handlers.parts import parts

#: These are shown in the page; everything else is handed out as a file.
_INLINE = ("image/jpeg", "image/png", "audio/mpeg", "video/mp4")


def add_case_pages(
    blueprint: Blueprint,
    door: str,
    page: Callable[[int], ResponseReturnValue] | None = None,
) -> None:
    """``door``: /p or /console, where this blueprint stands; ``page``: draws the case otherwise."""

    @blueprint.get("/issue/<int:number>")
    def issue(number: int) -> ResponseReturnValue:
        return _or_nothing(lambda: page(number) if page else _page(number, door))

    @blueprint.post("/issue/<int:number>/act")
    def act_on_issue(number: int) -> ResponseReturnValue:
        return _or_nothing(
            lambda: _after(act(number, g.contact_id, request.form, _files()), number, door)
        )

    @blueprint.post("/issue/<int:number>/typed")
    def type_in(number: int) -> ResponseReturnValue:
        return _or_nothing(
            lambda: _after(
                typing_in.type_in(
                    number,
                    g.contact_id,
                    request.form.get("media", ""),
                    request.form.get("text", ""),
                ),
                number,
                door,
            )
        )

    @blueprint.get("/media/<int:media_id>")
    def media(media_id: int) -> ResponseReturnValue:
        return _or_nothing(lambda: _media(media_id))


def _or_nothing(answer: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    try:
        return answer()
    except NotYours:
        return render_template("sorry.html", text="这件事不在您这里。"), 404


def _files() -> list[FileStorage]:
    return request.files.getlist("files")


def _after(done: Done, number: int, door: str) -> ResponseReturnValue:
    flash(done.text, "good" if done.good else "no")
    back = request.form.get("back", "")
    # A fixed list of ways back: nothing of the form becomes an address.
    return redirect(f"{door}/" if back == "list" and door == "/console" else _at(number, door), 303)


def _at(number: int, door: str) -> str:
    return f"{door}/issue/{number}"


def _page(number: int, door: str) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        if contact is None:
            raise NotYours
        issue, seen = find(session, number, contact, now)
        case = view(session, issue, seen, now)
        quiet = case.alarm is not None and is_not_to_be_rung(session, case.alarm)
        may_ring = case.phone[:1].isdigit() and not quiet
        page = render_template(
            "issue.html",
            case=case,
            issue=issue,
            sees=seen,
            groups=groups(case),
            alarm_buttons=alarm_buttons(case.alarm, may_ring=may_ring),
            quiet=quiet,
            since=conversation.words_since(session, issue, plain=seen.knows_who)
            if case.alarm
            else [],
            moment=lambda at: say_moment(at, now),
            choices=choices(session, issue, seen, now),
            history=suggestions_behind.lines(session, issue, seen, now),
            raised=suggestions_behind.suggestions_of(session, issue, seen, now),
            door=door,
            now=now,
        )
        leaves_trace = seen.desk and seen.knows_who and not seen.own
    if leaves_trace:
        with parts().database.write() as session:
            issue, seen = find(session, number, session.get_one(Contact, g.contact_id), now)
            record_look(session, issue, seen, now)
    return page


def _media(media_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        found = media_of(session, media_id)
        if contact is None or found is None:
            raise NotYours
        row, issue = found
        seen = sees(session, issue, contact, now)
        if not may_see(session, row, issue, seen) or row.state != "fetched":
            raise NotYours
        path, content_type, kind = row.path, row.content_type, row.kind
        traced = seen.desk and not seen.own and kind in ("voice", "file")
        issue_id = issue.id
    file = parts().settings.media_dir / path
    if not file.is_file():
        raise NotYours
    if traced:
        with parts().database.write() as session:
            audit.record(
                session,
                "media.looked",
                contact_id=g.contact_id,
                now=now,
                thing="issue",
                thing_id=issue_id,
                fact=kind,
            )
    inline = content_type in _INLINE
    return send_file(
        file.resolve(),
        mimetype=content_type if inline else "application/octet-stream",
        as_attachment=not inline,
        download_name=f"附件{media_id}{file.suffix}",
        conditional=True,
        etag=False,
        max_age=0,
    )
