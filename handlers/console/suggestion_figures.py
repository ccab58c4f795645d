"""数字: each figure with its definition, and behind each the cases that it counts. A bureau's year
to take away. Groups stand by name: nobody is ranked."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.desk import suggestion_list
from bot.actions.desk.scope import Desk
from bot.actions.suggestions import figures, readers
from bot.actions.suggestions.figures import DEFINITIONS, Figure, Group
from bot.domain.calendars import local_day
from bot.store.models import Bureau
from handlers.console.page import desk_of, nothing_here, number_in, show
from handlers.console.suggestion_lines import row_of
from handlers.parts import parts
from handlers.tables import table_of

_HERE = "/console/suggestions/figures"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BY = {
    "bureau": "按单位",
    "topic": "按专题",
    "township": "按乡镇",
    "class": "按答复类别",
    "source": "按来源",
}
#: Short names of the figures, as headings of columns.
NAMES = {
    "received_in_time": "按时签收",
    "replied_in_time": "按时答复",
    "procedure_closed": "程序办结",
    "closed_out": "落实销号",
    "satisfied": "满意",
    "unrated": "未评价",
    "reworked": "重新办理",
    "class_a": "A类",
}
#: Cases behind one figure that are shown on one page.
PAGE = 60
_WHOLE = "（全部）"
#: Figures that tell how deputies rated.
_RATED = frozenset({"satisfied", "unrated"})


def add_figures(blueprint: Blueprint) -> None:
    """The pages and files."""
    blueprint.get("/suggestions/figures")(all_figures)
    blueprint.get("/suggestions/figures.xlsx")(figures_table)
    blueprint.get("/suggestions/figures/cases")(figure_cases)
    blueprint.get("/suggestions/figures/bureau/<code>.docx")(bureau_profile)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose figures, of which year, grouped how."""

    year: int
    by: str
    congress: str
    area_id: int | None
    name: str
    #: A county leader's: how deputies rated is sealed, so not of which bureau nor of which case.
    sealed: bool = False

    def groups(self, session: Session, now: datetime) -> list[Group]:
        """All of them together first, then by name."""
        given = {"now": now, "congress": self.congress, "area_id": self.area_id}
        whole = figures.of_year(session, self.year, **given)  # type: ignore[arg-type]
        each = figures.by(session, self.by, self.year, **given)  # type: ignore[arg-type]
        return [Group(_WHOLE, tuple(whole)), *(self._unsealed(group) for group in each)]

    def _unsealed(self, group: Group) -> Group:
        if not self.sealed:
            return group
        return Group(group.name, tuple(one for one in group.figures if one.name not in _RATED))

    def opens(self, figure: str) -> bool:
        """Whether the cases behind it may be looked at."""
        return not (self.sealed and figure in _RATED)

    @property
    def query(self) -> dict[str, str]:
        return {"year": str(self.year), "by": self.by}


def _asked(desk: Desk) -> _Asked | None:
    """None: this officer has no figures of suggestions. The county's are its office's, and its
    leaders'; a presidium has those of its own congress."""
    this = local_day(desk.now).year
    year = number_in(request.args.get("year")) or this
    year = year if 2000 <= year <= 2100 else this
    by = request.args.get("by", "bureau")
    by = by if by in BY else "bureau"
    if desk.county:
        return _Asked(year, by, "county", None, "县人大")
    if desk.leads:
        return _Asked(year, by, "county", None, "县人大", sealed=True)
    own = [role.grid for role in desk.roles.officer_roles if role.role == "presidium"]
    if not own or own[0] is None:
        return None
    return _Asked(year, by, "township", own[0].id, f"{own[0].name}人大")


def all_figures() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        asked = _asked(desk)
        if asked is None:
            return nothing_here()
        groups = asked.groups(session, now)
        codes = {row.name: row.code for row in session.scalars(select(Bureau))}
        this = local_day(now).year
        return show(
            "figures.html",
            "suggestions",
            asked=asked,
            years=range(this, this - 3, -1),
            ways=BY,
            names=NAMES,
            definitions=DEFINITIONS,
            groups=[_group(asked, group, codes) for group in groups],
            query=urlencode(asked.query),
            county=desk.county,
        )


