"""How long what is kept, and what is over: the dry run (personal information law 19). What still
goes on, and what is held back, never is.

Four kinds, each with its own period (rule rows): what belongs to a case, from the case's end; words
that became no case; what was sent beside the cases; and the name, telephone and openid of people
of whom nothing else is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, TextClause, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session

from bot.actions.privacy import holds
from bot.actions.privacy.plan import ENDED, is_open
from bot.actions.rules import rule
from bot.domain.calendars import LOCAL, add_months, local_day
from bot.store.models import (
    BureauLiaison,
    Contact,
    Deputy,
    GridStaff,
    HandOver,
    History,
    Identity,
    Issue,
    Message,
    Notice,
    Officer,
    Subscriber,
)
from bot.store.models.outbox import NOT_OF_A_CASE, ON_THEIR_WAY
from bot.store.models.people import KNOWN

#: How many of a kind the dry run counts; more are "more than so many".
MOST = 500
#: So many of the oldest people it looks through: who is left without a case stands in no index.
_OLDEST = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data: its rule row, what it is, and where its period comes from."""

    rule: str
    label: str
    since: str
    source: str


KINDS = (
    Kind(
        "retention.case_months",
        "了结的事：原话、照片语音、回话、姓名电话",
        "从这件事了结那天算",
        "个人信息保护法第19条：留到办事、回头看用不着为止；几个月由县里定",
    ),
    Kind(
        "retention.loose_months",
        "没有立成事的话：问好、闲聊、问路",
        "从收到那天算",
        "网络安全法第21条：日志至少留六个月；再长没有用处（个人信息保护法第19条）",
    ),
    Kind(
        "retention.sent_months",
        "发出去的提醒、群发的文字",
        "从发出那天算",
        "个人信息保护法第19条；发给谁、哪天、到没到的记录不删",
    ),
    Kind(
        "retention.person_months",
        "没有事了的人：姓名、电话、微信号",
        "从最后一次联系那天算",
        "个人信息保护法第19条、第47条第一款第一项",
    ),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A case that would go, and from which day on."""

    issue: Issue
    ended: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """The dry run of one kind. ``more``: there are more than were counted; ``among``: only so many
    of the oldest were looked through, 0: all."""

    kind: Kind
    months: int
    before: datetime
    count: int
    more: bool
    cases: tuple[Due, ...] = ()
    #: Over as well, but held back by a person, with why.
    held: tuple[tuple[Issue, str], ...] = ()
    among: int = 0


def months_before(at: datetime, months: int) -> datetime:
    """The beginning of the county's day so many months before ``at``."""
    return datetime.combine(add_months(local_day(at), -months), time(), LOCAL)


def forecast(session: Session, at: datetime, *, now: datetime) -> list[Forecast]:
    """What would go on the day of ``at``, by the rules of now."""
    made = []
    for kind in KINDS:
        months = int(rule(session, kind.rule, now))
        limit = months_before(at, months)
        if kind is KINDS[0]:
            made.append(_forecast_cases(session, kind, months, limit))
            continue
        count, among = _COUNTS[kind.rule](session, limit)
        made.append(Forecast(kind, months, limit, min(count, MOST), count > MOST, among=among))
    return made


def _forecast_cases(session: Session, kind: Kind, months: int, limit: datetime) -> Forecast:
    due: list[Due] = []
    kept: list[tuple[Issue, str]] = []
    after: tuple[datetime, int] | None = None
    for _ in range(10):
        rows = candidates(session, limit, after, MOST // 2)
        gone, held = over(session, rows, limit)
        due, kept = due + gone, kept + held
        seen_all = len(rows) < MOST // 2
        if seen_all or len(due) > MOST:
            break
        after = (rows[-1].created_at, rows[-1].id)
    more = len(due) > MOST or not seen_all
    count = min(len(due), MOST)
    return Forecast(kind, months, limit, count, more, tuple(due[:MOST]), tuple(kept))


def _count_loose(session: Session, limit: datetime) -> tuple[int, int]:
    # They came in the order of their numbers: the first ones are the oldest.
    first = (
        select(Message.received_at)
        .where(Message.issue_id.is_(None), _NOT_ERASED)
        .order_by(Message.id)
        .limit(MOST + 1)
        .subquery()
    )
    query = select(func.count()).where(first.c.received_at < limit)
    return session.scalar(query) or 0, 0


def _count_sent(session: Session, limit: datetime) -> tuple[int, int]:
    first = (
        select(Notice.created_at, Notice.state)
        .where(BESIDE_CASES)
        .order_by(Notice.id)
        .limit(MOST + 1)
        .subquery()
    )
    query = select(func.count()).where(
        first.c.created_at < limit, first.c.state.not_in(ON_THEIR_WAY)
    )
    return session.scalar(query) or 0, 0


def _count_idle(session: Session, limit: datetime) -> tuple[int, int]:
    """Also among how many of the oldest people they were counted; 0: among all."""
    oldest = _oldest_known(session, _OLDEST + 1)
    # Their numbers, too, are in the order in which they came.
    came = [ident for ident, at in oldest if at < limit]
    if not came:
        return 0, 0
    query = select(func.count(Contact.id)).where(Contact.id.in_(came[:_OLDEST]), *idle(limit, 0))
    return session.scalar(query) or 0, _OLDEST if len(came) > _OLDEST else 0


def _oldest_known(session: Session, many: int) -> list[tuple[int, datetime]]:
    """The oldest people of whom something is left to forget, each with when they came. From two
    indexes: everybody who ever wrote is not looked through."""
    by_name = select(Contact.id, Contact.created_at).where(_NAMED).order_by(Contact.id)
    by_openid = (
        select(Contact.id, Contact.created_at)
        .join(Identity, Identity.contact_id == Contact.id)
        .order_by(Identity.contact_id)
    )
    found = {
        (row[0], row[1])
        for query in (by_name, by_openid)
        for row in session.execute(query.limit(many))
    }
    return sorted(found)[:many]


_COUNTS = {
    "retention.loose_months": _count_loose,
    "retention.sent_months": _count_sent,
    "retention.person_months": _count_idle,
}


# -------------------------------------------------------------------------------- cases


def candidates(
    session: Session, limit: datetime, after: tuple[datetime, int] | None, many: int
) -> Sequence[Issue]:
    """Ended cases that came before ``limit``, oldest first; whether they ended before it is seen
    case by case."""
    # By time and not by state: only so it stops after a few, however many have ended.
    ended = Issue.state.concat("").in_(ENDED)
    where = [Issue.cleared_at.is_(None), Issue.created_at < limit, ended]
    if after is not None:
        at, number = after
        where.append(or_(Issue.created_at > at, and_(Issue.created_at == at, Issue.id > number)))
    return session.scalars(
        select(Issue).where(*where).order_by(Issue.created_at, Issue.id).limit(many)
    ).all()


def over(
    session: Session, rows: Sequence[Issue], limit: datetime
) -> tuple[list[Due], list[tuple[Issue, str]]]:
    """Those that ended before ``limit``; and those of them that are held back."""
    ids = [issue.id for issue in rows]
    last = _last_steps(session, ids)
    held = holds.held(session, ids)
    due, kept = [], []
    for issue in rows:
        ended = max(last.get(issue.id, issue.created_at), issue.closed_at or issue.created_at)
        if ended >= limit or is_open(session, issue):
            continue
        if issue.id in held:
            kept.append((issue, held[issue.id]))
        else:
            due.append(Due(issue, ended))
    return due, kept


def _last_steps(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """When something was last done in each case or in one of its hand-overs."""
    rows: dict[int, datetime] = {
        row[0]: row[1]
        for row in session.execute(
            select(History.case_id, func.max(History.at))
            .where(History.case_kind == "issue", History.case_id.in_(ids))
            .group_by(History.case_id)
        )
    }
    later = session.execute(
        select(HandOver.issue_id, func.max(History.at))
        .join(HandOver, and_(History.case_kind == "hand_over", History.case_id == HandOver.id))
        .where(HandOver.issue_id.in_(ids))
        .group_by(HandOver.issue_id)
    )
    for issue_id, at in later:
        rows[issue_id] = max(at, rows.get(issue_id, at))
    return rows


# ------------------------------------------------------------- what belongs to no case


_NOT_ERASED = ~Message.key.startswith("erased:")


def loose(limit: datetime, after: int) -> Iterator[ColumnElement[bool]]:
    yield Message.id > after
    yield Message.received_at < limit
    yield Message.issue_id.is_(None)
    yield _NOT_ERASED


#: A notice that has been emptied says so; when, to whom and how it arrived stays.
EMPTIED = "到期，文字已清"
#: Sent beside the cases and not emptied yet: these very words stand in the index.
BESIDE_CASES = text(NOT_OF_A_CASE)


def sent(limit: datetime, after: int) -> Iterator[ColumnElement[bool] | TextClause]:
    yield Notice.id > after
    yield Notice.created_at < limit
    yield BESIDE_CASES
    yield Notice.state.not_in(ON_THEIR_WAY)


def idle(limit: datetime, after: int) -> Iterator[ColumnElement[bool]]:
    """Contacts who have something to forget, wrote last before ``limit``, and have no case left."""
    yield Contact.id > after
    yield Contact.created_at < limit
    yield _to_forget()
    yield ~exists().where(Message.contact_id == Contact.id, Message.received_at >= limit)
    yield ~exists().where(Issue.reporter_id == Contact.id, Issue.cleared_at.is_(None))
    yield ~exists().where(Subscriber.contact_id == Contact.id)
    # Whoever stands or stood in the roster is kept there, not here.
    for roster in (Deputy, BureauLiaison, Officer, GridStaff):
        yield ~exists().where(roster.contact_id == Contact.id)


#: These very words stand in the index.
_NAMED = text(KNOWN)


def _to_forget() -> ColumnElement[bool]:
    known = select(Identity.id).where(Identity.contact_id == Contact.id).correlate(Contact).exists()
    return or_(Contact.name.is_not(None), Contact.phone.is_not(None), known)
