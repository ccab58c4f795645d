"""Sheets for meetings: 重点督办 item by item (P11), the November evaluation (P14), the 汇报稿 of
the chairpersons' meeting (L09). Prepared from figures and cases; what they mean, people write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.figures import Figure, figure_table
from bot.papers.grids import table
from bot.papers.letters import KeyMark, Office, named, who
from bot.papers.page import (
    SIZE_SMALL_4,
    addressee,
    blank,
    body,
    heading,
    join,
    line,
    new_page,
    report_pages,
    title,
    to_bytes,
)
from bot.papers.plain import clean, day, one_line, said


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One key suggestion, as it is handed over in a meeting and reported on in November."""

    number: str
    title: str
    deputies: tuple[str, ...]
    summary: str
    lead: str
    supporting: tuple[str, ...]
    due: date | None
    mark: KeyMark
    requirements: tuple[str, ...] = ()
    #: 「11月3日：…」, oldest first: meetings, visits, steps.
    log: tuple[str, ...] = ()
    outcome_class: str = ""
    promise: str = ""


def key_meeting_sheets(office: Office, meeting: str, on: date, items: Sequence[KeyItem]) -> bytes:
    """会议交办单: one page per item, signed for one by one in the meeting (P11). A docx."""
    paper = report_pages(office.faces, office=office.signature, name="重点督办建议会议交办单")
    for at, item in enumerate(items):
        if at:
            new_page(paper)
        title(paper, "重点督办建议会议交办单")
        line(paper, f"{one_line(clean(meeting))}　{day(on)}　第{at + 1}件", size=14, centre=True)
        rows = [
            *_about(item),
            ("办理要求", "\n".join(clean(each) for each in item.requirements) or "\n"),
            ("会议意见", "\n\n\n"),
            ("承办单位签收", "主要负责人：　　　　　　　　　　　　年　　月　　日"),
            ("督办人签名", "\n"),
        ]
        table(paper, (32, 124), rows, height=13, labels=(0,))
    if not items:
        title(paper, "重点督办建议会议交办单")
        body(paper, "本次会议没有要交办的重点督办建议。")
    return to_bytes(paper)


def _about(item: KeyItem) -> list[tuple[str, str]]:
    mark = item.mark
    return [
        ("建议", named(item.number, item.title)),
        ("提出代表", who(item.deputies)),
        ("主要内容", said(item.summary)),
        ("主办、会办", f"{one_line(clean(item.lead))}；会办：{_names(item.supporting)}"),
        ("领办领导", one_line(clean(mark.leader))),
        ("督办人", _names(mark.supervisors, "")),
        ("对口联系", one_line(clean(mark.committee))),
        ("答复期限", day(item.due)),
    ]


def _names(names: Sequence[str], missing: str = "无") -> str:
    return join([one_line(clean(name)) for name in names], missing)


#: What is looked at in November, unless the county names others (rule ``papers.evaluation``).
ASPECTS = ("组织领导", "与代表沟通、面商", "办理进度", "实际成效", "承诺落实")


def evaluation_sheets(
    office: Office, on: date, items: Sequence[KeyItem], aspects: Sequence[str] = ASPECTS
) -> bytes:
    """11月汇报评议表 (P14): one per key item, for the members to fill in by hand, without a name
    (secret unless the local rule says otherwise). A docx."""
    paper = report_pages(office.faces, office=office.signature, name="重点督办建议办理情况评议表")
    for at, item in enumerate(items):
        if at:
            new_page(paper)
        title(paper, "重点督办建议办理情况评议表")
        line(paper, f"{one_line(clean(office.signature))}　{day(on)}", size=14, centre=True)
        log = "\n".join(said(each) for each in item.log) or "系统中没有记录"
        promise = said(item.promise) or "无"
        rows = [*_about(item)[:6], ("办理经过", log), ("承诺", promise)]
        table(paper, (32, 124), rows, height=10, labels=(0,), size=SIZE_SMALL_4)
        line(paper, "")
        table(
            paper,
            (60, 32, 32, 32),
            [(one_line(clean(each)), "□", "□", "□") for each in (*aspects, "总体评价")],
            head=("评议内容", "满意", "基本满意", "不满意"),
            height=10,
            centre=(1, 2, 3),
        )
        line(paper, "意见：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿", size=14)
        line(paper, "（每行选一个打√，不署名。）", size=SIZE_SMALL_4)
    if not items:
        title(paper, "重点督办建议办理情况评议表")
        body(paper, "没有要评议的重点督办建议。")
    return to_bytes(paper)


@dataclass(frozen=True, slots=True)
class ChairpersonsReport:
    """主任会议汇报稿 (L09): figures and cases are filled in, judgement is left to its author."""

    office: Office
    period: str
    on: date
    figures: tuple[Figure, ...]
    #: 「〔16-6〕37号《…》：主办县住建局，1月3日到期，未答复」 …
    going_well: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    promises_due: tuple[str, ...] = ()
    #: What only the meeting can decide.
    to_decide: tuple[str, ...] = ()


def chairpersons_report(report: ChairpersonsReport) -> bytes:
    """A draft in the order such reports have, a docx."""
    office = report.office
    name = f"关于{one_line(clean(report.period))}代表建议办理情况的汇报"
    paper = report_pages(office.faces, office=office.signature, name=name)
    title(paper, name)
    line(paper, f"（讨论稿，{day(report.on)}）", centre=True)
    line(paper, one_line(clean(office.signature)), centre=True)
    blank(paper)
    addressee(paper, "主任会议")
    body(paper, "现将有关情况汇报如下。数字由系统按表中口径统计，文字请起草人核改。")
    heading(paper, "一、总体情况")
    body(paper, "；".join(figure.in_words() for figure in report.figures) + "。")
    figure_table(paper, report.figures)
    for head, items in (
        ("二、已见成效的事项", report.going_well),
        ("三、进展慢、有困难的事项", report.stuck),
        ("四、近期到期的承诺", report.promises_due),
        ("五、需要会议研究的事项", report.to_decide),
    ):
        heading(paper, head)
        for at, item in enumerate(items, 1):
            body(paper, f"{at}. {said(item)}")
        if not items:
            body(paper, "无。")
    heading(paper, "六、下一步打算")
    body(paper, "（起草人填写）")
    return to_bytes(paper)
