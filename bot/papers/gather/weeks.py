"""周一一页纸 (D06) from the store: last week in counts, and what the meeting has to know. Issues
about somebody are counted, never listed (design 1.3); no constituent and no rating is named."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from bot.actions import following
from bot.actions.rules import rule
from bot.actions.suggestions import succession
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflows.assignment import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.hand_over import WORKING
from bot.domain.workflows.issue import DECLINED, MERGED, RECHECK, WITHDRAWN
from bot.domain.workflows.suggestion import (
    AT_MEETING,
    CLOSED_OUT,
    ENDED,
    FILED,
    RATED,
    RUNNING,
    UNRATED,
)
from bot.papers.figures import Figure
from bot.papers.gather.offices import county_office
from bot.papers.monday import MondayCase, MondayList, MondayPage
from bot.store.models import Alarm, Assignment, HandOver, Issue, Promise, Suggestion

#: More are never shown on one page; the totals are counted apart.
_MOST = 40
_GONE = (WITHDRAWN, MERGED, DECLINED)
#: How it was rated is said to nobody here.
_TO_DECIDE = {FILED: "等交办", RATED: "等定下一步", UNRATED: "等定下一步", AT_MEETING: "提请会议"}


def monday(session: Session, now: datetime) -> MondayPage:
    """The page for the meeting of the week in which ``now`` lies; it looks back at the week before
    and ``papers.monday_ahead`` days ahead."""
    today = local_day(now)
    first = today - timedelta(days=today.weekday() + 7)
    last = first + timedelta(days=6)
    until = today + timedelta(days=int(rule(session, "papers.monday_ahead", now)))
    late = _working().where(Assignment.due < today)
    soon = _working().where(Assignment.due >= today, Assignment.due <= until)
    undecided = _live(
        select(Assignment).where(
            (Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None)
        )
    )
    return MondayPage(
        office=county_office(session, now),
        first=first,
        last=last,
        drawn_on=today,
        counts=_counts(session, first, last, today, late),
        lists=(
            _unspoken(session, today),
            _overdue(session, today),
            _assignments(session, "建议已过答复期限", late, "{}到期"),
            _assignments(session, f"建议{until.month}月{until.day}日前到期", soon, "{}到期"),
            _deciding(session, undecided),
            _promises(session, until),
        ),
        notes=(
            *_unfollowed(session, now),
            "程序办结：答复和评价手续走完。落实销号：事情真正办成，有证据。两个数不相加。",
            "过期没人回话：过了期限没人联系的，危急没人接到的。涉及具体人的、保密的只计数，不列出。",
            "在办建议：交办以后、程序办结以前，答复了等评价的也算。建议只算县人大代表的。",
        ),
    )


def _unfollowed(session: Session, now: datetime) -> list[str]:
    """What lost its deputy (换届) and waits for somebody to be named: a line while there is any."""
    issues = len(following.nobody_follows(session, now))
    own = sum(one.congress == "county" for one in succession.nobody_follows(session, now))
    counts = [f"{name}{count}件" for name, count in (("群众反映", issues), ("建议", own)) if count]
    return [f"代表卸任、还没定谁接着跟的：{'、'.join(counts)}，在“今日”里定。"] if counts else []


def _live(query: Select[Assignment]) -> Select[Assignment]:
    return query.join(Suggestion, Suggestion.id == Assignment.suggestion_id).where(
        Suggestion.state.in_(RUNNING), Suggestion.congress == "county"
    )


def _working() -> Select[Assignment]:
    """Lead bureaus that owe an answer, no return or extension being undecided."""
    return _live(
        select(Assignment).where(
            Assignment.role == "lead",
            Assignment.state.in_(RESPONSIBLE),
            Assignment.state != RETURN_REQUESTED,
            Assignment.extension_until.is_(None),
        )
    )


def _count(session: Session, query: Select[Assignment]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _midnight(day: date) -> datetime:
    """The page names whole days: what came on a Sunday evening is last week's, not this one's."""
    return datetime.combine(day, time(), LOCAL)


def _counts(
    session: Session,
    first: date,
    last: date,
    today: date,
    late: Select[Assignment],
) -> tuple[Figure, ...]:
    began, ended = _midnight(first), _midnight(last + timedelta(days=1))
    new = select(func.count()).where(Issue.created_at >= began, Issue.created_at < ended)
    unspoken = select(func.count()).where(unspoken_too_long(today))
    own = Suggestion.congress == "county"
    running = select(func.count()).where(Suggestion.state.in_(RUNNING), own)
    again = select(func.count()).where(Issue.state == RECHECK)
    year = date(today.year, 1, 1)

    closed = _ended_since(Suggestion.closed_at, year, ENDED)
    closed_out = _ended_since(Suggestion.closed_out_at, year, (CLOSED_OUT,))

    def how_many(query: Select[int]) -> int:
        return session.scalar(query) or 0

    return (
        Figure("上周新反映", how_many(new)),
        Figure("过期没人回话", how_many(unspoken)),
        Figure("群众说没好", how_many(again)),
        Figure("单位过期没回", _how_many_rows(session, _late_rows(today))),
        Figure("在办建议", how_many(running)),
        Figure("建议过期", _count(session, late)),
        # Of whatever year they were assigned in: what came to its end since New Year.
        Figure("今年以来程序办结", how_many(closed)),
        Figure("今年以来落实销号", how_many(closed_out)),
    )


def _ended_since(
    stamp: InstrumentedAttribute[datetime | None], day: date, states: Sequence[str]
) -> Select[int]:
    """How many of the county's came to this end since then, and stand there still."""
    began = _midnight(day)
    return select(func.count()).where(
        stamp >= began, Suggestion.state.in_(states), Suggestion.congress == "county"
    )


