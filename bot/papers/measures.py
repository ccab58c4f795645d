"""Papers for 可选措施 and for the meeting that studies a suggestion (X33, C25): facts, grounds, and
lines for as many names as the law asks; the file of what was done (P24). Drafts: nobody is summoned
or questioned by a program."""

from dataclasses import dataclass
from datetime import date

from bot.papers.grids import keep_together, table
from bot.papers.letters import Office
from bot.papers.page import Paper, blank, body, heading, line, report_pages, title, to_bytes
from bot.papers.plain import clean, day, one_line, said

#: What a body decides is written down in these.
_DECISION = ("哪次会议", "哪天", "怎么定的", "记录人")


@dataclass(frozen=True, slots=True)
class MeasurePaper:
    """``label``: 约谈, 质询, …; ``people``: the lawful number in words; ``lines``: that many to
    sign on, for ``signs``; ``past``: what the bureaus did, by day; ``open``: what is late or
    promised and not kept. No rating is in it."""

    office: Office
    label: str
    who_decides: str
    people: str
    ground: str
    number: str
    title: str
    deputies: tuple[str, ...]
    bureaus: str
    assigned_on: date | None
    due: date | None
    proposal: str
    past: tuple[str, ...]
    open: tuple[str, ...]
    on: date
    signs: str = ""
    lines: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionFile:
    """督办档案 (mechanism P24): what was handed up, studied, asked in public and used, each line
    with its day; no rating is in it."""

    office: Office
    number: str
    title: str
    deputies: tuple[str, ...]
    bureaus: str
    raised: tuple[str, ...]
    studied: tuple[str, ...]
    questioned: tuple[str, ...]
    used: tuple[str, ...]
    on: date

    @property
    def stages(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The four stages in order, with what is recorded of each."""
        return (
            ("上交", self.raised),
            ("研判", self.studied),
            ("问政监督", self.questioned),
            ("成果运用", self.used),
        )


def supervision_file(made: SupervisionFile) -> bytes:
    """A docx for the file of one suggestion."""
    office = made.office
    paper = report_pages(office.faces, office=office.signature, name="督办档案")
    title(paper, f"{one_line(clean(made.number))}号建议督办档案")
    line(paper, f"（系统里记着的都在这里，{day(made.on)}出）", centre=True)
    blank(paper)
    body(paper, f"《{one_line(said(made.title))}》，提出代表：{'、'.join(made.deputies)}。")
    body(paper, f"承办：{clean(made.bureaus)}。")
    for at, (name, lines) in zip("一二三四", made.stages, strict=True):
        _listed(paper, f"{at}、{name}", lines)
    return to_bytes(paper)


def measure_paper(made: MeasurePaper) -> bytes:
    """A docx for whoever may decide it: to be read, completed by hand, and signed by people."""
    office = made.office
    name = f"{made.label}材料"
    paper = report_pages(office.faces, office=office.signature, name=name)
    title(paper, f"关于{one_line(clean(made.number))}号建议办理情况的{name}")
    line(paper, f"（草稿，{day(made.on)}）", centre=True)
    blank(paper)
    heading(paper, "一、依据和程序")
    body(paper, f"谁决定：{clean(made.who_decides)}。人数：{clean(made.people)}。")
    body(paper, f"依据：{clean(made.ground)}。是否启动，由法定的人决定。")
    heading(paper, "二、建议和承办")
    body(paper, f"《{one_line(said(made.title))}》，提出代表：{'、'.join(made.deputies)}。")
    body(paper, f"建议：{said(made.proposal)}")
    body(paper, f"承办：{clean(made.bureaus)}；交办{day(made.assigned_on)}，期限{day(made.due)}。")
    _listed(paper, "三、办理经过", made.past)
    _listed(paper, "四、还没有落实的", made.open)
    heading(paper, "五、要求说明的问题")
    for at in range(1, 4):
        body(paper, f"{at}. ＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿")
    _ends(paper, made)
    return to_bytes(paper)


def _ends(paper: Paper, made: MeasurePaper) -> None:
    """Lines for those who sign it, or for what the body that decides has decided."""
    if not made.signs:
        heading(paper, "六、决定")
        decided = [(name, "") for name in _DECISION]
        keep_together(table(paper, (36, 120), decided, height=11))
        return
    heading(paper, f"六、{made.signs}")
    if made.note:
        body(paper, made.note)
    rows = [(str(at), "", "", "") for at in range(1, made.lines + 1)]
    head = ("序号", "姓名（签名）", "职务", "日期")
    keep_together(table(paper, (16, 60, 46, 34), rows, head=head, height=11, centre=(0,)))


def _listed(paper: Paper, name: str, lines: tuple[str, ...]) -> None:
    heading(paper, name)
    for at, each in enumerate(lines, 1):
        body(paper, f"{at}. {said(each)}")
    if not lines:
        body(paper, "没有。")
