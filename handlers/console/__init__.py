"""``/console/``: the office's console. One file per page; what a page shows is asked in
``bot.actions.desk``, what it does goes through the same deeds as chat."""

from flask import Blueprint, Response

from handlers.console import (
    accounts,
    book,
    book_import,
    broadcasts,
    case,
    codes,
    elections,
    entering,
    hot,
    issue_list,
    liaison_changes,
    opening,
    outgoing,
    own_data,
    papers,
    pictures,
    receptions,
    record,
    roster,
    rules,
    sheets,
    signing_in,
    suggestions,
    today,
)
from handlers.console.page import or_nothing
from handlers.pages import as_seen
from handlers.pages.case import add_case_pages

blueprint = Blueprint("console", __name__, url_prefix="/console")
blueprint.before_request(signing_in.ask_officer)
blueprint.before_request(as_seen.look)
blueprint.get("/login")(signing_in.login)
blueprint.post("/login")(signing_in.try_login)
blueprint.post("/logout")(signing_in.logout)
blueprint.get("/password")(signing_in.password)
blueprint.post("/password")(signing_in.change_password)
blueprint.get("/")(today.today)
blueprint.post("/call/<int:notice_id>")(today.told)
blueprint.post("/message/<int:message_id>")(today.read_message)
blueprint.post("/second/<int:approval_id>")(today.agree)
blueprint.post("/liaison-change/<int:change_id>")(liaison_changes.decide)
blueprint.get("/issues")(issue_list.issues)
blueprint.post("/issues/keep")(issue_list.keep)
blueprint.post("/issues/drop")(issue_list.drop)
blueprint.post("/issues/bulk")(issue_list.bulk)
blueprint.get("/issues.xlsx")(issue_list.table)
blueprint.post("/issues/wish")(issue_list.wish)
blueprint.post("/issues/wished/<int:approval_id>")(issue_list.wished)
add_case_pages(blueprint, "/console", case.page)
suggestions.add_suggestions(blueprint)
papers.add_papers(blueprint)
receptions.add_receptions(blueprint)
blueprint.get("/hot")(hot.hot)
pictures.add_pictures(blueprint)
opening.add_opening(blueprint)
blueprint.get("/sheets")(sheets.sheets)
blueprint.post("/sheets")(sheets.print_sheets)
blueprint.post("/issue/<int:number>/elsewhere")(case.elsewhere)
blueprint.post("/issue/<int:number>/write")(case.write)
blueprint.get("/new")(entering.new)
blueprint.post("/new")(entering.enter)
blueprint.get("/receipt/<int:number>")(or_nothing(entering.receipt))
blueprint.get("/receipt/<int:number>.docx")(or_nothing(entering.receipt_document))
blueprint.get("/outgoing")(outgoing.outgoing)
blueprint.post("/outgoing/resend")(outgoing.resend)
blueprint.post("/outgoing/stop")(outgoing.turn)
broadcasts.add_broadcasts(blueprint)
blueprint.get("/codes")(codes.codes)
blueprint.post("/codes")(codes.hand_out)
blueprint.post("/codes/print")(codes.print_codes)
blueprint.get("/accounts")(accounts.accounts)
blueprint.post("/accounts/reset")(accounts.reset)
blueprint.post("/accounts/stand-in")(accounts.stand_in)
blueprint.post("/accounts/back")(accounts.end_stand_in)
blueprint.get("/roster")(roster.roster)
blueprint.post("/roster/deputy")(roster.deputy)
blueprint.post("/roster/liaison")(roster.liaison)
book.add_books(blueprint)
blueprint.get("/elections")(elections.elections_page)
blueprint.post("/elections")(elections.prepare)
blueprint.get("/elections/<int:election_id>")(elections.election)
blueprint.post("/elections/<int:election_id>")(elections.act)
blueprint.get("/book-import")(book_import.import_page)
blueprint.post("/book-import")(book_import.try_import)
blueprint.post("/book-import/do")(book_import.do_import)
blueprint.get("/book-import/county.xlsx")(book_import.blank_table)
rules.add_rules(blueprint)
blueprint.get("/record")(record.record)
blueprint.post("/record/verify")(record.verify)
own_data.add_own_data(blueprint)


@blueprint.after_request
def _same_origin(response: Response) -> Response:
    # Forms over HTTPS are checked by their Referer as well; it goes to ourselves only.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
