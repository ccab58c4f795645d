"""What a bureau sends and gets: 答复函 (a form to fill or a draft with its text), 征询意见表 to the
deputy, 书面解释通知 after a rating 不满意 (C28). law.md 4 and 5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH

from bot.papers.grids import table
from bot.papers.letterhead import letter_page, signature
from bot.papers.letters import Office, Term, named
from bot.papers.page import (
    SIZE_3,
    Faces,
    Paper,
    addressee,
    blank,
    body,
    grid_line,
    heading,
    keep_from,
    length,
    line,
    new_page,
    new_paper,
    title,
    to_bytes,
    write,
)
from bot.papers.plain import clean, day, one_line, said
from bot.papers.sign_off import SignOff


@dataclass(frozen=True, slots=True)
class Reply:
    """答复函 of a bureau. ``outcome_class``: one of the county's classes (A, B, C, D …), empty in
    the form; ``points``: one answer per request of the suggestion; ``promise``: what by when."""

    bureau: str
    number: str
    title: str
    deputies: tuple[str, ...]
    #: None: an empty form.
    sign_off: SignOff | None
    outcome_class: str = ""
    points: tuple[str, ...] = ()
    promise: str = ""
    contact: str = ""
    phone: str = ""
    copies: tuple[str, ...] = ()
    #: 「青禾县第十六届人民代表大会第六次会议」; empty: between sessions.
    session: str = ""
    faces: Faces = field(default_factory=Faces)

    @property
    def heading(self) -> str:
        """「关于×届人大×次会议第37号建议的答复」."""
        number = one_line(clean(self.number))
        number = number if number.endswith("号") else f"{number or '第＿＿'}号"
        where = one_line(clean(self.session)) or "闭会期间"
        return f"关于{where}{number}代表建议的答复"


def reply_letter(reply: Reply) -> bytes:
    """答复函 as a docx: the class at the upper right, every request answered, 抄送."""
    paper = letter_page(reply.faces, reply.sign_off, name=reply.bureau, title=reply.heading)
    mark = paper.document.add_paragraph()
    write(
        mark,
        f"办理类别：{one_line(clean(reply.outcome_class)) or '＿＿'}",
        reply.faces.heading,
        SIZE_3,
    )
    mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    grid_line(mark)
    blank(paper)
    title(paper, reply.heading)
    blank(paper)
    names = "、".join(one_line(clean(name)) for name in reply.deputies if name.strip())
    addressee(paper, f"{names or '＿＿＿＿'}代表")
    body(
        paper, f"您提出的《{one_line(said(reply.title)) or '＿＿＿＿＿＿＿＿'}》收悉。现答复如下："
    )
    points = [said(point) for point in reply.points if point.strip()] or ["＿" * 22] * 2
    for at, point in enumerate(points):
        body(paper, f"{_counted(at)}、{point}")
    promise = said(reply.promise)
    if promise:
        body(paper, promise, lead="下一步和时限：")
    first = length(paper)
    body(paper, "感谢您对我们工作的关心和支持。")
    blank(paper, 2)
    dated = reply.sign_off.dated if reply.sign_off else None
    signature(paper, reply.bureau, day(dated))
    blank(paper)
    contact = one_line(clean(reply.contact)) or "＿＿＿＿"
    phone = one_line(clean(reply.phone)) or "＿＿＿＿＿＿"
    body(paper, f"（联系人：{contact}，电话：{phone}）")
    if reply.copies:
        body(paper, f"抄送：{'，'.join(one_line(clean(name)) for name in reply.copies)}。")
    keep_from(paper, first)
    return to_bytes(paper)


_NUMERALS = "一二三四五六七八九"


def _counted(at: int) -> str:
    """0 → 一, 9 → 十, 20 → 二十一."""
    tens, ones = divmod(at + 1, 10)
    if tens > 9:
        return str(at + 1)
    ten = "" if not tens else ("十" if tens == 1 else f"{_NUMERALS[tens - 1]}十")
    return ten + (_NUMERALS[ones - 1] if ones else "")


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """办理情况征询意见表, to each deputy with the reply. It goes back to the office, never to the
    bureau: ratings are sealed (design 1.4)."""

    office: Office
    number: str
    title: str
    deputy: str
    bureau: str
    replied_on: date | None
    back_by: date | None
    #: What the rule of the county offers, 满意 first.
    ratings: tuple[str, ...] = ("满意", "基本满意", "不满意")


def opinion_form(form: OpinionForm) -> bytes:
    """One page to fill by hand, a docx."""
    return opinion_forms([form])


def opinion_forms(forms: Sequence[OpinionForm]) -> bytes:
    """A page for each deputy, in one docx. ValueError: no form."""
    if not forms:
        raise ValueError("no form")
    office = forms[0].office
    paper = new_paper(
        office.faces,
        office=office.signature,
        title="代表建议办理情况征询意见表",
        margins=(25, 26, 25, 28),
    )
    for at, form in enumerate(forms):
        if at:
            new_page(paper)
        _opinion(paper, form)
    return to_bytes(paper)


def _opinion(paper: Paper, form: OpinionForm) -> None:
    office = form.office
    title(paper, "代表建议办理情况征询意见表")
    blank(paper)
    boxes = "　　".join(f"□ {one_line(clean(rating))}" for rating in form.ratings)
    rows = [
        ("建议", named(form.number, form.title)),
        ("代表", one_line(clean(form.deputy))),
        ("承办单位", one_line(clean(form.bureau))),
        ("答复日期", day(form.replied_on, "　　　　年　　月　　日")),
        ("答复前是否\n与您联系", "□ 走访　　□ 座谈　　□ 电话　　□ 没有联系"),
        ("是否面商", "□ 有，主要负责人到场　　□ 有，其他同志到场　　□ 没有"),
        ("对办理态度", boxes),
        ("对办理结果", boxes),
        ("事情办到\n什么程度", "□ 已解决　　□ 正在解决　　□ 列入计划　　□ 没有解决"),
        ("具体意见", "\n" * 8),
        ("代表签名", "　　　　　　　　　　　　　　　　　年　　月　　日"),
    ]
    table(paper, (32, 124), rows, height=13, labels=(0,))
    back = f"请于{day(form.back_by)}前" if form.back_by else "请"
    told = (
        f"{back}交{one_line(clean(office.signature))}（联系人：{one_line(clean(office.contact))}，"
        f"电话：{one_line(clean(office.phone))}）。本表不转承办单位，也可在微信里直接评价。"
    )
    line(paper, told, size=12)


@dataclass(frozen=True, slots=True)
class ExplanationNotice:
    """书面解释通知 (C28): rated 不满意, the head of the bureau explains in writing, or is asked at
    a meeting of the standing committee. Prepared; a person signs it or does not. It says what is
    to be explained, not who rated."""

    office: Office
    sign_off: SignOff
    bureau: str
    number: str
    title: str
    #: 「重新办理后，办理结果还没有达到要求」 …; never how a deputy rated.
    occasion: str
    questions: tuple[str, ...]
    until: Term
    #: Where the head may be asked instead, if the county has it.
    meeting: str = ""
    basis: str = ""


def explanation_notice(notice: ExplanationNotice) -> bytes:
    """A letter to the bureau's head, a docx."""
    office = notice.office
    name = "关于对代表建议办理情况作出书面解释的通知"
    paper = letter_page(office.faces, notice.sign_off, name=office.letterhead, title=name)
    blank(paper, 2)
    title(paper, name)
    blank(paper)
    addressee(paper, one_line(clean(notice.bureau)))
    basis = one_line(clean(notice.basis))
    body(
        paper,
        f"你单位主办的{named(notice.number, notice.title)}，{one_line(said(notice.occasion))}。"
        f"{f'根据{basis}，' if basis else ''}请你单位主要负责人对以下问题作出书面解释：",
    )
    questions = [said(each) for each in notice.questions if each.strip()] or [
        "办理经过和下一步打算。"
    ]
    for at, each in enumerate(questions, 1):
        body(paper, f"{at}. {each}")
    first = length(paper)
    heading(paper, "时限和方式")
    proof = clean(notice.until.proof)
    body(
        paper,
        f"请于{day(notice.until.due)}前送{one_line(clean(office.signature))}，"
        f"由主要负责人签名并加盖公章。{f'（{proof}）' if proof else ''}",
    )
    meeting = one_line(clean(notice.meeting))
    if meeting:
        body(paper, f"也可由主要负责人到{meeting}接受询问，请在期限内告知。")
    blank(paper, 2)
    signature(paper, office.signature, day(notice.sign_off.dated))
    blank(paper)
    body(
        paper,
        f"（联系人：{one_line(clean(office.contact))}，电话：{one_line(clean(office.phone))}）",
    )
    keep_from(paper, first)
    return to_bytes(paper)


def blank_reply(faces: Faces, copies: Sequence[str]) -> bytes:
    """The empty 答复函 for bureaus to fill in."""
    form = Reply("（承办单位全称）", "", "", (), None, copies=tuple(copies), faces=faces)
    return reply_letter(form)
