"""The page of a suggestion, its acts and its files: the same for phones and the office."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.actions.suggestions import (
    exemplars,
    files,
    looking,
    looking_back,
    proposing,
    receipts,
    stages,
)
from bot.actions.suggestions.dictated import voices
from bot.actions.suggestions.gives_away import gives_away
from bot.actions.suggestions.kind import desk_name, name_of, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import GRADES, MEETING_KINDS, NOT_A_SUGGESTION, PRESENT
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Assignment, Bureau, Grid, Media, Reply, ReplyFile, Suggestion
from handlers.case_view import NotYours
from handlers.pages import (
    suggestion_afterwards,
    suggestion_examples,
    suggestion_lists,
    suggestion_rows,
)
from handlers.pages.suggestion_acting import act, type_in
from handlers.pages.suggestion_forms import Button, buttons, holds
from handlers.pages.suggestion_seen import Seen, all_rows, find
from handlers.pages.suggestion_typed import NOTHING, Typed, typed
from handlers.pages.suggestion_view import view
from handlers.pages.suggestion_writing import THEN
from handlers.parts import parts

_INLINE = ("image/jpeg", "image/png", "audio/mpeg")
Drawn = Callable[..., str]


def add_suggestion_pages(blueprint: Blueprint, door: str, draw: Drawn | None = None) -> None:
    """``door``: /p or /console; ``draw``: draws the page inside another frame."""

    @blueprint.get("/suggestion/<int:number>")
    def suggestion(number: int) -> ResponseReturnValue:
        return _or_nothing(lambda: page(number, door, draw))

    @blueprint.post("/suggestion/<int:number>/act")
    def act_on_suggestion(number: int) -> ResponseReturnValue:
        return _or_nothing(lambda: _after(number, door, draw))

    @blueprint.get("/suggestion/<int:number>/file/<int:media_id>")
    def suggestion_file(number: int, media_id: int) -> ResponseReturnValue:
        return _or_nothing(lambda: _file(number, media_id))

    @blueprint.post("/suggestion/<int:number>/typed")
    def typed_for_draft(number: int) -> ResponseReturnValue:
        return _or_nothing(lambda: _typed(number, door))

    if door == "/p":
        blueprint.get("/suggestions")(suggestion_lists.suggestions)
        blueprint.get("/suggestions/examples")(suggestion_examples.examples)
        blueprint.get("/suggestions.xlsx")(suggestion_lists.suggestions_table)
        blueprint.post("/suggestions/new")(suggestion_lists.new_suggestion)
        blueprint.post("/suggestions/received")(suggestion_lists.all_received)


def _or_nothing(answer: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    try:
        return answer()
    except NotYours:
        return render_template("sorry.html", text="这件建议不在您这里。"), 404


def _after(number: int, door: str, draw: Drawn | None) -> ResponseReturnValue:
    """The page again; what was refused stands in its form as it was typed."""
    given = {
        name: request.files.getlist(name)
        for name in ("letter", "evidence", "files")
        if request.files.getlist(name)
    }
    done = act(number, g.contact_id, request.form, given)
    back = _back(number, door)
    flash(done.text, "good" if done.good else "no")
    if door == "/console" and request.form.get("back") == "list":
        return redirect("/console/", 303)
    if done.good or back.endswith("/suggestions"):
        return redirect(back, 303)
    return page(number, door, draw, typed(request.form, given))


def _back(number: int, door: str) -> str:
    """The page itself; the list once it is no longer this person's to see."""
    now = parts().clock.now()
    try:
        with parts().database.read() as session:
            find(session, number, g.contact_id, now)
    except NotYours:
        return f"{door}/suggestions"
    return f"{door}/suggestion/{number}"


def _typed(number: int, door: str) -> ResponseReturnValue:
    done = type_in(
        number, g.contact_id, request.form.get("media", ""), request.form.get("text", "")
    )
    flash(done.text, "good" if done.good else "no")
    return redirect(_back(number, door), 303)