def _group(asked: _Asked, group: Group, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "name": group.name,
        "code": codes.get(group.name, "") if asked.by == "bureau" else "",
        "cells": [_cell(asked, group.name, one) for one in group.figures],
    }


def _cell(asked: _Asked, group: str, one: Figure) -> dict[str, Any]:
    query = {**asked.query, "group": group, "figure": one.name}
    return {
        "title": NAMES[one.name],
        "counts": f"{len(one.part)}／{len(one.whole)}",
        "share": "" if one.share is None else f"{one.share:g}%",
        "address": f"{_HERE}/cases?{urlencode(query)}"
        if one.whole and asked.opens(one.name)
        else "",
        "none": not one.whole,
    }


def figure_cases() -> ResponseReturnValue:
    """The suggestions that a figure counts: its part, or what is missing to the whole."""
    now = parts().clock.now()
    name, group = request.args.get("figure", ""), request.args.get("group", "")
    rest = request.args.get("rest") == "yes"
    start = number_in(request.args.get("from")) or 0
    with parts().database.read() as session:
        desk = desk_of(session, now)
        asked = _asked(desk)
        if asked is None or name not in NAMES or not asked.opens(name):
            return nothing_here()
        found = [
            one
            for each in asked.groups(session, now)
            if each.name == group
            for one in each.figures
            if one.name == name
        ]
        if not found:
            return nothing_here()
        figure = found[0]
        part = {about.id for about in figure.part}
        wanted = [
            about
            for about in figure.whole
            if (about.id in part) != rest
            and (not asked.sealed or readers.may_read(session, about, desk.roles))
        ]
        query = {**asked.query, "group": group, "figure": name}
        more = {**query, "rest": "yes" if rest else "", "from": str(start + PAGE)}
        return show(
            "figure_cases.html",
            "suggestions",
            title=f"{NAMES[name]}：{group.strip('（）')}，{asked.year}年",
            definition=figure.definition,
            part=len(figure.part),
            others=len(figure.whole) - len(figure.part),
            rest=rest,
            address=f"{_HERE}/cases?{urlencode(query)}",
            rows=[
                row_of(desk, row)
                for row in suggestion_list.lines(desk, wanted[start : start + PAGE])
            ],
            more=f"{_HERE}/cases?{urlencode(more)}" if len(wanted) > start + PAGE else "",
            back=f"{_HERE}?{urlencode(asked.query)}",
        )


def figures_table() -> ResponseReturnValue:
    """The same figures as xlsx: part and whole, so that nobody has to trust a percentage."""
    now = parts().clock.now()
    with parts().database.read() as session:
        asked = _asked(desk_of(session, now))
        if asked is None:
            return nothing_here()
        head: list[object] = [BY[asked.by].removeprefix("按")]
        for name in NAMES.values():
            head += [name, f"{name}：总数", f"{name}（%）"]
        rows: list[list[object]] = [head]
        for group in asked.groups(session, now):
            cells: list[object] = [group.name]
            known = {one.name: one for one in group.figures}
            for name in NAMES:
                if name not in known:
                    cells += ["", "", ""]
                    continue
                one = known[name]
                share = "" if one.share is None else one.share
                cells += [len(one.part), len(one.whole), share]
            rows.append(cells)
    meanings: list[list[object]] = [["指标", "怎么算的"]]
    meanings += [[NAMES[key], text] for key, text in DEFINITIONS.items()]
    title = f"{asked.year}年"
    return table_of({title: rows, "怎么算的": meanings}, f"{title}建议的数字")


def bureau_profile(code: str) -> ResponseReturnValue:
    """A bureau's year (C29, P23), for the county office only: ratings are in it as a sum."""
    from bot.papers import bureaus
    from bot.papers.gather import bureaus as gather

    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        asked = _asked(desk)
        bureau = session.scalar(select(Bureau).where(Bureau.code == code))
        if asked is None or bureau is None or not desk.county:
            return nothing_here()
        made = bureaus.bureau_profile(gather.profile(session, bureau, asked.year, now))
        name = f"{bureau.name}{asked.year}年办理情况.docx"
    return send_file(io.BytesIO(made), mimetype=_DOCX, as_attachment=True, download_name=name)
