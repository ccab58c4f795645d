"""``/console/``: 待办, the plain page on which officers work until the console comes."""

from flask import Blueprint, Response

from handlers.pages.case import add_case_pages
from handlers.todo import codes, desk, entering, signing_in

blueprint = Blueprint("todo", __name__, url_prefix="/console")
blueprint.before_request(signing_in.ask_officer)
blueprint.get("/login")(signing_in.login)
blueprint.post("/login")(signing_in.try_login)
blueprint.post("/logout")(signing_in.logout)
blueprint.get("/password")(signing_in.password)
blueprint.post("/password")(signing_in.change_password)
blueprint.get("/")(desk.waiting)
blueprint.post("/call/<int:notice_id>")(desk.told)
blueprint.post("/message/<int:message_id>")(desk.read_message)
blueprint.get("/new")(entering.new)
blueprint.post("/new")(entering.enter)
blueprint.get("/receipt/<int:number>")(desk.or_nothing(entering.receipt))
blueprint.get("/receipt/<int:number>.docx")(desk.or_nothing(entering.receipt_document))
blueprint.get("/codes")(codes.codes)
blueprint.post("/codes")(codes.hand_out)
add_case_pages(blueprint, "/console")


@blueprint.after_request
def _same_origin(response: Response) -> Response:
    # Forms over HTTPS are checked by their Referer as well; it goes to ourselves only.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