def page(number: int, door: str, draw: Drawn | None = None, came_back: Typed = NOTHING) -> str:
    """``came_back``: the form that was refused just now. Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        about, seen = find(session, number, g.contact_id, now)
        shown = view(session, about, seen, now)
        level = seen.desk and holds(session, about, seen, now)
        offered = buttons(session, shown, holds_level=level, now=now)
        writing = about.state in WRITING and seen.deputy
        forms = [(one.form.role, one.form.act, one.row) for one in offered]
        lost = came_back.lost([*forms, ("deputy", "write", 0)] if writing else forms)
        alike = looking.similar(session, about, now=now) if seen.signs or seen.desk else []
        picks = [_to_pick(one.suggestion) for one in alike]
        again = {
            "typed": came_back,
            "lost": lost,
            "alike": picks,
            "tells": _tells(session, about, came_back, now),
        }
        fields: dict[str, Any] = {
            "case": shown,
            "about": about,
            "sees": seen,
            "buttons": _beside_writing(offered) if writing else offered,
            "choices": choices(session, about, seen, now) | again,
            "writing": writing,
            "then": {one.form.act for one in offered} & set(THEN),
            "remarks": looking.belongs_elsewhere(about) if seen.signs or seen.desk else [],
            "similar": alike,
            "voices": voices(session, about) if seen.desk else [],
            "door": door,
        }
        if draw is not None:
            return draw(**fields)
        return render_template("suggestion.html", **fields)


def _tells(session: Session, about: Suggestion, came_back: Typed, now: datetime) -> str:
    """What in a sentence of 重新办理 that came back says who rated, or how."""
    said = str(came_back.of("office", "order_rework").one("text"))
    return "、".join(gives_away(session, about, said, now=now))


def _beside_writing(offered: list[Button]) -> list[Button]:
    """Without what the form of the text does itself: nothing typed there is left behind."""
    return [one for one in offered if one.form.act not in THEN]


def _to_pick(about: Suggestion) -> tuple[str, str]:
    """(what the form sends, how it is called) of one that another may be put together with."""
    value = about.number or f"稿{about.draft_number}"
    return value, f"{name_of(about)}《{about.title}》"


def choices(session: Session, about: Suggestion, seen: Seen, now: datetime) -> dict[str, Any]:
    """What the fields of the forms offer."""
    bodies: list[Bureau] = []
    proposed: list[proposing.Proposed] = []
    if seen.desk:
        proposed = proposing.propose(session, about, now=now)
        bodies = bureaus_for(session, about, [one.bureau for one in proposed])
        proposed = [one for one in proposed if one.bureau in bodies]
    joint = []
    for own in seen.own:
        joint += [
            row.suggestion
            for row in receipts.open_of(session, [own.bureau_id])
            if row.role == "lead" and row.suggestion_id != about.id
        ]
    return {
        "bureaus": bodies,
        # Number of the assignment on the page → the bureau that a returning one has named.
        "named": {
            place: one.code
            for place, row in enumerate(all_rows(session, about), 1)
            for one in bodies
            if row.return_to == one.name
        },
        "have_it": _have_it(session, about),
        "drafted": suggestion_rows.drafted(session, all_rows(session, about)) if seen.own else {},
        "cap": say_date(about.cap, now) if about.cap else "",
        "proposed": proposed,
        "helping": {one.bureau.id for one in proposed[1:] if one.named},
        "classes": rule(session, "suggestion.classes", now),
        "grades": list(GRADES.values()),
        "kinds": {"consultation": "面商", **MEETING_KINDS},
        "present": PRESENT,
        "reasons": NOT_A_SUGGESTION,
        "joint": joint,
        "desk": desk_name(session, about, now),
        "stages": stages.of(session, about) if seen.signs or seen.desk else (),
        "example": example.why if (example := exemplars.of(session, about)) else None,
        "proposed_days": suggestion_afterwards.proposed_days(session, all_rows(session, about), now)
        if seen.desk
        else {},
        "promises": suggestion_afterwards.open_promises(session, all_rows(session, about)),
        **suggestion_afterwards.choices(session, about, seen, now),
        "today": local_day(now).isoformat(),
        "tomorrow": (local_day(now) + timedelta(days=1)).isoformat(),
    }


def _have_it(session: Session, about: Suggestion) -> dict[int, set[int]]:
    """Number of the assignment on the page → bureaus that it cannot go to, since they have it in
    that part; 0: a further one. Who supports may come to lead, and not the other way round."""
    rows = [(place, row) for place, row in enumerate(all_rows(session, about), 1)]
    running = [row for _, row in rows if row.state not in ("reassigned", "cancelled")]
    everybody = {row.bureau_id for row in running}
    leads = {row.bureau_id for row in running if row.role == "lead"}
    return {0: everybody} | {
        place: {row.bureau_id} | (leads if row.role == "lead" else everybody) for place, row in rows
    }


def bureaus_for(session: Session, about: Suggestion, first: list[Bureau]) -> list[Bureau]:
    """Bodies that a suggestion of this congress may go to, those that look right first. A township
    assigns to its own only, whatever looks right."""
    query = select(Bureau).where(Bureau.active)
    if about.congress == "township" and about.area is not None:
        query = query.where(Bureau.grid.has(Grid.path.startswith(about.area.path)))
    else:
        query = query.where(Bureau.grid_id.is_(None) | Bureau.kind.in_(proposing.TOWN_BODIES))
    rows = session.scalars(query.order_by(Bureau.grid_id.is_not(None), Bureau.code)).all()
    return [*first, *(row for row in rows if row not in first)]


def _file(number: int, media_id: int) -> Response:
    """A reply letter or its evidence, what shows that it is done, or a voice to be typed in."""
    now = parts().clock.now()
    with parts().database.read() as session:
        about, seen = find(session, number, g.contact_id, now)
        row = session.get(Media, media_id)
        if row is None or row.state != "fetched" or not _belongs(session, about, seen, media_id):
            raise NotYours
        path, content_type = row.path, row.content_type
    file = parts().settings.media_dir / path
    if not file.is_file():
        raise NotYours
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


def _belongs(session: Session, about: Suggestion, seen: Seen, media_id: int) -> bool:
    if seen.desk and any(one.case_id == media_id for one in voices(session, about)):
        return True
    if any(row.media_id == media_id for row in files.of_suggestion(session, about)):
        return True
    if seen.desk or seen.reader:
        shown = looking_back.evidence_of(session, about)
        if any(row.media_id == media_id for row in shown):
            return True
    found = session.scalar(
        select(ReplyFile.id)
        .join(Reply, ReplyFile.reply_id == Reply.id)
        .join(Assignment, Reply.assignment_id == Assignment.id)
        .where(ReplyFile.media_id == media_id, Assignment.suggestion_id == about.id)
        .limit(1)
    )
    return found is not None