def unspoken_too_long(today: date) -> ColumnElement[bool]:
    """SQL: nobody has spoken to who reported it, and the day for it has passed; a danger of which
    nobody on call has heard waits for no day. Both by their ids: an OR would read the archive."""
    other = aliased(Issue)
    late = select(other.id).where(other.spoken_at.is_(None), other.speak_by < today)
    unheard = select(Alarm.issue_id).where(Alarm.heard_at.is_(None), Alarm.over_at.is_(None))
    ids = late.union(unheard)
    return and_(Issue.id.in_(ids), Issue.spoken_at.is_(None), Issue.state.not_in(_GONE))


def _unspoken(session: Session, today: date) -> MondayList:
    query = select(Issue).where(unspoken_too_long(today))
    shown = query.where(Issue.seen_by == "grid", Issue.secret.is_(False)).options(
        joinedload(Issue.station)
    )
    # The gravest first, then who has waited longest.
    grave = case({"危急": 0, "加急": 1}, value=Issue.urgency, else_=2)
    rows = session.scalars(shown.order_by(grave, Issue.speak_by, Issue.id).limit(_MOST))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return MondayList(
        "群众反映，过期还没人回话",
        tuple(
            MondayCase(
                f"民{row.number}",
                row.title if row.urgency == "普通" else f"（{row.urgency}）{row.title}",
                row.station.name if row.station is not None else "县人大机关",
                since(row.speak_by, today),
            )
            for row in rows
            if not row.avoid
        ),
        total,
    )


def _late_rows(today: date) -> Select[HandOver]:
    """Issues that a bureau has not answered in time; the clock of none stands still."""
    return (
        select(HandOver)
        .join(Issue, Issue.id == HandOver.issue_id)
        .where(HandOver.state.in_(WORKING), HandOver.due < today, HandOver.paused_at.is_(None))
    )


def _how_many_rows(session: Session, query: Select[HandOver]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _overdue(session: Session, today: date) -> MondayList:
    query = _late_rows(today)
    rows = session.scalars(
        query.where(Issue.seen_by == "grid", Issue.secret.is_(False))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
        .limit(_MOST)
    )
    cases = tuple(
        MondayCase(
            f"民{row.issue.number}",
            row.issue.title,
            row.bureau.name,
            f"{row.due.month}月{row.due.day}日到期",
        )
        for row in rows
        if not row.issue.avoid
    )
    return MondayList("群众反映，单位过期没回", cases, _how_many_rows(session, query))


def since(day: date | None, today: date) -> str:
    """Since when somebody has waited for a word."""
    return f"{day.month}月{day.day}日起" if day is not None and day < today else "值班员还没接到"


def _assignments(session: Session, title: str, query: Select[Assignment], when: str) -> MondayList:
    rows = session.scalars(query.order_by(Assignment.due, Assignment.id).limit(_MOST))
    return MondayList(
        title,
        tuple(_line(row, when.format(f"{row.due.month}月{row.due.day}日")) for row in rows),
        _count(session, query),
    )


def _line(row: Assignment, when: str) -> MondayCase:
    case = row.suggestion
    number = case.number or f"稿{case.draft_number}"
    return MondayCase(number, case.title, row.bureau.name, when)


def _deciding(session: Session, undecided: Select[Assignment]) -> MondayList:
    """What waits for people: returns, extensions, what is to be assigned or was rated, and what
    goes to a meeting."""
    rows = session.scalars(undecided.order_by(Assignment.due, Assignment.id).limit(_MOST)).all()
    query = (
        select(Suggestion)
        .where(Suggestion.state.in_(_TO_DECIDE), Suggestion.congress == "county")
        .order_by(Suggestion.id)
    )
    waiting = session.scalars(query.limit(_MOST)).all()
    told = tuple(
        _line(row, "申退待定" if row.state == RETURN_REQUESTED else "延期待定") for row in rows
    )
    told += tuple(
        MondayCase(row.number or f"稿{row.draft_number}", row.title, "", _TO_DECIDE[row.state])
        for row in waiting
    )
    total = _count(session, undecided)
    total += session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return MondayList("等人定的", told, total)


def _promises(session: Session, until: date) -> MondayList:
    query = (
        select(Promise)
        .join(Assignment, Assignment.id == Promise.assignment_id)
        .join(Suggestion, Suggestion.id == Assignment.suggestion_id)
        .where(Promise.state == "open", Promise.due <= until, Suggestion.congress == "county")
    )
    rows = session.scalars(query.order_by(Promise.due, Promise.id).limit(_MOST))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return MondayList(
        "到期的承诺",
        tuple(_line(row.assignment, f"{row.due.month}月{row.due.day}日") for row in rows),
        total,
    )
