"""代表建议 of the office: the list by stage with filters that can be kept, one on one page, and the
ways to the other pages about suggestions."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from bot.actions.desk import choices, kept, suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.desk.suggestion_list import MANY, STAGES, Filter, Row, filter_from
from bot.actions.suggestions import dictated, lights, parties, supervision
from bot.actions.suggestions.lights import LIGHTS
from bot.domain.calendars import local_day
from bot.domain.suggestions import RESULTS, SOURCE_NAMES
from bot.domain.workflow import Party, Refused
from handlers.case_view import NotYours
from handlers.console import (
    kept_filters,
    suggestion_assessment,
    suggestion_figures,
    suggestion_key_items,
    suggestion_meeting,
    suggestion_meetings,
    suggestion_opening,
    suggestion_promises,
    suggestion_session_papers,
    suggestion_sheets,
)
from handlers.console.page import (
    back_to,
    desk_of,
    nothing_here,
    number_in,
    or_nothing,
    sentence,
    show,
)
from handlers.console.suggestion_lines import row_of
from handlers.console.suggestion_measures import file_paper, measure_paper
from handlers.console.suggestion_papers import download, papers_page, sign_off
from handlers.pages.suggestion import add_suggestion_pages
from handlers.pages.suggestion_lists import own_table
from handlers.pages.suggestion_seen import find
from handlers.parts import parts

_HERE = "/console/suggestions"
#: Kept filters of this list (``kept.of``).
LIST = "suggestions"


def add_suggestions(blueprint: Blueprint) -> None:
    """All pages about suggestions."""
    add_suggestion_pages(blueprint, "/console", _page)
    blueprint.get("/suggestions")(suggestions)
    blueprint.get("/suggestions/own.xlsx")(own_suggestions)
    blueprint.post("/suggestions/keep")(keep_suggestions)
    blueprint.post("/suggestions/drop")(drop_suggestions)
    suggestion_meeting.add_meeting(blueprint)
    suggestion_meetings.add_meetings(blueprint)
    suggestion_sheets.add_sheets(blueprint)
    suggestion_opening.add_opening(blueprint)
    suggestion_promises.add_promises(blueprint)
    suggestion_key_items.add_key_items(blueprint)
    suggestion_figures.add_figures(blueprint)
    suggestion_assessment.add_assessment(blueprint)
    suggestion_session_papers.add_session_papers(blueprint)
    blueprint.get("/suggestion/<int:number>/papers")(or_nothing(papers_page))
    blueprint.post("/suggestion/<int:number>/papers")(or_nothing(sign_off))
    blueprint.get("/suggestion/<int:number>/paper/<kind>/<int:place>")(or_nothing(download))
    blueprint.get("/suggestion/<int:number>/measures")(or_nothing(measures))
    blueprint.get("/suggestion/<int:number>/measure/<name>.docx")(or_nothing(measure_paper))
    blueprint.get("/suggestion/<int:number>/measures.docx")(or_nothing(file_paper))


def _page(door: str, **fields: Any) -> str:
    # The frame knows the door itself.
    return show("suggestion.html", "suggestions", topics=choices.topics(), **fields)


def suggestions() -> ResponseReturnValue:
    now = parts().clock.now()
    asked = filter_from(request.args)
    with parts().database.read() as session:
        desk = desk_of(session, now)
        counted = suggestion_list.counts(desk)
        if not asked.stage:
            stage = "all" if asked.asked else _first(desk, counted)
            asked = Filter(**{**asked.asked, "stage": stage})
        asked = replace(asked, stage=suggestion_list.stage_of(desk, asked.stage))
        page = suggestion_list.page(desk, asked, after=number_in(request.args.get("after")))
        more = {**asked.asked, "after": str(page.after)} if page.after else {}
        return show(
            "suggestions.html",
            "suggestions",
            asked=asked,
            stages=_stages(desk, asked, counted),
            lights=_lights(desk, asked) if "running" in counted else [],
            light_says=_light_says(desk, asked.light),
            title=_title(desk, asked.stage) + (f"，{LIGHTS[asked.light]}" if asked.light else ""),
            rows=[row_of(desk, row, asked.stage if _keeps(desk) else "") for row in page.rows],
            voices=[
                row_of(desk, row)
                for row in suggestion_list.lines(desk, dictated.waiting(session))
                if _sees(desk, row)
            ],
            more=f"{_HERE}?{urlencode(more)}" if more else "",
            later="after" in request.args,
            kept=[(row.id, row.name, _address(row)) for row in _kept(desk)],
            topics=choices.topics(),
            bodies=choices.bodies(desk),
            sources=SOURCE_NAMES,
            query=urlencode(asked.asked),
            links=_links(desk),
        )


def _keeps(desk: Desk) -> bool:
    """Whether it is this officer's turn at all: leaders read and decide nothing here."""
    return desk.county or any(role.role == "presidium" for role in desk.roles.officer_roles)


