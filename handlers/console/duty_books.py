"""履职手册 for the county office: any deputy's year as a docx (X36). The deputy's own ratings are
in it, which nobody else at a station or a township may read."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from bot.actions.bindings import CONGRESS_LABELS
from bot.domain.calendars import local_day
from bot.store.models import Deputy
from handlers.console.downloads import download_of, note_printed, year_asked
from handlers.console.page import desk_of, nothing_here, show
from handlers.parts import parts

#: So many are listed; more are found by name.
_LISTED = 40


def add_duty_books(blueprint: Blueprint) -> None:
    """The list to choose from, and one book."""
    blueprint.get("/papers/duty-books")(duty_books)
    blueprint.get("/papers/duty-book/<int:deputy_id>.docx")(duty_book)


def duty_books() -> ResponseReturnValue:
    now = parts().clock.now()
    year, this = year_asked(now), local_day(now).year
    wanted = request.args.get("q", "").strip()[:32]
    with parts().database.read() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        query = select(Deputy).order_by(Deputy.until.is_not(None), Deputy.code, Deputy.id)
        if wanted:
            query = query.where(
                or_(
                    Deputy.name.contains(wanted, autoescape=True),
                    Deputy.electoral_unit.contains(wanted, autoescape=True),
                )
            )
        found = session.scalars(query.limit(_LISTED + 1)).all()
        return show(
            "duty_books.html",
            "papers",
            deputies=found[:_LISTED],
            more=len(found) > _LISTED,
            congresses=CONGRESS_LABELS,
            q=wanted,
            year=year,
            years=[this - back for back in range(3)],
        )


def duty_book(deputy_id: int) -> ResponseReturnValue:
    from bot.papers import duty_book as book
    from bot.papers.gather.duty_books import book_of

    now = parts().clock.now()
    year = year_asked(now)
    with parts().database.read() as session:
        deputy = session.get(Deputy, deputy_id) if deputy_id < 2**31 else None
        if deputy is None or not desk_of(session, now).county:
            return nothing_here()
        made, name = book_of(session, deputy, year, now), deputy.name
    note_printed("duty_book", "deputy", deputy_id, year, now)
    return download_of(book.duty_book(made), f"{name}{year}年履职手册.docx")
