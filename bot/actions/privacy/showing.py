"""One person's data as one page: who they are here, what they said, what was said to them, what was
kept, and who saw it unmasked (personal information law 45)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import literal_column, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, places
from bot.actions.desk import conversation
from bot.actions.desk.conversation import Said
from bot.actions.officers import ROLE_LABELS
from bot.actions.people import Roles, roles_of
from bot.actions.privacy import plan
from bot.domain.calendars import local_day
from bot.domain.workflows import ALL
from bot.store.models import (
    Audit,
    Contact,
    Grid,
    Identity,
    Issue,
    Media,
    Message,
    Notice,
    Officer,
    OfficerRole,
)

#: Acts by which somebody saw what is masked for others → how one says it.
LOOKS = {
    "issue.looked": "经办时看了原话、姓名电话",
    "issue.opened": "点开看了遮住的信息",
    "issue.seen_on_list": "在今日、发出的消息里看到姓名电话",
    "media.looked": "听了语音、看了登记本",
    "person.looked": "打开了个人信息页",
    "person.exported": "导出了个人信息",
    "list.exported": "导出了带姓名电话的表",
    "issue.exported": "导出的表里有姓名电话",
}
#: More lines than this of one kind are not shown on a page; the table to hand over has them all.
MOST = 300
_MEDIA = {"image": "照片", "voice": "语音", "video": "视频", "file": "登记本、文件"}


@dataclass(frozen=True, slots=True)
class Case:
    """``own``: they reported it, else they joined. ``lines``: what they and we said."""

    issue: Issue
    own: bool
    state: str
    place: str
    lines: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A picture, voice or paper; ``shown``: it is there to be opened."""

    media: Media
    kind: str
    number: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Look:
    """``desk``: which office the person belongs to, for whoever the data is handed to; ``by``: the
    id of their contact; ``times``: how often, at last at ``at``."""

    at: datetime
    who: str
    desk: str
    what: str
    why: str
    number: int
    by: int = 0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    contact: Contact
    #: Openid known, and whether they still follow.
    wechat: str
    place: str
    roles: Roles
    cases: tuple[Case, ...]
    #: What belongs to no case: greetings, questions; and notices beside the cases.
    loose: tuple[Said, ...]
    files: tuple[File, ...]
    looks: tuple[Look, ...]


def show(session: Session, contact: Contact, *, now: datetime, most: int | None = MOST) -> Shown:
    """Everything that is kept of this person as somebody who reports; not what they did in a role
    (that stands in the roster and in the cases of others). ``most``: the newest so many lines of
    one kind; None: all of them."""
    own, joined = plan.own_cases(session, contact), plan.joined_cases(session, contact)
    numbers = {issue.id: issue.number for issue in own}
    return Shown(
        contact=contact,
        wechat=_wechat(session, contact),
        place=_place(session, contact),
        roles=roles_of(session, contact, now),
        cases=(
            *(_case(session, issue, own=True) for issue in own),
            *(_case(session, issue, own=False) for issue in joined),
        ),
        loose=tuple(_loose(session, contact, most)),
        files=tuple(_files(session, contact, numbers)),
        looks=tuple(looks_at(session, numbers, most)),
    )


def record(
    session: Session, request: Issue, contact_id: int, act: str, *, now: datetime, fact: str = ""
) -> None:
    """Whoever opens or takes away a person's data leaves a trace."""
    audit.record(
        session,
        act,
        contact_id=contact_id,
        now=now,
        thing="issue",
        thing_id=request.id,
        fact=fact,
    )


def _wechat(session: Session, contact: Contact) -> str:
    rows = session.scalars(select(Identity).where(Identity.contact_id == contact.id)).all()
    if not rows:
        return "没有"
    return "有，关注着" if any(row.following for row in rows) else "有，取消关注了"


def _place(session: Session, contact: Contact) -> str:
    grid = session.get(Grid, contact.grid_id) if contact.grid_id else None
    return places.say_place(session, grid) if grid is not None else "不知道"


def _case(session: Session, issue: Issue, *, own: bool) -> Case:
    lines = conversation.of(session, issue, plain=True) if own and not issue.cleared_at else []
    return Case(
        issue=issue,
        own=own,
        state=ALL["issue"].states[issue.state],
        place=places.say_place(session, issue.grid),
        lines=tuple(lines),
    )


