"""Pages that open from the chat, signed in by OAuth: one's cases, with pictures and long text."""

from flask import Blueprint, Response

from handlers.pages import as_seen, duty_book, mine, mine_of_bureau, signing_in, word
from handlers.pages.case import add_case_pages
from handlers.pages.suggestion import add_suggestion_pages

blueprint = Blueprint("pages", __name__, url_prefix="/p")
blueprint.before_request(signing_in.ask_who)
blueprint.before_request(as_seen.look)
blueprint.get("/auth")(signing_in.auth)
blueprint.get("/mine")(mine.mine)
blueprint.get("/mine.xlsx", endpoint="mine_table")(mine_of_bureau.table)
blueprint.post("/mine/received")(mine_of_bureau.received)
blueprint.get("/duty-book", endpoint="duty_book")(duty_book.page)
blueprint.get("/duty-book.docx", endpoint="duty_book_document")(duty_book.document)
blueprint.get("/word/<int:broadcast_id>")(word.word)
add_case_pages(blueprint, "/p")
add_suggestion_pages(blueprint, "/p")


@blueprint.after_request
def _same_origin(response: Response) -> Response:
    # Forms over HTTPS are checked by their Referer as well; it goes to ourselves only.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
