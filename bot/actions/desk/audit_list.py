"""The record of acts, to be read: who did or looked at what, when (personal information law 54)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.domain.calendars import LOCAL
from bot.store.models import Audit, Deputy, Issue, Officer

PAGE = 50
#: Rows that one page looks through at most before it offers to look further.
_STEP, _STEPS = 5000, 10

#: Act → how one says it. What is not here is shown by its own word.
LABELS = {
    "issue.looked": "看了带姓名电话的原话",
    "media.looked": "听了语音、看了文件",
    "issue.joined": "也说有这件事",
    "alarm.raised": "报危急",
    "alarm.heard": "接了危急",
    "alarm.passed_on": "报了总值班室",
    "alarm.spoken": "危急的，回了话",
    "alarm.not_reached": "危急的，没打通",
    "binding.issued": "发了绑定码",
    "binding.bound": "绑定了身份",
    "binding.unbound": "解了绑定",
    "binding.refused": "绑定码不对",
    "contact.phone": "留了电话",
    "contact.quiet": "定了自己的免打扰时间",
    "duty.recorded": "记了一次履职",
    "message.set_aside": "把一条消息放到一边",
    "notice.resent": "让一条消息再发一次",
    "officer.added": "加了工作人员",
    "officer.password_set": "改了密码",
    "officer.refused": "密码不对",
    "officer.signed_in": "登录",
    "officer.stand_in": "定了替班",
    "officer.stand_in_ended": "结束了替班",
    "sign_in.failed": "有人试登录，没成",
    "roster.import": "导入了名册",
    "roster.added": "在名册里加了一行",
    "roster.changed": "改了名册里的一行",
    "election.prepared": "传了换届的新名册",
    "election.confirmed": "确认了换届",
    "election.undone": "撤回了换届",
    "election.handed_on": "换届后定了接着跟的代表",
    "roster.taken": "下载了名册的表（不带电话）",
    "roster.ended": "定了到哪天为止",
    "rule.set": "改了规则",
    "pilot.set": "改了试点范围",
    "roster.deputy_changed": "改了代表的请假、收件",
    "roster.liaison_changed": "改了联络员的在岗",
    "switch.turn": "动了总开关",
    "second.asked": "请第二个人点头",
    "second.agreed": "点头同意",
    "second.refused": "没有同意",
    "second.used": "凭点头做了一次",
    "telephone.recorded": "记了一次电话",
    "audit.verified": "核对了整条记录",
}
#: What the page offers to look for → the acts.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("全部", ()),
    "looked": ("看了没遮住的信息", ("issue.looked", "media.looked", "second.used")),
    "doors": (
        "登录和密码",
        (
            "officer.signed_in",
            "officer.refused",
            "officer.password_set",
            "sign_in.failed",
            "officer.stand_in",
            "officer.stand_in_ended",
        ),
    ),
    "two": ("两个人才能做的", ("second.asked", "second.agreed", "second.refused", "second.used")),
    "rules": (
        "规则、名册、开关",
        (
            "rule.set",
            "roster.import",
            "roster.added",
            "roster.changed",
            "roster.ended",
            "switch.turn",
            "pilot.set",
        ),
    ),
    "codes": (
        "绑定",
        ("binding.issued", "binding.bound", "binding.unbound", "binding.refused"),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """``who``: contact ids, nothing: everybody; ``day``: of the county; ``issue``: its number."""

    group: str = ""
    who: tuple[int, ...] = ()
    day: date | None = None
    issue: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    act: str
    #: Of the issue, 0 for what is about none.
    number: int
    fact: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    before: int | None


def page(session: Session, asked: Asked, *, before: int | None = None) -> Page:
    """The newest acts, under the row ``before``; a page costs the same however long the record."""
    where = list(_where(session, asked))
    newest = session.scalar(select(func.max(Audit.id))) or 0
    top = before if before is not None else newest + 1
    found: list[Audit] = []
    for _ in range(_STEPS):
        bottom = max(top - _STEP, 0)
        rows = session.scalars(
            select(Audit)
            .where(Audit.id < top, Audit.id >= bottom, *where)
            .order_by(Audit.id.desc())
            .limit(PAGE + 1 - len(found))
        ).all()
        found += rows
        if len(found) > PAGE:
            return Page(_lines(session, found[:PAGE]), found[PAGE - 1].id)
        top = bottom
        if top <= 1:
            return Page(_lines(session, found), None)
    return Page(_lines(session, found), top)


def _where(session: Session, asked: Asked) -> Iterator[ColumnElement[bool]]:
    # The count of tries stands beside what the officer did: it says nothing more.
    yield Audit.act != "sign_in.done"
    acts = GROUPS[asked.group][1]
    if acts:
        yield Audit.act.in_(acts)
    if asked.who:
        yield Audit.contact_id.in_(asked.who)
    if asked.day is not None:
        start = datetime.combine(asked.day, time(), LOCAL)
        yield Audit.at >= start
        yield Audit.at < start + timedelta(days=1)
    if asked.issue is not None:
        issue_id = session.scalar(select(Issue.id).where(Issue.number == asked.issue))
        yield Audit.thing == "issue"
        yield Audit.thing_id == (issue_id or 0)


def _lines(session: Session, rows: list[Audit]) -> list[Line]:
    people = {row.contact_id for row in rows if row.contact_id is not None}
    names: dict[int, str] = {}
    for table in (Deputy, Officer):
        found = session.execute(
            select(table.contact_id, table.name).where(table.contact_id.in_(people))
        )
        names |= {row.contact_id: row.name for row in found}
    issues = {row.thing_id for row in rows if row.thing == "issue" and row.thing_id}
    numbers: dict[int, int] = {
        row.id: row.number
        for row in session.execute(select(Issue.id, Issue.number).where(Issue.id.in_(issues)))
    }
    return [
        Line(
            at=row.at,
            who=_who(row, names),
            act=LABELS.get(row.act, row.act),
            number=numbers.get(row.thing_id or 0, 0) if row.thing == "issue" else 0,
            fact="" if row.thing == "sign_in" else row.fact,
        )
        for row in rows
    ]


def _who(row: Audit, names: dict[int, str]) -> str:
    if row.contact_id is None:
        return "系统"
    # Constituents are nobody's to look up here: the record holds ids, not names.
    return names.get(row.contact_id, "群众或单位")
