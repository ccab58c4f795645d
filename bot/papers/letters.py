"""交办函: what the office sends with a suggestion to the bureau that has to handle it.

Named as 西峡 names it, 「…人民代表大会闭会期间代表建议交办函」 (X27). Its contents: number, source,
deputies, the problem as written and in short, lead and supporting bureaus, the last day of the
reply with its proof, the key mark, who to ask, a receipt to send back. A constituent's telephone
is never in it.
"""

from dataclasses import dataclass, field
from datetime import date

from docx.shared import Pt

from bot.papers.grids import keep_together, table
from bot.papers.letterhead import letter_page, signature
from bot.papers.page import (
    Faces,
    Paper,
    addressee,
    blank,
    body,
    element,
    exact,
    heading,
    join,
    keep_from,
    length,
    line,
    new_page,
    set_property,
    title,
    to_bytes,
    write,
)
from bot.papers.plain import clean, day, one_line, said
from bot.papers.sign_off import SignOff

#: 代表法（2025 年修正）第五十一条: three months, six for the hard ones.
LAW = "《中华人民共和国全国人民代表大会和地方各级人民代表大会代表法》第五十一条"


@dataclass(frozen=True, slots=True)
class Office:
    """Who sends papers. ``letterhead``: 发文机关标志; ``signature``: 落款; ``contact``, ``phone``:
    whom the bureau rings, an office's telephone."""

    county: str
    letterhead: str
    signature: str
    contact: str
    phone: str
    faces: Faces = field(default_factory=Faces)


@dataclass(frozen=True, slots=True)
class Term:
    """A last day and why it is that day (bot/domain/deadlines.py)."""

    due: date
    proof: str


@dataclass(frozen=True, slots=True)
class KeyMark:
    """重点督办: decided on a day by the 主任会议, in a township by its 主席团 (``decided_by``); who
    supervises, which leader answers for it."""

    decided_on: date | None
    supervisors: tuple[str, ...] = ()
    leader: str = ""
    committee: str = ""
    decided_by: str = "主任会议"


@dataclass(frozen=True, slots=True)
class AssignmentLetter:
    """One suggestion to one bureau. ``number``: 〔16-6〕37; ``source``: 闭会期间（网格走访） …;
    ``deputies``: the first one leads; ``summary``: what the office understood, one paragraph."""

    office: Office
    sign_off: SignOff
    number: str
    title: str
    source: str
    deputies: tuple[str, ...]
    original: str
    summary: str
    lead: str
    supporting: tuple[str, ...]
    #: To whom this copy goes, and whether that is a lead bureau or a supporting one.
    to: str
    is_lead: bool
    assigned_on: date
    reply: Term
    receipt: Term
    supporting_term: Term | None = None
    returning: Term | None = None
    key: KeyMark | None = None
    #: The county's own demands, one sentence each (rule ``papers.requirements``).
    requirements: tuple[str, ...] = ()
    #: 抄送.
    copies: tuple[str, ...] = ()
    in_session: bool = False

    @property
    def heading(self) -> str:
        """The title of the paper, as counties name it."""
        when = "" if self.in_session else "闭会期间"
        return f"{one_line(clean(self.office.county))}人民代表大会{when}代表建议交办函"


def assignment_letter(letter: AssignmentLetter) -> bytes:
    """交办函 as a docx: the letter, the suggestion as it was written, the slip to send back."""
    office = letter.office
    paper = letter_page(office.faces, letter.sign_off, name=office.letterhead, title=letter.heading)
    blank(paper, 2)
    title(paper, letter.heading)
    blank(paper)
    addressee(paper, one_line(clean(letter.to)))
    _opening(paper, letter)
    _problem(paper, letter)
    _bureaus(paper, letter)
    _terms(paper, letter)
    _requirements(paper, letter)
    _end(paper, letter)
    _original(paper, letter)
    _receipt(paper, letter)
    return to_bytes(paper)


def named(number: str, name: str) -> str:
    """「〔16-6〕37号《关于……的建议》」."""
    shown = one_line(clean(number))
    shown = shown if not shown or shown.endswith("号") else f"{shown}号"
    return f"{shown}《{one_line(said(name))}》"


def who(deputies: tuple[str, ...]) -> str:
    """「陈远等3名代表」, 「陈远代表」."""
    names = [one_line(clean(name)) for name in deputies if name.strip()]
    if not names:
        return "有关代表"
    return f"{names[0]}代表" if len(names) == 1 else f"{names[0]}等{len(names)}名代表"


def _opening(paper: Paper, letter: AssignmentLetter) -> None:
    role = "主办" if letter.is_lead else "会办"
    body(
        paper,
        f"{who(letter.deputies)}提出的{named(letter.number, letter.title)}，经审核，"
        f"现交由你单位{role}。请依照{LAW}的规定认真办理。",
    )
    if letter.key is not None:
        _key(paper, letter.key)


def _key(paper: Paper, key: KeyMark) -> None:
    decided = f"（{key.decided_by}{day(key.decided_on)}确定）" if key.decided_on else ""
    told = [f"本件为重点督办建议{decided}"]
    if key.leader:
        told.append(f"领办：{one_line(clean(key.leader))}")
    if key.supervisors:
        told.append(f"督办：{join([one_line(clean(name)) for name in key.supervisors])}")
    if key.committee:
        told.append(f"对口联系：{one_line(clean(key.committee))}")
    body(paper, f"{'；'.join(told)}。", lead="★ ")


