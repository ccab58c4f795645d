"""拟稿 → 签发 → 编号 → 用印: who did it and when. A draft is not issued (design 1.2)."""

from dataclasses import dataclass
from datetime import date

from bot.papers.grids import keep_together, table
from bot.papers.page import Faces, blank, line, new_paper, title, to_bytes
from bot.papers.plain import clean, day


@dataclass(frozen=True, slots=True)
class Act:
    """One step of the way: what (核稿, 会签, 党组审议 …), who, when, and a word."""

    what: str
    who: str = ""
    on: date | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """How far a paper is. ``reviews``: what the county puts between draft and signature.

    ValueError: a number before the signature, or the seal before the number."""

    drafted: Act
    reviews: tuple[Act, ...] = ()
    issued: Act | None = None
    #: 发文字号, 「西人代工函〔2026〕37号」.
    number: str = ""
    numbered: Act | None = None
    sealed: Act | None = None

    def __post_init__(self) -> None:
        if self.number and self.issued is None:
            raise ValueError("a paper has its number after it is signed")
        if self.sealed is not None and not self.number:
            raise ValueError("a paper is sealed after it has its number")

    @property
    def is_draft(self) -> bool:
        """Nobody has signed it yet."""
        return self.issued is None

    @property
    def stage(self) -> str:
        """「拟稿」「已签发」「已编号」「已用印」."""
        if self.issued is None:
            return "拟稿"
        if self.sealed is not None:
            return "已用印"
        return "已编号" if self.number else "已签发"

    @property
    def dated(self) -> date | None:
        """成文日期: the day of the signature (GB/T 9704 7.3.5.4)."""
        return self.issued.on if self.issued else None


def sign_off_sheet(
    faces: Faces, sign_off: SignOff, *, office: str, heading: str, to: str, copies: str
) -> bytes:
    """发文稿纸: the sheet that goes round with a draft and stays in the file. A docx."""
    paper = new_paper(faces, office=office, title="发文稿纸", grid=False)
    title(paper, f"{clean(office)}\n发文稿纸")
    blank(paper)
    acts = (
        sign_off.drafted,
        *sign_off.reviews,
        sign_off.issued or Act("签发"),
        sign_off.numbered or Act("编号"),
        sign_off.sealed or Act("用印"),
    )
    about = [
        ("标题", clean(heading)),
        ("主送", clean(to)),
        ("抄送", clean(copies)),
        ("发文字号", clean(sign_off.number)),
    ]
    keep_together(table(paper, (30, 126), about, height=12, labels=(0,)))
    line(paper, "")
    rows = [(clean(act.what), clean(act.who), day(act.on), clean(act.word)) for act in acts]
    head = ("环节", "谁", "日期", "意见")
    keep_together(table(paper, (26, 34, 48, 48), rows, head=head, height=14, labels=(0,)))
    line(paper, f"现在：{sign_off.stage}", size=12)
    return to_bytes(paper)
