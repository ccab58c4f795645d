"""综合评估 and 问题整改清单 as tables, for the county office: papers of a meeting, not a board."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from bot.actions.suggestions import assessment
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from handlers.console.page import desk_of, nothing_here, number_in
from handlers.parts import parts
from handlers.tables import table_of

_MEANING: list[list[object]] = [
    ["项目", "怎么算的"],
    ["办理得分", "按时签收、按时答复、答复前面商、落实销号四项比率，按本县定的分量加权，满分100"],
    ["代表反馈得分", "末次评价为满意或基本满意的比率，满分100；评价太少的不列，免得猜出是谁"],
    ["两项不相加", "办得怎么样和代表怎么说分开看；按单位名称排，不排名次"],
]


def add_assessment(blueprint: Blueprint) -> None:
    blueprint.get("/suggestions/assessment.xlsx")(assessment_table)
    blueprint.get("/suggestions/problems.xlsx")(problems_table)


def assessment_table() -> ResponseReturnValue:
    """Both sides of each bureau's year, with the counts that they come from."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not desk.county:
            return nothing_here()
        year = _year(local_day(now).year)
        head: list[object] = ["单位", "主办件", "办理得分", "代表反馈得分", "答复前面商", "已答复"]
        rows = [head]
        for one in assessment.of_year(session, year, now=now):
            consulted, answered = one.met
            voice: object = "评价太少" if one.voice is None else one.voice
            work: object = "" if one.work is None else one.work
            rows.append([one.bureau, one.led, work, voice, consulted, answered])
    title = f"{year}年综合评估"
    return table_of({title: rows, "怎么算的": _MEANING}, title)


def problems_table() -> ResponseReturnValue:
    """What is to be put right, bureau by bureau; the last columns are for who answers for it."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not desk.county:
            return nothing_here()
        year = _year(local_day(now).year)
        rows: list[list[object]] = [
            [
                "单位",
                "建议",
                "题目",
                "问题",
                "原来的期限",
                "改了没有",
                "整改措施",
                "责任人",
                "何时改好",
            ]
        ]
        for one in assessment.problems(session, year, now=now):
            rows.append(
                [
                    one.bureau,
                    name_of(one.suggestion),
                    one.suggestion.title,
                    one.what,
                    one.until.isoformat() if one.until else "",
                    "已改" if one.mended else "没有",
                    "",
                    "",
                    "",
                ]
            )
    title = f"{year}年问题整改清单"
    return table_of({title: rows}, title)


def _year(this: int) -> int:
    year = number_in(request.args.get("year")) or this
    return year if 2000 <= year <= 2100 else this
