"""Pages that open without signing in: a hall's screen by its secret address, and what the county
has switched on for everybody. No page here names anybody but deputies: their office is public."""

from flask import Blueprint, Response

from handlers.public import hall, pages

blueprint = Blueprint("public", __name__)
blueprint.get("/hall/<secret>")(hall.screen)
blueprint.get("/hall/<secret>/now")(hall.counts)
blueprint.get("/open/")(pages.index)
blueprint.get("/open/deputy/<path:code>")(pages.deputy)
blueprint.get("/open/station/<path:code>")(pages.station)
blueprint.get("/open/station-code/<path:code>.png")(pages.station_code)
blueprint.get("/open/results")(pages.results)
blueprint.get("/open/figures")(pages.figures)


@blueprint.after_request
def _quiet(response: Response) -> Response:
    # The secret of a hall's screen goes to nobody else.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