def _problem(paper: Paper, letter: AssignmentLetter) -> None:
    heading(paper, "一、反映的问题")
    names = [one_line(clean(name)) for name in letter.deputies if name.strip()]
    source = one_line(said(letter.source)) or "代表提出"
    desk = one_line(clean(letter.office.signature))
    reached = f"联系方式由{desk}提供。" if desk else ""
    body(paper, f"{join(names)}。{reached}来源：{source}。", lead="提出代表：")
    summary = said(letter.summary).rstrip()
    if summary and summary[-1] not in "。！？…”）":
        summary += "。"
    body(paper, summary or "见附件1。", lead="问题归纳：")


def _bureaus(paper: Paper, letter: AssignmentLetter) -> None:
    heading(paper, "二、承办单位")
    others = join([one_line(clean(name)) for name in letter.supporting])
    body(paper, f"主办：{one_line(clean(letter.lead))}。会办：{others}。")


def _terms(paper: Paper, letter: AssignmentLetter) -> None:
    heading(paper, "三、时限")
    _term(paper, "答复代表：", letter.reply, "前由主办单位书面答复。", not letter.is_lead)
    if letter.supporting_term is not None and letter.supporting:
        _term(paper, "会办意见：", letter.supporting_term, "前送主办单位。", letter.is_lead)
    _term(paper, "签收：", letter.receipt, "前签收，退回回执或在微信回复。", True)
    if letter.returning is not None:
        text = "前可书面申退，写明理由和应由哪家承办；未经同意，仍由你单位负责。"
        _term(paper, "不属职责：", letter.returning, text, True)


def _term(paper: Paper, lead: str, term: Term, text: str, plain: bool = False) -> None:
    """``plain``: without the proof, which the page of the case shows for each of them."""
    proof = "" if plain else clean(term.proof).rstrip("。")
    body(paper, f"{day(term.due)}{text}" + (f"算法：{proof}。" if proof else ""), lead=lead)


def _requirements(paper: Paper, letter: AssignmentLetter) -> None:
    found = [clean(each) for each in letter.requirements if each.strip()]
    if not found:
        return
    heading(paper, "四、办理要求")
    for at, each in enumerate(found, 1):
        body(paper, f"{at}. {each}")


def _end(paper: Paper, letter: AssignmentLetter) -> None:
    office = letter.office
    first = length(paper) - 1
    blank(paper)
    for at, text in enumerate(("1. 代表建议原文", "2. 承办单位回执")):
        entry = write(paper.document.add_paragraph(), "", paper.faces.body, 16)
        write(entry, ("附件：" if not at else "　　　") + text, paper.faces.body, 16)
        set_property(entry, element("w:ind", firstLineChars=200, firstLine=632))
        exact(entry, 28.95)
    blank(paper, 2)
    signature(paper, office.signature, day(letter.sign_off.dated))
    blank(paper)
    body(
        paper,
        f"（联系人：{one_line(clean(office.contact))}，电话：{one_line(clean(office.phone))}）",
    )
    if letter.copies:
        copies = "，".join(one_line(clean(name)) for name in letter.copies)
        body(paper, f"抄送：{copies}。")
    keep_from(paper, first)


def _original(paper: Paper, letter: AssignmentLetter) -> None:
    new_page(paper)
    entry = write(paper.document.add_paragraph(), "附件1", paper.faces.heading, 16)
    exact(entry, 28.95)
    title(paper, "代表建议原文")
    line(paper, named(letter.number, letter.title), centre=True)
    line(paper, f"（{who(letter.deputies)}）", centre=True)
    blank(paper)
    body(paper, said(letter.original) or "（无文字，见代表提交的材料。）")


def _own_day(letter: AssignmentLetter) -> tuple[str, str]:
    """What this very bureau has to keep: who supports gives an opinion, on a day of its own."""
    if not letter.is_lead and letter.supporting_term is not None:
        return "会办意见期限", day(letter.supporting_term.due)
    return "答复期限", day(letter.reply.due)


def _receipt(paper: Paper, letter: AssignmentLetter) -> None:
    """承办单位回执: cut off, signed, sent back; kept on one page."""
    cutting = line(paper, "✂ ┄┄┄┄┄┄┄┄┄┄ 沿此线剪下 ┄┄┄┄┄┄┄┄┄┄", centre=True)
    cutting.paragraph_format.keep_with_next = True
    second = write(paper.document.add_paragraph(), "附件2", paper.faces.heading, 16)
    second.paragraph_format.keep_with_next = True
    exact(second, 28.95)
    title(paper, "承办单位回执", size=18).paragraph_format.space_after = Pt(6)
    rows = [
        ("建议", named(letter.number, letter.title)),
        ("交办日期", day(letter.assigned_on)),
        _own_day(letter),
        ("承办单位", f"{one_line(clean(letter.to))}（{'主办' if letter.is_lead else '会办'}）"),
        ("意见", "□ 收到，由本单位办理\n□ 不属本单位职责，建议由＿＿＿＿＿＿＿＿办理，理由另附"),
        ("分管领导", ""),
        ("经办人、电话", ""),
        ("签收日期", "　　　　年　　月　　日　　　　　　　（盖章）"),
    ]
    keep_together(table(paper, (36, 120), rows, height=9, labels=(0,)))
    back = line(
        paper,
        f"请于{day(letter.receipt.due)}前退回{one_line(clean(letter.office.signature))}。",
        size=12,
    )
    back.paragraph_format.keep_together = True