def _loose(session: Session, contact: Contact, most: int | None) -> list[Said]:
    """What they wrote that became no case or belongs to somebody else's, and what they were sent
    beside their own cases."""
    own = select(Issue.id).where(Issue.reporter_id == contact.id)
    messages = session.scalars(
        select(Message)
        .where(
            Message.contact_id == contact.id,
            or_(Message.issue_id.is_(None), Message.issue_id.not_in(own)),
        )
        .options(joinedload(Message.words))
        .order_by(Message.id.desc())
        .limit(most)
    )
    lines = []
    for message in messages:
        words = message.words
        if words is not None and words.erased_at is None and words.text:
            lines.append(Said(message.received_at, True, words.text))
            if message.answer:
                lines.append(Said(message.received_at, False, message.answer, "当场回的"))
    notices = session.scalars(
        select(Notice)
        .where(Notice.contact_id == contact.id, Notice.case_kind.not_in(("issue", "hand_over")))
        .order_by(Notice.id.desc())
        .limit(most)
    )
    for notice in notices:
        if text := conversation.said_in(notice):
            lines.append(Said(notice.created_at, False, text))
    return sorted(lines, key=lambda line: line.at)


def _files(session: Session, contact: Contact, numbers: dict[int, int]) -> list[File]:
    rows = session.scalars(
        select(Media)
        .where(or_(Media.issue_id.in_(numbers), Media.contact_id == contact.id))
        .where(Media.hand_over_id.is_(None))
        .order_by(Media.id)
    )
    return [
        File(
            media=row,
            kind=_MEDIA.get(row.kind, "文件"),
            number=numbers.get(row.issue_id or 0, 0),
            shown=row.state == "fetched" and bool(row.path),
        )
        for row in rows
    ]


def looks_at(session: Session, issue_ids: Collection[int], most: int | None = MOST) -> list[Look]:
    """Who saw what of these cases unmasked, newest first."""
    rows = session.scalars(
        select(Audit)
        .where(
            # Written out: only so is the index by case used.
            Audit.thing == literal_column("'issue'"),
            Audit.thing_id.in_(issue_ids),
            Audit.act.in_(LOOKS),
        )
        .order_by(Audit.id.desc())
        .limit(most)
    ).all()
    return say_looks(session, rows)


def say_looks(session: Session, rows: Sequence[Audit]) -> list[Look]:
    """Records of looks as one reads them."""
    people = {row.contact_id for row in rows if row.contact_id is not None}
    newest = max((local_day(row.at) for row in rows), default=date.min)
    names = {
        officer.contact_id: (officer.name, _desk(session, officer, newest))
        for officer in session.scalars(select(Officer).where(Officer.contact_id.in_(people)))
    }
    issues = {row.thing_id for row in rows if row.thing_id}
    numbers: dict[int, int] = {
        row.id: row.number
        for row in session.execute(select(Issue.id, Issue.number).where(Issue.id.in_(issues)))
    }
    found = []
    for row in rows:
        name, desk = names.get(row.contact_id or 0, ("系统", ""))
        why = row.fact if row.act == "issue.opened" else _WHY.get(row.act, "经办这件事")
        number = numbers.get(row.thing_id or 0, 0)
        found.append(Look(row.at, name, desk, LOOKS[row.act], why, number, row.contact_id or 0))
    return found


def by_day(looks: Sequence[Look]) -> list[Look]:
    """One line for what one person saw of one case on one day; ``looks``: newest first. The record
    itself keeps each of them."""
    days: dict[tuple[int, int, date], list[Look]] = {}
    for look in looks:
        days.setdefault((look.by, look.number, local_day(look.at)), []).append(look)
    return [
        replace(
            same[0],
            what="；".join(dict.fromkeys(look.what for look in reversed(same))),
            why="；".join(dict.fromkeys(look.why for look in reversed(same))),
            times=len(same),
        )
        for same in days.values()
    ]


_WHY = {
    "person.looked": "办本人的请求",
    "person.exported": "本人要，两个人点了头",
    "list.exported": "两个人点了头",
    "issue.exported": "两个人点了头",
}


def _desk(session: Session, officer: Officer, day: date) -> str:
    """The seat they held on ``day``: of several the first, which is their own and no substitute's;
    of nobody's any more the last that they had."""
    roles = session.scalars(
        select(OfficerRole).where(OfficerRole.officer_id == officer.id).order_by(OfficerRole.id)
    ).all()
    if not roles:
        return "工作人员"
    held = [role for role in roles if role.since <= day and (role.until or day) >= day]
    role = held[0] if held else roles[-1]
    where = role.station.name if role.station else role.grid.name if role.grid else ""
    label = ROLE_LABELS.get(role.role, "工作人员")
    return f"{where}{label.removeprefix('联络站')}" if where else label
