"""今日: what waits for one officer, gravest first, oldest first, with what can be decided in place.
Only one's own: every case passes ``recipients.parties_of``, so a case about one's own level is not
here at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import bureaus, hand_overs, recipients
from bot.actions.calendar import say_due, say_when
from bot.actions.casework import gist
from bot.actions.desk.calls import calls, unread
from bot.actions.desk.danger_waiting import danger, how_urgent
from bot.actions.desk.follow_waiting import unfollowed
from bot.actions.desk.scope import MOST, Button, Desk, Item, Waiting
from bot.actions.issues import POINTED
from bot.actions.people import Roles
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows import ALL
from bot.domain.workflows import issue as states
from bot.domain.workflows.hand_over import RETURN_REQUESTED, WORKING
from bot.store.models import (
    Contact,
    Grid,
    HandOver,
    History,
    Issue,
    Media,
    Words,
)

#: After so long what was only pointed elsewhere is nobody's work any more.
_POINTED_FOR = timedelta(days=30)


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
    of = {group.key: {item.number for item in group.items} for group in groups}
    elsewhere = {
        "unspoken": set().union(*(of.get(key, set()) for key in _SPEAKS)),
        # There they are rung up as well.
        "human": of.get("danger", set()),
    }
    seen: set[int] = set()
    kept = []
    for group in groups:
        there = elsewhere.get(group.key, set()) | (seen if group.key in _ONCE else set())
        items = [item for item in group.items if item.number not in there]
        seen |= {item.number for item in items if item.number}
        if items:
            kept.append(Waiting(group.key, group.title, items, group.more))
    return kept


_ONCE = ("unspoken", "place", "recheck")
#: What is done there speaks to the constituent, or has to come before it.
_SPEAKS = ("danger", "requests", "human", "reported", "voices")


def _unspoken(desk: Desk) -> Iterator[Item]:
    for issue in desk.issues(
        Issue.spoken_at.is_(None),
        Issue.speak_by.is_not(None),
        Issue.state.in_((*states.OPEN, *states.EARLY)),
        # Both have a group of their own.
        Issue.kind.not_in(("voice", "data_rights")),
        order=(Issue.urgency != "危急", Issue.urgency != "加急", Issue.speak_by, Issue.id),
    ):
        yield desk.item(
            issue,
            **_speak_by(desk, issue),
            note=how_urgent(desk, issue),
            buttons=tuple(_first_words(desk, issue)),
        )


def _first_words(desk: Desk, issue: Issue) -> Iterator[Button]:
    """What may be done for somebody to whom nobody has spoken: hand over, or say something."""
    if _is_unclear(issue):
        yield _REROUTE
    bureau = _proposed(desk, issue) if _can(desk, issue, "hand_over") else ""
    if bureau:
        # While the place is asked for, that comes first.
        yield Button(f"转{bureau}", "hand_over", to=bureau, quiet=_is_unclear(issue))
    if _can(desk, issue, "write_to_constituent"):
        yield Button("回他一句", "write", asks="怎么回（原话发给他）", quiet=bool(bureau))
    if _can(desk, issue, "spoken_by_phone"):
        yield Button("电话里说过了", "spoken_by_phone", quiet=True)


def _can(desk: Desk, issue: Issue, step: str) -> bool:
    party = Party.OFFICE if desk.county or desk.leads else Party.STATION
    return any(one.name == step for one in ALL["issue"].possible(issue.state, party))


def _proposed(desk: Desk, issue: Issue) -> str:
    """The bureau that looks right, if it may be given the case at all. Of an accusation nothing
    is proposed: who may hear it is for a person to judge."""
    if issue.kind == "accusation":
        return ""
    for name in issue.bureaus[:1]:
        body = bureaus.find(desk.session, name, issue.grid)
        if body is not None and recipients.bureau_allowed(desk.session, issue, body):
            return body.name
    return ""


def _speak_by(desk: Desk, issue: Issue) -> dict[str, Any]:
    """Until when a person has to have spoken, while nobody has."""
    if issue.speak_by is None or issue.spoken_at is not None:
        return {}
    late = issue.speak_by < local_day(desk.now)
    said = f"{say_when(issue.speak_by, desk.now)}下班前回话"
    return {"due": say_due(said, late), "late": late}


def _unclear_place(desk: Desk) -> Iterator[Item]:
    wide = select(Grid.id).where(Grid.level.in_(("township", "county")))
    for issue in desk.issues(
        Issue.state == states.ASKING,
    ):
        yield desk.item(issue, note="问过一次地点，还没回；知道是哪个村就改派", buttons=(_REROUTE,))
    for issue in desk.issues(
        Issue.state == states.AT_STATION,
        or_(Issue.grid_id.is_(None), Issue.grid_id.in_(wide)),
        Issue.seen_by == "grid",
    ):
        yield desk.item(issue, note="地点不清楚，知道是哪个村就改派", buttons=(_REROUTE,))


def _is_unclear(issue: Issue) -> bool:
    """No village is known yet, and it may be one's: then that is to be settled first."""
    wide = issue.grid is None or issue.grid.level in ("township", "county")
    return issue.state == states.ASKING or (
        wide and issue.state == states.AT_STATION and issue.seen_by == "grid"
    )