def _first(desk: Desk, counted: dict[str, int]) -> str:
    if not _keeps(desk):
        return next((key for key in ("review", "running", "reviewed") if key in counted), "running")
    return suggestion_list.first_stage(counted)


def _title(desk: Desk, stage: str) -> str:
    title = STAGES[stage].title
    return title if _keeps(desk) else title.replace("等您", "等")


def _stages(desk: Desk, asked: Filter, counted: dict[str, int]) -> list[dict[str, object]]:
    """The stages as links, each with the rest of the filter; empty ones only where one stands."""
    rest = {name: value for name, value in asked.asked.items() if name not in ("stage", "light")}
    return [
        {
            "title": _title(desk, key),
            "count": _say_count(counted[key]) if key in counted else "",
            "address": f"{_HERE}?{urlencode({**rest, 'stage': key})}",
            "here": key == asked.stage and not asked.light,
        }
        for key in STAGES
        if key in counted or key in (asked.stage, "all")
    ]


def _lights(desk: Desk, asked: Filter) -> list[dict[str, object]]:
    """Of what is in hand, so many of each light, as links with the rest of the filter."""
    rest = {name: value for name, value in asked.asked.items() if name not in ("stage", "light")}
    return [
        {
            "title": LIGHTS[light],
            "color": light,
            "count": _say_count(number),
            "address": f"{_HERE}?{urlencode({**rest, 'stage': 'running', 'light': light})}",
            "here": light == asked.light,
        }
        for light, number in suggestion_list.light_counts(desk).items()
    ]


def _light_says(desk: Desk, light: str) -> str:
    """What the light that is asked for means, by the county's rule."""
    if not light:
        return ""
    days = lights.yellow_days(desk.session, desk.now)
    return {
        "red": "过了答复期限，还没答复。",
        "yellow": f"到答复期限只有{days}天或不到{days}天。" if days else "今天就到答复期限。",
        "green": f"到答复期限还有{days}天以上。" if days else "还没到答复期限。",
    }[light] + "申退、延期还没定的不亮灯。"


def _say_count(number: int) -> str:
    return f"{MANY - 1}+" if number >= MANY else str(number)


def _links(desk: Desk) -> list[tuple[str, str]]:
    """The other pages about suggestions that this officer may open."""
    own = [("/console/suggestions/own.xlsx", "下载本单位的清单")] if desk.roles.liaisons else []
    looks = [("/console/suggestions/key", "重点督办")] if desk.county or desk.leads else []
    looks.append(("/console/suggestions/figures", "数字"))
    if not _keeps(desk):
        return looks + own if desk.leads else own
    found = [
        ("/console/suggestions/meeting", "开交办会"),
        ("/console/suggestions/sheets", "录入、导入"),
        ("/console/suggestions/sessions", "大会"),
        ("/console/suggestions/promises", "承诺、回头看"),
    ]
    return [*found, *looks, *own]


def _sees(desk: Desk, row: Row) -> bool:
    held = parties.parties_of(desk.session, row.about, desk.contact.id, desk.roles, desk.now)
    return bool(held & {Party.OFFICE, Party.PRESIDIUM})


def _kept(desk: Desk) -> list[Any]:
    return kept.of(desk.session, g.officer_id, LIST)


def _address(row: Any) -> str:
    return f"{_HERE}?{urlencode(kept.asked_of(row))}"


def keep_suggestions() -> ResponseReturnValue:
    """Keep what is asked now under a name."""
    now = parts().clock.now()
    asked = filter_from(request.form)
    back = f"{_HERE}?{urlencode(asked.asked)}"
    try:
        with parts().database.write() as session:
            name = request.form.get("name", "")
            kept.keep(session, g.officer_id, name, asked.asked, now=now, of_list=LIST)
    except Refused as refused:
        return back_to(back, sentence(refused), good=False)
    return back_to(back, "存好了，下次点一下就是。", good=True)


def drop_suggestions() -> ResponseReturnValue:
    return kept_filters.change(_HERE)


def own_suggestions() -> ResponseReturnValue:
    """What the bureaus of this liaison person owe an answer to, as xlsx."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not desk.roles.liaisons:
            return nothing_here()
        return own_table(session, desk.roles, now)


def measures(number: int) -> ResponseReturnValue:
    """「可选措施」, for two roles only; that somebody looked is on record. Raises NotYours."""
    # Here and not above: what papers are made of takes long to load.
    from bot.papers.gather.measures import supervision_file

    now = parts().clock.now()
    with parts().database.write() as session:
        about, seen = find(session, number, g.contact_id, now)
        if Party.OFFICE not in seen.parties and not seen.reader:
            raise NotYours
        ladder = supervision.options(session, about, seen.contact, seen.roles, now=now)
        if not ladder:
            raise NotYours
        today = local_day(now).isoformat()
        return show(
            "measures.html",
            "suggestions",
            ladder=ladder,
            results=RESULTS,
            stages=supervision_file(session, about, now).stages,
            number=number,
            today=today,
            notes=not seen.reader,
        )
