"""「等我办的」: what waits for one officer, gravest first, oldest first. Only one's own: every case
passes ``recipients.parties_of``, so a case about one's own level is not here at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import alarms, places, recipients, telephone
from bot.actions.calendar import say_when
from bot.actions.casework import gist
from bot.actions.people import Roles, in_force
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows import issue as states
from bot.domain.workflows.hand_over import RETURN_REQUESTED, WORKING
from bot.store.models import (
    Alarm,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    HandOver,
    History,
    Issue,
    Media,
    Message,
    Notice,
    Words,
)

#: More than this in one group nobody works off in a day; the rest comes up as these are done.
MOST = 60


@dataclass(frozen=True, slots=True)
class Button:
    """One click from the list: ``ACTS["station"][act]``; ``asks``: a field to fill first."""

    label: str
    act: str
    row: int = 0
    asks: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. ``number``: of the issue, 0 where there is none."""

    number: int
    title: str
    place: str
    gist: str
    #: Until when, in words; ``late``: that is over.
    due: str = ""
    late: bool = False
    note: str = ""
    #: To ring: shown as a link that dials.
    phone: str = ""
    buttons: tuple[Button, ...] = ()
    proposed: str = ""
    #: Of the telephone list or of an unread message: its row.
    notice: int = 0
    message: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One group of the list."""

    key: str
    title: str
    items: list[Item] = field(default_factory=list)
    more: bool = False


def lies_in(areas: Sequence[Grid]) -> ColumnElement[bool]:
    """SQL: the grid is one of ``areas`` or lies in one of them."""
    return or_(false(), *(Grid.path.startswith(area.path) for area in areas))


@dataclass(frozen=True, slots=True)
class Desk:
    """One officer at work."""

    session: Session
    contact: Contact
    roles: Roles
    now: datetime

    @property
    def county(self) -> bool:
        return any(role.role in recipients.COUNTY_ROLES for role in self.roles.officer_roles)

    def areas(self) -> list[Grid]:
        found = [
            role.station.grid if role.station is not None else role.grid
            for role in self.roles.officer_roles
        ]
        return [area for area in found if area is not None]

    def reaches(self) -> ColumnElement[bool]:
        """SQL: issues that may be this officer's; ``mine`` decides."""
        stations = [role.station_id for role in self.roles.officer_roles if role.station_id]
        townships = [
            role.grid
            for role in self.roles.officer_roles
            if role.station is None and role.grid is not None
        ]
        below = select(Grid.id).where(lies_in(townships))
        own = or_(Issue.station_id.in_(stations), Issue.grid_id.in_(below))
        first_county = or_(
            Issue.seen_by == "county", Issue.attention == "county", Issue.station_id.is_(None)
        )
        return or_(own, and_(literal(self.county), first_county))

    def mine(self, issue: Issue) -> bool:
        held = recipients.parties_of(self.session, issue, self.contact, self.roles, self.now)
        return Party.STATION in held or Party.OFFICE in held

    def named(self, issue: Issue) -> bool:
        """The case is about this officer."""
        return any(
            about.get("name") == officer.name or officer.name in str(about.get("who", ""))
            for about in issue.avoid
            for officer in self.roles.officers
        )

    def issues(
        self, *where: ColumnElement[bool], order: Sequence[Any] = (Issue.id,)
    ) -> list[Issue]:
        query = select(Issue).where(self.reaches(), *where).order_by(*order)
        return [issue for issue in self.session.scalars(query.limit(MOST)) if self.mine(issue)]

    def item(self, issue: Issue, **more: Any) -> Item:
        return Item(
            number=issue.number,
            title=issue.title,
            place=places.say_place(self.session, issue.grid),
            gist=gist(issue.words.masked),
            **more,
        )


def waiting_for(session: Session, contact: Contact, roles: Roles, now: datetime) -> list[Waiting]:
    """The groups that are not empty, gravest first."""
    desk = Desk(session, contact, roles, now)
    groups = [
        Waiting(key, title, items[:MOST], len(items) >= MOST)
        for key, title, find in _GROUPS
        if (items := list(find(desk)))
    ]
    return _once(groups)


def _once(groups: list[Waiting]) -> list[Waiting]:
    """A case stands where it is gravest; it may stand again where something else is to be done."""
    seen: set[int] = set()
    kept = []
    for group in groups:
        items = [item for item in group.items if not (group.key in _ONCE and item.number in seen)]
        seen |= {item.number for item in items if item.number}
        if items:
            kept.append(Waiting(group.key, group.title, items, group.more))
    return kept


_ONCE = ("unspoken", "place", "recheck")


def _danger(desk: Desk) -> Iterator[Item]:
    rows = desk.session.scalars(
        select(Alarm)
        .where(Alarm.passed_on_at.is_(None))
        .options(joinedload(Alarm.issue))
        .order_by(Alarm.heard_at.is_not(None), Alarm.id)
        .limit(MOST)
    )
    for alarm in rows:
        issue = alarm.issue
        if desk.named(issue) or not alarms.may_answer(desk.session, alarm, desk.contact, desk.now):
            continue
        heard = alarm.heard_at is not None
        buttons = [] if heard else [Button("接了", "heard")]
        phone = (issue.reporter.phone or "") if not issue.secret or desk.county else ""
        yield desk.item(
            issue,
            note="；".join(_safety(alarm, phone)),
            phone=phone,
            due="已有人接，等报总值班室" if heard else "还没人接",
            late=not heard,
            buttons=(*buttons, Button("已报总值班室", "passed_on")),
        )