_REROUTE = Button("改派", "reroute", asks="是哪个村", field="grid")


def _reported(desk: Desk) -> Iterator[Item]:
    """Where the county wants the station to look first: a bureau has reported, nobody has told."""
    came = _step_is(
        _last_step(("bureau_reports_to_desk", "hand_over", "answer", "refer", "reroute")),
        "bureau_reports_to_desk",
    )
    for issue in desk.issues(Issue.state == states.AT_STATION, came):
        row = hand_overs.latest(desk.session, issue)
        yield desk.item(
            issue,
            note=f"{row.bureau.name if row else '单位'}报来结果，看过再答复群众",
            buttons=(Button("答复群众", "answer", asks="怎么答复（原话发给他）"),),
        )


def _wants_to_talk(desk: Desk) -> Iterator[Item]:
    """「找人」, and nobody has spoken to them since."""
    last = _last_step(("want_human", *_SPOKE))
    # Written out, not bound: only so does SQLite see that the partial index holds them all.
    ever = select(History.case_id).where(History.step == literal_column("'want_human'"))
    # Who answered an alarm has spoken to them without a step of the case.
    since = or_(Issue.spoken_at.is_(None), History.at >= Issue.spoken_at)
    for issue in desk.issues(
        Issue.id.in_(ever), _step_is(last, "want_human", since), Issue.state != "merged"
    ):
        known = (not issue.secret or desk.county) and not issue.reporter.no_calls
        phone = (issue.reporter.phone or "") if known else ""
        buttons = [Button("电话里说过了", "spoken_by_phone")] if issue.state in states.OPEN else []
        bureau = _proposed(desk, issue) if _can(desk, issue, "hand_over") else ""
        if bureau:
            buttons.append(Button(f"转{bureau}", "hand_over", to=bureau, quiet=True))
        yield desk.item(
            issue,
            **_speak_by(desk, issue),
            note="想跟人说话，请给他打个电话" + ("" if phone else "（没留电话，点开在页面上回话）"),
            phone=phone,
            shows=issue.id if phone else 0,
            buttons=tuple(buttons),
        )


#: Steps by which somebody spoke to the constituent.
_SPOKE = ("spoken_by_phone", "write_to_constituent", "answer", "ask", "refer", "decline")


def _last_step(steps: Sequence[str]) -> ScalarSelect[int | None]:
    """SQL: the last of these steps of the issue."""
    return (
        select(func.max(History.id))
        .where(History.case_kind == "issue", History.case_id == Issue.id, History.step.in_(steps))
        .correlate(Issue)
        .scalar_subquery()
    )


def _step_is(
    last: ScalarSelect[int | None], step: str, *where: ColumnElement[bool]
) -> ColumnElement[bool]:
    found = select(History.id).where(History.id == last, History.step == step, *where)
    return found.correlate(Issue).exists()


def _requests(desk: Desk) -> Iterator[Item]:
    """提请转办: the last step of the case is a deputy's request."""
    asked = _step_is(
        _last_step(("request_hand_over", "hand_over", "bureau_returned", "reroute")),
        "request_hand_over",
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
        desk,
        and_(
            HandOver.state.in_((RETURN_REQUESTED, *WORKING)),
            or_(HandOver.state == RETURN_REQUESTED, HandOver.extension_until.is_not(None)),
        ),
    ):
        place = hand_overs.place_of(desk.session, row)
        if row.state == RETURN_REQUESTED:
            note = f"{row.bureau.name}申请退回" + (
                f"，说该归{row.return_to}" if row.return_to else ""
            )
            refuse = Button("不同意", "reject", place, asks="为什么还请他办", quiet=True)
        else:
            until = row.extension_until
            note = f"{row.bureau.name}想延到{desk.say_until(until) if until else ''}"
            refuse = Button("不同意", "reject", place, quiet=True)
        yield desk.item(
            row.issue,
            note=note + _reason(desk.session, row),
            due=f"原定{say_when(row.due, desk.now)}前",
            buttons=(Button("同意", "approve", place), refuse),
        )


