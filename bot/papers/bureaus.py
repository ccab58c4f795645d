"""What a bureau gets of its own: its list by due date (xlsx), the sheet that proves a deadline to
its head, and its yearly profile for the appraisal (C29, P23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.figures import Figure, figure_table
from bot.papers.grids import table
from bot.papers.ledgers import Ledger, listed
from bot.papers.letters import Office, Term, named
from bot.papers.page import SIZE_SMALL_4, blank, body, heading, line, report_pages, title, to_bytes
from bot.papers.plain import clean, day, one_line, said, short_day


@dataclass(frozen=True, slots=True)
class BureauRow:
    """One assignment as its bureau sees it. No rating is in it."""

    number: str
    title: str
    role: str
    deputies: tuple[str, ...]
    assigned_on: date
    received_on: date | None
    due: date
    left: int
    state: str
    outside_number: str = ""
    #: Named where a person keeps the list of several bureaus.
    bureau: str = ""


_HEAD = (
    *(
        "序号",
        "编号",
        "建议标题",
        "主办/会办",
        "提出代表",
        "交办日",
        "签收",
        "答复期限",
        "还有几天",
    ),
    *("进展", "12345或信访编号"),
)


def bureau_list(ledger: Ledger, bureau: str, rows: Sequence[BureauRow]) -> bytes:
    """「我单位的建议」 by due date, an xlsx. Days left are counted in calendar days."""
    several = len({row.bureau for row in rows}) > 1
    texts = [
        (
            str(at),
            *((one_line(clean(row.bureau)),) if several else ()),
            one_line(clean(row.number)),
            one_line(said(row.title)),
            row.role,
            "、".join(one_line(clean(name)) for name in row.deputies),
            short_day(row.assigned_on),
            short_day(row.received_on, "未签收"),
            short_day(row.due),
            f"过{-row.left}天" if row.left < 0 else str(row.left),
            one_line(clean(row.state)),
            one_line(clean(row.outside_number)),
        )
        for at, row in enumerate(rows, 1)
    ]
    head = (_HEAD[0], "承办单位", *_HEAD[1:]) if several else _HEAD
    return listed(ledger, f"{one_line(clean(bureau))}承办的代表建议", "承办清单", head, texts)


@dataclass(frozen=True, slots=True)
class DeadlineSheet:
    """Why the last day is that day, for who asks: the first term, and each change of it."""

    office: Office
    bureau: str
    number: str
    title: str
    role: str
    assigned_on: date
    reply: Term
    first_due: date
    cap: Term | None
    drawn_on: date


def deadline_sheet(sheet: DeadlineSheet) -> bytes:
    """One page, a docx."""
    office = sheet.office
    paper = report_pages(office.faces, office=office.signature, name="代表建议答复期限说明")
    title(paper, "代表建议答复期限说明")
    blank(paper)
    changed = "" if sheet.first_due == sheet.reply.due else f"（最初是{day(sheet.first_due)}）"
    rows = [
        ("建议", named(sheet.number, sheet.title)),
        ("承办单位", f"{one_line(clean(sheet.bureau))}（{sheet.role}）"),
        ("交办日期", day(sheet.assigned_on)),
        ("最后一天", f"{day(sheet.reply.due)}{changed}"),
        ("怎么算的", clean(sheet.reply.proof)),
    ]
    if sheet.cap is not None:
        rows.append(("最长到", f"{day(sheet.cap.due)}\n{clean(sheet.cap.proof)}"))
    table(paper, (32, 124), rows, height=12, labels=(0,))
    line(paper, "")
    body(
        paper,
        "算法：交办当天不算；按月算的，到对应月份的同一天，没有这一天的到月末；最后一天逢休息日、"
        "放假的，顺延到下一个工作日下班前（民法典第二百零一条至第二百零三条）。",
    )
    line(paper, f"{one_line(clean(office.signature))}　{day(sheet.drawn_on)}", right=2)
    return to_bytes(paper)


@dataclass(frozen=True, slots=True)
class BureauProfile:
    """A bureau's year, for the office and the appraisal; given to nobody else."""

    office: Office
    bureau: str
    year: int
    on: date
    figures: tuple[Figure, ...]
    ends: tuple[Figure, ...]
    promises: tuple[str, ...] = ()


def bureau_profile(profile: BureauProfile) -> bytes:
    """A docx. It ranks nobody."""
    office = profile.office
    name = f"{one_line(clean(profile.bureau))}{profile.year}年代表建议办理情况"
    paper = report_pages(office.faces, office=office.signature, name=name)
    title(paper, name)
    line(paper, f"（数字截至{day(profile.on)}，供评议、考核参考）", size=SIZE_SMALL_4, centre=True)
    blank(paper)
    heading(paper, "一、数字和口径")
    figure_table(paper, (*profile.figures, *profile.ends))
    heading(paper, "二、还没兑现的承诺")
    for at, promise in enumerate(profile.promises, 1):
        body(paper, f"{at}. {said(promise)}")
    if not profile.promises:
        body(paper, "无。")
    heading(paper, "三、评议意见")
    body(paper, "（由参加评议的同志填写）")
    return to_bytes(paper)
