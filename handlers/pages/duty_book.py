"""``/p/duty-book``: a deputy's own year (履职手册, X36), as a page and as a docx. Nothing is
entered here: what was reported once is all there is."""

import io
from datetime import datetime

from flask import g, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.bindings import CONGRESS_LABELS
from bot.domain.calendars import local_day
from bot.store.models import Contact, Deputy
from handlers.parts import parts

# Papers are made seldom and their libraries take long to load: imported where they are used.
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _mandates(session: Session) -> list[Deputy]:
    """This person's mandates, the present ones first; an ended one keeps its book."""
    contact = session.get(Contact, g.contact_id)
    if contact is None:
        return []
    query = select(Deputy).where(Deputy.contact_id == contact.id)
    return list(session.scalars(query.order_by(Deputy.until.is_not(None), Deputy.id)))


def _chosen(held: list[Deputy]) -> Deputy | None:
    wanted = request.args.get("as", "")
    return next((one for one in held if one.code == wanted), held[0] if held else None)


def _year(now: datetime) -> int:
    this = local_day(now).year
    given = request.args.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else this
    return year if this - 10 <= year <= this else this


def _not_yours() -> ResponseReturnValue:
    return render_template("sorry.html", text="这一页是给代表用的。"), 404


def page() -> ResponseReturnValue:
    from bot.papers.gather.duty_books import book_of

    now = parts().clock.now()
    year, this = _year(now), local_day(now).year
    with parts().database.read() as session:
        held = _mandates(session)
        deputy = _chosen(held)
        if deputy is None:
            return _not_yours()
        return render_template(
            "duty_book.html",
            book=book_of(session, deputy, year, now),
            mandates=[(one.code, CONGRESS_LABELS[one.congress]) for one in held],
            own=deputy.code,
            year=year,
            years=[this - back for back in range(3)],
        )


def document() -> ResponseReturnValue:
    from bot.papers.duty_book import duty_book
    from bot.papers.gather.duty_books import book_of

    now = parts().clock.now()
    year = _year(now)
    with parts().database.read() as session:
        deputy = _chosen(_mandates(session))
        if deputy is None:
            return _not_yours()
        made, name = book_of(session, deputy, year, now), deputy.name
    return send_file(
        io.BytesIO(duty_book(made)),
        mimetype=_DOCX,
        as_attachment=True,
        download_name=f"{name}{year}年履职手册.docx",
    )