def _hand_overs(desk: Desk, where: ColumnElement[bool]) -> Iterator[HandOver]:
    theirs = select(Issue.id).where(Issue.id == HandOver.issue_id, desk.reaches())
    rows = desk.session.scalars(
        select(HandOver)
        .where(where, theirs.correlate(HandOver).exists())
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
        .limit(MOST)
    )
    return (row for row in rows if desk.mine(row.issue))


def _reason(session: Session, row: HandOver) -> str:
    words = session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "hand_over",
            History.case_id == row.id,
            History.step.in_(("request_return", "add_to_return", "request_extension")),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return f"：{gist(words.masked)}" if words is not None else ""


def _recheck(desk: Desk) -> Iterator[Item]:
    for issue in desk.issues(Issue.state == states.RECHECK):
        row = hand_overs.latest(desk.session, issue)
        again = row is not None and row.state == "reported"
        buttons = [Button("核实好了，办结", "close", asks="核实了什么（看了现场、问了群众）")]
        if row is not None and again:
            name = row.bureau.name
            place = hand_overs.place_of(desk.session, row)
            buttons.append(
                Button(f"请{name}再办", "rework", place, asks="哪里还不行、请他办什么", quiet=True)
            )
        yield desk.item(
            issue, note=f"群众说{issue.rating or '没好'}，请去核实", buttons=tuple(buttons)
        )


def _pointed(desk: Desk) -> Iterator[Item]:
    """Accusations, lawsuits, other counties: pushed to nobody, so somebody has to look here."""
    for issue in desk.issues(
        Issue.state == states.REFERRED,
        Issue.kind.in_(POINTED),
        Issue.created_at > desk.now - _POINTED_FOR,
    ):
        yield desk.item(
            issue,
            note="已给他指了该找的地方；看过就办结",
            buttons=(Button("看过，办结", "close", asks="看了怎么样"),),
        )


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
            due=say_due(f"{say_when(row.due, desk.now)}到期", True),
            late=True,
            phone=row.bureau.phone,
            buttons=(Button("记一笔", "note", asks="问得怎么样（群众看不到）", quiet=True),),
        )


def _voices(desk: Desk) -> Iterator[Item]:
    """Voices that the platform did not recognise and nobody has typed in."""
    rows = desk.session.scalars(
        select(Issue)
        .where(
            Issue.id.in_(select(Media.issue_id).where(*_UNHEARD)),
            desk.reaches(),
            Issue.state.not_in(("closed", "withdrawn", "merged")),
        )
        .order_by(Issue.id)
        .limit(MOST)
    )
    for issue in rows:
        if desk.mine(issue) and (not issue.secret or desk.county):
            yield desk.item(
                issue,
                **_speak_by(desk, issue),
                note="听完，把他说的打进去",
                voices=_voices_of(desk, issue),
            )


_UNHEARD = (
    Media.kind == literal_column("'voice'"),
    Media.transcript_id.is_(None),
    # The platform recognised it: then its words are there already.
    ~Media.recognised,
)


def _voices_of(desk: Desk, issue: Issue) -> tuple[int, ...]:
    rows = desk.session.scalars(
        select(Media.id)
        .where(Media.issue_id == issue.id, Media.state == "fetched", *_UNHEARD)
        .order_by(Media.id)
    )
    return tuple(rows)


_GROUPS: tuple[tuple[str, str, Callable[[Desk], Iterable[Item]]], ...] = (
    ("danger", "危急", danger),
    ("requests", "代表提请转办", _requests),
    ("human", "群众想跟人说话", _wants_to_talk),
    ("unspoken", "还没人给群众回话", _unspoken),
    ("recheck", "需核实", _recheck),
    ("reported", "单位报来结果", _reported),
    ("decisions", "单位等您定", _decisions),
    ("place", "地点不清楚", _unclear_place),
    ("unfollowed", "换届以后没有代表跟的", unfollowed),
    ("voices", "语音要听", _voices),
    ("overdue", "单位到期没回音", _overdue),
    ("calls", "要打的电话", calls),
    ("pointed", "只指了路的", _pointed),
    ("unread", "机器没看懂的", unread),
)
