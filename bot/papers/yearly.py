"""年度办理报告: what became of the year's suggestions (代表法 51: reported to the standing
committee, printed for the next congress, open to the public). 程序办结 and 落实销号 are two figures
with their definitions; no constituent and no telephone is in it."""

from dataclasses import dataclass
from datetime import date

from bot.papers.figures import Breakdown, Figure, breakdown_table, figure_table
from bot.papers.letterhead import signature
from bot.papers.letters import Office
from bot.papers.page import (
    SIZE_SMALL_4,
    blank,
    body,
    heading,
    keep_from,
    length,
    line,
    report_pages,
    title,
    to_bytes,
)
from bot.papers.plain import clean, day, one_line, said


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """``figures``: with a definition each; ``ends``: 程序办结 and 落实销号, never added up;
    ``cases``: what was done, for people to read."""

    office: Office
    year: int
    on: date
    figures: tuple[Figure, ...]
    ends: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = ()
    cases: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def yearly_report(report: YearlyReport) -> bytes:
    """A draft to be read, corrected and signed by people, as a docx."""
    office = report.office
    name = f"关于{report.year}年代表建议办理情况的报告"
    paper = report_pages(office.faces, office=office.signature, name=name)
    title(paper, name)
    line(paper, f"（草稿，数字截至{day(report.on)}）", centre=True)
    blank(paper)
    heading(paper, "一、基本情况")
    told = "；".join(figure.in_words() for figure in report.figures)
    body(paper, f"{told}。" if told else "本年没有代表建议。")
    if report.figures:
        figure_table(paper, report.figures)
    heading(paper, "二、办结和落实")
    body(
        paper,
        "“程序办结”是答复和评价的手续走完，“落实销号”是事情真正办成。"
        "两个数分开统计，不相加，也不互相代替。",
    )
    for figure in report.ends:
        body(paper, f"{figure.in_words()}。{clean(figure.definition)}")
    heading(paper, "三、分类情况")
    for at, part in enumerate(report.breakdowns):
        heading(paper, f"（{_at(at)}）{one_line(clean(part.title))}", 2)
        breakdown_table(paper, part)
        if part.note.strip():
            line(paper, f"注：{one_line(clean(part.note))}", size=SIZE_SMALL_4)
    for head, items in (
        ("四、办成的事", report.cases),
        ("五、跟踪中的承诺", report.promises),
        ("六、存在的问题", report.problems),
    ):
        heading(paper, head)
        for at, item in enumerate(items, 1):
            body(paper, f"{at}. {said(item)}")
        if not items:
            body(paper, "（起草人填写）")
    # With the last lines on one page: a signature never stands alone.
    first = max(length(paper) - 1, 0)
    blank(paper, 2)
    signature(paper, office.signature, day(report.on))
    keep_from(paper, first)
    return to_bytes(paper)


def _at(at: int) -> str:
    return "一二三四五六七八九十"[at] if at < 10 else str(at + 1)
