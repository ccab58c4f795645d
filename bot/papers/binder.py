"""站点年度台账 (B07): what a station shows to whoever inspects it: register, reception days,
results, photographs, and an empty sheet for the inspection. Numbers, not names of constituents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.papers.figures import Figure, figure_table
from bot.papers.grids import table
from bot.papers.page import (
    SIZE_5,
    Faces,
    Paper,
    blank,
    body,
    heading,
    line,
    new_page,
    new_paper,
    number_pages,
    title,
    to_bytes,
)
from bot.papers.pictures import Photo, put
from bot.papers.plain import clean, day, one_line, said, short_day


@dataclass(frozen=True, slots=True)
class Reception:
    """One reception day."""

    on: date
    deputies: tuple[str, ...]
    visitors: int
    matters: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One issue: 民312, when, what (masked), with whom, what came of it, when they were told."""

    number: str
    on: date
    title: str
    bureau: str
    result: str
    told_on: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class StationYear:
    """A station's year."""

    county: str
    station: str
    year: int
    drawn_on: date
    chief: str
    liaison: tuple[str, ...]
    deputies: int
    register: tuple[RegisterRow, ...] = ()
    receptions: tuple[Reception, ...] = ()
    figures: tuple[Figure, ...] = ()
    activities: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    faces: Faces = field(default_factory=Faces)


_PARTS = (
    "一、基本情况",
    "二、接待日登记",
    "三、群众反映登记和办理结果",
    "四、代表活动",
    "五、照片",
    "六、抽查记录",
)


def station_binder(year: StationYear) -> bytes:
    """The binder as a docx: a cover, then a part each from a new page."""
    name = f"{one_line(clean(year.station))}{year.year}年台账"
    paper = new_paper(
        year.faces, office=clean(year.station), title=name, margins=(25, 20, 22, 28), grid=False
    )
    number_pages(paper, first=False)
    blank(paper, 5)
    title(paper, one_line(clean(year.county)), size=26)
    title(paper, one_line(clean(year.station)), size=30)
    title(paper, f"{year.year}年台账", size=30)
    blank(paper, 4)
    for part in _PARTS:
        line(paper, part, centre=True)
    blank(paper, 2)
    line(paper, f"制表日期：{day(year.drawn_on)}", centre=True)
    for part, written in zip(_PARTS, _WRITERS, strict=True):
        new_page(paper)
        heading(paper, part)
        written(paper, year)
    return to_bytes(paper)


def _basics(paper: Paper, year: StationYear) -> None:
    rows = [
        ("站长", one_line(clean(year.chief)) or "（空缺）"),
        ("联络员", "、".join(one_line(clean(name)) for name in year.liaison) or "（空缺）"),
        ("进站代表", f"{year.deputies}名"),
    ]
    table(paper, (34, 128), rows, height=10, labels=(0,))
    line(paper, "")
    if year.figures:
        figure_table(paper, year.figures)


def _receptions(paper: Paper, year: StationYear) -> None:
    rows = [
        (
            short_day(each.on),
            "、".join(one_line(clean(name)) for name in each.deputies),
            str(each.visitors),
            said(each.matters),
        )
        for each in year.receptions
    ]
    _or_none(paper, rows, (27, 40, 18, 77), ("日期", "接待代表", "来访人数", "反映的事"), (2,))


def _register(paper: Paper, year: StationYear) -> None:
    rows = [
        (
            one_line(clean(each.number)),
            short_day(each.on),
            one_line(said(each.title)),
            one_line(clean(each.bureau)),
            said(each.result),
            short_day(each.told_on),
        )
        for each in year.register
    ]
    head = ("编号", "日期", "反映的事", "承办", "结果", "告知日期")
    _or_none(paper, rows, (18, 26, 38, 24, 30, 26), head, ())


def _or_none(
    paper: Paper,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    head: Sequence[str],
    centre: Sequence[int],
) -> None:
    if rows:
        table(paper, widths, rows, head=head, size=SIZE_5, height=8, centre=centre)
    else:
        body(paper, "本年没有记录。")


def _activities(paper: Paper, year: StationYear) -> None:
    for at, each in enumerate(year.activities, 1):
        body(paper, f"{at}. {said(each)}")
    if not year.activities:
        body(paper, "本年没有记录。")


def _photos(paper: Paper, year: StationYear) -> None:
    if not year.photos:
        body(paper, "本年没有照片。")
        return
    rows = -(-len(year.photos) // 2)
    made = table(paper, (81, 81), [("", "")] * rows)
    for at, photo in enumerate(year.photos):
        put(paper, made.cell(at // 2, at % 2), photo, 75, 60)


def _inspection(paper: Paper, year: StationYear) -> None:
    rows = [
        ("抽查日期", ""),
        ("抽查人", ""),
        ("抽查方式", "□ 随机抽查　　□ 查阅档案　　□ 走访群众"),
        ("抽查的件", "\n\n"),
        ("发现的问题", "\n\n\n"),
        ("整改要求和期限", "\n\n"),
        ("站长签名", ""),
    ]
    table(paper, (34, 128), rows, height=12, labels=(0,))


_WRITERS = (_basics, _receptions, _register, _activities, _photos, _inspection)