def _safety(alarm: Alarm, phone: str) -> Iterator[str]:
    if alarm.numbers:
        yield f"已请群众先打{alarm.numbers}"
    if not phone:
        yield "没留电话，点开在页面上回话"


def _unspoken(desk: Desk) -> Iterator[Item]:
    for issue in desk.issues(
        Issue.spoken_at.is_(None),
        Issue.speak_by.is_not(None),
        Issue.state.in_((*states.OPEN, *states.EARLY)),
        Issue.kind != "voice",
        order=(Issue.urgency != "加急", Issue.speak_by, Issue.id),
    ):
        note = "加急" if issue.urgency == "加急" else ""
        yield desk.item(issue, **_speak_by(desk, issue), note=note)


def _speak_by(desk: Desk, issue: Issue) -> dict[str, Any]:
    """Until when a person has to have spoken, while nobody has."""
    if issue.speak_by is None or issue.spoken_at is not None:
        return {}
    return {
        "due": f"{say_when(issue.speak_by, desk.now)}下班前回话",
        "late": issue.speak_by < local_day(desk.now),
    }


def _unclear_place(desk: Desk) -> Iterator[Item]:
    wide = select(Grid.id).where(Grid.level.in_(("township", "county")))
    for issue in desk.issues(
        Issue.state == states.ASKING,
    ):
        yield desk.item(issue, note="问过一次地点，还没回；知道是哪个村就点开改派")
    for issue in desk.issues(
        Issue.state == states.AT_STATION,
        or_(Issue.grid_id.is_(None), Issue.grid_id.in_(wide)),
        Issue.seen_by == "grid",
    ):
        yield desk.item(issue, note="地点不清楚，知道是哪个村就点开改派")


def _requests(desk: Desk) -> Iterator[Item]:
    """提请转办: the last step of the case is a deputy's request."""
    last = (
        select(func.max(History.id))
        .where(
            History.case_kind == "issue",
            History.case_id == Issue.id,
            History.step.in_(("request_hand_over", "hand_over", "bureau_returned", "reroute")),
        )
        .correlate(Issue)
        .scalar_subquery()
    )
    asked = (
        select(History.id)
        .where(History.id == last, History.step == "request_hand_over")
        .correlate(Issue)
        .exists()
    )
    for issue in desk.issues(Issue.state == states.AT_STATION, asked):
        bureau = issue.bureaus[0] if issue.bureaus else ""
        yield desk.item(
            issue,
            **_speak_by(desk, issue),
            note=f"代表提请转{bureau}",
            proposed=bureau,
            buttons=(Button(f"核实，转{bureau}", "approve"),) if bureau else (),
        )


def _decisions(desk: Desk) -> Iterator[Item]:
    for row in _hand_overs(
        desk, or_(HandOver.state == RETURN_REQUESTED, HandOver.extension_until.is_not(None))
    ):
        place = _place_of(desk.session, row)
        if row.state == RETURN_REQUESTED:
            note = f"{row.bureau.name}申请退回" + (
                f"，说该归{row.return_to}" if row.return_to else ""
            )
            refuse = Button("不同意", "reject", place, asks="为什么还请他办", quiet=True)
        else:
            until = row.extension_until
            note = f"{row.bureau.name}想延到{say_when(until, desk.now) if until else ''}"
            refuse = Button("不同意", "reject", place, quiet=True)
        yield desk.item(
            row.issue,
            note=note + _reason(desk.session, row),
            due=f"原定{say_when(row.due, desk.now)}前",
            buttons=(Button("同意", "approve", place), refuse),
        )


def _hand_overs(desk: Desk, where: ColumnElement[bool]) -> Iterator[HandOver]:
    rows = desk.session.scalars(
        select(HandOver)
        .join(Issue, HandOver.issue_id == Issue.id)
        .where(where, desk.reaches())
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
        .limit(MOST)
    )
    return (row for row in rows if desk.mine(row.issue))


def _place_of(session: Session, row: HandOver) -> int:
    """The number of a hand-over within its case."""
    return (
        session.scalar(
            select(func.count(HandOver.id)).where(
                HandOver.issue_id == row.issue_id, HandOver.id <= row.id
            )
        )
        or 1
    )


def _reason(session: Session, row: HandOver) -> str:
    words = session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "hand_over",
            History.case_id == row.id,
            History.step.in_(("request_return", "request_extension")),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return f"：{gist(words.masked)}" if words is not None else ""


def _recheck(desk: Desk) -> Iterator[Item]:
    for issue in desk.issues(Issue.state == states.RECHECK):
        yield desk.item(issue, note=f"群众说{issue.rating or '没好'}，请去核实")


