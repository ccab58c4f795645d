"""The parts of a station's yearly binder, in their order: what each is called, how much there is in
it, how it is drawn. Text is 162 mm wide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.papers.figures import figure_table
from bot.papers.grids import table
from bot.papers.page import SIZE_5, Paper, body, line
from bot.papers.pictures import put
from bot.papers.plain import clean, cut, one_line, said, short_day

if TYPE_CHECKING:
    from bot.papers.binder import StationYear


@dataclass(frozen=True, slots=True)
class Part:
    """``rows``: the field of the year that may be too long for one volume."""

    title: str
    short: str
    write: "Callable[[Paper, StationYear], None]"
    count: "Callable[[StationYear], int] | None" = None
    unit: str = ""
    rows: str | None = None


def _basics(paper: Paper, year: "StationYear") -> None:
    rows = [
        *((label, one_line(clean(value)) or "（没填）") for label, value in year.card),
        ("站长", one_line(clean(year.chief)) or "（空缺）"),
        ("联络员", "、".join(one_line(clean(name)) for name in year.liaison) or "（空缺）"),
        ("进站代表", f"{year.deputies}名"),
    ]
    table(paper, (34, 128), rows, height=9, labels=(0,))
    if year.figures:
        line(paper, "")
        figure_table(paper, year.figures)


def _roster(paper: Paper, year: "StationYear") -> None:
    rows = [
        (
            str(at),
            one_line(clean(each.name)),
            each.congress.removesuffix("人大代表"),
            one_line(clean(each.unit)),
            one_line(clean(each.grids)),
            f"任到{short_day(each.until)}" if each.until else "",
        )
        for at, each in enumerate(year.roster, 1)
    ]
    head = ("序号", "姓名", "层级", "选区", "走访的网格", "备注")
    _or_none(paper, rows, (12, 24, 18, 36, 46, 26), head, (0, 1, 2))


def _receptions(paper: Paper, year: "StationYear") -> None:
    rows = [
        (
            _on(each.on, year),
            str(each.visitors),
            said(each.matters),
            _names(each.noted_by),
            _names(each.deputies),
        )
        for each in year.receptions
    ]
    head = ("日期", "来访\n人数", "反映的事", "登记人", "接待代表\n（签名）")
    _or_none(paper, rows, (18, 18, 74, 22, 30), head, (0, 1, 3))


def _visits(paper: Paper, year: "StationYear") -> None:
    rows = [
        (each.since, one_line(clean(each.deputy)), f"{each.visits}次", said(each.brought))
        for each in year.visits
    ]
    head = ("这半月从", "代表", "进网格", "带回来的事")
    _or_none(paper, rows, (26, 26, 20, 90), head, (0, 1, 2))
    for at, each in enumerate(year.activities, 1):
        body(paper, f"{at}. {said(each)}")


def _register(paper: Paper, year: "StationYear") -> None:
    rows = [
        (
            one_line(clean(each.number)),
            _on(each.on, year),
            one_line(clean(each.kind)),
            one_line(said(each.title)),
            one_line(clean(each.bureau)),
            said(each.result),
            _on(each.told_on, year),
        )
        for each in year.register
    ]
    head = ("编号", "收到", "怎么\n来的", "反映的事", "承办", "结果", "告知\n群众")
    _or_none(paper, rows, (18, 18, 18, 42, 26, 24, 16), head, (0, 1, 2, 6))


def _handed(paper: Paper, year: "StationYear") -> None:
    rows = [
        (
            one_line(clean(each.number)),
            one_line(clean(each.bureau)),
            _on(each.on, year),
            _on(each.due, year),
            _on(each.received_on, year, "没有签收"),
            _on(each.reported_on, year, each.state),
            cut(said(each.result), 60),
        )
        for each in year.handed
    ]
    head = ("编号", "承办", "转办", "应报", "签收", "报结果", "办的结果")
    _or_none(paper, rows, (18, 30, 16, 16, 18, 18, 46), head, (0, 2, 3, 4, 5))


def _raised(paper: Paper, year: "StationYear") -> None:
    rows = [
        (
            one_line(clean(each.number)).removeprefix("建").removesuffix("号"),
            one_line(said(each.title)),
            one_line(clean(each.deputy)),
            one_line(clean(each.bureau)),
            one_line(clean(each.state)),
        )
        for each in year.raised
    ]
    head = ("编号", "标题", "领衔代表", "主办单位", "到哪一步")
    _or_none(paper, rows, (30, 56, 22, 30, 24), head, (0, 2, 4))


def _photos(paper: Paper, year: "StationYear") -> None:
    if not year.photos:
        body(paper, "本年没有照片。")
        return
    rows = -(-len(year.photos) // 2)
    made = table(paper, (81, 81), [("", "")] * rows)
    for at, photo in enumerate(year.photos):
        put(paper, made.cell(at // 2, at % 2), photo, 75, 60)
    if year.photos_left:
        body(paper, f"另有{year.photos_left}张没有装订，在系统里看得到。")


def _haves(paper: Paper, year: "StationYear") -> None:
    rows = [(name, clean(known), "□ 有　□ 缺", "") for name, known in year.haves]
    table(
        paper, (26, 72, 30, 34), rows, head=("六有", "系统里记着的", "自查", "缺什么，哪天补上"),
        size=SIZE_5, height=12, labels=(0,), centre=(2,),
    )  # fmt: skip


def _inspection(paper: Paper, year: "StationYear") -> None:
    drawn = "、".join(one_line(clean(number)) for number in year.sample)
    rows = [
        ("抽查日期", ""),
        ("抽查人", ""),
        ("抽查方式", "□ 随机抽查　　□ 查阅档案　　□ 走访群众"),
        ("抽查的件", f"系统抽的：{drawn}\n（按制表日期抽，谁来出都一样）\n" if drawn else "\n\n"),
        ("看到的情况", "\n\n\n"),
        ("发现的问题", "\n\n\n"),
        ("整改要求和期限", "\n\n"),
        ("站长签名", ""),
    ]
    table(paper, (34, 128), rows, height=12, labels=(0,))


def _on(value: date | None, year: "StationYear", missing: str = "") -> str:
    """「11.23」, as registers are kept; of another year with the year."""
    if value is None:
        return missing
    short = f"{value.month}.{value.day:02}"
    return short if value.year == year.year else f"{value.year}.{short}"


def _names(names: Sequence[str]) -> str:
    return "、".join(one_line(clean(name)) for name in names)


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


PARTS = (
    Part("一、联络站基本情况", "基本情况", _basics),
    Part("二、代表名册", "代表名册", _roster, lambda year: len(year.roster), "名"),
    Part(
        "三、接待日登记", "接待日登记", _receptions, lambda year: len(year.receptions), "天",
        "receptions",
    ),
    Part("四、代表走访", "代表走访", _visits, lambda year: len(year.visits), "条", "visits"),
    Part(
        "五、群众反映登记和结果", "群众反映登记", _register, lambda year: len(year.register), "件",
        "register",
    ),
    Part("六、转办和办理结果", "转办", _handed, lambda year: len(year.handed), "件", "handed"),
    Part("七、代表建议", "代表建议", _raised, lambda year: len(year.raised), "件", "raised"),
    Part("八、照片", "照片", _photos, lambda year: len(year.photos), "张", "photos"),
    Part("九、六有自查表", "六有自查表", _haves),
    Part("十、抽查记录", "抽查记录", _inspection),
)  # fmt: skip
