"""Papers around a congress session: 会前素材 that deputies read before they write (C21), and the
ballot on the handling report, on paper, without a name (C27). Drafts; people issue them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.papers.grids import table
from bot.papers.letters import Office
from bot.papers.page import (
    SIZE_SMALL_4,
    Paper,
    blank,
    body,
    heading,
    line,
    report_pages,
    title,
    to_bytes,
)
from bot.papers.plain import clean, day, one_line, said


@dataclass(frozen=True, slots=True)
class Heard:
    """What several people say: how many voices, where, more or fewer than before."""

    name: str
    voices: int
    places: tuple[str, ...]
    trend: str


@dataclass(frozen=True, slots=True)
class Material:
    """``promises``: open ones as lines; ``again``: what was handled more than once; ``exemplars``:
    titles of what is worth reading."""

    office: Office
    on: date
    days: int
    heard: tuple[Heard, ...]
    promises: tuple[str, ...]
    again: tuple[str, ...]
    exemplars: tuple[str, ...]


def material(paper_of: Material) -> bytes:
    """A docx for deputies: no constituent, no rating, no bureau's figures in it."""
    office = paper_of.office
    paper = report_pages(office.faces, office=office.signature, name="会前素材")
    title(paper, "提建议参考素材")
    line(paper, f"{one_line(clean(office.signature))}　{day(paper_of.on)}", size=14, centre=True)
    blank(paper)
    heading(paper, f"一、近{paper_of.days}天群众说得多的事")
    if paper_of.heard:
        table(
            paper,
            (62, 20, 54, 20),
            [
                (one_line(said(one.name)), f"{one.voices}人", "、".join(one.places[:4]), one.trend)
                for one in paper_of.heard
            ],
            head=("什么事", "多少人", "在哪里", "比以前"),
            height=9,
            centre=(1, 3),
            size=SIZE_SMALL_4,
        )
    else:
        body(paper, "这些天没有好几个人都在说的同一件事。")
    _listed(paper, "二、单位答应了、还没到落实那一步的", paper_of.promises)
    _listed(paper, "三、办过不止一回的", paper_of.again)
    _listed(paper, "四、写得好的，可以参考", paper_of.exemplars)
    heading(paper, "五、怎么写")
    body(
        paper,
        "一件一事。情况：在哪里、什么事、影响到谁；分析：为什么一直没解决，卡在哪儿；建议：请谁做什么，"
        "怎么做才行得通。本人和亲属的事、正在打的官司、正在招标的事，不作为代表建议。",
    )
    return to_bytes(paper)


def _listed(paper: Paper, name: str, lines: Sequence[str]) -> None:
    heading(paper, name)
    for at, each in enumerate(lines, 1):
        body(paper, f"{at}. {said(each)}")
    if not lines:
        body(paper, "没有。")


@dataclass(frozen=True, slots=True)
class Ballot:
    """``bureaus``: (name, how many it led), by name."""

    office: Office
    year: int
    bureaus: tuple[tuple[str, int], ...]


def ballot(paper_of: Ballot) -> bytes:
    """办理情况满意度测评票: one sheet, to be copied; filled in by hand and not signed."""
    office = paper_of.office
    name = f"{paper_of.year}年代表建议办理情况满意度测评票"
    paper = report_pages(office.faces, office=office.signature, name=name)
    title(paper, name)
    line(paper, "（无记名，每行选一个打√，多选的那一行作废）", size=SIZE_SMALL_4, centre=True)
    blank(paper)
    rows = [("办理情况的报告（总体）", "", "□", "□", "□")]
    rows += [
        (one_line(clean(bureau)), f"{led}件", "□", "□", "□") for bureau, led in paper_of.bureaus
    ]
    table(
        paper,
        (60, 24, 24, 24, 24),
        rows,
        head=("测评对象", "主办", "满意", "基本满意", "不满意"),
        height=10,
        centre=(1, 2, 3, 4),
        size=SIZE_SMALL_4,
    )
    line(paper, "")
    line(paper, "意见：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿", size=14)
    line(paper, f"{one_line(clean(office.signature))}", size=14, right=2)
    return to_bytes(paper)