def _overdue(desk: Desk) -> Iterator[Item]:
    late = and_(
        HandOver.state.in_(WORKING),
        HandOver.due < local_day(desk.now),
        HandOver.paused_at.is_(None),
        HandOver.extension_until.is_(None),
    )
    for row in _hand_overs(desk, late):
        yield desk.item(
            row.issue,
            note=f"在{row.bureau.name}手上，打个电话问问",
            due=f"{say_when(row.due, desk.now)}到期",
            late=True,
            phone=row.bureau.phone,
        )


def _voices(desk: Desk) -> Iterator[Item]:
    """Voices that the platform did not recognise and nobody has typed in."""
    rows = desk.session.scalars(
        select(Issue)
        .join(Media, Media.issue_id == Issue.id)
        .outerjoin(Message, Media.message_id == Message.id)
        .where(
            desk.reaches(),
            Media.kind == "voice",
            Media.transcript_id.is_(None),
            Message.words_id.is_(None),
            Issue.state.not_in(("closed", "withdrawn", "merged")),
        )
        .group_by(Issue.id)
        .order_by(Issue.id)
        .limit(MOST)
    )
    for issue in rows:
        if desk.mine(issue) and (not issue.secret or desk.county):
            yield desk.item(issue, **_speak_by(desk, issue), note="点开听，听完记下来")


def _calls(desk: Desk) -> Iterator[Item]:
    for call in telephone.calls(desk.session, where=(_calls_of(desk),), limit=MOST):
        notice = desk.session.get_one(Notice, call.notice_id)
        issue = case_of(desk.session, notice)
        if not may_ring(desk, notice):
            continue
        tried = f"；打过{call.unanswered}次没接" if call.unanswered else ""
        yield Item(
            number=issue.number if issue else 0,
            title=call.name or "（没有姓名）",
            place="",
            gist=call.script,
            note=f"{call.reason}{tried}",
            phone=call.phone,
            notice=call.notice_id,
        )


def _calls_of(desk: Desk) -> ColumnElement[bool]:
    """SQL: calls about this desk's cases, and to the deputies of its area."""
    cases = select(Issue.id).where(desk.reaches())
    rows = select(HandOver.id).join(Issue, HandOver.issue_id == Issue.id).where(desk.reaches())
    people = (
        select(Deputy.contact_id)
        .join(DeputyGrid, DeputyGrid.deputy_id == Deputy.id)
        .join(Grid, DeputyGrid.grid_id == Grid.id)
        .where(lies_in(desk.areas()), in_force(DeputyGrid, local_day(desk.now)))
    )
    return or_(
        and_(Notice.case_kind == "issue", Notice.case_id.in_(cases)),
        and_(Notice.case_kind == "hand_over", Notice.case_id.in_(rows)),
        and_(
            Notice.case_kind.not_in(("issue", "hand_over")),
            or_(literal(desk.county), Notice.contact_id.in_(people)),
        ),
    )


def case_of(session: Session, notice: Notice) -> Issue | None:
    if notice.case_kind == "issue":
        return session.get(Issue, notice.case_id)
    if notice.case_kind == "hand_over":
        row = session.get(HandOver, notice.case_id)
        return row.issue if row else None
    return None


def may_ring(desk: Desk, notice: Notice) -> bool:
    """Whether this call is this officer's: theirs is the case, and who said it may be known."""
    issue = case_of(desk.session, notice)
    if issue is None:
        query = select(Notice.id).where(Notice.id == notice.id, _calls_of(desk))
        return desk.session.scalar(query) is not None
    secret = issue.secret and notice.contact_id == issue.reporter_id
    return desk.mine(issue) and (not secret or desk.county)


def _unread(desk: Desk) -> Iterator[Item]:
    """What no machine understood may be about anybody: the county office alone reads it."""
    if not desk.county:
        return
    rows = desk.session.scalars(
        select(Message)
        .where(
            Message.state == "unhandled",
            Message.received_at < desk.now - timedelta(minutes=2),
        )
        .options(joinedload(Message.words), joinedload(Message.contact))
        .order_by(Message.id)
        .limit(MOST)
    )
    for message in rows:
        text = message.words.text if message.words else None
        yield Item(
            number=0,
            title=message.contact.name or "群众",
            place="",
            gist=text or f"（{_KINDS.get(message.kind, message.kind)}）",
            message=message.id,
        )


_KINDS = {
    "text": "没有文字",
    "image": "照片",
    "voice": "语音",
    "video": "视频",
    "location": "位置",
    "event": "操作",
}

_GROUPS: tuple[tuple[str, str, Callable[[Desk], Iterable[Item]]], ...] = (
    ("danger", "危急", _danger),
    ("requests", "代表提请转办", _requests),
    ("unspoken", "还没人给群众回话", _unspoken),
    ("recheck", "需核实", _recheck),
    ("decisions", "单位等您定", _decisions),
    ("place", "地点不清楚", _unclear_place),
    ("voices", "语音要听", _voices),
    ("overdue", "单位到期没回音", _overdue),
    ("calls", "要打的电话", _calls),
    ("unread", "机器没看懂的", _unread),
)
